#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/piecewise.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The rectified linear unit.
///
///     f(x) = x for x > 0, 0 otherwise        f'(x) = 1 for x > 0, 0 otherwise        f''(x) = 0
///     f' from output: 1 for y > 0, 0 otherwise
///
/// Special values: f(-inf) = 0, f(+-0) = +0, f(inf) = inf; f'(0) = 0; NaN gives NaN, in f' and f'' too.
/// Source: Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines", ICML 2010.
template <class T = float, class Tier = standard>
struct ReLU : Elementwise<ReLU<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "relu";
    static constexpr int cost = 1;
    static constexpr bool exact_in_element_type = true;
    static constexpr Bounds bounds = {0, 0, 0, 0};

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return (math::max)(V(0), x) + V(0);  // the sum turns -0 into +0
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::leaky_gradient(x, V(0));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::constant_of(x, V(0));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return gradient(y);
    }

    friend constexpr bool operator==(const ReLU&, const ReLU&) = default;
};

/// ReLU<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto relu(X&& x) {
    return ReLU<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(relu);

}  // namespace ACTFN_ISA
}  // namespace actfn
