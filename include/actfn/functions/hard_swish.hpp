#pragma once

#include <concepts>
#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/constant.hpp"
#include "actfn/math/piecewise.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The hard swish, also called hard SiLU.
///
///     f(x)   = x min(max(x + 3, 0), 6) / 6
///     f'(x)  = 0 for x <= -3, (2x + 3) / 6 for abs(x) < 3, 1 for x >= 3
///     f''(x) = 1/3 for abs(x) < 3, 0 otherwise
///
/// Special values: f(x) = -0 for x <= -3, f(-0) = -0, f(inf) = inf; f'(-3) = 0, f'(3) = 1; NaN gives NaN.
/// The least value is f(-3/2) = -3/8.
/// Source: Howard et al., "Searching for MobileNetV3", 2019.
template <class T = float, class Tier = standard>
struct HardSwish : Elementwise<HardSwish<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "hard_swish";
    static constexpr int cost = 3;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.5, 1.5, 0.5, 0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const V bounded = (math::max)(V(-3), x);  // infinity times 0 is NaN
        const V sum = core::opaque((math::min)(V(3), bounded) + V(3));
        const V y = bounded * core::opaque(sum * math::constant<V>(1.0 / 6));
        if constexpr (std::same_as<Tier, exact>) return math::beside_tie(y, x);  // x / 2 (1 + x / 3)
        return y;
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const V bounded = (math::max)(V(-3), (math::min)(V(3), x));
        // The sum comes before the product: it is exact near the root at -3/2.
        const V twice = core::opaque(math::fma(V(2), bounded, V(3)));
        return math::select((math::abs)(x) < V(3), twice * math::constant<V>(1.0 / 6),
                            math::one_where_positive(x, V(0)));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::select((math::abs)(x) < V(3), math::constant<V>(1.0 / 3), math::constant_of(x, V(0)));
    }

    friend constexpr bool operator==(const HardSwish&, const HardSwish&) = default;
};

/// HardSwish<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto hard_swish(X&& x) {
    return HardSwish<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(hard_swish);

}  // namespace ACTFN_ISA
}  // namespace actfn
