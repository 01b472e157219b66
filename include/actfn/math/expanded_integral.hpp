#pragma once

#include <limits>
#include <utility>

#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/exp_remainder.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// high + low; if a narrower type follows, moved beside it by what its rounding loses.
template <bool ToNarrower, Value V>
ACTFN_INLINE inline V sum_of(V high, V low) {
    if constexpr (ToNarrower) {
        const auto [sum, lost] = math::two_sum(high, low);
        return math::beside_rounded(sum, lost);
    } else {
        return high + low;
    }
}
/// factor (high + low), likewise, for a factor of half as many digits as the type has.
template <bool ToNarrower, Value V>
ACTFN_INLINE inline V times_sum(V factor, V high, V low) {
    if constexpr (ToNarrower) {
        const auto [sum, lost] = math::two_sum(high, low);
        const auto product = math::product(sum, factor);
        return math::beside_rounded(product.product, math::fma(lost, factor, product.low));
    } else {
        return (high + low) * factor;
    }
}

/// factor (a x + b), likewise.
template <bool ToNarrower, Value V>
ACTFN_INLINE inline V times_line(V factor, V a, V x, V b) {
    if constexpr (ToNarrower) {
        const auto [sum, low] = math::two_sum(core::opaque(a * x), b);
        // Of an infinite sum the rounding error is a NaN.
        return math::times_sum<true>(factor, sum, math::select(core::equal(low, low), low, V(0)));
    } else {
        return math::multiply_add(a, x, b) * factor;
    }
}

/// alpha (e^x - 1 - x) + beta x for x <= 0 and its derivative, with the rounding errors of sums that may nearly cancel.
/// ToNarrower: the results are rounded once more, and those next to a tie must be on the right side of it.
template <Value V, bool ToNarrower>
class ExpandedIntegral {
    using S = scalar_of<V>;
    using Limits = std::numeric_limits<S>;

public:
    ACTFN_INLINE ExpandedIntegral(S alpha, S beta) {
        using C = UnitConstants<S>;
        const S greatest = (math::max)((math::abs)(alpha), (math::abs)(beta));
        const S by = greatest < C::lower ? C::from_lower : greatest > C::upper ? C::from_upper : S(1);
        alpha_ = core::opaque(alpha * by);
        beta_ = core::opaque(beta * by);
        unit_ = S(1) / by;
        difference_ = math::two_sum(beta_, -alpha_);
    }

    /// Beyond x = -0.35 as (beta - alpha) x - alpha + alpha e^x.
    ACTFN_INLINE V value(V x) const {
        // Where the line is level, infinity times 0 would be a NaN.
        const bool level = core::equal(difference_.first, S(0));
        const V bounded = (math::max)(V(level ? Limits::lowest() : -Limits::infinity()), (math::min)(V(0), x));
        const Terms t = terms(bounded);

        const V few = (math::max)(V(-1), bounded);
        const auto [slope, slope_low] = t.e.slope(few, alpha_, beta_);
        const V inner = math::times_sum<ToNarrower>(V(unit_) * few, slope, slope_low);

        const auto line = math::product(V(difference_.first), bounded);
        const auto first = math::two_sum(core::opaque(line.product), V(-alpha_));
        const auto second = math::two_sum(first.first, t.product.product);
        const V lesser = math::fma(V(difference_.second), bounded, line.low + t.product.low);
        const V sum = math::sum_of<ToNarrower>(second.first, (first.second + second.second) + lesser);
        // Where the product overflows, what it loses is a NaN.
        const V outer = math::select((math::abs)(line.product) > V((Limits::max)()), line.product, sum) * V(unit_);
        return signed_as(alpha_, x, math::select(t.around_zero, inner, outer));
    }

    /// alpha (e^x - 1) + beta, beyond x = -0.35 as (beta - alpha) + alpha e^x, where beta is not alpha.
    ACTFN_INLINE V gradient(V x) const {
        const Terms t = terms((math::min)(V(0), x));
        const V constant = math::select(t.around_zero, V(beta_), V(difference_.first));
        const V low = math::select(t.around_zero, V(0), V(difference_.second));
        const auto sum = math::two_sum(constant, t.product.product);
        const V y = math::sum_of<ToNarrower>(sum.first, (sum.second + low) + t.product.low);
        return signed_as(-alpha_, x, y * V(unit_));
    }

private:
    /// e^x and alpha e^x, with what their rounding loses; around 0 of e^x - 1.
    struct Terms {
        decltype(V() > V()) around_zero;
        ExponentialWithRest<V> e;
        Product<V> product;
    };
    ACTFN_INLINE Terms terms(V x) const {
        V bounded = x;
        if constexpr (ToNarrower) {
            // An exponential that is lost in a sum still says on which side of a tie that is, but at -inf.
            bounded = math::select(core::equal(x, V(-Limits::infinity())), x, (math::max)(V(-60), x));
        }
        const auto with_rest = math::exponential_with_rest(bounded);
        const auto& e = with_rest.e;
        const auto around_zero = e.power > V(S(-0.5));
        const auto value = e.value();
        const V high = math::select(around_zero, e.fraction, value.high);
        const V low = math::select(around_zero, e.low, value.low);
        const auto product = math::product(V(alpha_), high);
        return {around_zero, with_rest, {core::opaque(product.product), math::fma(V(alpha_), low, product.low)}};
    }

    /// y, but for a beta of 0 and an x < 0 with the sign of a, which a sum with 0 would lose where y is 0.
    ACTFN_INLINE V signed_as(S a, V x, V y) const {
        if (!core::equal(beta_, S(0))) return y;
        return math::select(x < V(0), math::copysign(y, V(a)), y);
    }

    S alpha_, beta_;              // times a power of two
    S unit_;                      // what a result is to be multiplied by
    std::pair<S, S> difference_;  // beta - alpha and its rounding error
};

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
