#pragma once

#include <array>
#include <string_view>
#include <type_traits>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/simd/convert.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The randomized leaky rectified linear unit in evaluation: a leaky ReLU whose slope is the mean of the distribution
/// that training (RReLUTraining) draws from.
///
///     f(x) = x for x > 0, slope * x otherwise, slope = (lower + upper) / 2
///     f'(x) = 1 for x > 0, slope otherwise        f''(x) = 0
///     f' from output: 1 for y > 0, slope otherwise; throws for a slope < 0, where y does not determine x
///
/// Parameters: lower = 1/8, upper = 1/3, finite, lower <= upper.
/// Special values: f(-inf) = -inf * slope, but 0 for a slope of 0; f(-0) = -0; f(inf) = inf; f'(0) = slope;
/// NaN gives NaN. Throws std::invalid_argument for lower > upper and for parameters that are not finite.
/// Source: Xu, Wang, Chen and Li, "Empirical evaluation of rectified activations in convolutional network", 2015.
template <class T = float, class Tier = standard>
struct RReLU : Elementwise<RReLU<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "rrelu";
    static constexpr int cost = 2;
    static constexpr bool exact_in_element_type = true;  // in the exact tier, from the wider type
    static constexpr Bounds bounds = core::bounds<T, Tier>({1.5, 0.5, 0, 0.5});

    static constexpr std::array parameters = {ParameterInfo{"lower", 1.0 / 8},
                                              ParameterInfo{"upper", 1.0 / 3, Valid::not_below_previous}};

    constexpr RReLU() : RReLU(static_cast<T>(parameters[0].initial), static_cast<T>(parameters[1].initial)) {}
    constexpr explicit RReLU(T lower, T upper)
        : lower_(core::valid<RReLU, 0>(lower)),
          upper_(core::valid<RReLU, 1>(upper)),
          slope_(mean(Compute(lower), Compute(upper))) {
        core::require_ordered<RReLU>(lower, upper);
    }
    constexpr T lower() const { return lower_; }
    constexpr T upper() const { return upper_; }
    constexpr std::array<T, 2> parameter_values() const { return {lower_, upper_}; }
    constexpr T slope() const { return static_cast<T>(slope_); }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return math::leaky(x, slope_);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::leaky_gradient(x, core::spread<V>(slope_));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::constant_of(x, V(0));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return gradient(y);
    }
    void check_from_output() const { core::require_output_determines_input(slope_, name, "slope"); }

    friend constexpr bool operator==(const RReLU& a, const RReLU& b) {
        return core::equal(a.lower_, b.lower_) && core::equal(a.upper_, b.upper_);
    }

private:
    using Compute = core::compute_t<T, Tier>;

    static constexpr Compute mean(Compute a, Compute b) {
        // Halves of numbers next to zero may not be exact, and the sum of great ones overflows.
        if (a > -2 && a < 2 && b > -2 && b < 2) return (a + b) / 2;
        const Compute half = a / 2;
        // opaque: -ffast-math would halve the sum
        return (std::is_constant_evaluated() ? half : core::opaque(half)) + b / 2;
    }

    T lower_;
    T upper_;
    Compute slope_;  // T may not represent the mean exactly
};

/// RReLU<T, Tier>(lower, upper)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto rrelu(X&& x, double lower = 1.0 / 8, double upper = 1.0 / 3) {
    using T = core::element_of<X>;
    return RReLU<T, Tier>(static_cast<T>(lower), static_cast<T>(upper))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(rrelu);

}  // namespace ACTFN_ISA
}  // namespace actfn
