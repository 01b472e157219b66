#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/logistic_product.hpp"
#include "actfn/math/polynomial.hpp"
#include "actfn/math/scaled.hpp"
#include "actfn/math/tanh.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The linearly scaled hyperbolic tangent (LiSHT).
///
///     f(x)   = x tanh(x)
///     f'(x)  = tanh(x) + x (1 - tanh(x)^2)
///     f''(x) = 2 (1 - tanh(x)^2) (1 - x tanh(x))
///     f' from output: none, since f(x) = f(-x)
///
/// Special values: f(+-inf) = inf, f(+-0) = 0; f'(+-inf) = +-1, f'(+-0) = +-0; f''(0) = 2, f''(+-inf) = -0; NaN gives
/// NaN. Range [0, inf]. f' has its extremes, +-1.1996786, at the roots of f'', +-1.1996786.
/// Source: Roy, Manna, Dubey and Chaudhuri, "LiSHT: non-parametric linearly scaled hyperbolic tangent activation function
/// for neural networks", 2019.
template <class T = float, class Tier = standard>
struct LiSHT : Elementwise<LiSHT<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "lisht";
    static constexpr bool interleaved = true;
    static constexpr int cost = 30;
    static constexpr Bounds bounds = core::bounds<T, Tier>({1.5, ACTFN_FUSED ? 3.0 : 3.5, 5.5, 0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const V magnitude = (math::abs)(x);
        return value(magnitude, bounded(magnitude), decay(magnitude));
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const V magnitude = (math::abs)(x);
        return gradient(x, bounded(magnitude), decay(magnitude));
    }
    template <Value V>
    ACTFN_INLINE std::pair<V, V> value_and_gradient(V x) const {
        const V magnitude = (math::abs)(x);
        const auto e = decay(magnitude);
        return {value(magnitude, bounded(magnitude), e), gradient(x, bounded(magnitude), e)};
    }
    /// Twice that of x s(2 x), with the logistic function s, since f(x) = 2 x s(2 x) - x.
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        using C = math::LogisticProductConstants<scalar_of<V>>;
        const V half = (math::max)(V(C::least(-2) / 2), math::negative_abs(x));
        return math::logistic_product_curvature(core::Parameter<T>(4), half + half);
    }

    friend constexpr bool operator==(const LiSHT&, const LiSHT&) = default;

private:
    /// A magnitude beyond which tanh and f' are 1.
    template <Value V>
    ACTFN_INLINE static V bounded(V magnitude) {
        return (math::min)(V(24), magnitude);
    }
    /// e^(-2 abs(x)).
    template <Value V>
    ACTFN_INLINE static math::Exponential<V> decay(V magnitude) {
        const V half = math::negate(bounded(magnitude));
        return math::exponential_within(half + half);
    }

    /// With t = e^(-2 abs(x)): abs(x) - 2 abs(x) t / (1 + t) from 1 up; below, where tanh(x) / x is far from 1,
    /// x^2 - x^4 (1/3 + shrink(x^2)).
    template <Value V>
    ACTFN_INLINE static V value(V magnitude, V within, const math::Exponential<V>& e) {
        using S = scalar_of<V>;
        const V t = e.value();
        const V above_one = magnitude - math::divide((within + within) * t, V(1) + t);
        const auto lifted = math::lifted_square((math::min)(V(1), magnitude));
        const V square = core::opaque(math::lowered(lifted.product));
        const V shrunk =
            V(S(1) / S(3)) + math::polynomial(square, math::HyperbolicTangentConstants<core::precision_of<V>>::shrink);
        const V rest = math::fma(math::negate(lifted.product * square), shrunk, lifted.low);
        const V below_one = math::lowered(lifted.product + rest);
        return math::select(magnitude < V(1), below_one, above_one);
    }
    /// (1 - t^2 + 4 abs(x) t) / (1 + t)^2 with the sign of x, with t = e^(-2 abs(x)).
    template <Value V>
    ACTFN_INLINE static V gradient(V x, V within, const math::Exponential<V>& e) {
        // opaque: -ffast-math would multiply a tiny x by the power of two that t still lacks, which underflows.
        const V t = core::opaque(e.value());
        const V difference = math::negate(e.minus_one()) * (V(1) + t);
        const V sum = math::fma(V(4) * within, t, difference);
        return math::copysign(math::divide(sum, math::fma(t, V(2) + t, V(1))), x);
    }
};

/// LiSHT<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto lisht(X&& x) {
    return LiSHT<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(lisht);

}  // namespace ACTFN_ISA
}  // namespace actfn
