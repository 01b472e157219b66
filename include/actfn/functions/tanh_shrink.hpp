#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/logistic.hpp"
#include "actfn/math/polynomial.hpp"
#include "actfn/math/scaled.hpp"
#include "actfn/math/tanh.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The tanh shrink: what tanh takes off.
///
///     f(x)   = x - tanh(x), near 0 x^3 / 3
///     f'(x)  = tanh(x)^2
///     f''(x) = 2 tanh(x) (1 - tanh(x)^2)
///
/// Special values: f(+-inf) = +-inf, f(-0) = -0; f'(0) = 0, f'(+-inf) = 1; f''(+-inf) = +-0; NaN gives NaN.
/// Source: PyTorch, torch.nn.Tanhshrink.
template <class T = float, class Tier = standard>
struct TanhShrink : Elementwise<TanhShrink<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "tanh_shrink";
    static constexpr bool interleaved = true;
    static constexpr int cost = 30;
    static constexpr Bounds bounds = core::bounds<T, Tier>({ACTFN_FUSED ? 2.5 : 3.5, 2.75, 5.0, 0});

    /// x^3 (1/3 + shrink(x^2)) up to 1, where the difference would cancel; from there on x - 1 + 2 / (1 + e^2x).
    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const V magnitude = (math::abs)(x);
        const V bounded = (math::min)(V(1), magnitude);
        const auto square = math::product(bounded, bounded);
        const V third = V(scalar_of<V>(1) / scalar_of<V>(3));
        // The small terms first; square.low is the rounding error of the square.
        const V series =
            math::polynomial(square.product, math::HyperbolicTangentConstants<core::precision_of<V>>::shrink);
        const V rest = math::fma(square.product, series, third * square.low);
        const V below_one = bounded * math::fma(square.product, third, rest);
        const V below = math::exponential_within(twice(magnitude)).plus(V(1));
        // opaque: -ffast-math would round the sum with the 1.
        const V above_one = core::opaque(magnitude - V(1)) + math::divide(V(2), below);
        return math::copysign(math::select(magnitude < V(1), below_one, above_one), x);
    }
    /// x^2 (1 + x^2 square(x^2)) while that is below 1/2, 1 - 4 t / (1 + t)^2 with t = e^-2abs(x) beyond.
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const V magnitude = (math::abs)(x);
        const V bounded = (math::min)(V(1), magnitude);
        const auto lifted = math::lifted_square(bounded);
        const V square = core::opaque(math::lowered(lifted.product));
        const V series = math::polynomial(square, math::HyperbolicTangentConstants<core::precision_of<V>>::square);
        const V below_one = math::lowered(lifted.product + math::fma(lifted.product * square, series, lifted.low));
        return math::select(magnitude < V(scalar_of<V>(0.8828125)), below_one, V(1) - math::tanh_gradient(x));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::negate(math::LogisticDerivatives<V>::of_twice(x).curvature(core::Parameter<T>(8)));
    }

    friend constexpr bool operator==(const TanhShrink&, const TanhShrink&) = default;

private:
    /// 2 x for an x >= 0, bounded to where 1 is nothing beside its exponential.
    template <Value V>
    ACTFN_INLINE static V twice(V magnitude) {
        const V bounded = (math::min)(V(20), magnitude);
        return bounded + bounded;
    }
};

/// TanhShrink<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto tanh_shrink(X&& x) {
    return TanhShrink<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(tanh_shrink);

}  // namespace ACTFN_ISA
}  // namespace actfn
