#pragma once

#include <concepts>
#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/logistic_product.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/math/scaled.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The sigmoid linear unit, with the logistic function s.
///
///     f(x)   = x s(x) = x / (1 + e^-x)
///     f'(x)  = s(x) (1 + x s(-x)) = t (1 + x + t) / (1 + t)^2 with t = e^x for x <= 0, 1 - f'(-x) for x > 0
///     f''(x) = t (2 - abs(x) + t (2 + abs(x))) / (1 + t)^3 with t = e^-abs(x)
///     f' from output: none, since two inputs have the same output
///
/// Special values: f(-inf) = -0, f(+-0) = +-0, f(inf) = inf; f'(-inf) = -0, f'(0) = 1/2, f'(inf) = 1; f''(0) = 1/2,
/// f''(+-inf) = -0; NaN gives NaN. Range [-0.2784645, inf], with the minimum at x = -1.2784645, which is the root of f'.
/// f'' has the roots +-2.3993573.
/// Source: Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units for neural network function approximation in
/// reinforcement learning", 2018; first in Hendrycks and Gimpel, "Gaussian error linear units", 2016.
template <class T = float, class Tier = standard>
struct SiLU : Elementwise<SiLU<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "silu";
    static constexpr bool interleaved = true;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.5, 4.0, 6.0, 0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using C = math::LogisticProductConstants<scalar_of<V>>;
        const V bounded = (math::max)(V(C::least()), x);
        const V y = math::logistic_product(bounded, (math::min)(V(C::greatest), bounded));
        if constexpr (std::same_as<Tier, exact>) return math::beside_tie(y, x);  // x / 2 (1 + x / 2)
        return y;
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::logistic_product_gradient(x, bounded_magnitude(x));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::logistic_product_curvature(core::Parameter<T>(1), bounded_magnitude(x));
    }

    friend constexpr bool operator==(const SiLU&, const SiLU&) = default;

private:
    /// -abs(x), but not less than where the derivatives are 0, and the lifted power of two, too: there nothing underflows.
    template <Value V>
    ACTFN_INLINE static V bounded_magnitude(V x) {
        return (math::max)(V(math::LogisticProductConstants<scalar_of<V>>::least(-1)), math::negative_abs(x));
    }
};

/// SiLU<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto silu(X&& x) {
    return SiLU<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(silu);

}  // namespace ACTFN_ISA
}  // namespace actfn
