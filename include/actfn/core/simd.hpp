#pragma once

// The one file that knows xsimd and the intrinsics. It gives the formulas what they may do with a value V, where V is a
// float, a double or an xsimd::batch of either: the same IEEE operations, hence the same bits, for every V.

#include <array>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include <xsimd/xsimd.hpp>

#include "actfn/core/tiers.hpp"

#if !defined(XSIMD_VERSION_MAJOR) || XSIMD_VERSION_MAJOR < 13
#error "actfn needs xsimd 13 or 14 (the AVX-512 fma of xsimd 8 is not fused): put a newer xsimd first in the include path."
#include "stopped by the error above"
#endif
#if defined(XSIMD_NO_SUPPORTED_ARCHITECTURE) || (XSIMD_WITH_NEON && !XSIMD_WITH_NEON64)
#error "actfn needs vector registers of doubles that xsimd knows: compile for x86 with SSE2 (-msse2) or newer, or for AArch64."
#include "stopped by the error above"
#endif

#if defined(__FMA__) || defined(__aarch64__)
#define ACTFN_FUSED 1
#else
#define ACTFN_FUSED 0
#endif

namespace actfn::inline ACTFN_ISA {

namespace core {

template <class V>
struct value_traits {};
template <Scalar T>
struct value_traits<T> {
    using scalar = T;
    using mask = bool;
    using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    static constexpr std::size_t lanes = 1;
};
template <Scalar T, class A>
struct value_traits<xsimd::batch<T, A>> {
    using scalar = T;
    using mask = xsimd::batch_bool<T, A>;
    using bits = xsimd::batch<typename value_traits<T>::bits, A>;
    static constexpr std::size_t lanes = xsimd::batch<T, A>::size;
};

}  // namespace core

/// What a formula is evaluated on: a float, a double, or an xsimd::batch of either.
template <class V>
concept Value = requires { typename core::value_traits<V>::scalar; };

/// The element type of a value: float for float and for xsimd::batch<float, A>.
template <Value V>
using scalar_of = typename core::value_traits<V>::scalar;

namespace core {

template <class V>
concept Batch = Value<V> && (!Scalar<V>);

template <Value V>
inline constexpr std::size_t lanes = value_traits<V>::lanes;

/// The widest batch of T whose operations have this translation unit's fma.
/// xsimd's own default may be an AVX-VNNI tag without one, so the tag is chosen by hand where FMA and AVX2 are there.
#if defined(XSIMD_DEFAULT_ARCH) || defined(__AVX512F__) || !(defined(__FMA__) && defined(__AVX2__))
using native_arch = xsimd::default_arch;
#else
using native_arch = xsimd::fma3<xsimd::avx2>;
#endif
template <Scalar T>
using native_batch = xsimd::batch<T, native_arch>;

/// The batch whose register has this many bytes; void where there is none (NEON's Packet2f).
template <Scalar T, std::size_t Bytes>
constexpr auto batch_of_bytes() {
    if constexpr (sizeof(native_batch<T>) == Bytes) {
        return std::type_identity<native_batch<T>>{};
#if defined(__AVX512F__)
    } else if constexpr (Bytes == 32) {
        return std::type_identity<xsimd::batch<T, xsimd::fma3<xsimd::avx2>>>{};
    } else if constexpr (Bytes == 16) {
        return std::type_identity<xsimd::batch<T, xsimd::fma3<xsimd::sse4_2>>>{};
#elif defined(__AVX__) && defined(__FMA__)
    } else if constexpr (Bytes == 16) {
        return std::type_identity<xsimd::batch<T, xsimd::fma3<xsimd::sse4_2>>>{};
#elif defined(__AVX__)
    } else if constexpr (Bytes == 16) {
        return std::type_identity<xsimd::batch<T, xsimd::sse4_2>>{};
#endif
    } else {
        return std::type_identity<void>{};
    }
}

/// The batch of the same architecture with another element type.
template <class V, class T>
struct rebind {
    using type = T;
};
template <class U, class A, class T>
struct rebind<xsimd::batch<U, A>, T> {
    using type = xsimd::batch<T, A>;
};

/// True where V's register is one of x86's own, not an array that emulates one.
template <class V>
inline constexpr bool is_x86 = false;
#if defined(__SSE2__)
template <Batch V>
inline constexpr bool is_x86<V> = !requires(V v) { v.data.size(); };
#endif

/// True for a 512-bit batch, of integers too.
template <class V>
inline constexpr bool is_zmm = false;
template <class T, class A>
inline constexpr bool is_zmm<xsimd::batch<T, A>> = is_x86<xsimd::batch<float, A>> && sizeof(xsimd::batch<T, A>) == 64;

/// An x86 intrinsic for V. Of the 512-bit ones, the masked form with a full mask: it is the plain instruction, and inside
/// the plain form g++ 12 sees an uninitialised register and warns in the user's code.
#if defined(__AVX512F__)
#define ACTFN_ZMM(operation, suffix, mask, ...) V(_mm512_maskz_##operation##_##suffix(mask, __VA_ARGS__))
#else
#define ACTFN_ZMM(operation, suffix, mask, ...) V(0)
#endif
#if defined(__AVX__)
#define ACTFN_YMM(operation, suffix, ...) V(_mm256_##operation##_##suffix(__VA_ARGS__))
#else
#define ACTFN_YMM(operation, suffix, ...) V(0)
#endif
#define ACTFN_X86(operation, ...)                                            \
    [&]() __attribute__((always_inline)) {                                   \
        constexpr bool single = std::same_as<scalar_of<V>, float>;           \
        if constexpr (sizeof(V) == 64 && single) {                           \
            return ACTFN_ZMM(operation, ps, __mmask16(0xFFFF), __VA_ARGS__); \
        } else if constexpr (sizeof(V) == 64) {                              \
            return ACTFN_ZMM(operation, pd, __mmask8(0xFF), __VA_ARGS__);    \
        } else if constexpr (sizeof(V) == 32 && single) {                    \
            return ACTFN_YMM(operation, ps, __VA_ARGS__);                    \
        } else if constexpr (sizeof(V) == 32) {                              \
            return ACTFN_YMM(operation, pd, __VA_ARGS__);                    \
        } else if constexpr (single) {                                       \
            return V(_mm_##operation##_ps(__VA_ARGS__));                     \
        } else {                                                             \
            return V(_mm_##operation##_pd(__VA_ARGS__));                     \
        }                                                                    \
    }()

/// Hides a value from the optimiser: what -ffast-math would otherwise cancel, (a + b) - a, stays as it is written.
template <Value V>
[[gnu::always_inline]] inline V opaque(V x) {
#if defined(__x86_64__) || defined(__i386__)
    if constexpr (Scalar<V>) {
        asm("" : "+x"(x));
    } else if constexpr (is_x86<V>) {
        auto r = static_cast<typename V::register_type>(x);
#if defined(__AVX512F__)
        asm("" : "+v"(r));
#else
        asm("" : "+x"(r));
#endif
        x = V(r);
    }
#elif defined(__aarch64__)
    if constexpr (Scalar<V>) {
        asm("" : "+w"(x));
    } else {
        auto r = static_cast<typename V::register_type>(x);
        asm("" : "+w"(r));
        x = V(r);
    }
#endif
    return x;
}

template <class To, class V>
[[gnu::always_inline]] inline To reinterpret(V x) {
    if constexpr (std::is_arithmetic_v<V>) {
        return std::bit_cast<To>(x);
    } else {
        return xsimd::bitwise_cast<typename To::value_type>(x);
    }
}

}  // namespace core

namespace math {

/// m ? a : b, lane by lane.
template <Value V>
[[gnu::always_inline]] inline V select(typename core::value_traits<V>::mask m, V a, V b) {
    if constexpr (core::Scalar<V>) {
        return m ? a : b;
    } else {
        return xsimd::select(m, a, b);
    }
}

/// a > b ? a : b, so b if either is NaN: max(V(0), x) keeps a NaN x.
template <Value V>
[[gnu::always_inline]] inline V (max)(V a, V b) {
#if defined(__SSE2__)
    // By its own name: xsimd 13 and 14 differ in which operand their max returns for a NaN.
    if constexpr (core::is_x86<V>) {
        return ACTFN_X86(max, a, b);
    } else
#endif
    {
        return math::select(a > b, a, b);
    }
}

/// a < b ? a : b, so b if either is NaN.
template <Value V>
[[gnu::always_inline]] inline V (min)(V a, V b) {
#if defined(__SSE2__)
    if constexpr (core::is_x86<V>) {
        return ACTFN_X86(min, a, b);
    } else
#endif
    {
        return math::select(a < b, a, b);
    }
}

/// -x, the sign of a zero flipped too (a batch's own unary minus is 0 - x on AVX-512, which gives +0 for +0).
template <Value V>
[[gnu::always_inline]] inline V negate(V x) {
    if constexpr (core::Scalar<V>) {
        return -x;
    } else {
        return x ^ V(scalar_of<V>(-0.0));
    }
}

/// The magnitude; exact.
template <Value V>
[[gnu::always_inline]] inline V (abs)(V x) {
    if constexpr (core::Scalar<V>) {
        return std::fabs(x);
    } else {
        return (xsimd::abs)(x);
    }
}

/// -abs(x) in one step; exact.
template <Value V>
[[gnu::always_inline]] inline V negative_abs(V x) {
    if constexpr (core::Scalar<V>) {
        return -std::fabs(x);
    } else {
        return x | V(scalar_of<V>(-0.0));
    }
}

/// The magnitude of x with the sign of s; exact.
template <Value V>
[[gnu::always_inline]] inline V copysign(V x, V s) {
    if constexpr (core::Scalar<V>) {
        return std::copysign(x, s);
    } else {
        return xsimd::copysign(x, s);
    }
}

/// The square root, correctly rounded.
template <Value V>
[[gnu::always_inline]] inline V sqrt(V x) {
    if constexpr (core::is_zmm<V>) {
        return ACTFN_X86(sqrt, x);
    } else if constexpr (core::Scalar<V>) {
        return std::sqrt(x);
    } else {
        return xsimd::sqrt(x);
    }
}

/// a / b, correctly rounded.
template <Value V>
[[gnu::always_inline]] inline V divide(V a, V b) {
#if defined(__aarch64__)
    // xsimd divides floats by an estimate of the reciprocal there.
    if constexpr (std::same_as<V, xsimd::batch<float, xsimd::neon64>>) {
        return vdivq_f32(a, b);
    } else
#endif
    {
        return a / b;
    }
}

/// a * b + c: rounded once where the instruction set has FMA, else twice; scalars and batches alike.
template <Value V>
[[gnu::always_inline]] inline V fma(V a, V b, V c) {
#if ACTFN_FUSED
    if constexpr (core::Scalar<V>) {
        return std::fma(a, b, c);
#if defined(__FMA__)
    } else if constexpr (core::is_x86<V> && !core::is_zmm<V>) {
        return ACTFN_X86(fmadd, a, b, c);  // whatever the architecture tag: not every one of xsimd's is fused
#endif
    } else {
        return xsimd::fma(a, b, c);
    }
#else
    return core::opaque(a * b + core::opaque(c));  // -ffast-math would take a sum of sums apart
#endif
}

/// The nearest integer, ties to even, for abs(x) < 2^31; the sign of a zero is not kept.
template <Value V>
[[gnu::always_inline]] inline V nearbyint(V x) {
    if constexpr (core::is_zmm<V>) {
        return ACTFN_X86(roundscale, x, 8);  // to nearest, no exceptions
    } else if constexpr (core::Scalar<V>) {
#if defined(__SSE2__) && !defined(__SSE4_1__)
        // Without SSE4.1 std::nearbyint is a call of the C library.
        if constexpr (std::same_as<V, float>) {
            return static_cast<float>(_mm_cvtss_si32(_mm_set_ss(x)));
        } else {
            return _mm_cvtsd_si32(_mm_set_sd(x));
        }
#else
        return std::nearbyint(x);
#endif
    } else {
#if defined(__SSE2__) && !defined(__SSE4_1__)
        // xsimd rounds by adding and subtracting a large number there, which -ffast-math cancels.
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

/// Whether m is true in a lane.
template <class M>
[[gnu::always_inline]] inline bool any(const M& m) {
    return xsimd::any(m);
}

/// In how many lanes m is true.
template <class M>
[[gnu::always_inline]] inline std::ptrdiff_t count_true(const M& m) {
    return std::popcount(m.mask());
}

/// Bits shifted by a constant; like ACTFN_ZMM for 512-bit registers.
template <int Count, class Int>
[[gnu::always_inline]] inline Int shift_left(Int x) {
#if defined(__AVX512F__)
    if constexpr (is_zmm<Int>) {
        if constexpr (sizeof(Int) / Int::size == 4) {
            return _mm512_maskz_slli_epi32(0xFFFF, x, Count);
        } else {
            return _mm512_maskz_slli_epi64(0xFF, x, Count);
        }
    } else
#endif
        return x << Count;
}
template <int Count, class Int>
[[gnu::always_inline]] inline Int shift_right(Int x) {
#if defined(__AVX512F__)
    if constexpr (is_zmm<Int>) {
        if constexpr (sizeof(Int) / Int::size == 4) {
            return _mm512_maskz_srli_epi32(0xFFFF, x, Count);
        } else {
            return _mm512_maskz_srli_epi64(0xFF, x, Count);
        }
    } else
#endif
        return x >> Count;
}

/// 2^n for an integral n: the exponent field is written directly. Adding 1.5 * 2^digits leaves n in the low bits of the significand, in two's complement.
template <Value V>
struct PowerOfTwo {
    using T = scalar_of<V>;
    using Int = typename value_traits<V>::bits;
    using U = typename value_traits<T>::bits;
    static constexpr int digits = std::numeric_limits<T>::digits - 1;

    [[gnu::always_inline]] static Int integer(V n) {
        return core::reinterpret<Int>(n + V(T(3) * T(U(1) << (digits - 1))));
    }
    /// 2^(n + More).
    template <int More = 0>
    [[gnu::always_inline]] static V of(Int n) {
        constexpr int bias = std::numeric_limits<T>::max_exponent - 1;
        return core::reinterpret<V>(Int(core::shift_left<digits>(n)) + Int(U(bias + More) << digits));
    }
};

/// True where one instruction multiplies by a power of two.
#if defined(__AVX512VL__)
template <class V>
inline constexpr bool has_scalef = is_x86<V>;
#else
template <class V>
inline constexpr bool has_scalef = is_zmm<V>;
#endif

/// 2^n for an integral n; below -100 it may be 2^-100, where only the sum with a number near 1 is of interest.
template <Value V>
[[gnu::always_inline]] inline V power_of_two(V n) {
#if defined(__AVX512F__)
    if constexpr (has_scalef<V>) return ACTFN_X86(scalef, V(1), n);
#endif
    return PowerOfTwo<V>::of(PowerOfTwo<V>::integer((math::max)(V(-100), n)));
}

/// m * 2^n with one rounding, for an integral n and an m of 0 or between 2^-60 and 2^60: two steps, of which only the second
/// can round; where the first would, the result is 0.
template <Value V>
[[gnu::always_inline]] inline V scale(V m, V n) {
#if defined(__AVX512F__)
    if constexpr (has_scalef<V>) return ACTFN_X86(scalef, m, n);
#endif
    using P = PowerOfTwo<V>;
    constexpr int least = 2 * (std::numeric_limits<scalar_of<V>>::min_exponent - 1);
    const auto i = P::integer((math::max)(V(least), n));
    const auto half = typename P::Int(core::shift_right<1>(i));
    return m * P::of(half) * P::of(i - half);
}

/// The same for an n of at most 63, in fewer steps: by a power of two that is too large by a constant, then by that.
template <Value V>
[[gnu::always_inline]] inline V scale_down(V m, V n) {
#if defined(__AVX512F__)
    if constexpr (has_scalef<V>) return ACTFN_X86(scalef, m, n);
#endif
    using P = PowerOfTwo<V>;
    using Limits = std::numeric_limits<scalar_of<V>>;
    constexpr int excess = 64;
    const auto i = P::integer((math::max)(V(Limits::min_exponent - 1 - excess), n));
    return m * P::template of<excess>(i) * V(scalar_of<V>(0x1p-64));
}

/// x = fraction * 2^exponent with the fraction in [sqrt(1/2), sqrt(2)), for a positive normal x.
template <Value V>
struct Split {
    V fraction;
    V exponent;
};

template <Value V>
[[gnu::always_inline]] inline Split<V> split(V x) {
    using P = PowerOfTwo<V>;
    using T = typename P::T;
    using Int = typename P::Int;
    using U = typename P::U;
    constexpr U root = std::bit_cast<U>(static_cast<T>(0.70710678118654752));
    constexpr U half = U(1) << (sizeof(U) * 8 - 1);  // keeps the exponent field positive
    constexpr T large = T(3) * T(U(1) << (P::digits - 1));
    const Int field = core::shift_right<P::digits>(Int(core::reinterpret<Int>(x) + Int(half - root)));
    const Int biased = field | Int(std::bit_cast<U>(large));
    const V exponent = core::reinterpret<V>(biased) - V(large + T(half >> P::digits));
    const Int significand = core::reinterpret<Int>(x) - core::shift_left<P::digits>(field) + Int(half);
    const V fraction = core::reinterpret<V>(significand);
    return {fraction, exponent};
}

}  // namespace core
}  // namespace actfn::inline ACTFN_ISA

#undef ACTFN_X86
#undef ACTFN_YMM
#undef ACTFN_ZMM
