#pragma once

// The memory's edge: loops load as the type in which a formula computes, and store rounded to the type in memory. A
// further type in memory is one more overload, for one batch, of each function here.

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

template <Batch W>
inline constexpr bool holds_doubles = std::same_as<scalar_of<W>, double> && !is_several<W>;

/// One batch of doubles: what is a float in memory is computed in it.
template <class W>
concept DoubleBatch = Batch<W> && holds_doubles<W>;

/// Loads as many elements as W has lanes.
template <Batch W>
[[gnu::always_inline]] inline W load_as(const scalar_of<W>* from) {
    return core::load<W>(from);
}
template <DoubleBatch W>
[[gnu::always_inline]] inline W load_as(const float* from) {
    if constexpr (is_x86<floats_of<W>>) {
        return core::convert<W>(core::load<floats_of<W>>(from));
    } else {
#if defined(__SSE2__)
        if constexpr (is_x86<W>)
            return W(_mm_cvtps_pd(_mm_castsi128_ps(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)))));
#elif defined(__aarch64__)
        if constexpr (sizeof(W) == sizeof(float64x2_t)) return W(vcvt_f64_f32(vld1_f32(from)));
#endif
        std::array<double, lanes<W>> wide;
        for (std::size_t i = 0; i < lanes<W>; ++i) wide[i] = from[i];
        return core::load<W>(wide.data());
    }
}
template <SeveralBatches W, class T>
requires(!std::same_as<scalar_of<W>, T>) [[gnu::always_inline]] inline W load_as(const T* from) {
    using B = typename W::Batch;
    return W(core::each_of<batches_of<W>::number>([from](auto k) __attribute__((always_inline)) {
        return core::load_as<B>(from + k() * lanes<B>);
    }));
}

/// Stores as many elements as W has lanes, each rounded once.
template <Batch W>
[[gnu::always_inline]] inline void store_rounded(scalar_of<W>* to, W value) {
    core::store(to, value);
}
template <DoubleBatch W>
[[gnu::always_inline]] inline void store_rounded(float* to, W value) {
    if constexpr (is_x86<floats_of<W>>) {
        core::store(to, core::convert<floats_of<W>>(value));
    } else {
#if defined(__SSE2__)
        if constexpr (is_x86<W>)
            return _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm_castps_si128(_mm_cvtpd_ps(value)));
#elif defined(__aarch64__)
        if constexpr (sizeof(W) == sizeof(float64x2_t)) return vst1_f32(to, vcvt_f32_f64(value));
#endif
        std::array<double, lanes<W>> wide;
        core::store(wide.data(), value);
        for (std::size_t i = 0; i < lanes<W>; ++i) to[i] = static_cast<float>(wide[i]);
    }
}
template <SeveralBatches W, class T>
requires(!std::same_as<scalar_of<W>, T>) [[gnu::always_inline]] inline void store_rounded(T* to, const W& value) {
    core::for_each_index<batches_of<W>::number>([&](auto k) __attribute__((always_inline)) {
        core::store_rounded(to + k() * lanes<typename W::Batch>, value.data[k]);
    });
}

/// Loads `count` elements, at least one and at most as many as W has lanes, into lanes of unspecified order; see
/// load_part().
template <Batch W>
[[gnu::always_inline]] inline W load_part_as(const scalar_of<W>* from, std::size_t count) {
    return core::load_part<W>(from, count);
}
template <DoubleBatch W>
[[gnu::always_inline]] inline W load_part_as(const float* from, std::size_t count) {
    if constexpr (is_x86<floats_of<W>>) {
        return core::convert<W>(core::load_part<floats_of<W>>(from, count));
    } else {
#if defined(__SSE2__)
        if constexpr (is_x86<W>) return W(_mm_cvtps_pd(core::load_ends(from, count)));
#endif
        std::array<float, lanes<W>> copy;
        copy.fill(*from);
        for (std::size_t i = 1; i < count; ++i) copy[i] = from[i];
        return core::load_as<W>(copy.data());
    }
}

/// Stores the `count` elements of a batch in load_part_as()'s lane order, each at its own index and rounded once.
template <Batch W>
[[gnu::always_inline]] inline void store_part_rounded(scalar_of<W>* to, W value, std::size_t count) {
    core::store_part(to, value, count);
}
template <DoubleBatch W>
[[gnu::always_inline]] inline void store_part_rounded(float* to, W value, std::size_t count) {
    if constexpr (is_x86<floats_of<W>>) {
        core::store_part(to, core::convert<floats_of<W>>(value), count);
    } else {
#if defined(__SSE2__)
        if constexpr (is_x86<W>) {
            const __m128 both = _mm_cvtpd_ps(value);
            return core::store_ends(to, _mm_movelh_ps(both, both), count);
        }
#endif
        std::array<float, lanes<W>> copy;
        core::store_rounded(copy.data(), value);
        for (std::size_t i = 0; i < count; ++i) to[i] = copy[i];
    }
}

/// Whether stream_rounded() stores a batch W to elements T.
template <class W, class T>
inline constexpr bool can_stream = can_pass_caches<W>&& std::same_as<T, scalar_of<W>>;
template <DoubleBatch W>
inline constexpr bool can_stream<W, float> = is_x86<floats_of<W>>;

/// Streaming store of what store_rounded() stores; see store_past_caches().
template <Batch W>
[[gnu::always_inline]] inline void stream_rounded(scalar_of<W>* to, const W& value) {
    core::store_past_caches(to, value);
}
template <DoubleBatch W>
[[gnu::always_inline]] inline void stream_rounded(float* to, const W& value) {
    core::store_past_caches(to, core::convert<floats_of<W>>(value));
}
template <SeveralBatches W, class T>
requires(!std::same_as<scalar_of<W>, T>) [[gnu::always_inline]] inline void stream_rounded(T* to, const W& value) {
    core::for_each_index<batches_of<W>::number>([&](auto k) __attribute__((always_inline)) {
        core::stream_rounded(to + k() * lanes<typename W::Batch>, value.data[k]);
    });
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
