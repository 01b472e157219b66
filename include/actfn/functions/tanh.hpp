#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/logistic.hpp"
#include "actfn/math/scaled.hpp"
#include "actfn/math/tanh.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The hyperbolic tangent.
///
///     f(x)   = (e^x - e^-x) / (e^x + e^-x)
///     f'(x)  = 4 e^-2abs(x) / (1 + e^-2abs(x))^2      not 1 - y^2, which is 0 from x = 9.02 up
///     f''(x) = -2 f(x) f'(x)
///     f' from output: (1 - y) (1 + y)
///
/// Special values: f(-inf) = -1, f(-0) = -0, f(inf) = 1; f'(+-inf) = 0, f'(0) = 1; NaN gives NaN. Range [-1, 1].
/// Source: LeCun, Bottou, Orr and Mueller, "Efficient BackProp", 1998.
template <class T = float, class Tier = standard>
struct Tanh : Elementwise<Tanh<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "tanh";
    static constexpr bool interleaved = true;
    static constexpr Bounds bounds = core::bounds<T, Tier>({ACTFN_FUSED ? 2.5 : 2.75, 2.75, 5.0, 2.0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return math::tanh(x);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::tanh_gradient(x);
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::LogisticDerivatives<V>::of_twice(x).curvature(core::Parameter<T>(8));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return (V(1) - y) * (V(1) + y);
    }

    friend constexpr bool operator==(const Tanh&, const Tanh&) = default;
};

/// Tanh<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto tanh(X&& x) {
    return Tanh<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(tanh);

}  // namespace ACTFN_ISA
}  // namespace actfn
