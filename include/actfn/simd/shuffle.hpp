#pragma once

// Shuffles lanes within batches and between them; loads and stores batches in 128-bit quarters.

#include <array>
#include <bit>
#include <cstddef>
#include <utility>

#include "actfn/simd/memory.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// True where V's register is a vector type of the compiler, which can be indexed and shuffled by lane.
template <class V>
inline constexpr bool is_vector_register = is_x86<V>;
#if defined(__aarch64__) && !(defined(__ARM_FEATURE_SVE_BITS) && __ARM_FEATURE_SVE_BITS > 0)
template <Batch V>
inline constexpr bool is_vector_register<V> = !requires(V v) {
    v.data.size();
};
#endif

/// Lane k of the result is lane At[k] of the concatenation of a and b.
template <std::size_t... At, Batch V>
ACTFN_LOOP_PART inline V shuffled(V a, V b, std::index_sequence<At...>) {
    if constexpr (is_vector_register<V>) {
        using R = typename V::register_type;
        return V(R(__builtin_shufflevector(static_cast<R>(a), static_cast<R>(b), static_cast<int>(At)...)));
    } else {
        std::array<scalar_of<V>, 2 * lanes<V>> all;
        core::store(all.data(), a);
        core::store(all.data() + lanes<V>, b);
        const std::array<scalar_of<V>, lanes<V>> chosen = {all[At]...};
        return core::load<V>(chosen.data());
    }
}

/// Lane k of the result is lane (k xor Distance) of x; Distance is a power of two.
template <std::size_t Distance, Batch V>
ACTFN_LOOP_PART inline V partner(V x) {
    return [x]<std::size_t... K>(std::index_sequence<K...>) ACTFN_LOOP_PART_LAMBDA {
        return core::shuffled(x, x, std::index_sequence<(K ^ Distance)...>());
    }
    (std::make_index_sequence<lanes<V>>());
}

template <Batch V>
ACTFN_LOOP_PART inline scalar_of<V> first_lane(V x) {
    if constexpr (is_vector_register<V>) {
        return static_cast<typename V::register_type>(x)[0];
    } else {
        std::array<scalar_of<V>, lanes<V>> all;
        core::store(all.data(), x);
        return all[0];
    }
}

/// The number of lanes in a quarter: 128 bits (a quarter of the widest register), within which shuffles are cheapest.
template <Batch V>
inline constexpr std::size_t quarter_lanes = 16 / sizeof(scalar_of<V>);
template <Batch V>
inline constexpr bool has_quarters = is_vector_register<V>;

/// Interleaves, within each quarter, the lanes of the lower (or upper) halves of a and b.
template <std::size_t First, Batch V>
ACTFN_LOOP_PART inline V interleave_lanes(V a, V b) {
    return [ a, b ]<std::size_t... K>(std::index_sequence<K...>) ACTFN_LOOP_PART_LAMBDA {
        constexpr std::size_t q = quarter_lanes<V>;
        return core::shuffled(a, b, std::index_sequence<(K / q * q + First + K % q / 2 + K % 2 * lanes<V>)...>());
    }
    (std::make_index_sequence<lanes<V>>());
}
template <Batch V>
ACTFN_LOOP_PART inline V interleave_low(V a, V b) {
    return core::interleave_lanes<0>(a, b);
}
template <Batch V>
ACTFN_LOOP_PART inline V interleave_high(V a, V b) {
    return core::interleave_lanes<quarter_lanes<V> / 2>(a, b);
}

/// Loads the quarters of a batch from the addresses from, from + step, ...
template <Batch V>
ACTFN_LOOP_PART inline V load_quarters(const scalar_of<V>* from, [[maybe_unused]] std::ptrdiff_t step) {
#if defined(__AVX__)
    [[maybe_unused]] const auto quarter = [from, step](std::ptrdiff_t i) ACTFN_LOOP_PART_LAMBDA {
        return _mm_loadu_ps(reinterpret_cast<const float*>(from + i * step));
    };
#endif
#if defined(__AVX512F__)
    if constexpr (is_x86<V> && sizeof(V) == 64) {
        __m512 r = _mm512_castps128_ps512(quarter(0));
        r = _mm512_maskz_insertf32x4(0xFFFF, r, quarter(1), 1);
        r = _mm512_maskz_insertf32x4(0xFFFF, r, quarter(2), 2);
        r = _mm512_maskz_insertf32x4(0xFFFF, r, quarter(3), 3);
        return std::bit_cast<typename V::register_type>(r);
    } else
#endif
#if defined(__AVX__)
        if constexpr (is_x86<V> && sizeof(V) == 32) {
        return std::bit_cast<typename V::register_type>(
            _mm256_insertf128_ps(_mm256_castps128_ps256(quarter(0)), quarter(1), 1));
    } else
#endif
    {
        return core::load<V>(from);
    }
}

/// Stores the quarters of a batch to the addresses to, to + step, ...
template <Batch V>
ACTFN_LOOP_PART inline void store_quarters(scalar_of<V>* to, [[maybe_unused]] std::ptrdiff_t step, V value) {
#if defined(__AVX__)
    [[maybe_unused]] const auto store_one = [to, step](std::ptrdiff_t i, __m128 quarter) ACTFN_LOOP_PART_LAMBDA {
        _mm_storeu_ps(reinterpret_cast<float*>(to + i * step), quarter);
    };
#endif
#if defined(__AVX512F__)
    if constexpr (is_x86<V> && sizeof(V) == 64) {
        const auto r = std::bit_cast<__m512>(static_cast<typename V::register_type>(value));
        store_one(0, __builtin_shufflevector(r, r, 0, 1, 2, 3));  // g++ 12 warns of its own cast
        store_one(1, __builtin_shufflevector(r, r, 4, 5, 6, 7));
        store_one(2, __builtin_shufflevector(r, r, 8, 9, 10, 11));
        store_one(3, __builtin_shufflevector(r, r, 12, 13, 14, 15));
    } else
#endif
#if defined(__AVX__)
        if constexpr (is_x86<V> && sizeof(V) == 32) {
        const auto r = std::bit_cast<__m256>(static_cast<typename V::register_type>(value));
        store_one(0, _mm256_castps256_ps128(r));
        store_one(1, _mm256_extractf128_ps(r, 1));
    } else
#endif
    {
        core::store(to, value);
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
