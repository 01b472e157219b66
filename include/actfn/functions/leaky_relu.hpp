#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/math/piecewise.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The leaky rectified linear unit.
///
///     f(x) = x for x > 0, slope * x otherwise        f'(x) = 1 for x > 0, slope otherwise        f''(x) = 0
///     f' from output: 1 for y > 0, slope otherwise; throws for a slope < 0, where y does not determine x
///
/// Parameter: slope = 0.01, finite.
/// Special values: f(-inf) = -inf * slope, but 0 for a slope of 0; f(-0) = -0; f(inf) = inf; f'(0) = slope;
/// NaN gives NaN. Throws std::invalid_argument for a slope that is not finite.
/// Source: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models", ICML 2013.
template <class T = float, class Tier = standard>
struct LeakyReLU : Elementwise<LeakyReLU<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "leaky_relu";
    static constexpr int cost = 2;
    static constexpr bool exact_in_element_type = true;
    static constexpr Bounds bounds = {0.5, 0, 0, 0};

    static constexpr std::array parameters = {ParameterInfo{"slope", 0.01}};

    constexpr LeakyReLU() = default;
    constexpr explicit LeakyReLU(T slope) : slope_(core::valid<LeakyReLU, 0>(slope)) {}
    constexpr T slope() const { return slope_; }
    constexpr std::array<T, 1> parameter_values() const { return {slope_}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return math::leaky(x, slope_);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::leaky_gradient(x, V(scalar_of<V>(slope_)));
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

    friend constexpr bool operator==(const LeakyReLU& a, const LeakyReLU& b) { return core::equal(a.slope_, b.slope_); }

private:
    T slope_ = static_cast<T>(parameters[0].initial);
};

/// LeakyReLU<T, Tier>(slope)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto leaky_relu(X&& x, double slope = 0.01) {
    using T = core::element_of<X>;
    return LeakyReLU<T, Tier>(static_cast<T>(slope))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(leaky_relu);

}  // namespace ACTFN_ISA
}  // namespace actfn
