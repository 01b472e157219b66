#pragma once

#include <string_view>
#include <utility>

#include "actfn/core/elementwise.hpp"
#include "actfn/math/piecewise.hpp"

namespace actfn::inline ACTFN_ISA {

/// The hard sigmoid with slope 1/6 (PyTorch, JAX, Keras 3; ONNX's default slope is 0.2).
///
///     f(x)  = min(max((x + 3) / 6, 0), 1)
///     f'(x) = 1/6 for abs(x) < 3, 0 otherwise        f''(x) = 0
///     f' from output: 1/6 for 0 < y < 1, 0 otherwise
///
/// Special values: f(-inf) = 0, f(inf) = 1; f'(+-3) = 0; NaN gives NaN. Range [0, 1].
/// Source: Courbariaux, Bengio and David, "BinaryConnect", 2015; the slope 1/6: Howard et al., "Searching for MobileNetV3", 2019.
template <class T = float, class Tier = standard>
struct HardSigmoid : Elementwise<HardSigmoid<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "hard_sigmoid";
    static constexpr int cost = 3;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.0, 0.5, 0, 0.5});

    template <Value V>
    [[gnu::always_inline]] V value(V x) const {
        // The sum comes first: it is exact near the root at -3.
        return math::max(V(0), math::min(V(1), (x + V(3)) * sixth<V>()));
    }
    template <Value V>
    [[gnu::always_inline]] V gradient(V x) const {
        return math::select(math::abs(x) < V(3), sixth<V>(), math::constant_of(x, V(0)));
    }
    template <Value V>
    [[gnu::always_inline]] V curvature(V x) const {
        return math::constant_of(x, V(0));
    }
    template <Value V>
    [[gnu::always_inline]] V gradient_from_output(V y) const {
        return math::select(y > V(0), math::select(y < V(1), sixth<V>(), V(0)), math::constant_of(y, V(0)));
    }

    friend constexpr bool operator==(const HardSigmoid&, const HardSigmoid&) = default;

private:
    template <Value V>
    [[gnu::always_inline]] static V sixth() {
        return V(scalar_of<V>(1) / scalar_of<V>(6));
    }
};

/// HardSigmoid<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto hard_sigmoid(X&& x) {
    return HardSigmoid<core::element_of<X>, Tier>()(std::forward<X>(x));
}

}  // namespace actfn::inline ACTFN_ISA
