#pragma once

// The memory's edge: loops load as the type in which a formula computes, and store rounded to the type in memory. A type
// in memory without batches of its own is one more overload of each function here.

#include <array>
#include <concepts>
#include <cstddef>

#include "actfn/base/unrolled.hpp"
#include "actfn/simd/convert.hpp"
#include "actfn/simd/interleaved.hpp"
#include "actfn/simd/memory.hpp"
#include "actfn/simd/part.hpp"
#include "actfn/simd/streaming.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Whether as many elements of T as W has lanes fill one batch. If not, W is loaded and stored batch by batch.
template <class W, class T>
inline constexpr bool is_one_load = Batch<batch_with<T, lanes<W>>>;

/// Loads as many elements as W has lanes.
template <Batch W, Scalar T>
[[gnu::always_inline]] inline W load_as(const T* from) {
    if constexpr (is_one_load<W, T>) {
        return core::convert<W>(core::load<batch_with<T, lanes<W>>>(from));
    } else if constexpr (!is_interleaved<W>) {
        // A single batch of doubles where no register holds as many floats.
        std::array<scalar_of<W>, lanes<W>> elements;
        core::for_each_index<lanes<W>>([&](auto k) __attribute__((always_inline)) {
            elements[k] = static_cast<scalar_of<W>>(from[k]);
        });
        return core::load<W>(elements.data());
    } else {
        using B = typename W::Batch;
        return W(core::each_of<batches_of<W>::number>([from](auto k) __attribute__((always_inline)) {
            return core::load_as<B>(from + k() * lanes<B>);
        }));
    }
}

/// Stores as many elements as W has lanes, each rounded once.
template <Batch W, Scalar T>
[[gnu::always_inline]] inline void store_rounded(T* to, const W& value) {
    if constexpr (is_one_load<W, T>) {
        core::store(to, core::convert<batch_with<T, lanes<W>>>(value));
    } else if constexpr (!is_interleaved<W>) {
        std::array<scalar_of<W>, lanes<W>> elements;
        core::store(elements.data(), value);
        core::for_each_index<lanes<W>>([&](auto k)
                                           __attribute__((always_inline)) { to[k] = static_cast<T>(elements[k]); });
    } else {
        core::for_each_index<batches_of<W>::number>([&](auto k) __attribute__((always_inline)) {
            core::store_rounded(to + k() * lanes<typename W::Batch>, value.data[k]);
        });
    }
}

/// Loads `count` elements, at least one and at most as many as W has lanes, into lanes of unspecified order; see
/// load_part().
template <Batch W, Scalar T>
[[gnu::always_inline]] inline W load_part_as(const T* from, std::size_t count) {
    return core::convert<W>(core::load_part<batch_with<T, lanes<W>>>(from, count));
}

/// Stores the `count` elements of a batch in load_part_as()'s lane order, each at its own index and rounded once.
template <Batch W, Scalar T>
[[gnu::always_inline]] inline void store_part_rounded(T* to, const W& value, std::size_t count) {
    core::store_part(to, core::convert<batch_with<T, lanes<W>>>(value), count);
}

/// Whether stream_rounded() stores W to elements T.
template <class W, class T>
inline constexpr bool can_stream = can_pass_caches<batch_with<T, lanes<W>>>;

/// Streaming store of what store_rounded() stores; see store_past_caches().
template <Batch W, Scalar T>
[[gnu::always_inline]] inline void stream_rounded(T* to, const W& value) {
    if constexpr (is_one_load<W, T>) {
        core::store_past_caches(to, core::convert<batch_with<T, lanes<W>>>(value));
    } else {
        core::for_each_index<batches_of<W>::number>([&](auto k) __attribute__((always_inline)) {
            core::stream_rounded(to + k() * lanes<typename W::Batch>, value.data[k]);
        });
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
