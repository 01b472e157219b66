#pragma once

#include <array>
#include <concepts>
#include <limits>
#include <string_view>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/simd/convert.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The leaky hard tanh: a hard tanh whose flat pieces have slopes.
///
///     f(x)  = min + min_slope * (x - min) for x <= min, max + max_slope * (x - max) for x >= max, x between
///     f'(x) = min_slope for x <= min, max_slope for x >= max, 1 between        f''(x) = 0
///     f' from output: min_slope for y <= min, max_slope for y >= max, 1 between; throws for a slope < 0, where y does
///     not determine x
///
/// Parameters: min = -1, max = 1, min_slope = 0.01, max_slope = 0.01, finite, min <= max.
/// Special values: f(-inf) = -inf * min_slope, but min for a min_slope of 0, and likewise f(inf); f(-0) = -0, but +0
/// where min or max is 0; f'(min) = min_slope, f'(max) = max_slope; NaN gives NaN.
/// Throws std::invalid_argument for min > max and for parameters that are not finite.
/// Source: Neural Amp Modeler, LeakyHardTanh.
template <class T = float, class Tier = standard>
struct LeakyHardTanh : Elementwise<LeakyHardTanh<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "leaky_hard_tanh";
    static constexpr int cost = 8;
    static constexpr Bounds bounds = core::bounds<T, Tier>({1.5, 0, 0, 0});

    static constexpr std::array parameters = {ParameterInfo{"min", -1},
                                              ParameterInfo{"max", 1, Valid::not_below_previous},
                                              ParameterInfo{"min_slope", 0.01}, ParameterInfo{"max_slope", 0.01}};

    constexpr LeakyHardTanh() = default;
    constexpr explicit LeakyHardTanh(T min, T max, T min_slope, T max_slope)
        : min_(core::valid<LeakyHardTanh, 0>(min)),
          max_(core::valid<LeakyHardTanh, 1>(max)),
          min_slope_(core::valid<LeakyHardTanh, 2>(min_slope)),
          max_slope_(core::valid<LeakyHardTanh, 3>(max_slope)) {
        core::require_ordered<LeakyHardTanh>(min, max);
    }
    constexpr T(min)() const { return min_; }
    constexpr T(max)() const { return max_; }
    constexpr T min_slope() const { return min_slope_; }
    constexpr T max_slope() const { return max_slope_; }
    constexpr std::array<T, 4> parameter_values() const { return {min_, max_, min_slope_, max_slope_}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using S = scalar_of<V>;
        using Limits = std::numeric_limits<S>;
        const S unit_below = math::unit_of_difference(S(min_));
        const S unit_above = math::unit_of_difference(S(max_));
        // An infinite x times a slope of 0 is a NaN.
        const V least = V(core::equal(min_slope_, T(0)) ? Limits::lowest() : -Limits::infinity());
        const V most = V(core::equal(max_slope_, T(0)) ? (Limits::max)() : Limits::infinity());
        const V bounded = (math::max)(least, (math::min)(most, x));
        const V edge = math::clamped(x, S(min_), S(max_));
        const auto is_below = x < core::spread<V>(min_);
        const auto is_above = x > core::spread<V>(max_);
        // Between the ends 0, so that what is not chosen below does not overflow.
        const V slope = math::select(is_above, V(S(max_slope_)), math::select(is_below, V(S(min_slope_)), V(0)));
        // An end of 0 is taken as -0, whose addition keeps the sign of a product that underflows; but not where the slope
        // is 0 and the product has the sign of x.
        const auto addend = [](S unit, S end, S steep) {
            return core::equal(end, S(0)) && !core::equal(steep, S(0)) ? S(-0.0) : unit * end;
        };
        const V end = math::select(is_above, V(addend(unit_above, S(max_), S(max_slope_))),
                                   V(addend(unit_below, S(min_), S(min_slope_))));
        const V in_units = math::select(is_above, V(unit_above), V(unit_below)) * bounded;
        const auto [difference, error] = math::two_sum(in_units, math::negate(end));
        const V beyond_end = math::multiply_add(slope, difference, end);
        // The error is a NaN beside infinity, and adding one of 0 would lose the sign of a result of 0.
        V sum = math::select((math::abs)(error) > V(0), math::fma(slope, error, beyond_end), beyond_end);
        if constexpr (std::same_as<Tier, exact>) {
            // slope x + end (1 - slope), where the products of two floats are exact in double.
            const auto rest = [&](S unit, S from, S steep) {
                return math::two_sum(addend(unit, from, steep), -(unit * from * steep));
            };
            const auto below = rest(unit_below, S(min_), S(min_slope_));
            const auto above = rest(unit_above, S(max_), S(max_slope_));
            const V high = math::select(is_above, V(above.first), V(below.first));
            const V low = math::select(is_above, V(above.second), V(below.second));
            sum = math::sum_beside_tie(sum, slope * in_units, high, low);
        }
        return math::select(is_above, V(1 / unit_above) * sum, math::select(is_below, V(1 / unit_below) * sum, edge));
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const V up = math::select(x < core::spread<V>(max_), V(1), core::spread<V>(max_slope_));
        return math::above(x, core::spread<V>(min_), up, core::spread<V>(min_slope_));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::constant_of(x, V(0));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return gradient(y);
    }
    void check_from_output() const {
        core::require_output_determines_input(min_slope_, name, "min_slope");
        core::require_output_determines_input(max_slope_, name, "max_slope");
    }

    friend constexpr bool operator==(const LeakyHardTanh& a, const LeakyHardTanh& b) {
        return core::equal(a.min_, b.min_) && core::equal(a.max_, b.max_) && core::equal(a.min_slope_, b.min_slope_) &&
               core::equal(a.max_slope_, b.max_slope_);
    }

private:
    T min_ = static_cast<T>(parameters[0].initial);
    T max_ = static_cast<T>(parameters[1].initial);
    T min_slope_ = static_cast<T>(parameters[2].initial);
    T max_slope_ = static_cast<T>(parameters[3].initial);
};

/// LeakyHardTanh<T, Tier>(min, max, min_slope, max_slope)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto leaky_hard_tanh(X&& x, double min = -1, double max = 1, double min_slope = 0.01, double max_slope = 0.01) {
    using T = core::element_of<X>;
    const LeakyHardTanh<T, Tier> f(static_cast<T>(min), static_cast<T>(max), static_cast<T>(min_slope),
                                   static_cast<T>(max_slope));
    return f(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(leaky_hard_tanh);

}  // namespace ACTFN_ISA
}  // namespace actfn
