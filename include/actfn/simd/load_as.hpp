#pragma once

// The memory's edge: loops load as the type in which a formula computes, and store rounded to the type in memory. The
// elements in memory are first loaded to lanes of their own type or, if of 16 bits, of float.

#include <array>
#include <concepts>
#include <cstddef>

#include "actfn/base/unrolled.hpp"
#include "actfn/simd/convert.hpp"
#include "actfn/simd/interleaved.hpp"
#include "actfn/simd/memory.hpp"
#include "actfn/simd/packed_memory.hpp"
#include "actfn/simd/part.hpp"
#include "actfn/simd/stored.hpp"
#include "actfn/simd/streaming.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The batch with as many lanes as W to which elements of T are loaded, or void.
template <class W, class T>
using lanes_from = batch_with<lane_type<T>, lanes<W>>;

/// Whether as many elements of T as W has lanes fill one batch. If not, W is loaded and stored batch by batch.
template <class W, class T>
inline constexpr bool is_one_load = Batch<lanes_from<W, T>>;

/// The lanes to store to elements of T. Floats that are then rounded to 16 bits hold what that needs of a double.
template <Element T, Batch W>
ACTFN_INLINE inline auto lanes_to_store(const W& value) {
    using B = lanes_from<W, T>;
    if constexpr (Stored<T> && std::same_as<scalar_of<W>, double>) {
        return core::convert<B>(core::rounded_to_odd(value));
    } else {
        return core::convert<B>(value);
    }
}

/// Loads as many elements as W has lanes.
template <Batch W, Element T>
ACTFN_INLINE inline W load_as(const T* from) {
    if constexpr (is_one_load<W, T>) {
        using B = lanes_from<W, T>;
        if constexpr (Stored<T>) {
            return core::convert<W>(core::floats_of<T, B>(core::load_packed<B>(from)));
        } else {
            return core::convert<W>(core::load<B>(from));
        }
    } else if constexpr (!is_interleaved<W>) {
        // A single batch of doubles where no register holds as many floats.
        std::array<scalar_of<W>, lanes<W>> elements;
        core::for_each_index<lanes<W>>(
            [&](std::size_t k) ACTFN_LOOP_PART_LAMBDA { elements[k] = core::convert<scalar_of<W>>(from[k]); });
        return core::load<W>(elements.data());
    } else {
        using B = typename W::Batch;
        return W(core::each_of<batches_of<W>::number>(
            [from](std::size_t k) ACTFN_LOOP_PART_LAMBDA { return core::load_as<B>(from + k * lanes<B>); }));
    }
}

/// Stores as many elements as W has lanes, each rounded once.
template <Batch W, Element T>
ACTFN_INLINE inline void store_rounded(T* to, const W& value) {
    if constexpr (is_one_load<W, T>) {
        const auto x = core::lanes_to_store<T>(value);
        if constexpr (Stored<T>) {
            core::store_packed<lanes_from<W, T>>(to, core::packed<T>(x));
        } else {
            core::store(to, x);
        }
    } else if constexpr (!is_interleaved<W>) {
        std::array<scalar_of<W>, lanes<W>> elements;
        core::store(elements.data(), value);
        core::for_each_index<lanes<W>>([&](std::size_t k)
                                           ACTFN_LOOP_PART_LAMBDA { to[k] = core::convert<T>(elements[k]); });
    } else {
        core::for_each_index<batches_of<W>::number>([&](std::size_t k) ACTFN_LOOP_PART_LAMBDA {
            core::store_rounded(to + k * lanes<typename W::Batch>, value.data[k]);
        });
    }
}

/// Loads `count` elements, at least one and at most as many as W has lanes, into lanes of an order that depends on count
/// and on the sizes of T and W alone; see load_part().
template <Batch W, Element T>
ACTFN_INLINE inline W load_part_as(const T* from, std::size_t count) {
    using B = lanes_from<W, T>;
    if constexpr (Stored<T>) {
        return core::convert<W>(core::floats_of<T, B>(core::load_packed_part<B>(from, count)));
    } else {
        return core::convert<W>(core::load_part<B>(from, count));
    }
}

/// Stores the `count` elements of a batch in load_part_as()'s lane order, each at its own index and rounded once.
template <Batch W, Element T>
ACTFN_INLINE inline void store_part_rounded(T* to, const W& value, std::size_t count) {
    const auto x = core::lanes_to_store<T>(value);
    if constexpr (Stored<T>) {
        core::store_packed_part<lanes_from<W, T>>(to, core::packed<T>(x), count);
    } else {
        core::store_part(to, x, count);
    }
}

/// Loads the first `count` elements to the first lanes, and 0 to the others, as load_first() does.
template <Batch W, Element T>
requires std::same_as<scalar_of<W>, lane_type<T>> ACTFN_INLINE inline W load_first_as(const T* from,
                                                                                      std::size_t count) {
    if constexpr (Stored<T>) {
        std::array<T, lanes<W>> copy{};
        for (std::size_t i = 0; i < count; ++i) copy[i] = from[i];
        return core::load_as<W>(copy.data());
    } else {
        return core::load_first<W>(from, count);
    }
}

/// Stores the first `count` lanes, each rounded once, as store_first() does.
template <Batch W, Element T>
requires std::same_as<scalar_of<W>, lane_type<T>> ACTFN_INLINE inline void store_first_rounded(T* to, const W& value,
                                                                                               std::size_t count) {
    if constexpr (Stored<T>) {
        std::array<T, lanes<W>> copy;
        core::store_rounded(copy.data(), value);
        for (std::size_t i = 0; i < count; ++i) to[i] = copy[i];
    } else {
        core::store_first(to, value, count);
    }
}

/// Whether stream_rounded() stores W to elements T.
template <class W, class T>
inline constexpr bool can_stream = Stored<T> ? can_stream_packed<lanes_from<W, T>> : can_pass_caches<lanes_from<W, T>>;

/// Streaming store of what store_rounded() stores; see store_past_caches().
template <Batch W, Element T>
ACTFN_INLINE inline void stream_rounded(T* to, const W& value) {
    if constexpr (is_one_load<W, T>) {
        const auto x = core::lanes_to_store<T>(value);
        if constexpr (Stored<T>) {
            core::stream_packed<lanes_from<W, T>>(to, core::packed<T>(x));
        } else {
            core::store_past_caches(to, x);
        }
    } else {
        core::for_each_index<batches_of<W>::number>([&](std::size_t k) ACTFN_LOOP_PART_LAMBDA {
            core::stream_rounded(to + k * lanes<typename W::Batch>, value.data[k]);
        });
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
