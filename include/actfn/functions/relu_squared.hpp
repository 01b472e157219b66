#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/piecewise.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The squared rectified linear unit.
///
///     f(x)   = x^2 for x > 0, 0 otherwise
///     f'(x)  = 2 x for x > 0, 0 otherwise
///     f''(x) = 2 for x > 0, 0 otherwise
///     f' from output: 2 sqrt(y)
///
/// Special values: f(-inf) = 0, f(+-0) = +0, f(inf) = inf; f'(inf) = inf; f'(0) = f''(0) = 0; NaN gives NaN.
/// Source: So et al., "Primer: searching for efficient transformers for language modeling", 2021.
template <class T = float, class Tier = standard>
struct ReLUSquared : Elementwise<ReLUSquared<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "relu_squared";
    static constexpr int cost = 2;
    static constexpr bool exact_in_element_type = true;
    static constexpr Bounds bounds = {0.5, 0.5, 0, 0.5};  // f' is exact but where it overflows

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const V positive = (math::max)(V(0), x);
        return positive * positive;
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const V positive = (math::max)(V(0), x);
        return (positive + positive) + V(0);  // the sum turns -0 into +0
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::above(x, V(0), V(2), V(0));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return V(2) * math::sqrt((math::max)(V(0), y));
    }

    friend constexpr bool operator==(const ReLUSquared&, const ReLUSquared&) = default;
};

/// ReLUSquared<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto relu_squared(X&& x) {
    return ReLUSquared<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(relu_squared);

}  // namespace ACTFN_ISA
}  // namespace actfn
