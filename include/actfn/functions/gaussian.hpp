#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/gaussian.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The Gaussian.
///
///     f(x)   = e^(-x^2)        f'(x) = -2 x e^(-x^2)        f''(x) = (4 x^2 - 2) e^(-x^2)
///
/// There is no f' from output: f(x) = f(-x).
/// Special values: f(+-inf) = 0, f(0) = 1; f'(-inf) = 0, f'(inf) = -0, f'(+-0) = -+0, f''(+-inf) = 0, f''(0) = -2;
/// NaN gives NaN. Range [0, 1].
/// Source: Hartman, Keeler and Kowalski, "Layered neural networks with Gaussian hidden units as universal approximations",
/// 1990.
template <class T = float, class Tier = standard>
struct Gaussian : Elementwise<Gaussian<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "gaussian";
    static constexpr bool interleaved = true;
    static constexpr Bounds bounds = core::bounds<T, Tier>({1.5, 1.5, 2.5, 0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return math::GaussianPower<V>::of_square(x).power.value();
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return gradient(x, math::GaussianPower<V>::of_square(x));
    }
    template <Value V>
    ACTFN_INLINE std::pair<V, V> value_and_gradient(V x) const {
        const auto g = math::GaussianPower<V>::of_square(x);
        return {g.power.value(), gradient(x, g)};
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const auto g = math::GaussianPower<V>::of_square(x);
        const V difference = core::opaque(math::fma(V(4), g.square.product, V(-2)));
        return g.power.times(math::fma(V(4), g.square.low, difference));
    }

    friend constexpr bool operator==(const Gaussian&, const Gaussian&) = default;

private:
    template <Value V>
    ACTFN_INLINE static V gradient(V x, const math::GaussianPower<V>& g) {
        return g.power.times(math::copysign(g.magnitude + g.magnitude, math::negate(x)));
    }
};

/// Gaussian<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto gaussian(X&& x) {
    return Gaussian<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(gaussian);

}  // namespace ACTFN_ISA
}  // namespace actfn
