#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/piecewise.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The identity.
///
///     f(x) = x        f'(x) = 1        f''(x) = 0        f' from output: 1
///
/// Special values: f(x) = x for every x, -0 and infinities included; NaN gives NaN, and f'(NaN) = f''(NaN) = NaN, as in
/// every function. backward therefore reads x although f' is 1 for all numbers: dx = dy would drop a NaN of x, and a
/// check of the gradients for NaN would miss it. If x has no NaN, copy dy instead.
template <class T = float, class Tier = standard>
struct Identity : Elementwise<Identity<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "identity";
    static constexpr int cost = 1;
    static constexpr bool exact_in_element_type = true;
    static constexpr Bounds bounds = {0, 0, 0, 0};

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return x;
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::constant_of(x, V(1));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::constant_of(x, V(0));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return gradient(y);
    }

    friend constexpr bool operator==(const Identity&, const Identity&) = default;
};

/// Identity<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto identity(X&& x) {
    return Identity<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(identity);

}  // namespace ACTFN_ISA
}  // namespace actfn
