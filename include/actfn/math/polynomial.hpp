#pragma once

#include <array>
#include <cstddef>

#include "actfn/base/unrolled.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// c[First] + c[First + 1] x + c[First + 2] x^2 + ..., where `square` is x^2.
template <std::size_t First, Value V, std::size_t N>
ACTFN_INLINE inline V polynomial_from(V x, V square, const std::array<scalar_of<V>, N>& c) {
    const auto pair = [&]() ACTFN_INLINE_LAMBDA {
        if constexpr (First + 1 < N) {
            return math::fma(V(c[First + 1]), x, V(c[First]));
        } else {
            return V(c[First]);
        }
    };
    // A pair is computed only when it is needed: interleaved batches leave no registers to hold it.
    if constexpr (First + 2 < N) {
        const V rest = math::polynomial_from<First + 2>(x, square, c);
        return math::fma(rest, square, pair());
    } else {
        return pair();
    }
}

/// c[0] + c[1] x + c[2] x^2 + ... by Horner's rule.
template <Value V, std::size_t N>
ACTFN_INLINE inline V horner(V x, const std::array<scalar_of<V>, N>& c) {
    V y = V(c[N - 1]);
    core::for_each_index<N - 1>([&](std::size_t k) ACTFN_INLINE_LAMBDA { y = math::fma(y, x, V(c[N - 2 - k])); });
    return y;
}

/// c[0] + c[1] x + c[2] x^2 + ... in pairs, joined by Horner's rule in x^2: one operation more than Horner's rule in x,
/// and a dependency chain, whose latency a loop waits for, of half the length. The short ones of `fast` save the operation.
template <Value V, std::size_t N>
ACTFN_INLINE inline V polynomial(V x, const std::array<scalar_of<V>, N>& c) {
    if constexpr (core::is_fast<V>) {
        return math::horner(x, c);
    } else {
        return math::polynomial_from<0>(x, x * x, c);
    }
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
