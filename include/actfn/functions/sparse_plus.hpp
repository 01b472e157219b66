#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/functions/sparse_sigmoid.hpp"
#include "actfn/math/error_free.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The sparse plus: a softplus of three pieces.
///
///     f(x)   = 0 for x <= -1, (x + 1)^2 / 4 for -1 < x < 1, x for x >= 1
///     f'(x)  = min(max((x + 1) / 2, 0), 1)
///     f''(x) = 1/2 for abs(x) < 1, 0 otherwise
///     f' from output: min(sqrt(y), 1)
///
/// Special values: f(-inf) = 0, f(0) = 1/4, f(inf) = inf; f''(+-1) = 0; NaN gives NaN.
/// Source: JAX, jax.nn.sparse_plus.
template <class T = float, class Tier = standard>
struct SparsePlus : Elementwise<SparsePlus<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "sparse_plus";
    static constexpr int cost = 4;
    static constexpr Bounds bounds = core::bounds<T, Tier>({1.25, 0.5, 0, 0.5});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const auto [sum, low] = math::two_sum(V(1), math::clamped(x, -1, 1));
        return math::select(x < V(1), V(0.25) * math::power<2>(sum, low), x);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return SparseSigmoid<T, Tier>().value(x);
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return SparseSigmoid<T, Tier>().gradient(x);
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return (math::min)(V(1), math::sqrt((math::max)(V(0), y)));
    }

    friend constexpr bool operator==(const SparsePlus&, const SparsePlus&) = default;
};

/// SparsePlus<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto sparse_plus(X&& x) {
    return SparsePlus<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(sparse_plus);

}  // namespace ACTFN_ISA
}  // namespace actfn
