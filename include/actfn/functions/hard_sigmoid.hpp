#pragma once

#include <concepts>
#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/constant.hpp"
#include "actfn/math/piecewise.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The hard sigmoid with slope 1/6 (PyTorch, JAX, Keras 3; ONNX's default slope is 0.2).
///
///     f(x)  = min(max((x + 3) / 6, 0), 1)
///     f'(x) = 1/6 for abs(x) < 3, 0 otherwise        f''(x) = 0
///     f' from output: 1/6 for 0 < y < 1, 0 otherwise
///
/// Special values: f(-inf) = 0, f(inf) = 1; f'(+-3) = 0; NaN gives NaN. Range [0, 1].
/// Source: Courbariaux, Bengio and David, "BinaryConnect", 2015; the slope 1/6: Howard et al.,
/// "Searching for MobileNetV3", 2019.
template <class T = float, class Tier = standard>
struct HardSigmoid : Elementwise<HardSigmoid<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "hard_sigmoid";
    static constexpr int cost = 3;
    static constexpr bool exact_in_element_type = true;  // value() compensates its other roundings in the exact tier
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.0, 0.5, 0, 0.5});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const V inside = (math::max)(V(-3), (math::min)(V(3), x));
        const V sum = core::opaque(inside + V(3));  // before the product: exact near the root at -3
        const V y = core::opaque(sum * math::constant<V>(1.0 / 6));
        if constexpr (std::same_as<Tier, exact>) {
            return y + core::opaque(math::constant<V>(1.0 / 6) * remainder(inside, sum, y));
        } else {
            return y;
        }
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::select((math::abs)(x) < V(3), math::constant<V>(1.0 / 6), math::constant_of(x, V(0)));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::constant_of(x, V(0));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return math::between(y, V(0), V(1), math::constant<V>(1.0 / 6));
    }

    friend constexpr bool operator==(const HardSigmoid&, const HardSigmoid&) = default;

private:
    /// The remainder x + 3 - 6 y, where sum is x + 3 rounded. Every step but the last is exact if abs(x) <= 3 and y is
    /// next to sum / 6.
    template <Value V>
    ACTFN_INLINE static V remainder(V x, V sum, V y) {
        const V lost = core::opaque(x - core::opaque(sum - V(3)));
        return math::fma(V(-2), y, core::opaque(math::fma(V(-4), y, sum))) + lost;
    }
};

/// HardSigmoid<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto hard_sigmoid(X&& x) {
    return HardSigmoid<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(hard_sigmoid);

}  // namespace ACTFN_ISA
}  // namespace actfn
