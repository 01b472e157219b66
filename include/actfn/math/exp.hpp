#pragma once

#include <array>
#include <concepts>

#include "actfn/core/simd.hpp"
#include "actfn/math/polynomial.hpp"

namespace actfn::inline ACTFN_ISA::math {

/// Constants of the exponential by element type. ln2 is split so that n * ln2_high is exact for every power n that
/// occurs, with or without FMA. The polynomial is expm1(r) = r + r^2 q(r) on |r| <= 0.3466 (minimax, Sollya).
template <core::Scalar T>
struct ExponentialConstants;

template <>
struct ExponentialConstants<float> {
    static constexpr float log2_e = 0x1.715476p+0f;
    static constexpr float ln2_high = 0x1.62e4p-1f;
    static constexpr float ln2_low = 0x1.7f7d1cp-20f;
    // Below `least` even the largest float times e^x is 0; above `greatest` e^x is infinite.
    static constexpr float least = -194.0f;
    static constexpr float greatest = 89.0f;
    static constexpr std::array<float, 5> q = {0x1.fffffep-2f, 0x1.5554bp-3f, 0x1.555716p-5f, 0x1.122792p-7f,
                                               0x1.6b734ap-10f};
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

/// e^x = (1 + fraction) * 2^power, kept apart so that what follows the exponential can be multiplied in before the power
/// of two (a subnormal result is then rounded once), and so that e^x and e^x - 1 share the work.
template <Value V>
struct Exponential {
    V fraction;  ///< e^r - 1 for the reduced argument r
    V power;     ///< integral

    /// e^x.
    [[gnu::always_inline]] V value() const { return core::scale(V(1) + fraction, power); }

    /// a * e^x.
    [[gnu::always_inline]] V times(V a) const {
        const auto [factor, n] = core::lifted(a, power);
        return core::scale(math::fma(factor, fraction, factor), n);
    }

    /// (a + low) * e^x, where low is the rounding error of a.
    [[gnu::always_inline]] V times(V a, V low) const { return core::scale(a + math::fma(a, fraction, low), power); }

    /// (a + low) * e^x + c, with a rounding less, for a c beside which a * 2^-100 does not matter.
    [[gnu::always_inline]] V times_plus(V a, V low, V c) const {
        return math::fma(a + math::fma(a, fraction, low), core::power_of_two(math::max(V(-100), power)), c);
    }

    /// e^x - 1 without cancellation, for x below 88 (709 in double).
    [[gnu::always_inline]] V minus_one() const {
        const V p = core::power_of_two(math::max(V(-100), power));
        return math::fma(p, fraction, p - V(1));
    }
};

/// The exponential of x + low, where low, if given, is the rounding error of x: abs(low) <= ulp(x); it is ignored where x is
/// out of range.
template <Value V, std::same_as<V>... Low>
    requires(sizeof...(Low) <= 1)
[[gnu::always_inline]] inline Exponential<V> exponential(V x, Low... low) {
    using C = ExponentialConstants<scalar_of<V>>;
    const V bounded = math::max(V(C::least), math::min(V(C::greatest), x));
    const V n = math::nearbyint(bounded * V(C::log2_e));
    const V near = math::fma(n, V(-C::ln2_high), bounded);  // exact
    if constexpr (sizeof...(Low) == 0) {
        const V r = math::fma(n, V(-C::ln2_low), near);
        return {math::fma(r * r, math::polynomial(r, C::q), r), n};
    } else {
        // The rounding error of r is as large as that of x, and is kept, too.
        const V small = math::fma(n, V(-C::ln2_low), (math::select(bounded == x, low, V(0)) + ...));
        const V r = near + small;
        return {r + math::fma(r * r, math::polynomial(r, C::q), (near - r) + small), n};
    }
}

/// e^x. Error: 1.1 ULP (float), 1.1 ULP (double), subnormal results included. e^-inf = 0, e^inf = inf.
template <Value V>
[[gnu::always_inline]] inline V exp(V x) {
    return math::exponential(x).value();
}

/// e^x - 1. Error: 2.5 ULP (float), 2.5 ULP (double). expm1(-0) = -0, expm1(-inf) = -1, expm1(inf) = inf.
template <Value V>
[[gnu::always_inline]] inline V expm1(V x) {
    const auto e = math::exponential(x);
    // Above 2^60 the 1 no longer matters, and 2^power itself may overflow.
    return math::copysign(math::select(e.power > V(60), e.value(), e.minus_one()), x);
}

}  // namespace actfn::inline ACTFN_ISA::math
