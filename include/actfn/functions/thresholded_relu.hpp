#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/simd/convert.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The thresholded rectified linear unit.
///
///     f(x)  = x for x > alpha, 0 otherwise
///     f'(x) = 1 for x > alpha, 0 otherwise        f''(x) = 0
///     f' from output: 1 for y > alpha, 0 otherwise; throws for an alpha < 0, where f is 0 at x = 0, too
///
/// Parameter: alpha = 1, finite.
/// Special values: f(-inf) = 0, f(inf) = inf; f(+-0) = +0, but f(-0) = -0 for an alpha < 0; f'(alpha) = 0; NaN gives
/// NaN.
/// Throws std::invalid_argument for an alpha that is not finite.
/// Source: Konda, Memisevic and Krueger, "Zero-bias autoencoders and the benefits of co-adapting features", 2014; ONNX,
/// operator ThresholdedRelu.
template <class T = float, class Tier = standard>
struct ThresholdedReLU : Elementwise<ThresholdedReLU<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "thresholded_relu";
    static constexpr int cost = 2;
    static constexpr bool exact_in_element_type = true;
    static constexpr Bounds bounds = {0, 0, 0, 0};

    static constexpr std::array parameters = {ParameterInfo{"alpha", 1}};

    constexpr ThresholdedReLU() = default;
    constexpr explicit ThresholdedReLU(T alpha) : alpha_(core::valid<ThresholdedReLU, 0>(alpha)) {}
    constexpr T alpha() const { return alpha_; }
    constexpr std::array<T, 1> parameter_values() const { return {alpha_}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return math::above(x, core::spread<V>(alpha_), x, V(0));
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::above(x, core::spread<V>(alpha_), V(1), V(0));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::constant_of(x, V(0));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return gradient(y);
    }
    void check_from_output() const { core::require_output_determines_input(alpha_, name, "alpha"); }

    friend constexpr bool operator==(const ThresholdedReLU& a, const ThresholdedReLU& b) {
        return core::equal(a.alpha_, b.alpha_);
    }

private:
    T alpha_ = static_cast<T>(parameters[0].initial);
};

/// ThresholdedReLU<T, Tier>(alpha)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto thresholded_relu(X&& x, double alpha = 1) {
    using T = core::element_of<X>;
    return ThresholdedReLU<T, Tier>(static_cast<T>(alpha))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(thresholded_relu);

}  // namespace ACTFN_ISA
}  // namespace actfn
