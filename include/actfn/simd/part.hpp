#pragma once

// Loads and stores of up to one batch (a tail), for formulas to which the order of the lanes does not matter.

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>

#include "actfn/simd/memory.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

#if defined(__SSE2__)
/// Loads 1 to 4 floats or 1 to 2 doubles: the first 8 bytes and the last 8, which may overlap. Broadcasts one float.
template <Scalar T>
ACTFN_LOOP_PART inline __m128 load_ends(const T* from, std::size_t count) {
    constexpr std::size_t half = 8 / sizeof(T);
    if constexpr (half > 1) {
        if (count == 1) return _mm_set1_ps(*from);
    }
    const auto load = [](const T* p)
                          ACTFN_LOOP_PART_LAMBDA { return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)); };
    return _mm_castsi128_ps(_mm_unpacklo_epi64(load(from), load(from + (count - half))));
}
template <Scalar T>
ACTFN_LOOP_PART inline void store_ends(T* to, __m128 value, std::size_t count) {
    constexpr std::size_t half = 8 / sizeof(T);
    if constexpr (half > 1) {
        if (count == 1) {
            *to = _mm_cvtss_f32(value);
            return;
        }
    }
    const __m128i bits = _mm_castps_si128(value);
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to), bits);
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to + (count - half)), _mm_unpackhi_epi64(bits, bits));
}
#endif

#if defined(__AVX__)
// A register from its halves: the first elements and the last ones, which may overlap. Whole loads and stores, since masked
// ones stall where a load follows a store: to the bytes that a mask leaves out, for short arrays lie side by side, or of
// what a masked store has written.

template <Scalar T>
ACTFN_LOOP_PART inline __m256 load_part_of_ymm(const T* from, std::size_t count) {
    constexpr std::size_t half = 16 / sizeof(T);
    const auto load = [](const T* p) ACTFN_LOOP_PART_LAMBDA { return _mm_loadu_ps(reinterpret_cast<const float*>(p)); };
    const bool long_enough = count >= half;
    const __m128 low = long_enough ? load(from) : core::load_ends(from, count);
    const __m128 high = long_enough ? load(from + (count - half)) : low;
    return _mm256_insertf128_ps(_mm256_castps128_ps256(low), high, 1);
}
template <Scalar T>
ACTFN_LOOP_PART inline void store_part_of_ymm(T* to, __m256 value, std::size_t count) {
    constexpr std::size_t half = 16 / sizeof(T);
    const auto store = [](T* p, __m128 v) ACTFN_LOOP_PART_LAMBDA { _mm_storeu_ps(reinterpret_cast<float*>(p), v); };
    const __m128 low = _mm256_castps256_ps128(value);
    if (count < half) return core::store_ends(to, low, count);
    store(to, low);
    store(to + (count - half), _mm256_extractf128_ps(value, 1));
}
#endif
#if defined(__AVX512F__)
template <Scalar T>
ACTFN_LOOP_PART inline __m512d load_part_of_zmm(const T* from, std::size_t count) {
    constexpr std::size_t half = 32 / sizeof(T);
    const auto load = [](const T* p)
                          ACTFN_LOOP_PART_LAMBDA { return _mm256_loadu_ps(reinterpret_cast<const float*>(p)); };
    const bool long_enough = count >= half;
    const __m256 low = long_enough ? load(from) : core::load_part_of_ymm(from, count);
    const __m256 high = long_enough ? load(from + (count - half)) : low;
    return _mm512_maskz_insertf64x4(0xFF, _mm512_castpd256_pd512(_mm256_castps_pd(low)), _mm256_castps_pd(high), 1);
}
template <Scalar T>
ACTFN_LOOP_PART inline void store_part_of_zmm(T* to, __m512d value, std::size_t count) {
    constexpr std::size_t half = 32 / sizeof(T);
    const auto store = [](T* p, __m256d v)
                           ACTFN_LOOP_PART_LAMBDA { _mm256_storeu_pd(reinterpret_cast<double*>(p), v); };
    const __m256d low = _mm512_maskz_extractf64x4_pd(0xFF, value, 0);
    if (count < half) return core::store_part_of_ymm(to, _mm256_castpd_ps(low), count);
    store(to, low);
    store(to + (count - half), _mm512_maskz_extractf64x4_pd(0xFF, value, 1));
}
#endif

/// Loads `count` elements, at least one and at most as many as V has lanes, into lanes of unspecified order; reads
/// nothing beyond. Every lane holds one of the elements, so that no formula is evaluated on any other number.
template <Batch V>
ACTFN_LOOP_PART inline V load_part(const scalar_of<V>* from, std::size_t count) {
    using T = scalar_of<V>;
#if defined(__AVX512F__)
    if constexpr (is_x86<V> && sizeof(V) == 64) {
        return std::bit_cast<typename V::register_type>(core::load_part_of_zmm(from, count));
    } else
#endif
#if defined(__AVX__)
        if constexpr (is_x86<V> && sizeof(V) == 32) {
        return std::bit_cast<typename V::register_type>(core::load_part_of_ymm(from, count));
    } else
#endif
#if defined(__SSE2__)
        if constexpr (is_x86<V>) {
        return std::bit_cast<typename V::register_type>(core::load_ends(from, count));
    } else
#endif
    {
        std::array<T, lanes<V>> copy;
        copy.fill(*from);
        for (std::size_t i = 1; i < count; ++i) copy[i] = from[i];
        return core::load<V>(copy.data());
    }
}

/// Stores the `count` elements of a batch in load_part()'s lane order, each at its own index; writes nothing beyond.
template <Batch V>
ACTFN_LOOP_PART inline void store_part(scalar_of<V>* to, V value, std::size_t count) {
#if defined(__AVX512F__)
    if constexpr (is_x86<V> && sizeof(V) == 64) {
        core::store_part_of_zmm(to, std::bit_cast<__m512d>(static_cast<typename V::register_type>(value)), count);
    } else
#endif
#if defined(__AVX__)
        if constexpr (is_x86<V> && sizeof(V) == 32) {
        core::store_part_of_ymm(to, std::bit_cast<__m256>(static_cast<typename V::register_type>(value)), count);
    } else
#endif
#if defined(__SSE2__)
        if constexpr (is_x86<V>) {
        core::store_ends(to, std::bit_cast<__m128>(static_cast<typename V::register_type>(value)), count);
    } else
#endif
    {
        core::store_first(to, value, count);
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
