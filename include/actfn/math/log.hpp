#pragma once

#include <array>
#include <limits>

#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/polynomial.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// Minimax polynomials (Sollya) by element type: `series` is R(s^2) = 2 atanh(s) / s - 2 over s^2, for log(1 + f) with
/// s = f / (2 + f) and 1 + f in [sqrt(1/2), sqrt(2)); `ratio` is (log1p(t) - t) / t^2 on [0, 1].
template <class Precision>
struct LogarithmConstants;

template <>
struct LogarithmConstants<float> {
    static constexpr std::array<float, 4> series = {0x1.555556p-1f, 0x1.99986cp-2f, 0x1.24c216p-2f, 0x1.ce5c5ap-3f};
    static constexpr std::array<float, 9> ratio = {-0x1.ffffd2p-2f, 0x1.554ddap-2f,  -0x1.ff2556p-3f,
                                                   0x1.935568p-3f,  -0x1.3a6736p-3f, 0x1.b53c48p-4f,
                                                   -0x1.d7efa8p-5f, 0x1.4a9226p-6f,  -0x1.b22adep-9f};
};

template <>
struct LogarithmConstants<fast> : LogarithmConstants<float> {
    static constexpr std::array<float, 2> series = {0x1.55512ap-1f, 0x1.a2664ep-2f};
    static constexpr std::array<float, 5> ratio = {-0x1.ff8746p-2f, 0x1.4e0e32p-2f, -0x1.b300e8p-3f, 0x1.a8509ep-4f,
                                                   -0x1.953ffep-6f};
};

template <>
struct LogarithmConstants<double> {
    static constexpr std::array<double, 7> series = {0x1.5555555555558p-1, 0x1.9999999995303p-2, 0x1.2492492df3035p-2,
                                                     0x1.c71c62e0b72ccp-3, 0x1.7462b661a65ccp-3, 0x1.39fe212aec14dp-3,
                                                     0x1.2b5b8533a0b48p-3};
    static constexpr std::array<double, 21> ratio = {
        -0x1.fffffffffffeep-2, 0x1.5555555554772p-2, -0x1.ffffffff8620fp-3,  0x1.9999998868f8ep-3,
        -0x1.555553dcd8489p-3, 0x1.249233abc27fap-3, -0x1.fffe43c16f642p-4,  0x1.c70f2d2443d75p-4,
        -0x1.994c493ce8744p-4, 0x1.72fdbed61ccfbp-4, -0x1.5061add971837p-4,  0x1.2cafade864d9ap-4,
        -0x1.0276e6c2a33b5p-4, 0x1.9cb6840b6a173p-5, -0x1.25cffc8aae8b4p-5,  0x1.6526434af929ep-6,
        -0x1.61f45c7309cep-7,  0x1.0f1f1b2300f7cp-8, -0x1.2a82666e2daacp-10, 0x1.a1e2674b5e233p-13,
        -0x1.16320ffcf7918p-16};
};

/// log1p(t) / t - 1 for t in [0, 1].
template <Value V>
ACTFN_INLINE inline V log1p_ratio_minus_one(V t) {
    return t * math::polynomial(t, LogarithmConstants<core::precision_of<V>>::ratio);
}

/// log(u + low) for a positive normal u, where low is the rounding error of u.
template <Value V>
ACTFN_INLINE inline V log_of_sum(V u, V low) {
    using C = ExponentialConstants<core::precision_of<V>>;
    const auto [m, k] = core::split(u);
    const V f = m - V(1);
    const V half = V(scalar_of<V>(0.5)) * f;
    const V s = math::divide(f, V(2) + f);
    const V square = s * s;
    const V series = math::polynomial(square, LogarithmConstants<core::precision_of<V>>::series);
    // The small terms first: k ln2 (low part), the error of u, and log(1 + f) - (f - f^2 / 2).
    const V rest = math::fma(s, math::fma(half, f, square * series), math::fma(k, V(C::ln2_low), math::divide(low, u)));
    return math::fma(k, V(C::ln2_high), f + math::fma(math::negate(half), f, rest));
}

/// The natural logarithm. Error: 1.5 ULP (float), 1.5 ULP (double). log(+-0) = -inf, log(inf) = inf, log(x < 0) is NaN.
template <Value V>
ACTFN_INLINE inline V log(V x) {
    using Limits = std::numeric_limits<scalar_of<V>>;
    using C = ExponentialConstants<core::precision_of<V>>;
    // A subnormal x is scaled into the normal range by 2^64.
    const auto tiny = x < V((Limits::min)());
    const V lifted = x * math::select(tiny, V(scalar_of<V>(0x1p64)), V(1));
    const V shift = math::select(tiny, V(64), V(0));
    V y = math::log_of_sum(lifted, V(0));
    y = math::fma(shift, V(-C::ln2_high), math::fma(shift, V(-C::ln2_low), y));
    y = math::select(core::equal(x, V(Limits::infinity())), x, y);
    y = math::select(core::equal(x, V(0)), V(-Limits::infinity()), y);
    return math::select(x < V(0), V(Limits::quiet_NaN()), math::select(core::equal(x, x), y, x));
}

/// log(1 + x). Error: 1.5 ULP (float), 1.5 ULP (double). log1p(-0) = -0, log1p(-1) = -inf, log1p(inf) = inf,
/// log1p(x < -1) is NaN.
template <Value V>
ACTFN_INLINE inline V log1p(V x) {
    using Limits = std::numeric_limits<scalar_of<V>>;
    const auto [u, low] = math::two_sum(V(1), x);
    V y = math::log_of_sum(u, low);
    // Below this log1p(x) = x to within half an ULP, and -0 and subnormals keep their bits.
    y = math::select((math::abs)(x) < V(Limits::epsilon() / 2), x, y);
    y = math::select(core::equal(x, V(Limits::infinity())), x, y);
    y = math::select(core::equal(x, V(-1)), V(-Limits::infinity()), y);
    return math::select(x < V(-1), V(Limits::quiet_NaN()), math::select(core::equal(x, x), y, x));
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
