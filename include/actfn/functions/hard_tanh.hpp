#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/simd/convert.hpp"
#include "actfn/simd/value.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The hard tanh: x clamped (ONNX: Clip).
///
///     f(x)  = min for x <= min, max for x >= max, x between
///     f'(x) = 1 for min < x < max, 0 otherwise        f''(x) = 0
///     f' from output: 1 for min < y < max, 0 otherwise
///
/// Parameters: min = -1, max = 1, finite, min <= max.
/// Special values: f(-inf) = min, f(inf) = max; f(-0) = -0, but +0 where min or max is 0; f'(min) = f'(max) = 0; NaN
/// gives NaN. Range [min, max]. Throws std::invalid_argument for min > max and for parameters that are not finite.
/// Source: Collobert, "Large scale machine learning", 2004.
template <class T = float, class Tier = standard>
struct HardTanh : Elementwise<HardTanh<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "hard_tanh";
    static constexpr int cost = 2;
    static constexpr bool exact_in_element_type = true;
    static constexpr Bounds bounds = {0, 0, 0, 0};

    static constexpr std::array parameters = {ParameterInfo{"min", -1},
                                              ParameterInfo{"max", 1, Valid::not_below_previous}};

    constexpr HardTanh() = default;
    constexpr explicit HardTanh(T min, T max)
        : min_(core::valid<HardTanh, 0>(min)), max_(core::valid<HardTanh, 1>(max)) {
        core::require_ordered<HardTanh>(min, max);
    }
    constexpr T(min)() const { return min_; }
    constexpr T(max)() const { return max_; }
    constexpr std::array<T, 2> parameter_values() const { return {min_, max_}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using S = scalar_of<V>;
        return math::clamped(x, S(min_), S(max_));
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::between(x, core::spread<V>(min_), core::spread<V>(max_), V(1));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::constant_of(x, V(0));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return gradient(y);
    }

    friend constexpr bool operator==(const HardTanh& a, const HardTanh& b) {
        return core::equal(a.min_, b.min_) && core::equal(a.max_, b.max_);
    }

private:
    T min_ = static_cast<T>(parameters[0].initial);
    T max_ = static_cast<T>(parameters[1].initial);
};

/// HardTanh<T, Tier>(min, max)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto hard_tanh(X&& x, double min = -1, double max = 1) {
    using T = core::element_of<X>;
    return HardTanh<T, Tier>(static_cast<T>(min), static_cast<T>(max))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(hard_tanh);

}  // namespace ACTFN_ISA
}  // namespace actfn
