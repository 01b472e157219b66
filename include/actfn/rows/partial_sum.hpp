#pragma once

// Sums in double, and the fixed tree that joins the lanes of a register.

#include <array>
#include <cstddef>
#include <utility>

#include "actfn/base/unrolled.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/simd/shuffle.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// A sum in double in each lane, for elements of type float: plain, not compensated.
template <Scalar T, Value V>
struct PartialSum {
    V sum;

    ACTFN_INLINE static PartialSum zero() { return {V(0)}; }
    ACTFN_INLINE static PartialSum of(V value, V) { return {value}; }
    ACTFN_INLINE void add(V x) { sum = sum + x; }
    /// Adds a * b. The product of floats is exact in double: fused or not, the bits are the same.
    ACTFN_INLINE void add_product(V a, V b) { sum = math::fma(a, b, sum); }
    ACTFN_INLINE std::pair<V, V> value_and_rest() const { return {sum, V(0)}; }
    ACTFN_INLINE friend PartialSum operator+(const PartialSum& a, const PartialSum& b) { return {a.sum + b.sum}; }
};

/// A sum in double in each lane, for elements of type double: compensated.
template <Value V>
struct PartialSum<double, V> {
    V sum;
    V error;

    ACTFN_INLINE static PartialSum zero() { return {V(0), V(0)}; }
    ACTFN_INLINE static PartialSum of(V value, V rest) { return {value, rest}; }
    ACTFN_INLINE void add(V x) {
        const auto [s, e] = math::two_sum(sum, x);
        sum = s;
        error = error + e;
    }
    ACTFN_INLINE std::pair<V, V> value_and_rest() const { return math::two_sum(sum, error); }
    ACTFN_INLINE friend PartialSum operator+(const PartialSum& a, const PartialSum& b) {
        const auto [s, e] = math::two_sum(a.sum, b.sum);
        return {s, a.error + (b.error + e)};
    }
};
template <std::size_t Distance, class V>
ACTFN_INLINE inline PartialSum<float, V> partner(const PartialSum<float, V>& x) {
    return {core::partner<Distance>(x.sum)};
}
template <std::size_t Distance, class V>
ACTFN_INLINE inline PartialSum<double, V> partner(const PartialSum<double, V>& x) {
    return {core::partner<Distance>(x.sum), core::partner<Distance>(x.error)};
}
template <class V>
ACTFN_INLINE inline PartialSum<float, double> first_lane(const PartialSum<float, V>& x) {
    return {core::first_lane(x.sum)};
}
template <class V>
ACTFN_INLINE inline PartialSum<double, double> first_lane(const PartialSum<double, V>& x) {
    return {core::first_lane(x.sum), core::first_lane(x.error)};
}

/// Reduces N values by a fixed tree: joins the lower half with the upper half, and so on until one value is left.
template <class X, std::size_t N, class Join>
ACTFN_INLINE inline X joined(const std::array<X, N>& x, const Join& join) {
    if constexpr (N == 1) {
        return x[0];
    } else {
        return core::joined(
            core::each_of<N / 2>([&](std::size_t i) ACTFN_INLINE_LAMBDA { return join(x[i], x[i + N / 2]); }), join);
    }
}
/// Reduces the lanes of a batch by a fixed tree: joins the lower half with the upper half, and so on. Only lane 0 is
/// the result: the other lanes join in another order.
template <std::size_t Lanes, class X, class Join>
ACTFN_INLINE inline auto joined_lanes(const X& x, const Join& join) {
    if constexpr (Lanes == 1) {
        return core::first_lane(x);
    } else {
        return core::joined_lanes<Lanes / 2>(join(x, core::partner<Lanes / 2>(x)), join);
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
