#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/sine.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The sine, of an angle in radians up to the greatest number.
///
///     f(x) = sin(x)        f'(x) = cos(x)        f''(x) = -sin(x)
///     f' from output: none, since two inputs may have the same output
///
/// Special values: f(+-0) = +-0, f'(0) = 1, f''(+-0) = -+0; NaN at +-inf, where there is no limit; NaN gives NaN. Range
/// [-1, 1].
/// Source: Sitzmann, Martel, Bergman, Lindell and Wetzstein, "Implicit neural representations with periodic activation
/// functions", 2020, whose sin(omega x) has omega in the weights; ONNX: Sin.
template <class T = float, class Tier = standard>
struct Sine : Elementwise<Sine<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "sine";
    static constexpr int cost = 50;
    static constexpr Bounds bounds = core::bounds<T, Tier>({1.75, 1.75, 1.75, 0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return math::sine(x);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::cosine(x);
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::negate(math::sine(x));
    }
    template <Value V>
    ACTFN_INLINE std::pair<V, V> value_and_gradient(V x) const {
        return math::sine_and_cosine(x);
    }

    friend constexpr bool operator==(const Sine&, const Sine&) = default;
};

/// Sine<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto sine(X&& x) {
    return Sine<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(sine);

}  // namespace ACTFN_ISA
}  // namespace actfn
