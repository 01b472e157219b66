#pragma once

#include <limits>
#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/constant.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/piecewise.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The scaled exponential linear unit.
///
///     f(x)   = scale * x for x > 0, scale * alpha (e^x - 1) otherwise
///     f'(x)  = scale for x > 0, scale * alpha e^x otherwise
///     f''(x) = 0 for x > 0, scale * alpha e^x otherwise
///     f' from output: scale for y > 0, y + scale * alpha otherwise
///
/// with the real numbers scale = 1.05070098735548049342 and alpha = 1.67326324235437728482.
/// Special values: f(-inf) = -scale * alpha, f(-0) = -0, f(inf) = inf; f'(0) = f''(0) = scale * alpha; NaN gives NaN.
/// Source: Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks", NIPS 2017.
template <class T = float, class Tier = standard>
struct SELU : Elementwise<SELU<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "selu";
    static constexpr bool interleaved = true;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.0, 1.5, 1.5, 1.0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        // A subnormal x is multiplied itself: the product may be normal where subnormal intermediate results are flushed
        // to zero. It is bounded: below, the product that is not chosen may overflow.
        const V curve = math::expm1_below_zero(x, scale_alpha<V>());
        const V line = (math::max)(V(-1), x) * math::select(x < V(0), scale_alpha<V>(), scale<V>());
        return math::select(x < V(-(std::numeric_limits<scalar_of<V>>::min)()), curve, line);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::select(x > V(0), scale<V>(), math::exponential_up_to_one(x).times(scale_alpha<V>()));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::select(x > V(0), V(0), math::exponential_up_to_one(x).times(scale_alpha<V>()));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        // Adds the rounding error of scale * alpha: near the lower end of the range nothing else is left of the sum.
        const V sum =
            core::opaque(y + scale_alpha<V>()) + math::constant_low<V>(0x1.903c0cp-26f, 0x1.05161b045a1f1p-56);
        return math::select(y > V(0), scale<V>(), (math::max)(V(0), sum));
    }

    friend constexpr bool operator==(const SELU&, const SELU&) = default;

private:
    template <Value V>
    ACTFN_INLINE static V scale() {
        return math::constant<V>(1.0507009873554804934);
    }
    template <Value V>
    ACTFN_INLINE static V scale_alpha() {
        return math::constant<V>(1.7580993408473768599);
    }
};

/// SELU<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto selu(X&& x) {
    return SELU<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(selu);

}  // namespace ACTFN_ISA
}  // namespace actfn
