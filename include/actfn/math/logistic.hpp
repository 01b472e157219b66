#pragma once

#include <array>
#include <concepts>
#include <limits>

#include "actfn/math/exp.hpp"
#include "actfn/math/polynomial.hpp"
#include "actfn/math/scaled.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// Constants of the logistic function by element type. `cotangent` is (r coth(r / 2) - 2) / r^2 over r^2 on |r| <= 0.3466
/// (minimax, Sollya).
template <class Precision>
struct LogisticConstants;

template <>
struct LogisticConstants<float> {
    static constexpr std::array<float, 2> cotangent = {0x1.55551ep-3f, -0x1.6aa3e6p-9f};
    // The function is 0 up to `least` and 1 from `greatest` on. At `zero`, where four times its derivative is 0, the power of
    // two has the exponent field of 0 and is 0, so that nothing underflows: processors are slow where something does.
    static constexpr float least = -107.0f;
    static constexpr float greatest = 30.0f;
    static constexpr float zero = -110.5f;
    // Powers of two that keep every intermediate result normal where the function, or its derivative, is subnormal.
    static constexpr int lower = -28;
    static constexpr int higher = 32;
    static constexpr float two_to_higher = 0x1p32f;
};

template <>
struct LogisticConstants<fast> : LogisticConstants<float> {
    static constexpr std::array<float, 1> cotangent = {0x1.54c4e6p-3f};
    static constexpr int lower =
        -26;  // at `least` the power of two is infinite, and the quotient by it does not underflow
};

template <>
struct LogisticConstants<double> {
    static constexpr std::array<double, 5> cotangent = {0x1.555555555553ep-3, -0x1.6c16c16bebc96p-9,
                                                        0x1.1566aaf2446dep-14, -0x1.bbd41c403631fp-20,
                                                        0x1.637693fc25f8ap-25};
    static constexpr double least = -748.0;
    static constexpr double greatest = 40.0;
    static constexpr double zero = -753.4;
    static constexpr int lower = -60;
    static constexpr int higher = 64;
    static constexpr double two_to_higher = 0x1p64;
};

/// The logistic function s(x) = 1 / (1 + e^-x) of x + low, for x from `least` to `greatest`: low, if given, is the rounding
/// error of x.
///
/// e^-x = 2^n (c - r) / (c + r) with r = x + n ln2 and c = r coth(r / 2), which is even in r: it takes half as many
/// coefficients as e^r, and the division is there anyway. s(x) = (c + r) / ((c + r) + 2^n (c - r)); the division rounds a
/// subnormal result once. The few coefficients that `fast` needs are no more than those sums: there it is
/// 1 / (1 + 2^n e^-r).
///
/// Near 0, s(x) is a little nearer to 1/2 than 1/2 + x / 4 is, which may be a tie between two numbers of a type To that the
/// result is rounded to next. That little is lost in the rounding: the result is moved to the side where it is.
template <class To, Value V, std::same_as<V>... Low>
requires(sizeof...(Low) <= 1) ACTFN_INLINE inline V logistic_within(V x, Low... low) {
    using T = scalar_of<V>;
    constexpr int lower = LogisticConstants<core::precision_of<V>>::lower;
    const auto e = math::rounded_power<lower>(x, -ExponentialConstants<core::precision_of<V>>::log2_e);
    const V r = math::plus_ln2(x, e.n, 1, low...);
    if constexpr (core::is_fast<V>) {
        const V one = core::times_power_of_two<lower>(V(1));
        return math::divide(one, math::fma(e.power, math::exp_near_zero<1, -1>(r), one));
    }
    const V square = r * r;
    const V c = math::fma(square, math::polynomial(square, LogisticConstants<core::precision_of<V>>::cotangent), V(2));
    const V above = core::times_power_of_two<lower>(c + r);
    const V y = math::divide(above, math::fma(e.power, c - r, above));
    if constexpr (std::same_as<T, double> && std::numeric_limits<To>::digits < std::numeric_limits<T>::digits) {
        // Up to 2^-15 such ties are lost, and one float near 2^-10 is so near to one. The move is more than half an epsilon,
        // and decides nothing else: not beside multiples of ln2, either, where r is as little.
        constexpr T little = 0x1p-18;
        if (core::any(square < V(little))) [[unlikely]] {
            const V move = math::copysign(V(1.25 * 0x1p-53), math::negate(r));
            return math::select(square < V(little), math::fma(y, move, y), y);
        }
    }
    return y;
}

/// The logistic function. Error: 2.5 ULP (float), 2.5 ULP (double), subnormal results included. To: see logistic_within().
template <class To, Value V>
ACTFN_INLINE inline V logistic(V x) {
    using C = LogisticConstants<core::precision_of<V>>;
    return math::logistic_within<To>((math::min)(V(C::greatest), (math::max)(V(C::least), x)));
}

/// 2^More * s'(x) = 2^More * t / (1 + t)^2 with t = e^-abs(x), given -abs(x) from `zero` on. t is computed times a power
/// of two that keeps it normal: the division then rounds a subnormal result once.
template <int More, Value V>
ACTFN_INLINE inline V logistic_gradient_within(V minus_magnitude) {
    using T = scalar_of<V>;
    constexpr int higher = LogisticConstants<T>::higher;
    constexpr T one = LogisticConstants<T>::two_to_higher;
    const auto e = math::rounded_power<higher>(minus_magnitude, ExponentialConstants<core::precision_of<V>>::log2_e);
    const V t = math::times_exp_near_zero(e.power, math::plus_ln2(minus_magnitude, e.n, -1));
    // (one + t)^2 / (2^More one), to little more than one rounding.
    constexpr T factor = T(1 << More);
    const V square = math::fma(t, math::fma(t, V(1 / (factor * one)), V(2 / factor)), V(one / factor));
    return math::divide(t, square);
}

/// s'(x).
template <Value V>
ACTFN_INLINE inline V logistic_gradient(V x) {
    return math::logistic_gradient_within<0>(
        (math::max)(V(LogisticConstants<core::precision_of<V>>::zero), math::negative_abs(x)));
}

/// Derivatives of the logistic function times a parameter, from the exponential t = e^-abs(x): no term cancels or
/// overflows, and the tails keep every digit down to the subnormal numbers.
template <Value V>
class LogisticDerivatives {
public:
    ACTFN_INLINE explicit LogisticDerivatives(V x) : LogisticDerivatives(x, math::negative_abs(x)) {}

    /// Of the logistic function at a z with the sign of x, given as -abs(z) and, optionally, the rounding error of that.
    template <std::same_as<V>... Low>
    ACTFN_INLINE LogisticDerivatives(V x, V minus_magnitude, Low... low)
        : x_(x), e_(math::exponential(minus_magnitude, low...)) {}

    /// Of the logistic function at 2 x, even where 2 x overflows.
    ACTFN_INLINE static LogisticDerivatives of_twice(V x) {
        const V half = (math::max)(V(ExponentialConstants<core::precision_of<V>>::least / 2), math::negative_abs(x));
        return LogisticDerivatives(x, half + half);
    }

    /// parameter * s'(x) = parameter * t / (1 + t)^2.
    template <core::Scalar T>
    ACTFN_INLINE V gradient(const core::Parameter<T>& parameter) const {
        return math::divide(e_.times(parameter), square());
    }

    /// parameter * s''(x) = -sign(x) * parameter * t (1 - t) / (1 + t)^3, for a parameter > 0.
    template <core::Scalar T>
    ACTFN_INLINE V curvature(const core::Parameter<T>& parameter) const {
        // Near 0 the magnitude is a little less than parameter * abs(x) / 8. Where that is a tie between two subnormal
        // numbers of a narrower T, the result must be rounded as below the tie.
        using Limits = std::numeric_limits<scalar_of<V>>;
        constexpr auto more = Limits::digits > std::numeric_limits<T>::digits ? Limits::epsilon() : 0;
        const V t = e_.value();
        const V cube = math::select(core::equal(t, V(1)), V(8 + 8 * more), square() * (V(1) + t));
        // opaque: -ffast-math would multiply a power of two of the one factor and the other first, which may underflow.
        const V product = core::opaque(e_.times(parameter)) * e_.minus_one();
        return math::copysign(math::divide(product, cube), math::negate(x_));
    }

private:
    /// (1 + t)^2 with t = e^-abs(x); its rounding error is little more than that of one operation.
    ACTFN_INLINE V square() const {
        const V t = e_.value();
        return math::fma(t, V(2) + t, V(1));
    }

    V x_;
    Exponential<V> e_;
};

/// a (1 + fraction) / (1 + t)^2 for the exponential t = 2^power (1 + fraction) <= 1: a t / (1 + t)^2 without the power.
template <Value V>
ACTFN_INLINE inline V logistic_gradient_significand(const Exponential<V>& e, V a) {
    const V t = e.value();
    return math::divide(math::fma(a, e.fraction, a), math::fma(t, V(2) + t, V(1)));
}

/// u v t / (1 + t)^2 for the exponential t <= 1, of whose power of two u takes 2^part and v what is left. So nothing need
/// over- or underflow before the result does.
template <Value V>
ACTFN_INLINE inline V times_logistic_gradient(V u, V v, const Exponential<V>& e, V part) {
    return math::logistic_gradient_significand(e, core::scale(u, part)) * core::scale(v, e.power - part);
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
