#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <type_traits>

#include "actfn/math/relative_exp.hpp"
#include "actfn/rows/quad.hpp"
#include "actfn/rows/targets.hpp"
#include "actfn/simd/arithmetic.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// The formulas of cross-entropy's passes, at(numbers of the line, entries of each operand): those that evaluate no exponential,
/// and so are the same in the tiers standard and fast.
template <class T, class C>
struct CrossEntropyFormulas {
    using Terms = TermsOfLoss<T, C>;
    static constexpr T infinity = std::numeric_limits<T>::infinity();
    static constexpr bool keeps_exponentials = std::same_as<C, T>;

    struct BelowGreatest : core::SummingPass<> {
        ACTFN_INLINE static auto at(const auto& max, const auto& x) { return Terms::below(max[0], x[0]); }
    };
    /// t (m - x) of the smoothed t, but 0 for t = 0.
    struct ProbabilityTimesBelow : core::SummingPass<> {
        ACTFN_INLINE static auto at(const auto& numbers, const auto& t_and_x) {
            using V = std::remove_cvref_t<decltype(t_and_x[0])>;
            const auto& [max, kept, added] = numbers;
            const V given = math::select(t_and_x[1] == V(infinity), V(0), t_and_x[0]);
            const V t = math::fma(given, kept, added);
            return core::products(t, math::select(t == V(0), V(0), Terms::below(max, t_and_x[1])));
        }
    };
    /// e scale - (kept t + added). The last operand is x or, in its place, e, which is 0 for the greatest entries.
    struct Gradient : core::StoringPass {
        static constexpr bool calls_kernels = !keeps_exponentials;
        template <class V, std::size_t K, std::size_t In>
        ACTFN_INLINE static V at(const std::array<V, K>& numbers, const std::array<V, In>& operands) {
            const auto& [scale, kept, added, scale_low, floor, shift, least, rounding, unit] = numbers;
            V e = operands.back();
            if constexpr (keeps_exponentials) {
                e = math::select(e == V(0), unit, e);
            } else {
                e = math::relative_exp(e, math::RelativeTo<V>{floor, shift, least, rounding});
            }
            V less = math::negate(In == 1 ? added : math::fma(operands[0], kept, added));
            if constexpr (std::same_as<T, double>) less = math::fma(e, scale_low, less);  // float's W is double
            return math::fma(e, scale, less);
        }
    };
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
