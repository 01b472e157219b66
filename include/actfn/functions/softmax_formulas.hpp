#pragma once

#include "actfn/rows/quad.hpp"
#include "actfn/simd/arithmetic.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// The formulas of softmax's passes that evaluate no exponential: the same for every type and tier.
struct SoftmaxFormulas {
    /// p = e / sum, as e (high + low) with 1 / sum = high + low, so that it rounds once. Then::at(p, the last of the
    /// numbers) is stored.
    ACTFN_LOOP_PART static auto scaled(const auto& e, const auto& high, const auto& low) {
        return math::fma(e, high, e * low);
    }
    template <class Then>
    struct Scaled : core::StoringPass {
        ACTFN_LOOP_PART static auto at(const auto& scale, const auto& e) {
            return Then::at(scaled(e[0], scale[0], scale[1]), scale.back());
        }
    };
    struct Itself {
        ACTFN_LOOP_PART static auto at(const auto& p, const auto&) { return p; }
    };
    struct Product : core::SummingPass<> {
        ACTFN_LOOP_PART static auto at(const auto&, const auto& p_and_dp) {
            return core::products(p_and_dp[0], p_and_dp[1]);
        }
    };
    /// dx = p (dp - mean) with mean = high + low.
    struct Difference : core::StoringPass {
        ACTFN_LOOP_PART static auto at(const auto& mean, const auto& p_and_dp) {
            const auto& [p, dp] = p_and_dp;
            return math::fma(p, dp - mean[0], math::negate(p * mean[1]));
        }
    };
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
