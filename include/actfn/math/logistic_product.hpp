#pragma once

#include <concepts>
#include <cstdint>
#include <limits>

#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/logistic.hpp"
#include "actfn/math/scaled.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// Constants of x s(factor x), with the logistic function s, by element type.
template <core::Scalar T>
struct LogisticProductConstants {
    using Limits = std::numeric_limits<T>;
    /// x s(factor x) and its derivative are 0 where s is less than 2^-vanishing times the factor.
    static constexpr int vanishing = Limits::digits - Limits::min_exponent + (Limits::digits > 24 ? 12 : 9);
    /// factor x where this begins, for a factor of 2^exponent.
    static constexpr T least(T exponent = 0) { return T(-0.6931471805599453) * (T(vanishing) - exponent); }
    static constexpr T greatest = LogisticConstants<T>::greatest;
    /// With an inverse that is a normal number: -ffast-math divides by way of it.
    static constexpr T greatest_power = Limits::max_exponent - 4;
};

/// The constant of logistic_product_reduced(): its low bits are those of minus the power, since the bit above the exponent
/// field is the sign.
template <core::Scalar T>
inline constexpr T minus_power_constant = core::power_constant<T, 2 * std::numeric_limits<T>::max_exponent>;

/// x s(z) with the logistic function s, given e^-z = 2^n e^-r as r and the sum of n and minus_power_constant. n is at least
/// -100; where it is above 124 (double: 1020), x must be normal and more than 2^-90 in magnitude.
///
/// x / (1 + e^-z) for either sign of z, without a choice. Where e^-z would overflow, it stops at a power of two, and x is
/// multiplied by what is missing: the division rounds a subnormal result once.
template <Value V>
ACTFN_INLINE inline V logistic_product_reduced(V x, V sum, V r) {
    using T = scalar_of<V>;
    constexpr T greatest = minus_power_constant<T> + LogisticProductConstants<T>::greatest_power;
    const V bounded = (math::min)(V(greatest), sum);
    const V minus_power = core::power_from_low_bits(bounded);
    const V one_plus = [&]() ACTFN_INLINE_LAMBDA {
        if constexpr (core::is_fast<V>) {
            return math::fma(minus_power, math::exp_near_zero<-1, -1>(r), V(1));
        } else {
            // In this order the 1 is rounded among small numbers, and is not lost where the power is 2^24.
            return math::fma(minus_power, math::one_minus_exp_near_zero(r), V(1)) - minus_power;
        }
    }();
    return math::divide(core::times_power_between(x, bounded, sum), one_plus);
}

/// x s(z + low) for a z of the sign of x up to `greatest`, where z from -85 (double: -706) down comes with a normal x of more
/// than 2^-90; low, if given, is the rounding error of z.
template <Value V, std::same_as<V>... Low>
ACTFN_INLINE inline V logistic_product(V x, V z, Low... low) {
    using T = scalar_of<V>;
    constexpr T constant = minus_power_constant<T>;
    const V sum = core::opaque(math::fma(z, V(-ExponentialConstants<T>::log2_e), V(constant)));
    return math::logistic_product_reduced(x, sum, math::plus_ln2(z, core::opaque(sum - V(constant)), 1, low...));
}

/// The derivative of x s(z(x)) for an odd z(x) at z = log(t) <= 0 and its negative, by the sign of x. Given are
/// t = power (1 + fraction) / 2^Higher and minus_v + low = x z'(x) <= 0.
///
/// For z <= 0 it is t ((1 - v) + t) / (1 + t)^2. Next to the root t enters the sum in its two parts, of which only the small one is
/// rounded. At -x it is 1 minus that at x. The power of two keeps t normal: the division then rounds a subnormal
/// result once.
template <int Higher, Value V, std::same_as<V>... Low>
ACTFN_INLINE inline V logistic_product_gradient_reduced(V x, V power, V fraction, V minus_v, Low... low) {
    using T = scalar_of<V>;
    constexpr T one = T(std::uint64_t(1) << (Higher / 2)) * T(std::uint64_t(1) << (Higher - Higher / 2));
    const V t = math::fma(power, fraction, power);
    const V line = core::opaque(core::opaque(math::fma(minus_v, V(one), V(one))) + power);
    const V numerator = [&]() ACTFN_INLINE_LAMBDA {
        if constexpr (sizeof...(Low) == 0) {
            return math::fma(power, fraction, line) * t;
        } else {
            // The sum in two parts, and so its factor t: their roundings count beside what z and v have lost. Next to
            // the root the line may be the smaller part: then less of the sum's is kept.
            const V lesser = math::fma(power, fraction, (low, ...) * V(one));
            const auto [sum, lost] = math::fast_two_sum(line, lesser);
            const V scaled = sum * power;
            return math::fma(scaled, fraction, lost * power) + scaled;
        }
    }();
    const V below = math::divide(numerator, math::fma(t, V(2 * one) + t, V(one * one)));
    return math::select(x > V(0), V(1) - below, below);
}

/// The derivative of z s(z) at z + low, given -abs(z) and the rounding error of that. x has the sign of z.
template <Value V, std::same_as<V>... Low>
ACTFN_INLINE inline V logistic_product_gradient(V x, V minus_magnitude, Low... low) {
    using T = scalar_of<V>;
    constexpr int higher = LogisticConstants<T>::higher;
    const auto e = math::rounded_power<higher>(minus_magnitude, ExponentialConstants<T>::log2_e);
    const V fraction = math::expm1_near_zero(math::plus_ln2(minus_magnitude, e.n, -1, low...));
    return math::logistic_product_gradient_reduced<higher>(x, e.power, fraction, minus_magnitude, low...);
}

/// factor * sum t / (1 + t)^3 for t = e^z <= 1, given as the exponential of z.
template <Value V, core::Scalar T>
ACTFN_INLINE inline V logistic_product_curvature_reduced(const core::Parameter<T>& factor, V sum,
                                                         const Exponential<V>& e) {
    using C = scalar_of<V>;
    const V power = core::power_of_two(e.power);
    const V lesser = power * e.fraction;
    const V t = power + lesser;
    const V cube = math::fma(t, math::fma(t, V(3) + t, V(3)), V(1));  // in this order a small t leaves one rounding
    const V scaled_sum = V(static_cast<C>(factor.significand)) * sum;
    const V quotient = math::divide(math::fma(scaled_sum, e.fraction, scaled_sum), cube);
    return core::scale(quotient, e.power + V(static_cast<C>(factor.exponent)));
}

/// (2 + z) + t (2 - z), where t = power + small is the exponential of z + low <= 0. Next to its roots, z = +-2.399, only the small
/// part of t is rounded.
template <Value V, std::same_as<V>... Low>
ACTFN_INLINE inline V logistic_product_curvature_sum(V z, V power, V lesser, Low... low) {
    V line = math::fma(math::negate(z), power, core::opaque(V(2) + z) + (power + power));
    if constexpr (sizeof...(Low) == 1) line = math::fma((low, ...), V(1) - power, line);
    return math::fma(math::negate(z), lesser, math::fma(V(2), lesser, line));
}

/// The second derivative of x s(factor x), given z + low = -abs(factor x): factor (2 s'(z) - abs(z) s''(z)).
///
/// With t = e^z it is factor t ((2 + z) + t (2 - z)) / (1 + t)^3.
template <Value V, core::Scalar T, std::same_as<V>... Low>
ACTFN_INLINE inline V logistic_product_curvature(const core::Parameter<T>& factor, V minus_magnitude, Low... low) {
    const auto e = math::exponential_within(minus_magnitude, low...);
    const V power = core::power_of_two(e.power);
    const V lesser = power * e.fraction;
    const V sum = math::logistic_product_curvature_sum(minus_magnitude, power, lesser, low...);
    return math::logistic_product_curvature_reduced(factor, sum, e);
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
