#pragma once

// Four batches that are evaluated and added up together: the unit of work of the passes over lines.

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/base/unrolled.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/rows/partial_sum.hpp"
#include "actfn/simd/convert.hpp"
#include "actfn/simd/interleaved.hpp"
#include "actfn/simd/load_as.hpp"
#include "actfn/simd/memory.hpp"
#include "actfn/simd/shuffle.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Four interleaved batches.
inline constexpr std::size_t quad_batches = 4;
template <Batch V>
using Quad = Interleaved<V, quad_batches>;

/// Half of it, for what is left of a line.
template <Batch V>
using Pair = Interleaved<V, quad_batches / 2>;

template <class Q>
ACTFN_INLINE inline Q repeated(typename Q::Batch x) {
    Q result;
    result.assign(x);
    return result;
}

/// A pair and two batches of zeros.
template <Batch V>
ACTFN_INLINE inline Quad<V> as_quad(const Pair<V>& x) {
    return Quad<V>(std::array{x.data[0], x.data[1], V(0), V(0)});
}

/// x rounded to C.
template <Scalar C, Value W>
ACTFN_INLINE inline W rounded_to(W x) {
    if constexpr (std::same_as<C, double>) {
        return x;
    } else if constexpr (Scalar<W>) {
        return static_cast<W>(static_cast<C>(x));
    } else if constexpr (Batch<batch_with<C, lanes<W>>>) {
        return core::convert<W>(core::convert<batch_with<C, lanes<W>>>(x));
    } else {
        return core::widen(core::narrow<native_batch<float>>(x, x)).first;
    }
}

/// What a pass adds up where it is not one value: the products a * b.
template <class X>
struct Products {
    X a;
    X b;
};

template <class X>
ACTFN_INLINE inline Products<X> products(const X& a, const X& b) {
    return {a, b};
}

// The order of the sums over four batches. Two batches of 16 lanes count as four of 8 lanes: the lower half of each, then
// the upper half. So the bits of a sum are the same with registers of any width.

template <Value V>
ACTFN_INLINE inline V sum_of_two(V x, V y) {
    return x + y;
}
template <Value V>
ACTFN_INLINE inline V sum_of_two(const Products<V>& x, const Products<V>& y) {
    return math::fma(x.a, x.b, y.a * y.b);
}
template <Batch V, std::size_t N>
ACTFN_INLINE inline V nth(const Interleaved<V, N>& x, std::size_t i) {
    return x.data[i];
}
template <Batch V, std::size_t N>
ACTFN_INLINE inline Products<V> nth(const Products<Interleaved<V, N>>& x, std::size_t i) {
    return {x.a.data[i], x.b.data[i]};
}
template <class X, std::size_t N>
ACTFN_INLINE inline const X& nth(const std::array<X, N>& x, std::size_t i) {
    return x[i];
}

/// What adds nothing to a sum: a batch, or the product of two.
template <class X>
ACTFN_INLINE inline X zero() {
    if constexpr (Batch<X>) {
        return X(0);
    } else {
        return {decltype(X::a)(0), decltype(X::b)(0)};
    }
}

/// A sum in each lane of V, in registers: in double for elements of type float, compensated for elements of type double.
template <Scalar T, Batch V>
class LaneSums {
    using W = native_batch<double>;
    static constexpr std::size_t parts = lanes<V> / lanes<W>;

public:
    static constexpr auto lines = static_cast<std::ptrdiff_t>(lanes<V>);

    ACTFN_LOOP_PART LaneSums()
        : part_(core::each_of<parts>([](auto) ACTFN_INLINE_LAMBDA { return PartialSum<T, W>::zero(); })) {}

    /// Continues the sums that store() left.
    ACTFN_LOOP_PART LaneSums(const double* sums, const double* rests)
        : part_(core::each_of<parts>([&](std::size_t p) ACTFN_INLINE_LAMBDA {
              return PartialSum<T, W>::of(core::load<W>(sums + p * lanes<W>), core::load<W>(rests + p * lanes<W>));
          })) {}
    ACTFN_LOOP_PART void store(double* sums, double* rests) const {
        core::for_each_index<parts>([&](std::size_t p) ACTFN_INLINE_LAMBDA {
            core::store(sums + p * lanes<W>, part_[p].sum);
            if constexpr (std::same_as<T, double>) core::store(rests + p * lanes<W>, part_[p].error);
        });
    }
    ACTFN_LOOP_PART void store_total(double* sums, double* rests) const {
        core::for_each_index<parts>([&](std::size_t p) ACTFN_INLINE_LAMBDA {
            const auto [sum, rest] = part_[p].value_and_rest();
            core::store(sums + p * lanes<W>, sum);
            core::store(rests + p * lanes<W>, rest);
        });
    }

    template <class X>
    ACTFN_INLINE static X nothing() {
        return core::zero<X>();
    }
    ACTFN_LOOP_PART void add(const Pair<V>& x) { add(core::as_quad(x)); }
    ACTFN_LOOP_PART void add(const Products<Pair<V>>& x) {
        add(Products<Quad<V>>{core::as_quad(x.a), core::as_quad(x.b)});
    }
    /// Adds a quad, or the products of two, or an array of four batches or products.
    template <class Q>
    ACTFN_LOOP_PART void add(const Q& x) {
        const V sum =
            core::sum_of_two(core::nth(x, 0), core::nth(x, 2)) + core::sum_of_two(core::nth(x, 1), core::nth(x, 3));
        if constexpr (parts == 1) {
            part_[0].add(sum);
        } else {
            const auto [low, high] = core::widen(sum);
            part_[0].add(low);
            part_[1].add(high);
        }
    }

    template <std::size_t N>
    ACTFN_LOOP_PART static std::pair<double, double> total(const std::array<LaneSums, N>& block) {
        const auto add = [](const auto& a, const auto& b) ACTFN_INLINE_LAMBDA { return a + b; };
        const auto all = core::each_of<N * parts>(
            [&](std::size_t p) ACTFN_INLINE_LAMBDA { return block[p / parts].part_[p % parts]; });
        return core::joined_lanes<lanes<W>>(core::joined(all, add), add).value_and_rest();
    }

private:
    std::array<PartialSum<T, W>, parts> part_;
};

/// The same, in 8 lanes, for a V with 16 lanes of entries of one line.
template <Scalar T, Batch V>
class FoldedSums {
    using W = native_batch<double>;

public:
    FoldedSums() = default;

    ACTFN_LOOP_PART void add(const Pair<V>& x) { add_two(x, 0); }
    ACTFN_LOOP_PART void add(const Products<Pair<V>>& x) { add_two(x, 0); }
    /// Adds a quad, or the products of two.
    template <class Q>
    ACTFN_LOOP_PART void add(const Q& x) {
        add_two(x, 0);
        add_two(x, 2);
    }
    template <std::size_t N>
    ACTFN_LOOP_PART static std::pair<double, double> total(const std::array<FoldedSums, N>& block) {
        const auto add = [](const auto& a, const auto& b) ACTFN_INLINE_LAMBDA { return a + b; };
        return core::joined_lanes<lanes<W>>(block[0].sum_, add).value_and_rest();
    }

private:
    template <class X>
    ACTFN_LOOP_PART void add_two(const X& x, std::size_t first) {
        const V sum = core::sum_of_two(core::nth(x, first), core::nth(x, first + 1));
        const auto [low, high] = core::halves(sum);
        sum_.add(core::convert<W>(low + high));
    }
    PartialSum<T, W> sum_ = PartialSum<T, W>::zero();
};

/// The greatest entry in each lane of a V: what the first pass keeps where others keep a sum. A NaN may be missed.
template <Batch V>
class LaneGreatest {
public:
    using C = scalar_of<V>;
    static constexpr auto lines = static_cast<std::ptrdiff_t>(lanes<V>);

    LaneGreatest() = default;
    ACTFN_INLINE LaneGreatest(const C* max, const C*) : max_(core::load<V>(max)) {}
    ACTFN_LOOP_PART void store(C* max, C*) const { core::store(max, max_); }
    ACTFN_LOOP_PART void store_total(C* max, C*) const { core::store(max, max_); }

    template <class X>
    ACTFN_INLINE static X nothing() {
        return X(-std::numeric_limits<C>::infinity());
    }
    ACTFN_LOOP_PART void add(const Pair<V>& x) { max_ = (math::max)(max_, (math::max)(x.data[0], x.data[1])); }
    ACTFN_LOOP_PART void add(const Quad<V>& x) { add(x.data); }
    ACTFN_LOOP_PART void add(const std::array<V, quad_batches>& m) {
        max_ = (math::max)(max_, (math::max)((math::max)(m[0], m[1]), (math::max)(m[2], m[3])));
    }
    template <std::size_t N>
    ACTFN_LOOP_PART static std::pair<C, C> total(const std::array<LaneGreatest, N>& block) {
        const auto greater = [](const auto& a, const auto& b) ACTFN_INLINE_LAMBDA { return (math::max)(a, b); };
        const auto all = core::each_of<N>([&](std::size_t v) ACTFN_INLINE_LAMBDA { return block[v].max_; });
        return {core::joined_lanes<lanes<V>>(core::joined(all, greater), greater), C(0)};
    }

private:
    V max_ = V(-std::numeric_limits<scalar_of<V>>::infinity());
};

/// What a pass without a sum keeps.
struct NoSum {};

/// F::at(), the formula of a pass, with the kernels of F's tier.
template <class F, class X, std::size_t K, std::size_t In>
ACTFN_LOOP_PART inline auto evaluate(const std::array<X, K>& constants, const std::array<X, In>& entries) {
    if constexpr (std::same_as<typename F::tier, fast>) {
        const auto each = []<std::size_t N>(const std::array<X, N>& x) ACTFN_INLINE_LAMBDA {
            return core::each_of<N>([&](std::size_t i) ACTFN_INLINE_LAMBDA { return core::to_fast(x[i]); });
        };
        return core::from_fast<X>(F::at(each(constants), each(entries)));
    } else {
        return F::at(constants, entries);
    }
}

/// The formula of a pass that adds up what it returns for each line. Stores: it stores that, too. A formula that calls
/// kernels says so, and has the tier of its functor as `tier`.
template <bool Stores = false>
struct SummingPass {
    using tier = standard;
    static constexpr bool calls_kernels = false;
    static constexpr bool stores = Stores;
    static constexpr bool sums = true;
    template <class>
    using Number = double;
    template <class T, class V>
    using AcrossSums = LaneSums<T, V>;
    template <class T, class V>
    using AlongSums = std::conditional_t<(lanes<V> > 8), FoldedSums<T, V>, LaneSums<T, V>>;
    /// Adds the sum of a part of a line, with its rest, to that of the parts before it.
    static void join(double& sum, double& rest, double sum_of_part, double rest_of_part) {
        const auto [s, e] = math::two_sum(sum, sum_of_part);
        const auto [high, low] = math::two_sum(s, rest + (rest_of_part + e));
        const bool finite = core::equal(s - s, 0.0);
        sum = finite ? high : s;
        rest = finite ? low : 0;
    }
};

/// The formula of a pass that stores what it returns.
struct StoringPass {
    using tier = standard;
    static constexpr bool calls_kernels = false;
    static constexpr bool stores = true;
    static constexpr bool sums = false;
    template <class>
    using Number = double;
    template <class, class>
    using AcrossSums = NoSum;
    template <class, class>
    using AlongSums = NoSum;
};
/// What a pass stores of a number p: p itself.
struct Itself {
    ACTFN_LOOP_PART static auto at(const auto& p, const auto&) { return p; }
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
