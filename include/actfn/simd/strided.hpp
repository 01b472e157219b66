#pragma once

// Copies between contiguous elements and elements of any stride.

#include <cstddef>
#include <utility>

#include "actfn/simd/memory.hpp"
#include "actfn/simd/shuffle.hpp"
#include "actfn/simd/value.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// to[i] = from[i * stride] for n elements. Every second element, as of pairs, is picked by shuffles; nothing is read
/// beyond the last one.
template <Scalar T>
[[gnu::noinline]] void copy_from_stride(const T* from, std::ptrdiff_t stride, T* to, std::ptrdiff_t n) {
    using V = native_batch<T>;
    constexpr std::size_t width = lanes<V>;
    constexpr auto step = static_cast<std::ptrdiff_t>(width);
    std::ptrdiff_t i = 0;
    if (is_vector_register<V> && stride == 2) {
        for (; i + step <= n; i += step) {
            // The second load begins one element early, so that it ends with the last element wanted.
            const V a = core::load<V>(from + 2 * i);
            const V b = core::load<V>(from + 2 * i + step - 1);
            [&]<std::size_t... K>(std::index_sequence<K...>) ACTFN_LOOP_PART_LAMBDA {
                core::store(to + i,
                            core::shuffled(a, b, std::index_sequence<(2 * K < width ? 2 * K : 2 * K + 1)...>()));
            }
            (std::make_index_sequence<width>());
        }
    }
    for (; i < n; ++i) to[i] = from[i * stride];
}

template <Stored T>
[[gnu::noinline]] void copy_from_stride(const T* from, std::ptrdiff_t stride, T* to, std::ptrdiff_t n) {
    for (std::ptrdiff_t i = 0; i < n; ++i) to[i] = from[i * stride];
}

/// to[i * stride] = from[i] for n elements.
template <Element T>
[[gnu::noinline]] void copy_to_stride(const T* from, T* to, std::ptrdiff_t stride, std::ptrdiff_t n) {
    for (std::ptrdiff_t i = 0; i < n; ++i) to[i * stride] = from[i];
}

/// to[2 i] = first[i] and to[2 i + 1] = second[i] for n elements.
template <Scalar T>
[[gnu::noinline]] void copy_to_pairs(const T* first, const T* second, T* to, std::ptrdiff_t n) {
    using V = native_batch<T>;
    constexpr std::size_t width = lanes<V>;
    constexpr auto step = static_cast<std::ptrdiff_t>(width);
    std::ptrdiff_t i = 0;
    if constexpr (is_vector_register<V>) {
        for (; i + step <= n; i += step) {
            const V a = core::load<V>(first + i);
            const V b = core::load<V>(second + i);
            [&]<std::size_t... K>(std::index_sequence<K...>) ACTFN_LOOP_PART_LAMBDA {
                core::store(to + 2 * i, core::shuffled(a, b, std::index_sequence<(K / 2 + K % 2 * width)...>()));
                core::store(to + 2 * i + step,
                            core::shuffled(a, b, std::index_sequence<(width / 2 + K / 2 + K % 2 * width)...>()));
            }
            (std::make_index_sequence<width>());
        }
    }
    for (; i < n; ++i) {
        to[2 * i] = first[i];
        to[2 * i + 1] = second[i];
    }
}

template <Stored T>
[[gnu::noinline]] void copy_to_pairs(const T* first, const T* second, T* to, std::ptrdiff_t n) {
    for (std::ptrdiff_t i = 0; i < n; ++i) {
        to[2 * i] = first[i];
        to[2 * i + 1] = second[i];
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
