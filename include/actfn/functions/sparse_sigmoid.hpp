#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/piecewise.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The sparse sigmoid, the derivative of SparsePlus.
///
///     f(x)  = min(max((x + 1) / 2, 0), 1)
///     f'(x) = 1/2 for abs(x) < 1, 0 otherwise        f''(x) = 0
///     f' from output: 1/2 for 0 < y < 1, 0 otherwise
///
/// Special values: f(-inf) = 0, f(inf) = 1; f'(+-1) = 0; NaN gives NaN. Range [0, 1].
/// Source: JAX, jax.nn.sparse_sigmoid; Martins and Astudillo, "From softmax to sparsemax", 2016 (sparsemax of two).
template <class T = float, class Tier = standard>
struct SparseSigmoid : Elementwise<SparseSigmoid<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "sparse_sigmoid";
    static constexpr int cost = 2;
    static constexpr bool exact_in_element_type = true;
    static constexpr Bounds bounds = {0.5, 0, 0, 0};

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return math::fma(V(0.5), math::clamped(x, -1, 1), V(0.5));
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::between(x, V(-1), V(1), V(0.5));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::constant_of(x, V(0));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return math::between(y, V(0), V(1), V(0.5));
    }

    friend constexpr bool operator==(const SparseSigmoid&, const SparseSigmoid&) = default;
};

/// SparseSigmoid<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto sparse_sigmoid(X&& x) {
    return SparseSigmoid<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(sparse_sigmoid);

}  // namespace ACTFN_ISA
}  // namespace actfn
