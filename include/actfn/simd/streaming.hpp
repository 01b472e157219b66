#pragma once

// Streaming (non-temporal) stores, which do not read the line that they overwrite, and when they beat plain ones.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>

#include "actfn/base/unrolled.hpp"
#include "actfn/simd/interleaved.hpp"
#include "actfn/simd/packed.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Whether there is a streaming store for the 16-bit numbers of V.
template <class V>
inline constexpr bool can_stream_packed = false;
#if defined(__AVX2__)
template <Batch V>
requires(is_x86<V>&& lanes<V> >= 8) inline constexpr bool can_stream_packed<V> = true;
#endif

/// Streaming store to an address that is a multiple of the register's size.
template <Batch V, Stored T>
ACTFN_LOOP_PART inline void stream_packed([[maybe_unused]] T* to, [[maybe_unused]] const Packed<V>& p) {
#if defined(__AVX2__)
    if constexpr (packs_in_ymm<V>) _mm256_stream_si256(reinterpret_cast<__m256i*>(to), p);
#endif
#if defined(__SSE2__)
    if constexpr (packs_in_xmm<V>) _mm_stream_si128(reinterpret_cast<__m128i*>(to), p);
#endif
}

/// The size in bytes from which what a call reads and writes fits in no cache.
inline constexpr std::ptrdiff_t beyond_caches = std::ptrdiff_t(1) << 26;

/// Functions of at most this cost that read one array and write one are bound by memory if these fit in no cache.
inline constexpr int greatest_cost_beside_memory = 20;

/// Whether there is a streaming store for V.
template <Batch V>
inline constexpr bool can_pass_caches = false;

#if defined(__SSE2__)
template <Batch V>
requires(sizeof(V) == 16) inline constexpr bool can_pass_caches<V> = true;
#endif
#if defined(__AVX__)
template <Batch V>
requires(sizeof(V) == 32) inline constexpr bool can_pass_caches<V> = true;
#endif
#if defined(__AVX512F__)
template <Batch V>
requires(sizeof(V) == 64) inline constexpr bool can_pass_caches<V> = true;
#endif

/// Streaming store to an address that is a multiple of a batch's size. Call finish_stores_past_caches() before
/// signalling another thread.
template <Value V>
ACTFN_LOOP_PART inline void store_past_caches([[maybe_unused]] scalar_of<V>* to, [[maybe_unused]] V value) {
    if constexpr (InterleavedBatches<V>) {
        core::each_of<std::tuple_size_v<decltype(value.data)>>([&](std::size_t k) ACTFN_LOOP_PART_LAMBDA {
            core::store_past_caches(to + k * lanes<typename V::Batch>, value.data[k]);
            return 0;
        });
#if defined(__SSE2__)
    } else if constexpr (sizeof(V) == 16) {
        _mm_stream_si128(reinterpret_cast<__m128i*>(to), std::bit_cast<__m128i>(value.data));
#endif
#if defined(__AVX__)
    } else if constexpr (sizeof(V) == 32) {
        _mm256_stream_si256(reinterpret_cast<__m256i*>(to), std::bit_cast<__m256i>(value.data));
#endif
#if defined(__AVX512F__)
    } else if constexpr (sizeof(V) == 64) {
        _mm512_stream_si512(reinterpret_cast<__m512i*>(to), std::bit_cast<__m512i>(value.data));
#endif
    }
}
inline void finish_stores_past_caches() {
#if defined(__SSE2__)
    _mm_sfence();
#endif
}

/// The number of elements from p to the next cache line boundary; 0 where p is on one.
template <class T>
std::ptrdiff_t elements_to_line(const T* p) {
    constexpr std::uintptr_t line = 64;
    return static_cast<std::ptrdiff_t>((line - reinterpret_cast<std::uintptr_t>(p) % line) % line / sizeof(T));
}

/// Whether p is a multiple of sizeof(T): only then does an element begin at a cache line boundary. i386 requires less
/// of a double in a struct.
template <class T>
bool is_aligned(const T* p) {
    return reinterpret_cast<std::uintptr_t>(p) % sizeof(T) == 0;
}

/// Whether no output is in place, and all begin at the same offset in a cache line, a multiple of sizeof(T). The pointers
/// are in arrays or tuples, by value: taking the address of a short call's arrays would keep them in memory.
template <class In, class Out>
bool can_pass_caches_together(In in, Out out) {
    const auto offset = core::elements_to_line(std::get<0>(out));
    return [&]<std::size_t... I, std::size_t... K>(std::index_sequence<I...>, std::index_sequence<K...>) {
        const auto can_pass = [&](const auto* y) {
            return core::is_aligned(y) && core::elements_to_line(y) == offset &&
                   (... && (static_cast<const void*>(std::get<I>(in)) != y));
        };
        return (... && can_pass(std::get<K>(out)));
    }
    (std::make_index_sequence<std::tuple_size_v<In>>(), std::make_index_sequence<std::tuple_size_v<Out>>());
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
