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

/// PyTorch's threshold.
///
///     f(x)  = x for x > threshold, value otherwise
///     f'(x) = 1 for x > threshold, 0 otherwise        f''(x) = 0
///     f' from output: 1 for y > threshold, 0 otherwise; throws for a value > threshold, which is an output of x =
///     value, too
///
/// Parameters: threshold, value, finite. PyTorch has no defaults; here both are 0, which is ReLU.
/// Special values: f(-inf) = value, f(inf) = inf; f'(threshold) = 0; NaN gives NaN. f(-0) = -0 for a threshold < 0.
/// Throws std::invalid_argument for parameters that are not finite.
/// Source: PyTorch, torch.nn.Threshold.
template <class T = float, class Tier = standard>
struct Threshold : Elementwise<Threshold<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "threshold";
    static constexpr int cost = 2;
    static constexpr bool exact_in_element_type = true;
    static constexpr Bounds bounds = {0, 0, 0, 0};

    static constexpr std::array parameters = {ParameterInfo{"threshold", 0}, ParameterInfo{"value", 0}};

    constexpr Threshold() = default;
    constexpr explicit Threshold(T threshold, T value)
        : threshold_(core::valid<Threshold, 0>(threshold)), value_(core::valid<Threshold, 1>(value)) {}
    constexpr T threshold() const { return threshold_; }
    constexpr T value() const { return value_; }
    constexpr std::array<T, 2> parameter_values() const { return {threshold_, value_}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return math::above(x, core::spread<V>(threshold_), x, core::spread<V>(value_));
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::above(x, core::spread<V>(threshold_), V(1), V(0));
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
        core::require_output_determines_input(threshold_ - value_, name, "difference threshold - value");
    }

    friend constexpr bool operator==(const Threshold& a, const Threshold& b) {
        return core::equal(a.threshold_, b.threshold_) && core::equal(a.value_, b.value_);
    }

private:
    T threshold_ = static_cast<T>(parameters[0].initial);
    T value_ = static_cast<T>(parameters[1].initial);
};

/// Threshold<T, Tier>(threshold, value)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto threshold(X&& x, double threshold = 0, double value = 0) {
    using T = core::element_of<X>;
    return Threshold<T, Tier>(static_cast<T>(threshold), static_cast<T>(value))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(threshold);

}  // namespace ACTFN_ISA
}  // namespace actfn
