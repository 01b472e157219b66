#pragma once

// Several batches interleaved as one value. A formula is one long dependency chain, and out-of-order execution looks
// ahead only so far. Interleaving N batches, operation by operation, gives it independent work and hides the latency.

#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

#include "actfn/base/unrolled.hpp"
#include "actfn/simd/arithmetic.hpp"
#include "actfn/simd/exponent.hpp"
#include "actfn/simd/value.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// One M, such as a batch or a mask, for each of N interleaved batches.
template <class M, std::size_t N>
struct PerBatch {
    std::array<M, N> data;
};

/// Applies f to the k-th element of each argument, for every k.
template <class Result, class F, class First, class... Rest>
[[gnu::always_inline]] inline Result in_step(const F& f, const First& first, const Rest&... rest) {
    Result result;
    result.data = core::each_of<std::tuple_size_v<decltype(first.data)>>([&](auto k) __attribute__((always_inline)) {
        return f(first.data[k], rest.data[k]...);
    });
    return result;
}

/// N interleaved batches with the operations of one batch.
template <core::Batch B, std::size_t N>
struct Several : PerBatch<B, N> {
    using Batch = B;
    using Mask = PerBatch<typename value_traits<B>::mask, N>;

    Several() = default;
    [[gnu::always_inline]] explicit Several(const std::array<B, N>& batches) { this->data = batches; }
    [[gnu::always_inline]] explicit Several(scalar_of<B> value)
        : Several(core::each_of<N>([value](auto) __attribute__((always_inline)) { return B(value); })) {}

    [[gnu::always_inline]] static Several load_unaligned(const scalar_of<B>* from) {
        return Several(core::each_of<N>([from](auto k) __attribute__((always_inline)) {
            return B::load_unaligned(from + k * core::lanes<B>);
        }));
    }
    [[gnu::always_inline]] void store_unaligned(scalar_of<B>* to) const {
        [ this, to ]<std::size_t... K>(std::index_sequence<K...>) __attribute__((always_inline)) {
            (this->data[K].store_unaligned(to + K * core::lanes<B>), ...);
        }
        (std::make_index_sequence<N>());
    }

    [[gnu::always_inline]] friend Several operator+(const Several& a, const Several& b) {
        return core::in_step<Several>(
            [](B x, B y) __attribute__((always_inline)) { return x + y; }, a, b);
    }
    [[gnu::always_inline]] friend Several operator-(const Several& a, const Several& b) {
        return core::in_step<Several>(
            [](B x, B y) __attribute__((always_inline)) { return x - y; }, a, b);
    }
    [[gnu::always_inline]] friend Several operator*(const Several& a, const Several& b) {
        return core::in_step<Several>(
            [](B x, B y) __attribute__((always_inline)) { return x * y; }, a, b);
    }
    [[gnu::always_inline]] friend Several operator/(const Several& a, const Several& b) {
        return core::in_step<Several>(
            [](B x, B y) __attribute__((always_inline)) { return math::divide(x, y); }, a, b);
    }
    [[gnu::always_inline]] friend Mask operator<(const Several& a, const Several& b) {
        return core::in_step<Mask>(
            [](B x, B y) __attribute__((always_inline)) { return x < y; }, a, b);
    }
    [[gnu::always_inline]] friend Mask operator>(const Several& a, const Several& b) {
        return core::in_step<Mask>(
            [](B x, B y) __attribute__((always_inline)) { return x > y; }, a, b);
    }
    [[gnu::always_inline]] friend Mask operator==(const Several& a, const Several& b) {
        return core::in_step<Mask>(
            [](B x, B y) __attribute__((always_inline)) { return x == y; }, a, b);
    }
};

template <class B, std::size_t N>
struct value_traits<Several<B, N>> {
    using scalar = scalar_of<B>;
    using mask = typename Several<B, N>::Mask;
    static constexpr std::size_t lanes = N * core::lanes<B>;
};

template <class V>
inline constexpr bool is_several = false;
template <class B, std::size_t N>
inline constexpr bool is_several<Several<B, N>> = true;

template <class V>
concept SeveralBatches = Value<V> && is_several<V>;

/// How many batches are interleaved: as many as leave a register for each of a formula's constants, or nearly.
#if defined(__AVX512F__)
inline constexpr std::size_t batches_in_step = 4;
#else
inline constexpr std::size_t batches_in_step = 1;
#endif

}  // namespace core

// The operations of simd/arithmetic.hpp, batch by batch.

namespace math {

template <core::SeveralBatches V>
[[gnu::always_inline]] inline V select(typename core::value_traits<V>::mask m, V a, V b) {
    return core::in_step<V>(
        [](auto n, auto x, auto y) __attribute__((always_inline)) { return math::select(n, x, y); }, m, a, b);
}
template <core::SeveralBatches V>
[[gnu::always_inline]] inline V(max)(V a, V b) {
    return core::in_step<V>(
        [](auto x, auto y) __attribute__((always_inline)) { return (math::max)(x, y); }, a, b);
}
template <core::SeveralBatches V>
[[gnu::always_inline]] inline V(min)(V a, V b) {
    return core::in_step<V>(
        [](auto x, auto y) __attribute__((always_inline)) { return (math::min)(x, y); }, a, b);
}
template <core::SeveralBatches V>
[[gnu::always_inline]] inline V negate(V x) {
    return core::in_step<V>(
        [](auto y) __attribute__((always_inline)) { return math::negate(y); }, x);
}
template <core::SeveralBatches V>
[[gnu::always_inline]] inline V(abs)(V x) {
    return core::in_step<V>(
        [](auto y) __attribute__((always_inline)) { return (math::abs)(y); }, x);
}
template <core::SeveralBatches V>
[[gnu::always_inline]] inline V negative_abs(V x) {
    return core::in_step<V>(
        [](auto y) __attribute__((always_inline)) { return math::negative_abs(y); }, x);
}
template <core::SeveralBatches V>
[[gnu::always_inline]] inline V copysign(V x, V s) {
    return core::in_step<V>(
        [](auto y, auto t) __attribute__((always_inline)) { return math::copysign(y, t); }, x, s);
}
template <core::SeveralBatches V>
[[gnu::always_inline]] inline V sqrt(V x) {
    return core::in_step<V>(
        [](auto y) __attribute__((always_inline)) { return math::sqrt(y); }, x);
}
template <core::SeveralBatches V>
[[gnu::always_inline]] inline V fma(V a, V b, V c) {
    return core::in_step<V>(
        [](auto x, auto y, auto z) __attribute__((always_inline)) { return math::fma(x, y, z); }, a, b, c);
}
template <core::SeveralBatches V>
[[gnu::always_inline]] inline V nearbyint(V x) {
    return core::in_step<V>(
        [](auto y) __attribute__((always_inline)) { return math::nearbyint(y); }, x);
}

}  // namespace math

namespace core {

template <SeveralBatches V>
[[gnu::always_inline]] inline V opaque(V x) {
    return core::in_step<V>(
        [](auto y) __attribute__((always_inline)) { return core::opaque(y); }, x);
}
template <SeveralBatches V>
[[gnu::always_inline]] inline V power_of_two(V n) {
    return core::in_step<V>(
        [](auto m) __attribute__((always_inline)) { return core::power_of_two(m); }, n);
}
template <SeveralBatches V>
[[gnu::always_inline]] inline V power_of_field(V x) {
    return core::in_step<V>(
        [](auto y) __attribute__((always_inline)) { return core::power_of_field(y); }, x);
}
template <SeveralBatches V>
[[gnu::always_inline]] inline V scale(V m, V n) {
    return core::in_step<V>(
        [](auto x, auto e) __attribute__((always_inline)) { return core::scale(x, e); }, m, n);
}
template <SeveralBatches V>
[[gnu::always_inline]] inline V scale_down(V m, V n) {
    return core::in_step<V>(
        [](auto x, auto e) __attribute__((always_inline)) { return core::scale_down(x, e); }, m, n);
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
