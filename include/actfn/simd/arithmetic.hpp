#pragma once

// The operations that formulas apply to a value V: the same IEEE operations, hence the same bits, for every V.

#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <type_traits>

#include "actfn/simd/value.hpp"
#include "actfn/simd/x86.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace math {

/// m ? a : b, lane by lane.
template <Value V>
ACTFN_INLINE inline V select(typename core::value_traits<V>::mask m, V a, V b) {
    if constexpr (core::Scalar<V>) {
        return m ? a : b;
    } else {
        return xsimd::select(m, a, b);
    }
}

/// a > b ? a : b, so b if either is NaN: max(V(0), x) keeps a NaN x.
template <Value V>
ACTFN_INLINE inline V(max)(V a, V b) {
#if defined(__SSE2__)
    // The intrinsic itself: xsimd 13 and 14 differ in which operand their max returns for a NaN.
    if constexpr (core::is_x86<V>) {
        return V((core::x86::max)(a, b));
    } else
#endif
    {
        return math::select(a > b, a, b);
    }
}

/// a < b ? a : b, so b if either is NaN.
template <Value V>
ACTFN_INLINE inline V(min)(V a, V b) {
#if defined(__SSE2__)
    if constexpr (core::is_x86<V>) {
        return V((core::x86::min)(a, b));
    } else
#endif
    {
        return math::select(a < b, a, b);
    }
}

/// 1 for x > 0, `otherwise` for x <= 0, NaN for a NaN.
template <Value V>
ACTFN_INLINE inline V one_where_positive(V x, V otherwise) {
#if defined(__AVX512F__)
    if constexpr (core::is_zmm<V>) return V(core::x86::one_where_positive(x, otherwise));
#endif
    constexpr auto greatest = (std::numeric_limits<scalar_of<V>>::max)();
    return math::select(x > V(0), V(1), (math::min)(otherwise, (math::max)(V(greatest), x)));
}

/// -x, also for a zero, whose sign is flipped (a batch's unary minus is 0 - x on AVX-512, which gives +0 for +0).
template <Value V>
ACTFN_INLINE inline V negate(V x) {
    if constexpr (core::Scalar<V>) {
        return -x;
    } else {
        return x ^ V(scalar_of<V>(-0.0));
    }
}

/// The magnitude of x; exact.
template <Value V>
ACTFN_INLINE inline V(abs)(V x) {
    if constexpr (core::Scalar<V>) {
        return std::fabs(x);
    } else {
        return (xsimd::abs)(x);
    }
}

/// -abs(x) in one step; exact.
template <Value V>
ACTFN_INLINE inline V negative_abs(V x) {
    if constexpr (core::Scalar<V>) {
        return -std::fabs(x);
    } else {
        return x | V(scalar_of<V>(-0.0));
    }
}

/// The magnitude of x with the sign of s; exact.
template <Value V>
ACTFN_INLINE inline V copysign(V x, V s) {
    if constexpr (core::Scalar<V>) {
        return std::copysign(x, s);
    } else {
        return xsimd::copysign(x, s);
    }
}

/// The square root of x, correctly rounded.
template <Value V>
ACTFN_INLINE inline V sqrt(V x) {
#if defined(__aarch64__)
    // On NEON xsimd estimates the roots of floats, as it does quotients.
    if constexpr (std::same_as<V, xsimd::batch<float, xsimd::neon64>>) return vsqrtq_f32(x);
#endif
#if defined(__SSE2__) && __FINITE_MATH_ONLY__
    if constexpr (core::is_x86<V> && std::same_as<scalar_of<V>, float>) {
        return V(core::x86::sqrt_of_floats(static_cast<typename V::register_type>(x)));
    }
#endif
    // opaque: -freciprocal-math would estimate the root's inverse.
#if defined(__AVX512F__)
    if constexpr (core::is_zmm<V>) return core::opaque(V(core::x86::sqrt(x)));
#endif
    if constexpr (core::Scalar<V>) {
        return core::opaque(std::sqrt(x));
    } else if constexpr (core::is_x86<V>) {
        return core::opaque(V(xsimd::sqrt(x)));
    } else {
        return xsimd::sqrt(x);
    }
}

/// a / b, correctly rounded.
template <Value V>
ACTFN_INLINE inline V divide(V a, V b) {
#if defined(__aarch64__)
    // On NEON xsimd divides floats through a reciprocal estimate.
    if constexpr (std::same_as<V, xsimd::batch<float, xsimd::neon64>>) {
        return vdivq_f32(a, b);
    } else
#endif
#if defined(__SSE2__) && __FINITE_MATH_ONLY__
        if constexpr (core::is_x86<V> && std::same_as<scalar_of<V>, float>) {
        return V(core::x86::divide_floats(static_cast<typename V::register_type>(a),
                                          static_cast<typename V::register_type>(b)));
    } else
#endif
    {
        return a / b;
    }
}

/// a * b + c: rounded once where the instruction set has FMA, else twice; scalars and batches alike.
template <Value V>
ACTFN_INLINE inline V fma(V a, V b, V c) {
#if ACTFN_FUSED
    if constexpr (core::Scalar<V>) {
        return std::fma(a, b, c);
#if defined(__FMA__)
    } else if constexpr (core::is_x86<V> && !core::is_zmm<V>) {
        return V(core::x86::fmadd(a, b, c));  // for any architecture tag: not all of xsimd's are fused
#endif
    } else {
#if ACTFN_EMULATED
        // xsimd's own rounds twice.
        V r;
        for (std::size_t i = 0; i < core::lanes<V>; ++i) r.data[i] = std::fma(a.data[i], b.data[i], c.data[i]);
        return r;
#else
        return xsimd::fma(a, b, c);
#endif
    }
#elif ACTFN_EMULATED
    return core::opaque(a * b) + c;  // the compiler may have an fma of float alone
#else
    return core::opaque(a * b + core::opaque(c));  // -ffast-math would reassociate a sum of sums
#endif
}

/// Rounds to the nearest integer, ties to even, for abs(x) < 2^31; the sign of a zero is not kept. Does not depend on
/// the rounding mode, except on SSE2 without SSE4.1.
template <Value V>
ACTFN_INLINE inline V nearbyint(V x) {
#if defined(__AVX512F__)
    if constexpr (core::is_zmm<V>) return V((core::x86::round)(x));
#endif
    if constexpr (core::Scalar<V>) {
#if defined(__SSE2__) && !defined(__SSE4_1__)
        // Without SSE4.1 std::nearbyint is a call to the C library.
        if constexpr (std::same_as<V, float>) {
            return static_cast<float>(_mm_cvtss_si32(_mm_set_ss(x)));
        } else {
            return _mm_cvtsd_si32(_mm_set_sd(x));
        }
#elif defined(__SSE4_1__)
        // std::nearbyint follows the rounding mode.
        constexpr int to_nearest = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
        if constexpr (std::same_as<V, float>) {
            return _mm_cvtss_f32(_mm_round_ss(_mm_set_ss(x), _mm_set_ss(x), to_nearest));
        } else {
            return _mm_cvtsd_f64(_mm_round_sd(_mm_set_sd(x), _mm_set_sd(x), to_nearest));
        }
#else
        return std::nearbyint(x);
#endif
    } else {
#if defined(__SSE2__) && !defined(__SSE4_1__)
        // On SSE2 xsimd rounds by adding and subtracting a large number, which -ffast-math cancels.
        if constexpr (core::is_x86<V>) {
            if constexpr (std::same_as<scalar_of<V>, float>) {
                return _mm_cvtepi32_ps(_mm_cvtps_epi32(x));
            } else {
                return _mm_cvtepi32_pd(_mm_cvtpd_epi32(x));
            }
        } else {
            return xsimd::nearbyint(x);
        }
#else
        return xsimd::nearbyint(x);
#endif
    }
}

}  // namespace math

namespace core {

/// Whether m is true in any lane.
template <class M>
ACTFN_INLINE inline bool any(const M& m) {
    if constexpr (std::same_as<M, bool>) {
        return m;
    } else {
        return xsimd::any(m);
    }
}

/// The number of lanes in which m is true.
template <class M>
ACTFN_INLINE inline std::ptrdiff_t count_true(const M& m) {
    return std::popcount(m.mask());
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
