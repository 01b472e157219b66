#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/logistic.hpp"
#include "actfn/math/scaled.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The logistic sigmoid.
///
///     f(x)   = 1 / (1 + e^-x)
///     f'(x)  = e^-abs(x) / (1 + e^-abs(x))^2      not y * (1 - y), which is 0 from x = 16.64 up
///     f''(x) = -sign(x) e^-abs(x) (1 - e^-abs(x)) / (1 + e^-abs(x))^3
///     f' from output: y (1 - y)
///
/// Special values: f(-inf) = 0, f(+-0) = 1/2, f(inf) = 1; f'(+-inf) = 0, f'(0) = 1/4; NaN gives NaN. Range [0, 1].
/// Source: Cox, "The regression analysis of binary sequences", 1958.
template <class T = float, class Tier = standard>
struct Sigmoid : Elementwise<Sigmoid<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "sigmoid";
    static constexpr bool interleaved = true;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.5, 2.75, 5.0, 2.0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return math::logistic<T>(x);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::logistic_gradient(x);
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::LogisticDerivatives<V>(x).curvature(core::Parameter<T>(1));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return y * (V(1) - y);
    }

    friend constexpr bool operator==(const Sigmoid&, const Sigmoid&) = default;
};

/// Sigmoid<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto sigmoid(X&& x) {
    return Sigmoid<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(sigmoid);

}  // namespace ACTFN_ISA
}  // namespace actfn
