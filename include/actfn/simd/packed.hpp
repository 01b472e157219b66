#pragma once

// Batches of floats as 16-bit numbers in a register of half the size.

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "actfn/simd/memory.hpp"
#include "actfn/simd/stored.hpp"
#include "actfn/simd/x86.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Whether the 16-bit numbers of V fill an __m128i, or its lower half.
template <class V>
inline constexpr bool packs_in_xmm = false;
#if defined(__SSE2__)
template <class V>
requires is_x86<V>
inline constexpr bool packs_in_xmm<V> = sizeof(V) == 16
#if defined(__AVX2__)
                                        || sizeof(V) == 32
#endif
    ;
#endif
/// Whether they fill an __m256i, or one of NEON's half registers.
template <class V>
inline constexpr bool packs_in_ymm = false;
#if defined(__AVX512F__)
template <class V>
requires is_x86<V>
inline constexpr bool packs_in_ymm<V> = sizeof(V) == 64;
#endif
template <class V>
inline constexpr bool packs_in_neon = false;
#if defined(__aarch64__)
template <Batch V>
inline constexpr bool packs_in_neon<V> = sizeof(V) == sizeof(float32x4_t);
#endif

/// The 16-bit numbers of V's lanes: a register (see above), or an array.
template <Batch V>
struct packed_in {
    using type = std::array<std::uint16_t, lanes<V>>;
};
#if defined(__SSE2__)
template <Batch V>
requires packs_in_xmm<V>
struct packed_in<V> {
    using type = __m128i;
};
#endif
#if defined(__AVX512F__)
template <Batch V>
requires packs_in_ymm<V>
struct packed_in<V> {
    using type = __m256i;
};
#endif
#if defined(__aarch64__)
template <Batch V>
requires packs_in_neon<V>
struct packed_in<V> {
    using type = uint16x4_t;
};
#endif
template <Batch V>
using Packed = typename packed_in<V>::type;

/// The 16-bit numbers, each in a lane of 32 bits, and the reverse.
template <Batch V>
ACTFN_INLINE inline lane_bits<V> spread_bits(const Packed<V>& p) {
#if defined(__AVX512F__)
    if constexpr (packs_in_ymm<V>) {
        return _mm512_maskz_cvtepu16_epi32(0xFFFF, p);
    } else
#endif
#if defined(__AVX2__)
        if constexpr (packs_in_xmm<V> && sizeof(V) == 32) {
        return _mm256_cvtepu16_epi32(p);
    } else
#endif
#if defined(__SSE2__)
        if constexpr (packs_in_xmm<V> && sizeof(V) == 16) {
        return _mm_unpacklo_epi16(p, _mm_setzero_si128());
    } else
#endif
#if defined(__aarch64__)
        if constexpr (packs_in_neon<V>) {
        return vmovl_u16(p);
    } else
#endif
    {
        std::array<std::uint32_t, lanes<V>> wide;
        for (std::size_t i = 0; i < lanes<V>; ++i) wide[i] = p[i];
        return lane_bits<V>::load_unaligned(wide.data());
    }
}
template <Batch V>
ACTFN_INLINE inline Packed<V> packed_bits(lane_bits<V> bits) {
#if defined(__AVX512F__)
    if constexpr (packs_in_ymm<V>) {
        return _mm512_maskz_cvtepi32_epi16(0xFFFF, bits);
    } else
#endif
#if defined(__AVX2__)
        if constexpr (packs_in_xmm<V> && sizeof(V) == 32) {
        const __m256i r = bits;
        return _mm_packus_epi32(_mm256_castsi256_si128(r), _mm256_extracti128_si256(r, 1));
    } else
#endif
#if defined(__SSE2__)
        if constexpr (packs_in_xmm<V> && sizeof(V) == 16) {
        const __m128i r = bits;
#if defined(__SSE4_1__)
        return _mm_packus_epi32(r, r);
#else
        const __m128i extended = _mm_srai_epi32(_mm_slli_epi32(r, 16), 16);  // the packing saturates signed numbers
        return _mm_packs_epi32(extended, extended);
#endif
    } else
#endif
#if defined(__aarch64__)
        if constexpr (packs_in_neon<V>) {
        return vmovn_u32(bits);
    } else
#endif
    {
        std::array<std::uint32_t, lanes<V>> wide;
        bits.store_unaligned(wide.data());
        Packed<V> p;
        for (std::size_t i = 0; i < lanes<V>; ++i) p[i] = static_cast<std::uint16_t>(wide[i]);
        return p;
    }
}

#if defined(__AVX512BW__)
/// For the k-th number of 16 bits in a register of lanes of 32: k / 2. For the k-th number in a packed one: 2 k + 1.
ACTFN_INLINE inline __m512i upper_half_of_lane() {
    return _mm512_set_epi16(15, 15, 14, 14, 13, 13, 12, 12, 11, 11, 10, 10, 9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2,
                            2, 1, 1, 0, 0);
}
ACTFN_INLINE inline __m512i lane_of_upper_half() {
    return _mm512_set_epi16(31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 29, 27, 25, 23, 21, 19,
                            17, 15, 13, 11, 9, 7, 5, 3, 1);
}
#endif

/// The floats of 16-bit numbers in the format of T.
template <Stored T, Batch V>
ACTFN_INLINE inline V floats_of(const Packed<V>& p) {
    if constexpr (format_of<T> == Format::half) {
#if defined(__AVX512F__)
        if constexpr (packs_in_ymm<V>) return V(_mm512_maskz_cvtph_ps(0xFFFF, p));
#endif
#if defined(__F16C__)
#if defined(__AVX2__)
        if constexpr (packs_in_xmm<V> && sizeof(V) == 32) return V(_mm256_cvtph_ps(p));
#endif
        if constexpr (packs_in_xmm<V> && sizeof(V) == 16) return V(_mm_cvtph_ps(p));
#endif
#if defined(__aarch64__)
        if constexpr (packs_in_neon<V>) return V(vcvt_f32_f16(vreinterpret_f16_u16(p)));
#endif
    }
#if defined(__AVX512BW__)
    if constexpr (format_of<T> == Format::bfloat16 && packs_in_ymm<V>) {
        return V(_mm512_castsi512_ps(
            _mm512_maskz_permutexvar_epi16(0xAAAAAAAA, core::upper_half_of_lane(), _mm512_castsi256_si512(p))));
    } else
#endif
#if defined(__SSE2__)
        if constexpr (format_of<T> == Format::bfloat16 && packs_in_xmm<V> && sizeof(V) == 16) {
        return V(_mm_castsi128_ps(_mm_unpacklo_epi16(_mm_setzero_si128(), p)));
    } else
#endif
    {
        return core::floats_of_bits<T, V>(core::spread_bits<V>(p));
    }
}

/// The numbers in the format of T that are nearest to the lanes of x.
template <Stored T, Batch V>
ACTFN_INLINE inline Packed<V> packed(const V& x) {
    if constexpr (format_of<T> == Format::half) {
#if defined(__AVX512F__)
        if constexpr (packs_in_ymm<V>) return _mm512_maskz_cvtps_ph(0xFFFF, x, 0);
#endif
#if defined(__F16C__)
#if defined(__AVX2__)
        if constexpr (packs_in_xmm<V> && sizeof(V) == 32) return _mm256_cvtps_ph(x, 0);
#endif
        if constexpr (packs_in_xmm<V> && sizeof(V) == 16) return _mm_cvtps_ph(x, 0);
#endif
#if defined(__aarch64__)
        if constexpr (packs_in_neon<V>)
            return vreinterpret_u16_f16(vcvt_f16_f32(static_cast<typename V::register_type>(x)));
#endif
    }
#if defined(__AVX512BW__)
    if constexpr (format_of<T> == Format::bfloat16 && packs_in_ymm<V>) {
        const __m512i b = _mm512_castps_si512(core::x86::canonical_nan(x));
        const __m512i odd = _mm512_and_si512(_mm512_maskz_srli_epi32(0xFFFF, b, 16), _mm512_set1_epi32(1));
        const __m512i rounded = _mm512_add_epi32(_mm512_add_epi32(b, _mm512_set1_epi32(0x7FFF)), odd);
        const __m512i p = _mm512_maskz_permutexvar_epi16(0xFFFFFFFF, core::lane_of_upper_half(), rounded);
        return __builtin_shufflevector(p, p, 0, 1, 2, 3);  // g++ 12 warns of its own cast
    } else
#endif
    {
        return core::packed_bits<V>(core::bits_of_floats<T>(x));
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
