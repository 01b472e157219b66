#pragma once

#include <concepts>
#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/constant.hpp"
#include "actfn/math/gaussian.hpp"
#include "actfn/math/normal.hpp"
#include "actfn/math/piecewise.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The Gaussian error linear unit, in its exact form (PyTorch's approximate="none").
///
///     f(x)   = x Phi(x)                  with Phi the normal distribution, Phi(x) = (1 + erf(x / sqrt(2))) / 2
///     f'(x)  = Phi(x) + x phi(x)         and phi its density, phi(x) = e^(-x^2 / 2) / sqrt(2 pi)
///     f''(x) = (2 - x^2) phi(x)
///
/// There is no f' from output: f falls up to x = -0.7518, the root of f', and rises beyond.
/// Special values: f(-inf) = -0, f(-0) = -0, f(inf) = inf; f'(-inf) = -0, f'(0) = 1/2, f'(inf) = 1; f''(+-inf) = -0;
/// NaN gives NaN. Range [-0.17, inf].
/// Source: Hendrycks and Gimpel, "Gaussian error linear units", 2016.
template <class T = float, class Tier = standard>
struct GELU : Elementwise<GELU<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "gelu";
    static constexpr bool interleaved = true;
    static constexpr int cost = 50;
    static constexpr Bounds bounds = core::bounds<T, Tier>({ACTFN_FUSED ? 2.5 : 3.5, 3.0, 3.0, 0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return value(x, math::NormalTail<V>(x));
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return by_sign(x, math::NormalTail<V>(x).gradient());
    }
    template <Value V>
    ACTFN_INLINE std::pair<V, V> value_and_gradient(V x) const {
        const math::NormalTail<V> tail(x);
        return {value(x, tail), by_sign(x, tail.gradient())};
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const auto g = math::GaussianPower<V>::of_half_square(x);
        const V factor = math::cancelling_fma(math::negate(g.magnitude), g.magnitude, V(2));
        return g.power.times(factor * math::constant<V>(0.39894228040143267794));
    }

    friend constexpr bool operator==(const GELU&, const GELU&) = default;

private:
    /// -0 for x <= -0: less the tail, which may be 0, it stays so.
    template <Value V>
    ACTFN_INLINE static V positive_part(V x) {
        return (math::max)(V(scalar_of<V>(-0.0)), x);
    }
    template <Value V>
    ACTFN_INLINE static V value(V x, const math::NormalTail<V>& tail) {
        const V y = tail.times_z_from(positive_part(x));
        if constexpr (std::same_as<Tier, exact>) return math::beside_tie(y, x);  // x / 2 (1 + 0.798 x)
        return y;
    }
    /// f' from f'(-abs(x)).
    template <Value V>
    ACTFN_INLINE static V by_sign(V x, V tail) {
        return math::select(x > V(0), V(1) - tail, tail);
    }
};

/// GELU<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto gelu(X&& x) {
    return GELU<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(gelu);

}  // namespace ACTFN_ISA
}  // namespace actfn
