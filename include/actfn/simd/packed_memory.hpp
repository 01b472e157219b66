#pragma once

// Loads and stores of batches of floats as 16-bit numbers.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "actfn/simd/memory.hpp"
#include "actfn/simd/packed.hpp"
#include "actfn/simd/stored.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Loads and stores as many elements as V has lanes.
template <Batch V, Stored T>
ACTFN_LOOP_PART inline Packed<V> load_packed(const T* from) {
    Packed<V> p;
#if defined(__SSE2__)
    if constexpr (packs_in_xmm<V> && lanes<V> == 4) {
        p = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
    } else
#endif
    {
        std::memcpy(&p, from, lanes<V> * sizeof(T));
    }
    return p;
}
template <Batch V, Stored T>
ACTFN_LOOP_PART inline void store_packed(T* to, const Packed<V>& p) {
    std::memcpy(static_cast<void*>(to), &p, lanes<V> * sizeof(T));
}

/// One to four elements in the 16-bit quarters of a word: the first two and the last two, as in load_ends().
template <Stored T>
ACTFN_LOOP_PART inline std::uint64_t load_word(const T* from, std::size_t count) {
    std::uint64_t word;
    if (count == 4) {
        std::memcpy(&word, from, sizeof word);
    } else {
        const std::size_t two = count > 1 ? 1 : 0;
        const auto element = [from](std::size_t i) ACTFN_LOOP_PART_LAMBDA {
            return std::uint64_t(std::bit_cast<std::uint16_t>(from[i]));
        };
        word = element(0) | element(two) << 16 | element(count - 1 - two) << 32 | element(count - 1) << 48;
    }
    return word;
}
template <Stored T>
ACTFN_LOOP_PART inline void store_word(T* to, std::uint64_t word, std::size_t count) {
    if (count == 4) {
        std::memcpy(static_cast<void*>(to), &word, sizeof word);
    } else {
        const auto store = [to, word](std::size_t i, unsigned at) ACTFN_LOOP_PART_LAMBDA {
            to[i] = std::bit_cast<T>(static_cast<std::uint16_t>(word >> at));
        };
        store(0, 0);
        if (count > 1) store(1, 16);
        store(count - 1, 48);
    }
}

/// Whether a part of V is loaded as one or two words of four elements.
template <class V>
inline constexpr bool loads_words = packs_in_xmm<V> || (is_x86<V> && sizeof(V) == 32);

/// One to eight elements in two words: the first four and the last four, as in load_part().
template <Stored T>
ACTFN_LOOP_PART inline std::array<std::uint64_t, 2> load_two_words(const T* from, std::size_t count) {
    const bool two = count >= 4;
    const std::uint64_t low = core::load_word(from, two ? 4 : count);
    return {low, two ? core::load_word(from + (count - 4), 4) : low};
}
template <Stored T>
ACTFN_LOOP_PART inline void store_two_words(T* to, const std::array<std::uint64_t, 2>& words, std::size_t count) {
    const bool two = count >= 4;
    core::store_word(to, words[0], two ? 4 : count);
    if (two) core::store_word(to + (count - 4), words[1], 4);
}

/// Loads and stores `count` elements, at least one and at most as many as V has lanes, in the lane order of load_part().
template <Batch V, Stored T>
ACTFN_LOOP_PART inline Packed<V> load_packed_part(const T* from, std::size_t count) {
#if defined(__AVX512F__)
    if constexpr (packs_in_ymm<V>) {
        const auto load = [](const T* p)
                              ACTFN_LOOP_PART_LAMBDA { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); };
        const bool long_enough = count >= 8;
        const __m128i low = long_enough ? load(from) : std::bit_cast<__m128i>(core::load_two_words(from, count));
        const __m128i high = long_enough ? load(from + (count - 8)) : low;
        return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
    } else
#endif
        if constexpr (loads_words<V> && lanes<V> == 4) {
        const std::uint64_t word = core::load_word(from, count);
        return std::bit_cast<Packed<V>>(std::array{word, word});
    } else if constexpr (loads_words<V>) {
        return std::bit_cast<Packed<V>>(core::load_two_words(from, count));
    } else {
        std::array<T, lanes<V>> copy;
        copy.fill(*from);
        for (std::size_t i = 1; i < count; ++i) copy[i] = from[i];
        return core::load_packed<V>(copy.data());
    }
}
template <Batch V, Stored T>
ACTFN_LOOP_PART inline void store_packed_part(T* to, const Packed<V>& p, std::size_t count) {
#if defined(__AVX512F__)
    if constexpr (packs_in_ymm<V>) {
        const auto store = [](T* at, __m128i x)
                               ACTFN_LOOP_PART_LAMBDA { _mm_storeu_si128(reinterpret_cast<__m128i*>(at), x); };
        const __m128i low = _mm256_castsi256_si128(p);
        if (count < 8) return core::store_two_words(to, std::bit_cast<std::array<std::uint64_t, 2>>(low), count);
        store(to, low);
        store(to + (count - 8), _mm256_extracti128_si256(p, 1));
    } else
#endif
        if constexpr (loads_words<V>) {
        const auto words = std::bit_cast<std::array<std::uint64_t, 2>>(p);
        if constexpr (lanes<V> == 4) {
            core::store_word(to, words[0], count);
        } else {
            core::store_two_words(to, words, count);
        }
    } else {
        std::array<T, lanes<V>> copy;
        core::store_packed<V>(copy.data(), p);
        for (std::size_t i = 0; i < count; ++i) to[i] = copy[i];
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
