#pragma once

// Converts values between float and double, and single elements of 16 bits.

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
#include "actfn/simd/stored.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Broadcasts a number to every lane of a V; returns a batch unchanged.
template <Value V, Value S>
ACTFN_INLINE inline V spread(S s) {
    if constexpr (Scalar<S>) {
        return V(static_cast<scalar_of<V>>(s));
    } else {
        return s;
    }
}

/// Converts a float batch to two double batches: the lower and the upper half of its lanes.
template <Batch V>
ACTFN_INLINE inline auto widen(V x) {
    using W = typename rebind<V, double>::type;
#if defined(__AVX512F__)
    if constexpr (is_x86<V> && sizeof(V) == 64) {
        const __m512d r = _mm512_castps_pd(x);
        const auto half = [](__m256d h)
                              ACTFN_LOOP_PART_LAMBDA { return W(_mm512_maskz_cvtps_pd(0xFF, _mm256_castpd_ps(h))); };
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
ACTFN_INLINE inline V narrow(W low, W high) {
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

/// Converts a batch to another with as many lanes, rounding each once if To is the narrower type.
template <Batch To, Batch From>
requires(lanes<To> == lanes<From>) ACTFN_INLINE inline To convert_register(From x) {
    // The intrinsics convert all lanes at once: g++ 12 splits __builtin_convertvector in two.
#if defined(__AVX512F__)
    if constexpr (sizeof(To) == 64 && sizeof(From) == 32) return To(_mm512_maskz_cvtps_pd(0xFF, x));
    if constexpr (sizeof(To) == 32 && sizeof(From) == 64) return To(_mm512_maskz_cvtpd_ps(0xFF, x));
#endif
#if defined(__AVX__)
    if constexpr (sizeof(To) == 32 && sizeof(From) == 16) return To(_mm256_cvtps_pd(x));
    if constexpr (sizeof(To) == 16 && sizeof(From) == 32) return To(_mm256_cvtpd_ps(x));
#endif
    if constexpr (std::same_as<To, From>) {
        return x;
    } else {
        return To(__builtin_convertvector(static_cast<typename From::register_type>(x), typename To::register_type));
    }
}

/// Converts part number Part of a float batch to double; a part has as many lanes as W.
template <Batch W, std::size_t Part, Batch V>
ACTFN_INLINE inline W converted_part(V x) {
    if constexpr (lanes<W> == lanes<V>) {
        return core::convert_register<W>(x);
    } else {
        const auto [low, high] = core::widen(x);
        return Part == 0 ? low : high;
    }
}

/// Converts double batches to one float batch, rounded once; x[0] holds its first lanes.
template <Batch V, Batch W, std::size_t N>
ACTFN_INLINE inline V converted_together(const std::array<W, N>& x) {
    if constexpr (N == 1) {
        return core::convert_register<V>(x[0]);
    } else {
        return core::narrow<V>(x[0], x[1]);
    }
}

/// Reinterprets a batch as another type of the same register, such as Eigen's packet, or the reverse.
template <class To, class From>
ACTFN_INLINE inline To same_register(const From& from) {
    if constexpr (Value<From>) {
        return std::bit_cast<To>(static_cast<typename From::register_type>(from));
    } else {
        typename To::register_type r;
        std::memcpy(&r, &from, sizeof r);
        return To(r);
    }
}

/// The batch of T with this many lanes, or void where there is none.
template <Scalar T, std::size_t Lanes>
using batch_with = typename decltype(batch_of_bytes<T, Lanes * sizeof(T)>())::type;

/// The lower and the upper half of the lanes of a 512-bit batch of floats.
template <Batch V>
ACTFN_INLINE inline auto halves([[maybe_unused]] V x) {
#if defined(__AVX512F__)
    using H = batch_with<float, lanes<V> / 2>;
    const __m512d r = _mm512_castps_pd(x);
    return std::pair<H, H>{_mm256_castpd_ps(_mm512_maskz_extractf64x4_pd(0xFF, r, 0)),
                           _mm256_castpd_ps(_mm512_maskz_extractf64x4_pd(0xFF, r, 1))};
#else
    return std::pair<V, V>{x, x};  // no register has 16 lanes
#endif
}

/// The batches that a value consists of: one, or those that are interleaved.
template <class V>
struct batches_of {
    using type = V;
    static constexpr std::size_t number = 1;
    ACTFN_INLINE static std::array<V, 1> of(const V& x) { return {x}; }
    ACTFN_INLINE static V joined(const std::array<V, 1>& x) { return x[0]; }
};
template <class B, std::size_t N>
struct batches_of<Interleaved<B, N>> {
    using type = B;
    static constexpr std::size_t number = N;
    ACTFN_INLINE static const std::array<B, N>& of(const Interleaved<B, N>& x) { return x.data; }
    ACTFN_INLINE static Interleaved<B, N> joined(const std::array<B, N>& x) { return Interleaved<B, N>(x); }
};

/// x as a value whose kernels have the digits of `fast`.
template <Value V>
ACTFN_INLINE inline auto to_fast(const V& x) {
    using Batches = batches_of<V>;
    return Interleaved<typename Batches::type, Batches::number, fast>(Batches::of(x));
}

/// The V of a value, or those of a pair or an array of values, that to_fast() made from others.
template <Value V, Value Fast>
ACTFN_INLINE inline V from_fast(const Fast& y) {
    return batches_of<V>::joined(y.data);
}
template <Value V, Value Fast>
ACTFN_INLINE inline std::pair<V, V> from_fast(const std::pair<Fast, Fast>& y) {
    return {core::from_fast<V>(y.first), core::from_fast<V>(y.second)};
}
template <Value V, Value Fast, std::size_t N>
ACTFN_INLINE inline std::array<V, N> from_fast(const std::array<Fast, N>& y) {
    return core::each_of<N>([&y](std::size_t k) ACTFN_LOOP_PART_LAMBDA { return core::from_fast<V>(y[k]); });
}

template <class V, Scalar C>
constexpr auto value_in_type() {
    if constexpr (Stored<V>) {
        return std::type_identity<C>{};
    } else if constexpr (std::same_as<scalar_of<V>, C>) {
        return std::type_identity<V>{};
    } else if constexpr (Scalar<V>) {
        return std::type_identity<C>{};
    } else if constexpr (is_interleaved<V>) {
        using Each = batches_of<typename decltype(core::value_in_type<typename V::Batch, C>())::type>;
        return std::type_identity<Interleaved<typename Each::type, batches_of<V>::number * Each::number>>{};
    } else if constexpr (std::same_as<V, batch_with<scalar_of<V>, lanes<native_batch<C>>>>) {
        return std::type_identity<native_batch<C>>{};
    } else {
        return std::type_identity<Interleaved<typename rebind<V, C>::type, sizeof(C) / sizeof(scalar_of<V>)>>{};
    }
}

/// The value that holds the lanes of V, or a V of 16 bits, as elements of type C: V itself, a scalar, one batch or
/// several interleaved.
template <class V, Scalar C>
requires(Value<V> || Stored<V>) using value_in = typename decltype(core::value_in_type<V, C>())::type;

template <Scalar C, std::size_t Lanes>
constexpr auto value_type_with() {
    if constexpr (Batch<batch_with<C, Lanes>>) {
        return std::type_identity<batch_with<C, Lanes>>{};
    } else {
        return std::type_identity<Interleaved<native_batch<C>, Lanes / lanes<native_batch<C>>>>{};
    }
}

/// The value of C with this many lanes: one batch, or several native ones interleaved.
template <Scalar C, std::size_t Lanes>
using value_with = typename decltype(core::value_type_with<C, Lanes>())::type;

/// Converts a value to another with as many lanes, rounding each once if To is the narrower type.
template <Value To, Value From>
ACTFN_INLINE inline To convert(const From& x) {
    if constexpr (std::same_as<To, From>) {
        return x;
    } else if constexpr (Scalar<To>) {
#if defined(__clang__)
        // It chooses between 0 and x before widening x, as if a zero had no sign.
        return core::opaque(static_cast<To>(x));
#else
        return static_cast<To>(x);
#endif
    } else {
        using B = typename batches_of<To>::type;
        constexpr std::size_t n = batches_of<To>::number;
        constexpr std::size_t m = batches_of<From>::number;
        const auto from = batches_of<From>::of(x);
        if constexpr (n >= m) {
            return batches_of<To>::joined(core::each_of<n>([&](auto k) ACTFN_LOOP_PART_LAMBDA {
                return core::converted_part<B, k() % (n / m)>(from[k() / (n / m)]);
            }));
        } else {
            return batches_of<To>::joined(core::each_of<n>([&](std::size_t k) ACTFN_LOOP_PART_LAMBDA {
                return core::converted_together<B>(
                    core::each_of<m / n>([&](std::size_t j) ACTFN_LOOP_PART_LAMBDA { return from[k * (m / n) + j]; }));
            }));
        }
    }
}

/// Converts one element from and to 16 bits, rounding once.
template <Scalar To, Stored From>
ACTFN_INLINE inline To convert(const From& x) {
    return static_cast<To>(core::float_of(x));
}
template <Stored To, Scalar From>
ACTFN_INLINE inline To convert(const From& x) {
    if constexpr (std::same_as<From, double>) {
        return core::nearest<To>(static_cast<float>(core::rounded_to_odd(x)));
    } else {
        return core::nearest<To>(x);
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
