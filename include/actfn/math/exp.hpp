#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>

#include "actfn/math/error_free.hpp"
#include "actfn/math/polynomial.hpp"
#include "actfn/math/scaled.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// Constants of the exponential by element type. ln2 is split so that n * ln2_high is exact for every power n that
/// occurs, with or without FMA. The polynomial is expm1(r) = r + r^2 q(r) on |r| <= 0.3466 (minimax, Sollya).
template <class Precision>
struct ExponentialConstants;

template <>
struct ExponentialConstants<float> {
    static constexpr float log2_e = 0x1.715476p+0f;
    static constexpr float ln2_high = 0x1.62e4p-1f;
    static constexpr float ln2_low = 0x1.7f7d1cp-20f;
    // Below `least` even the largest float times e^x is 0; from `greatest` up e^x is infinite.
    static constexpr float least = -194.0f;
    static constexpr float greatest = 89.0f;
    static constexpr std::array<float, 5> q = {0x1.fffffep-2f, 0x1.5554bp-3f, 0x1.555716p-5f, 0x1.122792p-7f,
                                               0x1.6b734ap-10f};
};

template <>
struct ExponentialConstants<fast> : ExponentialConstants<float> {
    static constexpr std::array<float, 3> q = {0x1.00022ap-1f, 0x1.57085cp-3f, 0x1.54defap-5f};
    /// e^r itself, which near 0 is not 1.
    static constexpr std::array<float, 4> whole = {0x1.fff692p-1f, 0x1.000ac4p+0f, 0x1.028aa2p-1f, 0x1.5349aep-3f};
};

template <>
struct ExponentialConstants<double> {
    static constexpr double log2_e = 0x1.71547652b82fep+0;
    static constexpr double ln2_high = 0x1.62e42feep-1;
    static constexpr double ln2_low = 0x1.a39ef35793c76p-33;
    static constexpr double least = -1456.0;
    static constexpr double greatest = 710.0;
    static constexpr std::array<double, 10> q = {0x1.0000000000005p-1,  0x1.555555555553bp-3,  0x1.555555555210dp-5,
                                                 0x1.1111111118831p-7,  0x1.6c16c17f2eb27p-10, 0x1.a01a0177f1cdp-13,
                                                 0x1.a019a6a2e1e17p-16, 0x1.71de810bd6a4ep-19, 0x1.28a28da7cbad9p-22,
                                                 0x1.ae777222cce04p-26};
};

/// An integer n and a power of two: see rounded_power().
template <Value V>
struct RoundedPower {
    V n;
    V power;
};

/// n, the integer nearest to x * factor (never -0), and 2^(n + More), which must be normal. The constant whose addition
/// rounds leaves the exponent field of the power in the low bits of the sum. In a rounding mode other than to nearest n is
/// one of the two neighbours.
template <int More = 0, Value V>
ACTFN_INLINE inline RoundedPower<V> rounded_power(V x, scalar_of<V> factor) {
    constexpr auto constant = core::power_constant<scalar_of<V>, More>;
    // opaque: -ffast-math would cancel the constant, or take a multiple of it from a multiple of the sum.
    const V sum = core::opaque(math::fma(x, V(factor), V(constant)));
    RoundedPower<V> result;  // members are assigned in place: if copied in, g++ spills interleaved batches
    result.n = core::opaque(sum - V(constant));
    result.power = core::power_from_low_bits(sum);
    return result;
}

/// x + low + factor * n ln2, which is small, for a factor of 1 or -1. low, if given, is the rounding error of x:
/// abs(low) <= ulp(x).
template <Value V, std::same_as<V>... Low>
requires(sizeof...(Low) <= 1) ACTFN_INLINE inline V plus_ln2(V x, V n, scalar_of<V> factor, Low... low) {
    using C = ExponentialConstants<core::precision_of<V>>;
    if constexpr (core::is_fast<V>) return math::fma(n, V(factor * (C::ln2_high + C::ln2_low)), x);
    const V reduced = math::fma(n, V(factor * C::ln2_high), x);  // exact
    if constexpr (sizeof...(Low) == 0) {
        return math::fma(n, V(factor * C::ln2_low), reduced);
    } else {
        return reduced + math::fma(n, V(factor * C::ln2_low), (low + ...));
    }
}

/// x + factor * n ln2, which is small, for a factor that is a power of two and abs(factor * n) up to 64 (double: 128). With
/// FMA, one constant for ln2 is enough for these.
template <Value V>
ACTFN_INLINE inline V plus_few_ln2(V x, V n, scalar_of<V> factor) {
#if ACTFN_FUSED
    using C = ExponentialConstants<core::precision_of<V>>;
    return math::fma(n, V(factor * (C::ln2_high + C::ln2_low)), x);
#else
    return math::plus_ln2(x, n, factor);
#endif
}

/// e^r - 1 for |r| <= 0.3466.
template <Value V>
ACTFN_INLINE inline V expm1_near_zero(V r) {
    return math::fma(r * r, math::polynomial(r, ExponentialConstants<core::precision_of<V>>::q), r);
}

/// 1 - e^-r for |r| <= 0.3466: -expm1_near_zero(-r), without an operation for the signs.
template <Value V>
ACTFN_INLINE inline V one_minus_exp_near_zero(V r) {
    constexpr auto q = [] {
        auto c = ExponentialConstants<core::precision_of<V>>::q;
        for (std::size_t k = 0; k < c.size(); k += 2) c[k] = -c[k];
        return c;
    }();
    return math::fma(r * r, math::polynomial(r, q), r);
}

/// Sign * e^(Direction * r) for |r| <= 0.3466, to the digits of `fast`.
template <int Sign, int Direction, Value V>
requires core::is_fast<V> ACTFN_INLINE inline V exp_near_zero(V r) {
    constexpr auto c = [] {
        auto whole = ExponentialConstants<fast>::whole;
        for (std::size_t k = 0; k < whole.size(); ++k)
            if (Sign * (k % 2 == 0 ? 1 : Direction) < 0) whole[k] = -whole[k];
        return whole;
    }();
    return math::polynomial(r, c);
}

/// power * e^r for |r| <= 0.3466.
template <Value V>
ACTFN_INLINE inline V times_exp_near_zero(V power, V r) {
    if constexpr (core::is_fast<V>) {
        return power * math::exp_near_zero<1, 1>(r);
    } else {
        return math::fma(power, math::expm1_near_zero(r), power);
    }
}

/// e^x = (1 + fraction) * 2^power in two parts. A factor of the exponential can be multiplied in before the power of
/// two, so that a subnormal result is rounded once; e^x and e^x - 1 share the work.
template <Value V>
struct Exponential {
    V fraction;  ///< e^r - 1 for the reduced argument r
    V power;     ///< integral

    /// e^x for any x.
    ACTFN_INLINE V anywhere() const { return core::scale(V(1) + fraction, power); }

    /// e^x for x up to 43.
    ACTFN_INLINE V value() const { return core::scale_down(V(1) + fraction, power); }

    /// a * e^x for an a that is 0 or between 2^-59 and 2^59, and x up to 43.
    ACTFN_INLINE V times(V a) const { return core::scale_down(math::fma(a, fraction, a), power); }

    /// a * e^x for any finite a, and x <= 0.
    template <core::Scalar T>
    ACTFN_INLINE V times(const core::Parameter<T>& a) const {
        const auto number = [](T s) ACTFN_INLINE_LAMBDA { return V(static_cast<scalar_of<V>>(s)); };
        const V y = math::fma(number(a.significand), fraction, number(a.significand));
        const V n = power + number(a.exponent);
        if constexpr (!core::has_scalef<V>) {
            if (a.exponent < T(60)) return core::scale_down(y, n);  // the same number in fewer steps
        }
        return core::scale(y, n);
    }

    /// e^x + c for x below 88 (709 in double) and a c beside which 2^-100 is negligible. Rounded once where 2^power + c
    /// is exact. e^x - 1 does not cancel.
    ACTFN_INLINE V plus(V c) const {
        const V p = core::power_of_two(power);
        return math::fma(p, fraction, p + c);
    }
    ACTFN_INLINE V minus_one() const { return plus(V(-1)); }
};

/// The exponential of x + low for x from `least` to `greatest`. low, if given, is the rounding error of x.
template <Value V, std::same_as<V>... Low>
requires(sizeof...(Low) <= 1) ACTFN_INLINE inline Exponential<V> exponential_within(V x, Low... low) {
    Exponential<V> e;  // members are assigned in place: see rounded_power()
    e.power = math::nearbyint(x * V(ExponentialConstants<core::precision_of<V>>::log2_e));
    e.fraction = math::expm1_near_zero(math::plus_ln2(x, e.power, -1, low...));
    return e;
}

/// e^x = (1 + fraction + low) * 2^power, for sums in which e^x nearly cancels something.
template <Value V>
struct PreciseExponential {
    V fraction;
    V low;
    V power;

    /// e^x and what its rounding loses.
    ACTFN_INLINE TwoParts<V> value() const {
        const auto [one_plus, lost] = math::fast_two_sum(V(1), fraction);
        return {core::scale_down(one_plus, power), core::scale_down(lost + low, power)};
    }
};

/// The exponential of x for x from `least` to `greatest`, to half as many digits again; q(r) is (e^r - 1 - r) / r^2.
template <Value V, class Q>
ACTFN_INLINE inline PreciseExponential<V> precise_exponential_within(V x, const Q& q_of) {
    using C = ExponentialConstants<core::precision_of<V>>;
    PreciseExponential<V> e;  // members are assigned in place: see rounded_power()
    e.power = math::nearbyint(x * V(C::log2_e));
    const V reduced = math::fma(e.power, V(-C::ln2_high), x);  // exact
    const V r = core::opaque(math::fma(e.power, V(-C::ln2_low), reduced));
    const V r_low = math::fma(e.power, V(-C::ln2_low), core::opaque(reduced - r));
    const V square = r * r;
    const V q = q_of(r);
    e.fraction = core::opaque(math::fma(square, q, r));
    e.low = math::fma(square, q, core::opaque(r - e.fraction)) + math::fma(e.fraction, r_low, r_low);
    return e;
}
template <Value V>
ACTFN_INLINE inline PreciseExponential<V> precise_exponential_within(V x) {
    const auto q = [](V r) ACTFN_INLINE_LAMBDA { return math::polynomial(r, ExponentialConstants<scalar_of<V>>::q); };
    return math::precise_exponential_within(x, q);
}

/// Clamps x from below to `least`, where the exponential is 0.
template <Value V>
ACTFN_INLINE inline V bounded_exponent(V x) {
    return (math::max)(V(ExponentialConstants<core::precision_of<V>>::least), x);
}

/// The exponential of x for x up to `greatest`; above, the result is unspecified.
template <Value V>
ACTFN_INLINE inline Exponential<V> exponential(V x) {
    return math::exponential_within(math::bounded_exponent(x));
}

/// The exponential of x + low, where low is the rounding error of x: abs(low) <= ulp(x). low is ignored where e^x is 0.
template <Value V>
ACTFN_INLINE inline Exponential<V> exponential(V x, V low) {
    const V bounded = math::bounded_exponent(x);
    return math::exponential_within(bounded, math::select(core::equal(bounded, x), low, V(0)));
}

/// The exponential of a - b, including the rounding error of the difference (Knuth). Where e^(a - b) is 0, the error is
/// computed from the clamped difference and ignored: from an infinite one it would be an invalid operation.
template <Value V>
ACTFN_INLINE inline Exponential<V> exponential_of_difference(V a, V b) {
    const V d = core::opaque(a - b);
    const V bounded = math::bounded_exponent(d);
    const V a_part = core::opaque(bounded + b);
    const V b_part = core::opaque(a_part - bounded);
    const V low = core::opaque(a - a_part) - core::opaque(b - b_part);
    return math::exponential_within(bounded, math::select(core::equal(bounded, d), low, V(0)));
}

/// A lower bound for an a of type C: clamped to it, a - b does not overflow. The bound is -inf, so that -inf stays what it is
/// beside the lowest number, or so far below b that e^(a - b) is 0 at the bound, too.
template <Value V, core::Scalar C = scalar_of<V>>
ACTFN_INLINE inline V least_beside(V b) {
    constexpr auto half_of_max = static_cast<scalar_of<V>>((std::numeric_limits<C>::max)() / 2);
    // Of a negative b the difference would overflow, and though it is not chosen, raise a flag.
    return math::select(b > V(0), (math::max)(V(0), b) - V(half_of_max),
                        V(-std::numeric_limits<scalar_of<V>>::infinity()));
}

/// e^x. Error: 1.1 ULP (float), 1.1 ULP (double), subnormal results included. e^-inf = 0, e^inf = inf.
template <Value V>
ACTFN_INLINE inline V exp(V x) {
    return math::exponential((math::min)(V(ExponentialConstants<core::precision_of<V>>::greatest), x)).anywhere();
}

/// e^x - 1. Error: 2.5 ULP (float), 2.5 ULP (double). expm1(-0) = -0, expm1(-inf) = -1, expm1(inf) = inf.
template <Value V>
ACTFN_INLINE inline V expm1(V x) {
    const auto e = math::exponential((math::min)(V(ExponentialConstants<core::precision_of<V>>::greatest), x));
    // Above 2^60 the 1 no longer matters, and 2^power itself may overflow.
    const math::Exponential<V> lesser = {e.fraction, (math::min)(V(60), e.power)};
    return math::copysign(math::select(e.power > V(60), e.anywhere(), lesser.minus_one()), x);
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
