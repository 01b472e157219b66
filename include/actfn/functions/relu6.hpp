#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/piecewise.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The rectified linear unit that is capped at 6.
///
///     f(x)  = min(max(x, 0), 6)
///     f'(x) = 1 for 0 < x < 6, 0 otherwise        f''(x) = 0
///     f' from output: 1 for 0 < y < 6, 0 otherwise
///
/// Special values: f(-inf) = 0, f(+-0) = +0, f(inf) = 6; f'(0) = f'(6) = 0; NaN gives NaN. Range [0, 6].
/// Source: Krizhevsky, "Convolutional deep belief networks on CIFAR-10", 2010.
template <class T = float, class Tier = standard>
struct ReLU6 : Elementwise<ReLU6<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "relu6";
    static constexpr int cost = 2;
    static constexpr bool exact_in_element_type = true;
    static constexpr Bounds bounds = {0, 0, 0, 0};

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return math::clamped(x, 0, 6);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::between(x, V(0), V(6), V(1));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::constant_of(x, V(0));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return gradient(y);
    }

    friend constexpr bool operator==(const ReLU6&, const ReLU6&) = default;
};

/// ReLU6<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto relu6(X&& x) {
    return ReLU6<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(relu6);

}  // namespace ACTFN_ISA
}  // namespace actfn
