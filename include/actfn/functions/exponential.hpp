#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/exp.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The exponential.
///
///     f(x) = f'(x) = f''(x) = e^x
///     f' from output: y
///
/// Special values: f(-inf) = 0, f(+-0) = 1, f(inf) = inf, the same for f' and f''; NaN gives NaN. Range [0, inf].
/// Source: Keras' exponential.
template <class T = float, class Tier = standard>
struct Exponential : Elementwise<Exponential<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "exponential";
    static constexpr bool interleaved = true;
    static constexpr int cost = 15;
    static constexpr Bounds bounds = core::bounds<T, Tier>({1.25, 1.25, 1.25, 0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return math::exp(x);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::exp(x);
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::exp(x);
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return y;
    }

    friend constexpr bool operator==(const Exponential&, const Exponential&) = default;
};

/// Exponential<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto exponential(X&& x) {
    return Exponential<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(exponential);

}  // namespace ACTFN_ISA
}  // namespace actfn
