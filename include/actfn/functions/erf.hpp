#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/constant.hpp"
#include "actfn/math/erf.hpp"
#include "actfn/math/gaussian.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The error function.
///
///     f(x)   = 2 / sqrt(pi) * integral of e^(-t^2) from 0 to x
///     f'(x)  = 2 / sqrt(pi) * e^(-x^2)        f''(x) = -4 / sqrt(pi) * x e^(-x^2)
///
/// There is no f' from output: it has no closed form.
/// Special values: f(-inf) = -1, f(-0) = -0, f(inf) = 1; f'(+-inf) = 0, f'(0) = 2 / sqrt(pi); f''(+-0) = -+0, f''(-inf) = 0,
/// f''(inf) = -0; NaN gives NaN. Range [-1, 1].
/// Source: Abramowitz and Stegun, "Handbook of mathematical functions", 7.1.1; ONNX and StableHLO: Erf.
template <class T = float, class Tier = standard>
struct Erf : Elementwise<Erf<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "erf";
    static constexpr bool interleaved = true;
    static constexpr int cost = 35;
    static constexpr Bounds bounds = core::bounds<T, Tier>({1.5, ACTFN_FUSED ? 2.0 : 2.25, 3.0, 0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return math::erf(x);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::GaussianPower<V>::of_square(x).power.times(math::constant<V>(1.1283791670955125739));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const auto g = math::GaussianPower<V>::of_square(x);
        return g.power.times(math::copysign(g.magnitude * math::constant<V>(2.2567583341910251478), math::negate(x)));
    }

    friend constexpr bool operator==(const Erf&, const Erf&) = default;
};

/// Erf<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto erf(X&& x) {
    return Erf<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(erf);

}  // namespace ACTFN_ISA
}  // namespace actfn
