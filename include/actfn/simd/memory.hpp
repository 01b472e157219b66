#pragma once

// Loads and stores of batches, whole and masked.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <tuple>
#include <utility>

#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

template <Value V>
ACTFN_LOOP_PART inline V load(const scalar_of<V>* from) {
    if constexpr (Scalar<V>) {
        return *from;
    } else {
        return V::load_unaligned(from);
    }
}

template <Value V>
ACTFN_LOOP_PART inline void store(scalar_of<V>* to, V value) {
    if constexpr (Scalar<V>) {
        *to = value;
    } else {
        value.store_unaligned(to);
    }
}

/// The index of each lane: 0, 1, 2, ...
template <Batch V>
ACTFN_LOOP_PART inline V lane_numbers() {
    constexpr auto numbers = [] {
        std::array<scalar_of<V>, lanes<V>> n{};
        for (std::size_t i = 0; i < lanes<V>; ++i) n[i] = static_cast<scalar_of<V>>(i);
        return n;
    }();
    return core::load<V>(numbers.data());
}

#if defined(__AVX__)
/// The mask of the first `count` lanes of 8 floats (4 doubles): an unaligned load from a table of ones and zeros.
template <class T>
ACTFN_LOOP_PART inline __m256i first_lanes(std::size_t count) {
    alignas(64) static constexpr std::int32_t ones_then_zeros[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
    const std::size_t words = count * (sizeof(T) / sizeof(std::int32_t));
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(ones_then_zeros + 8 - words));
}
#endif

#if defined(__SSE2__) && !defined(__AVX__)
// Not through a copy on the stack: its load would wait for the narrower stores.

ACTFN_LOOP_PART inline __m128 load_first_of_xmm(const float* from, std::size_t count) {
    const auto two = [](const float* p) ACTFN_LOOP_PART_LAMBDA {
        return _mm_castsi128_ps(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)));
    };
    if (count == 0) return _mm_setzero_ps();
    if (count == 1) return _mm_load_ss(from);
    if (count == 2) return two(from);
    return _mm_movelh_ps(two(from), count == 3 ? _mm_load_ss(from + 2) : two(from + 2));
}
ACTFN_LOOP_PART inline __m128d load_first_of_xmm(const double* from, std::size_t count) {
    if (count == 0) return _mm_setzero_pd();
    return count == 1 ? _mm_load_sd(from) : _mm_loadu_pd(from);
}
#endif

#if defined(__AVX512F__)
// With AVX512VL by the narrowest register that holds `count` lanes: a load waits for an earlier store to any byte of its
// width, also to those that its mask leaves out, and short arrays lie side by side.

ACTFN_LOOP_PART inline __m512 load_first_of_zmm(const float* from, std::size_t count) {
    const auto mask = static_cast<__mmask16>((1u << count) - 1u);
#if defined(__AVX512VL__)
    const auto few = static_cast<__mmask8>(mask);
    if (count <= 4) return _mm512_maskz_mov_ps(mask, _mm512_castps128_ps512(_mm_maskz_loadu_ps(few, from)));
    if (count <= 8) return _mm512_maskz_mov_ps(mask, _mm512_castps256_ps512(_mm256_maskz_loadu_ps(few, from)));
#endif
    return _mm512_maskz_loadu_ps(mask, from);
}
ACTFN_LOOP_PART inline __m512d load_first_of_zmm(const double* from, std::size_t count) {
    const auto mask = static_cast<__mmask8>((1u << count) - 1u);
#if defined(__AVX512VL__)
    if (count <= 2) return _mm512_maskz_mov_pd(mask, _mm512_castpd128_pd512(_mm_maskz_loadu_pd(mask, from)));
    if (count <= 4) return _mm512_maskz_mov_pd(mask, _mm512_castpd256_pd512(_mm256_maskz_loadu_pd(mask, from)));
#endif
    return _mm512_maskz_loadu_pd(mask, from);
}
#endif

/// Whether masked loads and stores are single instructions.
#if defined(__AVX__)
inline constexpr bool has_masked_loads = true;
#else
inline constexpr bool has_masked_loads = false;
#endif

/// Masked load: the first `count` lanes from memory and 0 in the others; reads nothing beyond.
template <Batch V>
ACTFN_LOOP_PART inline V load_first(const scalar_of<V>* from, std::size_t count) {
    using T = scalar_of<V>;
    [[maybe_unused]] constexpr bool single = std::same_as<T, float>;
#if defined(__AVX512F__)
    if constexpr (is_x86<V> && sizeof(V) == 64) {
        return core::load_first_of_zmm(from, count);
    } else
#endif
#if defined(__AVX__)
        if constexpr (is_x86<V> && sizeof(V) == 32) {
        if constexpr (single) {
            return _mm256_maskload_ps(from, first_lanes<T>(count));
        } else {
            return _mm256_maskload_pd(from, first_lanes<T>(count));
        }
    } else if constexpr (is_x86<V>) {
        const __m128i mask = _mm256_castsi256_si128(first_lanes<T>(count));
        if constexpr (single) {
            return _mm_maskload_ps(from, mask);
        } else {
            return _mm_maskload_pd(from, mask);
        }
    } else
#elif defined(__SSE2__)
    if constexpr (is_x86<V>) {
        return core::load_first_of_xmm(from, count);
    } else
#endif
    {
        std::array<T, lanes<V>> copy{};
        for (std::size_t i = 0; i < count; ++i) copy[i] = from[i];
        return core::load<V>(copy.data());
    }
}

/// Blends the first `count` lanes of x with `fill` in the others.
template <Batch V>
ACTFN_LOOP_PART inline V first_or(V x, std::size_t count, V fill) {
    using T = scalar_of<V>;
    [[maybe_unused]] constexpr bool single = std::same_as<T, float>;
#if defined(__AVX512F__)
    if constexpr (is_x86<V> && sizeof(V) == 64) {
        if constexpr (single) {
            return _mm512_mask_mov_ps(fill, static_cast<__mmask16>((1u << count) - 1u), x);
        } else {
            return _mm512_mask_mov_pd(fill, static_cast<__mmask8>((1u << count) - 1u), x);
        }
    } else
#endif
#if defined(__AVX__)
        if constexpr (is_x86<V> && sizeof(V) == 32) {
        if constexpr (single) {
            return _mm256_blendv_ps(fill, x, _mm256_castsi256_ps(first_lanes<T>(count)));
        } else {
            return _mm256_blendv_pd(fill, x, _mm256_castsi256_pd(first_lanes<T>(count)));
        }
    } else if constexpr (is_x86<V>) {
        const __m128i mask = _mm256_castsi256_si128(first_lanes<T>(count));
        if constexpr (single) {
            return _mm_blendv_ps(fill, x, _mm_castsi128_ps(mask));
        } else {
            return _mm_blendv_pd(fill, x, _mm_castsi128_pd(mask));
        }
    } else
#endif
    {
        return math::select(core::lane_numbers<V>() < V(static_cast<T>(count)), x, fill);
    }
}

/// The same in one instruction with AVX-512, at the full width of its register.
template <Batch V>
ACTFN_LOOP_PART inline V load_first_or(const scalar_of<V>* from, std::size_t count, V fill) {
#if defined(__AVX512F__)
    if constexpr (is_x86<V> && sizeof(V) == 64) {
        if constexpr (std::same_as<scalar_of<V>, float>) {
            return _mm512_mask_loadu_ps(fill, static_cast<__mmask16>((1u << count) - 1u), from);
        } else {
            return _mm512_mask_loadu_pd(fill, static_cast<__mmask8>((1u << count) - 1u), from);
        }
    } else
#endif
    {
        return core::first_or(core::load_first<V>(from, count), count, fill);
    }
}

/// Masked store: writes the first `count` lanes and nothing beyond.
template <Batch V>
ACTFN_LOOP_PART inline void store_first(scalar_of<V>* to, V value, std::size_t count) {
    using T = scalar_of<V>;
    [[maybe_unused]] constexpr bool single = std::same_as<T, float>;
#if defined(__AVX512F__)
    if constexpr (is_x86<V> && sizeof(V) == 64) {
        if constexpr (single) {
            _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1u << count) - 1u), value);
        } else {
            _mm512_mask_storeu_pd(to, static_cast<__mmask8>((1u << count) - 1u), value);
        }
    } else
#endif
#if defined(__AVX__)
        if constexpr (is_x86<V> && sizeof(V) == 32) {
        if constexpr (single) {
            _mm256_maskstore_ps(to, first_lanes<T>(count), value);
        } else {
            _mm256_maskstore_pd(to, first_lanes<T>(count), value);
        }
    } else if constexpr (is_x86<V>) {
        const __m128i mask = _mm256_castsi256_si128(first_lanes<T>(count));
        if constexpr (single) {
            _mm_maskstore_ps(to, mask, value);
        } else {
            _mm_maskstore_pd(to, mask, value);
        }
    } else
#endif
    {
        std::array<T, lanes<V>> copy;
        core::store(copy.data(), value);
        for (std::size_t i = 0; i < count; ++i) to[i] = copy[i];
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
