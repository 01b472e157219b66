#pragma once

#include <concepts>
#include <limits>

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
    static constexpr T greatest_power = Limits::max_exponent - 2;
};

/// x s(z + low) with the logistic function s, for a z of the sign of x up to `greatest`, where z from -87 (double: -708) down
/// comes with a normal x of more than 2^-90; low, if given, is the rounding error of z.
///
/// x / (1 + e^-z) for either sign of z, without a choice. Where e^-z would overflow, it stops at a power of two, and x is
/// multiplied by what is missing: the division rounds a subnormal result once.
template <Value V, std::same_as<V>... Low>
[[gnu::always_inline]] inline V logistic_product(V x, V z, Low... low) {
    using T = scalar_of<V>;
    // The bit above the exponent field is the sign: what the sum's low bits hold is minus the power.
    constexpr int negative = 2 * std::numeric_limits<T>::max_exponent;
    constexpr T constant = core::power_constant<T, negative>;
    constexpr T greatest = constant + LogisticProductConstants<T>::greatest_power;
    // e^-z is 2^n (1 - fraction).
    const V sum = core::opaque(math::fma(z, V(-ExponentialConstants<T>::log2_e), V(constant)));
    const V n = sum - V(constant);
    const V fraction = math::one_minus_exp_near_zero(math::plus_ln2(z, n, 1, low...));
    const V bounded = (math::min)(V(greatest), sum);
    const V minus_power = core::power_from_low_bits(bounded);
    // In this order the 1 is rounded among small numbers, and is not lost where the power is 2^24.
    const V one_plus = math::fma(minus_power, fraction, V(1)) - minus_power;
    return math::divide(core::times_power_between(x, bounded, sum), one_plus);
}

/// The derivative of z s(z) at z + low, given -abs(z) and the rounding error of that. x has the sign of z.
///
/// For z <= 0 and t = e^z it is t ((1 + z) + t) / (1 + t)^2. Next to the root at z = -1.278 t enters the sum in its two parts,
/// of which only the small one is rounded. At -z it is 1 minus that at z.
template <Value V, std::same_as<V>... Low>
[[gnu::always_inline]] inline V logistic_product_gradient(V x, V minus_magnitude, Low... low) {
    using T = scalar_of<V>;
    // t and the sum times a power of two: the division then rounds a subnormal result once.
    constexpr int higher = LogisticConstants<T>::higher;
    constexpr T one = LogisticConstants<T>::two_to_higher;
    const auto e = math::rounded_power<higher>(minus_magnitude, ExponentialConstants<T>::log2_e);
    const V fraction = math::expm1_near_zero(math::plus_ln2(minus_magnitude, e.n, -1, low...));
    const V t = math::fma(e.power, fraction, e.power);
    V line = core::opaque(math::fma(minus_magnitude, V(one), V(one))) + e.power;
    if constexpr (sizeof...(Low) == 1) line = math::fma((low, ...), V(one), line);
    const V sum = math::fma(e.power, fraction, line);
    const V below = math::divide(sum * t, math::fma(t, V(2 * one) + t, V(one * one)));
    return math::select(x > V(0), V(1) - below, below);
}

/// The second derivative of x s(factor x), given z + low = -abs(factor x): factor (2 s'(z) - abs(z) s''(z)).
///
/// With t = e^z it is factor t ((2 + z) + t (2 - z)) / (1 + t)^3. Next to the roots at z = +-2.399 the two parts of t enter
/// the sum as in the first derivative.
template <Value V, core::Scalar T, std::same_as<V>... Low>
[[gnu::always_inline]] inline V logistic_product_curvature(const core::Parameter<T>& factor, V minus_magnitude,
                                                           Low... low) {
    using C = scalar_of<V>;
    const auto e = math::exponential_within(minus_magnitude, low...);
    const V power = core::power_of_two(e.power);
    const V small = power * e.fraction;
    V line = math::fma(math::negate(minus_magnitude), power, core::opaque(V(2) + minus_magnitude) + (power + power));
    if constexpr (sizeof...(Low) == 1) line = math::fma((low, ...), V(1) - power, line);
    const V sum = math::fma(math::negate(minus_magnitude), small, math::fma(V(2), small, line));
    const V t = power + small;
    const V cube = math::fma(t, V(2) + t, V(1)) * ((V(1) + power) + small);
    const V scaled_sum = V(static_cast<C>(factor.significand)) * sum;
    const V quotient = math::divide(math::fma(scaled_sum, e.fraction, scaled_sum), cube);
    return core::scale(quotient, e.power + V(static_cast<C>(factor.exponent)));
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
