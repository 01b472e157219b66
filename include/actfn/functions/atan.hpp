#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/atan.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The arctangent.
///
///     f(x) = atan(x)        f'(x) = 1 / (1 + x^2)        f''(x) = -2 x / (1 + x^2)^2
///
/// There is no f' from output: cos(y)^2 keeps no digit of a y rounded near pi / 2.
/// Special values: f(-0) = -0, f(+-inf) = +-pi / 2; f'(0) = 1, f'(+-inf) = 0; f''(+-0) = -+0, f''(-inf) = 0, f''(inf) = -0; NaN gives NaN. Range [-pi / 2, pi / 2], rounded.
/// Source: Abramowitz and Stegun, "Handbook of mathematical functions", 4.4; ONNX: Atan.
template <class T = float, class Tier = standard>
struct Atan : Elementwise<Atan<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "atan";
    static constexpr bool interleaved = true;
    static constexpr int cost = 30;
    static constexpr Bounds bounds = core::bounds<T, Tier>({1.5, ACTFN_FUSED ? 2.0 : 2.75, ACTFN_FUSED ? 4.0 : 5.5, 0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return math::atan(x);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::atan_gradient(x);
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        using C = math::ArctangentConstants<core::precision_of<V>>;
        const V magnitude = (math::min)(V(C::greatest), (math::abs)(x));
        const V square = math::square_and_one<V>(magnitude);
        // In the order of units in which nothing overflows, and a subnormal result is rounded by the last product.
        const V part = core::opaque(math::divide(core::opaque(math::divide(magnitude, square)), square));
        return math::copysign(core::opaque(part * V(C::unit)) * V(2 * C::unit), math::negate(x));
    }

    friend constexpr bool operator==(const Atan&, const Atan&) = default;
};

/// Atan<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto atan(X&& x) {
    return Atan<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(atan);

}  // namespace ACTFN_ISA
}  // namespace actfn
