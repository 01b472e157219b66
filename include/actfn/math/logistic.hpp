#pragma once

#include <concepts>
#include <limits>

#include "actfn/math/exp.hpp"
#include "actfn/math/scaled.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// The logistic function s(x) = 1 / (1 + e^-x) and its derivatives from one exponential, e^-abs(x): no term cancels or
/// overflows, and the tails keep every digit down to the subnormal numbers.
template <Value V>
class Logistic {
public:
    [[gnu::always_inline]] explicit Logistic(V x) : Logistic(x, math::negative_abs(x)) {}

    /// The logistic function of a z with the sign of x, given as -abs(z) and, optionally, the rounding error of that.
    template <std::same_as<V>... Low>
    [[gnu::always_inline]] Logistic(V x, V minus_magnitude, Low... low)
        : x_(x), positive_(x > V(0)), e_(math::exponential(minus_magnitude, low...)) {}

    /// The logistic function of 2 x, even where 2 x overflows.
    [[gnu::always_inline]] static Logistic of_twice(V x) {
        const V half = (math::max)(V(ExponentialConstants<scalar_of<V>>::least / 2), math::negative_abs(x));
        return Logistic(x, Within{half + half});
    }

    /// t = e^-abs(x).
    [[gnu::always_inline]] const Exponential<V>& exponential() const { return e_; }

    /// s(x).
    [[gnu::always_inline]] V value() const {
        const V t = e_.value();
        return math::divide(math::select(positive_, V(1), t), V(1) + t);
    }

    /// 2 s(x) - 1 = tanh(x / 2) = sign(x) (1 - t) / (1 + t) with t = e^-abs(x). Both terms are computed from
    /// t = (1 + fraction) 2^power with one rounding each, so that nothing cancels near 0.
    [[gnu::always_inline]] V symmetric() const {
        return math::copysign(math::divide(e_.minus_one(), e_.plus(V(1))), x_);
    }

    /// s'(x) = t / (1 + t)^2 with t = e^-abs(x).
    [[gnu::always_inline]] V gradient() const { return math::divide(e_.value(), square()); }

    /// a * s'(x), for any a that Exponential::times() takes.
    template <class A>
    [[gnu::always_inline]] V gradient(const A& a) const {
        return math::divide(e_.times(a), square());
    }

    /// parameter * s''(x) = -sign(x) * parameter * t (1 - t) / (1 + t)^3, for a parameter > 0.
    template <core::Scalar T>
    [[gnu::always_inline]] V curvature(const core::Parameter<T>& parameter) const {
        // Near 0 the magnitude is a little less than parameter * abs(x) / 8. Where that is a tie between two subnormal
        // numbers of a narrower T, the result must be rounded as below the tie.
        using Limits = std::numeric_limits<scalar_of<V>>;
        constexpr auto more = Limits::digits > std::numeric_limits<T>::digits ? Limits::epsilon() : 0;
        const V t = e_.value();
        const V cube = math::select(core::equal(t, V(1)), V(8 + 8 * more), square() * (V(1) + t));
        return math::copysign(math::divide(e_.times(parameter) * e_.minus_one(), cube), math::negate(x_));
    }

private:
    /// An argument in the range of exponential_within().
    struct Within {
        V x;
    };
    [[gnu::always_inline]] Logistic(V x, Within z) : x_(x), positive_(x > V(0)), e_(math::exponential_within(z.x)) {}

    /// (1 + t)^2 with t = e^-abs(x); its rounding error is little more than that of one operation.
    [[gnu::always_inline]] V square() const {
        const V t = e_.value();
        return math::fma(t, V(2) + t, V(1));
    }

    V x_;
    typename core::value_traits<V>::mask positive_;
    Exponential<V> e_;
};

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
