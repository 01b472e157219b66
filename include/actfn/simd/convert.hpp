#pragma once

// Converts between float and double batches.

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/base/unrolled.hpp"
#include "actfn/simd/interleaved.hpp"
#include "actfn/simd/memory.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Broadcasts a number to every lane of a V; returns a batch unchanged.
template <Value V, Value S>
[[gnu::always_inline]] inline V spread(S s) {
    if constexpr (Scalar<S>) {
        return V(static_cast<scalar_of<V>>(s));
    } else {
        return s;
    }
}

/// Converts a float batch to two double batches: the lower and the upper half of its lanes.
template <Batch V>
[[gnu::always_inline]] inline auto widen(V x) {
    using W = typename rebind<V, double>::type;
#if defined(__AVX512F__)
    if constexpr (is_x86<V> && sizeof(V) == 64) {
        const __m512d r = _mm512_castps_pd(x);
        const auto half = [](__m256d h) __attribute__((always_inline)) {
            return W(_mm512_maskz_cvtps_pd(0xFF, _mm256_castpd_ps(h)));
        };
        return std::pair<W, W>{half(_mm512_maskz_extractf64x4_pd(0xFF, r, 0)),
                               half(_mm512_maskz_extractf64x4_pd(0xFF, r, 1))};
    } else
#endif
#if defined(__AVX__)
        if constexpr (is_x86<V> && sizeof(V) == 32) {
        const __m256 r = x;
        return std::pair<W, W>{_mm256_cvtps_pd(_mm256_castps256_ps128(r)),
                               _mm256_cvtps_pd(_mm256_extractf128_ps(r, 1))};
    } else
#endif
#if defined(__SSE2__)
        if constexpr (is_x86<V>) {
        const __m128 r = x;
        return std::pair<W, W>{_mm_cvtps_pd(r), _mm_cvtps_pd(_mm_movehl_ps(r, r))};
    } else
#endif
#if defined(__aarch64__)
        if constexpr (sizeof(V) == sizeof(float32x4_t)) {
        return std::pair<W, W>{vcvt_f64_f32(vget_low_f32(x)), vcvt_high_f64_f32(x)};
    } else
#endif
    {
        std::array<float, lanes<V>> narrow;
        std::array<double, lanes<V>> wide;
        core::store(narrow.data(), x);
        for (std::size_t i = 0; i < lanes<V>; ++i) wide[i] = narrow[i];
        return std::pair<W, W>{core::load<W>(wide.data()), core::load<W>(wide.data() + lanes<W>)};
    }
}

/// Converts two double batches to a float batch V, rounded once; `low` becomes the lower half of its lanes.
template <Batch V, Batch W>
[[gnu::always_inline]] inline V narrow(W low, W high) {
#if defined(__AVX512F__)
    if constexpr (is_x86<V> && sizeof(V) == 64) {
        const __m512d first = _mm512_castps_pd(_mm512_castps256_ps512(_mm512_maskz_cvtpd_ps(0xFF, low)));
        const __m256d second = _mm256_castps_pd(_mm512_maskz_cvtpd_ps(0xFF, high));
        return _mm512_castpd_ps(_mm512_maskz_insertf64x4(0xFF, first, second, 1));
    } else
#endif
#if defined(__AVX__)
        if constexpr (is_x86<V> && sizeof(V) == 32) {
        return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm256_cvtpd_ps(low)), _mm256_cvtpd_ps(high), 1);
    } else
#endif
#if defined(__SSE2__)
        if constexpr (is_x86<V>) {
        return _mm_movelh_ps(_mm_cvtpd_ps(low), _mm_cvtpd_ps(high));
    } else
#endif
#if defined(__aarch64__)
        if constexpr (sizeof(V) == sizeof(float32x4_t)) {
        return vcvt_high_f32_f64(vcvt_f32_f64(low), high);
    } else
#endif
    {
        std::array<double, lanes<V>> wide;
        std::array<float, lanes<V>> narrow;
        core::store(wide.data(), low);
        core::store(wide.data() + lanes<W>, high);
        for (std::size_t i = 0; i < lanes<V>; ++i) narrow[i] = static_cast<float>(wide[i]);
        return core::load<V>(narrow.data());
    }
}

/// Converts a float batch half as wide as a native double batch to one double batch.
template <Batch V>
[[gnu::always_inline]] inline auto widen_whole(V x) {
#if defined(__AVX512F__)
    return native_batch<double>(_mm512_maskz_cvtps_pd(0xFF, x));
#elif defined(__AVX__)
    return native_batch<double>(_mm256_cvtps_pd(x));
#else
    return x;
#endif
}

/// Converts a native double batch to a float batch half as wide, rounded once.
template <Batch W>
[[gnu::always_inline]] inline auto narrow_whole(W x) {
    using V [[maybe_unused]] = typename decltype(batch_of_bytes<float, sizeof(W) / 2>())::type;
#if defined(__AVX512F__)
    return V(_mm512_maskz_cvtpd_ps(0xFF, x));
#elif defined(__AVX__)
    return V(_mm256_cvtpd_ps(x));
#else
    return x;
#endif
}

/// Converts part number Part of a float batch to double; a part has as many lanes as W.
template <Batch W, std::size_t Part, Batch V>
[[gnu::always_inline]] inline W converted_part(V x) {
#if defined(__AVX__)
    // The intrinsic converts all lanes at once: g++ 12 splits __builtin_convertvector in two.
    if constexpr (sizeof(W) == 32 && sizeof(V) == 16) return W(_mm256_cvtps_pd(x));
#endif
#if defined(__AVX512F__)
    if constexpr (sizeof(W) == 64 && sizeof(V) == 32) return W(_mm512_maskz_cvtps_pd(0xFF, x));
#endif
    if constexpr (lanes<W> == lanes<V>) {
        return W(__builtin_convertvector(static_cast<typename V::register_type>(x), typename W::register_type));
    } else {
        const auto [low, high] = core::widen(x);
        return Part == 0 ? low : high;
    }
}

/// Converts double batches to one float batch, rounded once; x[0] holds its first lanes.
template <Batch V, Batch W, std::size_t N>
[[gnu::always_inline]] inline V converted_together(const std::array<W, N>& x) {
#if defined(__AVX__)
    if constexpr (sizeof(W) == 32 && sizeof(V) == 16) return V(_mm256_cvtpd_ps(x[0]));
#endif
#if defined(__AVX512F__)
    if constexpr (sizeof(W) == 64 && sizeof(V) == 32) return V(_mm512_maskz_cvtpd_ps(0xFF, x[0]));
#endif
    if constexpr (N == 1) {
        return V(__builtin_convertvector(static_cast<typename W::register_type>(x[0]), typename V::register_type));
    } else {
        return core::narrow<V>(x[0], x[1]);
    }
}

/// Reinterprets a batch as another type of the same register, such as Eigen's packet, or the reverse.
template <class To, class From>
[[gnu::always_inline]] inline To same_register(const From& from) {
    if constexpr (Value<From>) {
        return std::bit_cast<To>(static_cast<typename From::register_type>(from));
    } else {
        typename To::register_type r;
        std::memcpy(&r, &from, sizeof r);
        return To(r);
    }
}

/// The float batch with as many lanes as a native double batch, or void where there is none. It is converted, loaded
/// and stored as a whole, not in halves.
using half_batch = typename decltype(batch_of_bytes<float, sizeof(native_batch<double>) / 2>())::type;

template <Batch V>
inline constexpr bool converts_whole = std::same_as<V, half_batch>&& is_x86<V>;

/// Converts a float batch, or several interleaved ones, to interleaved double batches with as many lanes in all.
template <Batch V>
[[gnu::always_inline]] inline auto in_double(const V& x) {
    if constexpr (is_several<V>) {
        constexpr std::size_t each = std::tuple_size_v<decltype(core::in_double(x.data[0]).data)>;
        const auto parts = core::each_of<std::tuple_size_v<decltype(x.data)>>([&](
            auto k) __attribute__((always_inline)) { return core::in_double(x.data[k]); });
        using W = std::remove_cvref_t<decltype(parts[0].data[0])>;
        return Several<W, each * parts.size()>(core::each_of<each * parts.size()>([&](
            auto k) __attribute__((always_inline)) { return parts[k / each].data[k % each]; }));
    } else if constexpr (converts_whole<V>) {
        return Several<native_batch<double>, 1>(std::array{core::widen_whole(x)});
    } else {
        const auto [low, high] = core::widen(x);
        return Several<std::remove_const_t<decltype(low)>, 2>(std::array{low, high});
    }
}

/// Converts the double batches from index First on to one V, rounded once: undoes in_double().
template <Batch V, std::size_t First = 0, class W>
[[gnu::always_inline]] inline V rounded(const W& wide) {
    if constexpr (is_several<V>) {
        using B = typename V::Batch;
        constexpr std::size_t n = std::tuple_size_v<decltype(V().data)>;
        constexpr std::size_t each = std::tuple_size_v<decltype(wide.data)> / n;
        return V(
            core::each_of<n>([&](auto k) __attribute__((always_inline)) { return core::rounded<B, k * each>(wide); }));
    } else if constexpr (converts_whole<V>) {
        return core::narrow_whole(wide.data[First]);
    } else {
        return core::narrow<V>(wide.data[First], wide.data[First + 1]);
    }
}

/// Evaluates `formula` in the type Compute on values of its element type or a narrower one, and rounds each result to
/// the arguments' element type. The formula returns one value or a std::pair of them. InStep: the formula may be given
/// several interleaved batches.
template <Scalar Compute, bool InStep = false, class Formula, Value... V>
[[gnu::always_inline]] inline auto evaluate(const Formula& formula, V... x) {
    using First = std::tuple_element_t<0, std::tuple<V...>>;
    const auto each_result = [](const auto& round, const auto&... results) __attribute__((always_inline)) {
        if constexpr (requires { (results.second, ...); }) {
            return std::pair{(round)(results.first...), (round)(results.second...)};
        } else {
            return (round)(results...);
        }
    };
    if constexpr (std::same_as<scalar_of<First>, Compute>) {
        return formula(x...);
    } else if constexpr (Scalar<First>) {
        return each_result(
            [](Compute r) __attribute__((always_inline)) { return static_cast<First>(r); },
            formula(static_cast<Compute>(x)...));
    } else if constexpr (InStep) {
        return each_result(
            [](const auto& r) __attribute__((always_inline)) { return core::rounded<First>(r); },
            formula(core::in_double(x)...));
    } else if constexpr (converts_whole<First>) {
        return each_result(
            [](auto r) __attribute__((always_inline)) { return core::narrow_whole(r); },
            formula(core::widen_whole(x)...));
    } else {
        // One half after the other: interleaved, they may not fit into the registers.
        const auto low = formula(core::widen(x).first...);
        const auto high = formula(core::widen(x).second...);
        return each_result(
            [](auto l, auto h) __attribute__((always_inline)) { return core::narrow<First>(l, h); }, low, high);
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
