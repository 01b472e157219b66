#pragma once

#include "actfn/core/simd.hpp"
#include "actfn/math/exp.hpp"

namespace actfn::inline ACTFN_ISA::math {

/// The logistic function s(x) = 1 / (1 + e^-x) and its derivatives from one exponential, e^-math::abs(x): no term cancels or
/// overflows, and the tails keep every digit down to the subnormal numbers.
template <Value V>
class Logistic {
public:
    [[gnu::always_inline]] explicit Logistic(V x) : x_(x), e_(math::exponential(math::negate(math::abs(x)))) {}

    /// Of x + low, where low is the rounding error of x.
    [[gnu::always_inline]] Logistic(V x, V low)
        : x_(x),
          e_(math::exponential(math::negate(math::abs(x)), math::select(x > V(0), math::negate(low), low))) {}

    /// s(x).
    [[gnu::always_inline]] V value() const {
        const V t = e_.value();
        return math::select(x_ > V(0), V(1), t) / (V(1) + t);
    }

    /// factor * s'(x) = factor * t / (1 + t)^2 with t = e^-math::abs(x).
    [[gnu::always_inline]] V gradient(V factor) const {
        const V d = V(1) + e_.value();
        return e_.times(factor) / (d * d);
    }

    /// factor * s''(x) = -sign(x) * factor * t (1 - t) / (1 + t)^3, for a factor > 0.
    [[gnu::always_inline]] V curvature(V factor) const {
        const V d = V(1) + e_.value();
        return math::copysign(e_.times(factor) * e_.minus_one() / (d * d * d), math::negate(x_));
    }

private:
    V x_;
    Exponential<V> e_;
};

}  // namespace actfn::inline ACTFN_ISA::math
