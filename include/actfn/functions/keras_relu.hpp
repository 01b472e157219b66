#pragma once

#include <array>
#include <concepts>
#include <limits>
#include <string_view>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/simd/convert.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// Keras' rectified linear unit, with a cap, a slope and a threshold.
///
///     f(x)  = min(x, max_value) for x > threshold, negative_slope * (x - threshold) otherwise
///     f'(x) = 1 for threshold < x < max_value, 0 for x > threshold and x >= max_value, negative_slope otherwise
///     f''(x) = 0
///     f' from output: 1 for 0 < y < max_value, 0 for y >= max_value, negative_slope otherwise; throws for a
///     negative_slope or threshold < 0, where y does not determine x
///
/// Parameters: max_value, finite, > 0, by default the largest finite number, which stands for no cap (Keras: None);
/// negative_slope = 0, threshold = 0, finite. With the defaults it is ReLU.
/// Special values: f(inf) = max_value, inf where there is no cap; f(-inf) = -inf * negative_slope, but 0 for a
/// negative_slope of 0, which gives +0 up to the threshold; f'(threshold) = negative_slope, f'(max_value) = 0; NaN
/// gives NaN.
/// Throws std::invalid_argument for parameters that are not finite and for a max_value that is not > 0.
/// Source: Keras, keras.layers.ReLU.
template <class T = float, class Tier = standard>
struct KerasReLU : Elementwise<KerasReLU<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "keras_relu";
    static constexpr int cost = 4;
    static constexpr Bounds bounds = core::bounds<T, Tier>({1.75, 0, 0, 0});

    static constexpr std::array parameters = {ParameterInfo{"max_value", core::greatest<T>, Valid::positive},
                                              ParameterInfo{"negative_slope", 0}, ParameterInfo{"threshold", 0}};

    constexpr KerasReLU() = default;
    constexpr explicit KerasReLU(T max_value, T negative_slope, T threshold)
        : max_value_(core::valid<KerasReLU, 0>(max_value)),
          negative_slope_(core::valid<KerasReLU, 1>(negative_slope)),
          threshold_(core::valid<KerasReLU, 2>(threshold)) {}
    constexpr T max_value() const { return max_value_; }
    constexpr T negative_slope() const { return negative_slope_; }
    constexpr T threshold() const { return threshold_; }
    constexpr std::array<T, 3> parameter_values() const { return {max_value_, negative_slope_, threshold_}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using S = scalar_of<V>;
        using Limits = std::numeric_limits<S>;
        const auto edge = static_cast<S>(threshold_);
        const S unit = math::unit_of_difference(edge);
        const bool flat = core::equal(negative_slope_, T(0));
        const V floor = V(flat ? Limits::lowest() : -Limits::infinity());  // -inf * 0 is a NaN
        const V scaled_edge = V(unit * edge);
        const V up_to_edge = (math::min)(scaled_edge, V(unit) * x);
        V difference = up_to_edge - scaled_edge;
        if constexpr (std::same_as<Tier, exact>)
            difference = math::sum_beside_tie(difference, up_to_edge, math::negate(scaled_edge));
        const V below = (math::max)(floor, difference);
        const V sloping = V(1 / unit) * (V(S(negative_slope_)) * below);
        const V zero = V(flat ? S(0) : S(-0.0));  // +0 turns -0 into +0, -0 changes nothing
        const V cap = V(capped() ? S(max_value_) : Limits::infinity());
        return math::select(x > V(edge), (math::min)(cap, x), sloping + zero);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return slope_above(x, core::spread<V>(threshold_));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::constant_of(x, V(0));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return slope_above(y, V(0));
    }
    void check_from_output() const {
        core::require_output_determines_input(negative_slope_, name, "negative_slope");
        core::require_output_determines_input(threshold_, name, "threshold");
    }

    /// The functor whose formula is evaluated for this one: see core::formula_of(). No cap is none in float, too.
    constexpr auto formula() const requires core::Stored<T> {
        const float cap = capped() ? static_cast<float>(max_value_) : (std::numeric_limits<float>::max)();
        return KerasReLU<float, Tier>(cap, static_cast<float>(negative_slope_), static_cast<float>(threshold_));
    }

    friend constexpr bool operator==(const KerasReLU& a, const KerasReLU& b) {
        return core::equal(a.max_value_, b.max_value_) && core::equal(a.negative_slope_, b.negative_slope_) &&
               core::equal(a.threshold_, b.threshold_);
    }

private:
    constexpr bool capped() const { return max_value_ < (std::numeric_limits<T>::max)(); }

    /// The slope at an input or an output v whose line begins at `edge`.
    template <Value V>
    ACTFN_INLINE V slope_above(V v, V edge) const {
        const V at_cap = V(capped() ? 0 : 1);
        return math::above(v, edge, math::select(v < core::spread<V>(max_value_), V(1), at_cap),
                           core::spread<V>(negative_slope_));
    }

    T max_value_ = static_cast<T>(parameters[0].initial);
    T negative_slope_ = static_cast<T>(parameters[1].initial);
    T threshold_ = static_cast<T>(parameters[2].initial);
};

/// KerasReLU<T, Tier>(max_value, negative_slope, threshold)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto keras_relu(X&& x, double max_value = KerasReLU<core::element_of<X>, Tier>::parameters[0].initial,
                double negative_slope = 0, double threshold = 0) {
    using T = core::element_of<X>;
    const KerasReLU<T, Tier> f(static_cast<T>(max_value), static_cast<T>(negative_slope), static_cast<T>(threshold));
    return f(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(keras_relu);

}  // namespace ACTFN_ISA
}  // namespace actfn
