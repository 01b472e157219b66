#pragma once

// Several batches interleaved as one value. A formula is one long dependency chain, and out-of-order execution looks
// ahead only so far. Interleaving N batches, operation by operation, gives it independent work and hides the latency.

#include <array>
#include <concepts>
#include <cstddef>
#include <tuple>
#include <utility>

#include "actfn/base/precision.hpp"
#include "actfn/base/unrolled.hpp"
#include "actfn/simd/arithmetic.hpp"
#include "actfn/simd/exponent.hpp"
#include "actfn/simd/value.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// One M, such as a batch or a mask, for each of N interleaved batches. Their numbers K are in its type: a function that is
/// called with each of them would be compiled for each.
template <class M, std::size_t N, class Indices = std::make_index_sequence<N>>
struct PerBatch;
template <class M, std::size_t N, std::size_t... K>
struct PerBatch<M, N, std::index_sequence<K...>> {
    std::array<M, N> data;

    PerBatch() = default;
    // One by one: g++ copies the whole array in pieces of another size than it was written in, which stalls the loads.
    ACTFN_LOOP_PART PerBatch(const PerBatch& other) { assign(other.data); }
    ACTFN_LOOP_PART PerBatch& operator=(const PerBatch& other) {
        assign(other.data);
        return *this;
    }

    ACTFN_LOOP_PART void assign(const std::array<M, N>& each) { ((data[K] = each[K]), ...); }
    ACTFN_LOOP_PART void assign(const M& same) { ((data[K] = same), ...); }
};

// Result's k-th element is f of the k-th element of each argument.

template <class Result, class F, class A, std::size_t N, std::size_t... K>
ACTFN_LOOP_PART inline Result interleave(const F& f, const PerBatch<A, N, std::index_sequence<K...>>& a) {
    Result result;
    ((result.data[K] = f(a.data[K])), ...);
    return result;
}
template <class Result, class F, class A, class B, std::size_t N, std::size_t... K>
ACTFN_LOOP_PART inline Result interleave(const F& f, const PerBatch<A, N, std::index_sequence<K...>>& a,
                                         const PerBatch<B, N, std::index_sequence<K...>>& b) {
    Result result;
    ((result.data[K] = f(a.data[K], b.data[K])), ...);
    return result;
}
template <class Result, class F, class A, class B, class C, std::size_t N, std::size_t... K>
ACTFN_LOOP_PART inline Result interleave(const F& f, const PerBatch<A, N, std::index_sequence<K...>>& a,
                                         const PerBatch<B, N, std::index_sequence<K...>>& b,
                                         const PerBatch<C, N, std::index_sequence<K...>>& c) {
    Result result;
    ((result.data[K] = f(a.data[K], b.data[K], c.data[K])), ...);
    return result;
}

/// N interleaved batches with the operations of one batch. Kernels have the digits of Precision: those of the element
/// type or, of `fast`, fewer. A scalar is here, too, as the only one, if its kernels have fewer digits.
template <Value B, std::size_t N, class Precision = scalar_of<B>>
struct Interleaved : PerBatch<B, N> {
    using Batch = B;
    using Mask = PerBatch<typename value_traits<B>::mask, N>;

    Interleaved() = default;
    ACTFN_LOOP_PART explicit Interleaved(const std::array<B, N>& batches) { this->assign(batches); }
    ACTFN_LOOP_PART explicit Interleaved(scalar_of<B> value) { this->assign(B(value)); }

    ACTFN_LOOP_PART static Interleaved load_unaligned(const scalar_of<B>* from) {
        return [from]<std::size_t... K>(std::index_sequence<K...>) ACTFN_LOOP_PART_LAMBDA {
            return Interleaved(std::array{B::load_unaligned(from + K * core::lanes<B>)...});
        }
        (std::make_index_sequence<N>());
    }
    ACTFN_LOOP_PART void store_unaligned(scalar_of<B>* to) const {
        [ this, to ]<std::size_t... K>(std::index_sequence<K...>) ACTFN_LOOP_PART_LAMBDA {
            (this->data[K].store_unaligned(to + K * core::lanes<B>), ...);
        }
        (std::make_index_sequence<N>());
    }

    ACTFN_LOOP_PART friend Interleaved operator+(const Interleaved& a, const Interleaved& b) {
        return core::interleave<Interleaved>([](B x, B y) ACTFN_LOOP_PART_LAMBDA { return x + y; }, a, b);
    }
    ACTFN_LOOP_PART friend Interleaved operator-(const Interleaved& a, const Interleaved& b) {
        return core::interleave<Interleaved>([](B x, B y) ACTFN_LOOP_PART_LAMBDA { return x - y; }, a, b);
    }
    ACTFN_LOOP_PART friend Interleaved operator*(const Interleaved& a, const Interleaved& b) {
        return core::interleave<Interleaved>([](B x, B y) ACTFN_LOOP_PART_LAMBDA { return x * y; }, a, b);
    }
    ACTFN_LOOP_PART friend Interleaved operator/(const Interleaved& a, const Interleaved& b) {
        return core::interleave<Interleaved>([](B x, B y) ACTFN_LOOP_PART_LAMBDA { return math::divide(x, y); }, a, b);
    }
    ACTFN_LOOP_PART friend Mask operator<(const Interleaved& a, const Interleaved& b) {
        return core::interleave<Mask>([](B x, B y) ACTFN_LOOP_PART_LAMBDA { return x < y; }, a, b);
    }
    ACTFN_LOOP_PART friend Mask operator>(const Interleaved& a, const Interleaved& b) {
        return core::interleave<Mask>([](B x, B y) ACTFN_LOOP_PART_LAMBDA { return x > y; }, a, b);
    }
    ACTFN_LOOP_PART friend Mask operator==(const Interleaved& a, const Interleaved& b) {
        return core::interleave<Mask>([](B x, B y) ACTFN_LOOP_PART_LAMBDA { return core::equal(x, y); }, a, b);
    }
};

template <class B, std::size_t N, class Precision>
struct value_traits<Interleaved<B, N, Precision>> {
    using scalar = scalar_of<B>;
    using mask = typename Interleaved<B, N, Precision>::Mask;
    static constexpr std::size_t lanes = N * core::lanes<B>;
};

template <class V>
inline constexpr bool is_interleaved = false;
template <class B, std::size_t N, class Precision>
inline constexpr bool is_interleaved<Interleaved<B, N, Precision>> = true;

template <class V>
struct precision {
    using type = scalar_of<V>;
};
template <class B, std::size_t N, class Precision>
struct precision<Interleaved<B, N, Precision>> {
    using type = Precision;
};

/// How many digits the kernels of V deliver: those of float or double, or of `fast`. Constants of kernels are looked up by it.
template <Value V>
using precision_of = typename precision<V>::type;

/// Whether the kernels of V may be short.
template <Value V>
inline constexpr bool is_fast = std::same_as<precision_of<V>, fast>;

// scale() goes batch by batch.
template <class B, std::size_t N, class Precision>
inline constexpr bool has_scalef<Interleaved<B, N, Precision>> = has_scalef<B>;

template <class V>
concept InterleavedBatches = Value<V> && is_interleaved<V>;

/// How many batches a loop over elements interleaves. Four leave no registers for a formula's constants in AVX2, but an
/// operand in memory is free beside an operation.
#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
inline constexpr std::size_t interleaved_batches = 4;
#else
inline constexpr std::size_t interleaved_batches = 1;
#endif

/// How many batches a loop interleaves that adds up: its sums take registers, too.
#if defined(__AVX512F__)
inline constexpr std::size_t interleaved_batches_of_sums = 4;
#else
inline constexpr std::size_t interleaved_batches_of_sums = 1;
#endif

}  // namespace core

// The operations of simd/arithmetic.hpp, batch by batch.

namespace math {

template <core::InterleavedBatches V>
ACTFN_LOOP_PART inline V select(typename core::value_traits<V>::mask m, V a, V b) {
    return core::interleave<V>([](auto n, auto x, auto y) ACTFN_LOOP_PART_LAMBDA { return math::select(n, x, y); }, m,
                               a, b);
}
template <core::InterleavedBatches V>
ACTFN_LOOP_PART inline V(max)(V a, V b) {
    return core::interleave<V>([](auto x, auto y) ACTFN_LOOP_PART_LAMBDA { return (math::max)(x, y); }, a, b);
}
template <core::InterleavedBatches V>
ACTFN_LOOP_PART inline V(min)(V a, V b) {
    return core::interleave<V>([](auto x, auto y) ACTFN_LOOP_PART_LAMBDA { return (math::min)(x, y); }, a, b);
}
template <core::InterleavedBatches V>
ACTFN_LOOP_PART inline V one_where_positive(V x, V otherwise) {
    return core::interleave<V>([](auto y, auto z) ACTFN_LOOP_PART_LAMBDA { return math::one_where_positive(y, z); }, x,
                               otherwise);
}
template <core::InterleavedBatches V>
ACTFN_LOOP_PART inline V negate(V x) {
    return core::interleave<V>([](auto y) ACTFN_LOOP_PART_LAMBDA { return math::negate(y); }, x);
}
template <core::InterleavedBatches V>
ACTFN_LOOP_PART inline V(abs)(V x) {
    return core::interleave<V>([](auto y) ACTFN_LOOP_PART_LAMBDA { return (math::abs)(y); }, x);
}
template <core::InterleavedBatches V>
ACTFN_LOOP_PART inline V negative_abs(V x) {
    return core::interleave<V>([](auto y) ACTFN_LOOP_PART_LAMBDA { return math::negative_abs(y); }, x);
}
template <core::InterleavedBatches V>
ACTFN_LOOP_PART inline V copysign(V x, V s) {
    return core::interleave<V>([](auto y, auto t) ACTFN_LOOP_PART_LAMBDA { return math::copysign(y, t); }, x, s);
}
template <core::InterleavedBatches V>
ACTFN_LOOP_PART inline V sqrt(V x) {
    return core::interleave<V>([](auto y) ACTFN_LOOP_PART_LAMBDA { return math::sqrt(y); }, x);
}
template <core::InterleavedBatches V>
ACTFN_LOOP_PART inline V fma(V a, V b, V c) {
    return core::interleave<V>([](auto x, auto y, auto z) ACTFN_LOOP_PART_LAMBDA { return math::fma(x, y, z); }, a, b,
                               c);
}
template <core::InterleavedBatches V>
ACTFN_LOOP_PART inline V nearbyint(V x) {
    return core::interleave<V>([](auto y) ACTFN_LOOP_PART_LAMBDA { return math::nearbyint(y); }, x);
}

}  // namespace math

namespace core {

template <class M, std::size_t N, std::size_t... K>
ACTFN_LOOP_PART inline bool any(const PerBatch<M, N, std::index_sequence<K...>>& m) {
    auto some = m.data[0];
    for (std::size_t k = 1; k < N; ++k) some = some | m.data[k];
    return core::any(some);
}
template <InterleavedBatches V>
ACTFN_LOOP_PART inline V opaque(V x) {
    return core::interleave<V>([](auto y) ACTFN_LOOP_PART_LAMBDA { return core::opaque(y); }, x);
}
template <InterleavedBatches V>
ACTFN_LOOP_PART inline V power_from_low_bits(V sum) {
    return core::interleave<V>([](auto s) ACTFN_LOOP_PART_LAMBDA { return core::power_from_low_bits(s); }, sum);
}
template <InterleavedBatches V>
ACTFN_LOOP_PART inline V times_power_between(V x, V a, V b) {
    return core::interleave<V>(
        [](auto y, auto s, auto t) ACTFN_LOOP_PART_LAMBDA { return core::times_power_between(y, s, t); }, x, a, b);
}
template <int More, InterleavedBatches V>
ACTFN_LOOP_PART inline V times_power_of_two(V x) {
    return core::interleave<V>([](auto y) ACTFN_LOOP_PART_LAMBDA { return core::times_power_of_two<More>(y); }, x);
}
template <InterleavedBatches V>
ACTFN_LOOP_PART inline typename value_traits<V>::mask is_odd(V sum) {
    return core::interleave<typename value_traits<V>::mask>(
        [](auto s) ACTFN_LOOP_PART_LAMBDA { return core::is_odd(s); }, sum);
}
template <int Bit, InterleavedBatches V>
ACTFN_LOOP_PART inline V negated_where_bit(V x, V sum) {
    return core::interleave<V>([](auto y, auto s) ACTFN_LOOP_PART_LAMBDA { return core::negated_where_bit<Bit>(y, s); },
                               x, sum);
}
template <InterleavedBatches V>
ACTFN_LOOP_PART inline V power_of_two(V n) {
    return core::interleave<V>([](auto m) ACTFN_LOOP_PART_LAMBDA { return core::power_of_two(m); }, n);
}
template <InterleavedBatches V>
ACTFN_LOOP_PART inline V scale(V m, V n) {
    return core::interleave<V>([](auto x, auto e) ACTFN_LOOP_PART_LAMBDA { return core::scale(x, e); }, m, n);
}
template <InterleavedBatches V>
ACTFN_LOOP_PART inline V scale_down(V m, V n) {
    return core::interleave<V>([](auto x, auto e) ACTFN_LOOP_PART_LAMBDA { return core::scale_down(x, e); }, m, n);
}
template <InterleavedBatches V>
ACTFN_LOOP_PART inline Split<V> split(V x) {
    Split<V> result;
    core::for_each_index<std::tuple_size_v<decltype(x.data)>>([&](auto k) ACTFN_LOOP_PART_LAMBDA {
        const auto [fraction, exponent] = core::split(x.data[k]);
        result.fraction.data[k] = fraction;
        result.exponent.data[k] = exponent;
    });
    return result;
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
