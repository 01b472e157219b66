#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/asinh.hpp"
#include "actfn/math/exp.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The inverse hyperbolic sine.
///
///     f(x) = log(x + sqrt(1 + x^2))        f'(x) = 1 / sqrt(1 + x^2)        f''(x) = -x / (1 + x^2)^(3/2)
///     f' from output: 1 / cosh(y)
///
/// Special values: f(-0) = -0, f(+-inf) = +-inf; f'(0) = 1, f'(+-inf) = 0; f''(+-0) = -+0, f''(-inf) = 0, f''(inf) = -0;
/// NaN gives NaN.
/// Source: Abramowitz and Stegun, "Handbook of mathematical functions", 4.6; ONNX: Asinh.
template <class T = float, class Tier = standard>
struct Asinh : Elementwise<Asinh<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "asinh";
    static constexpr int cost = 80;
    static constexpr Bounds bounds =
        core::bounds<T, Tier>({1.75, ACTFN_FUSED ? 2.0 : 2.25, ACTFN_FUSED ? 4.0 : 4.5, 2.5});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return math::asinh(x);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::divide(V(1), math::root_of_one_plus_square((math::abs)(x)));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        // Great magnitudes, whose square may overflow: 1 / x / x.
        const V end = V(math::great_for_asinh<scalar_of<V>>);
        const V magnitude = (math::abs)(x);
        const auto great = magnitude > end;
        const V bounded = (math::min)(end, magnitude);
        const V square = math::fma(bounded, bounded, V(1));
        // opaque: -ffast-math would divide by the product of the divisors, which overflows.
        const V quotient =
            core::opaque(math::divide(math::select(great, V(1), bounded), math::select(great, magnitude, square)));
        return math::copysign(math::divide(quotient, math::select(great, magnitude, math::sqrt(square))),
                              math::negate(x));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        // 2 t / (1 + t^2) with t = e^-abs(y)
        const auto e = math::exponential(math::negative_abs(y));
        const V t = e.value();
        return math::divide(e.times(V(2)), math::fma(t, t, V(1)));
    }

    friend constexpr bool operator==(const Asinh&, const Asinh&) = default;
};

/// Asinh<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto asinh(X&& x) {
    return Asinh<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(asinh);

}  // namespace ACTFN_ISA
}  // namespace actfn
