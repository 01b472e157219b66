#pragma once

#include <array>
#include <concepts>
#include <string_view>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/math/scaled.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The exponential linear unit.
///
///     f(x)   = x for x > 0, alpha (e^x - 1) otherwise
///     f'(x)  = 1 for x > 0, alpha e^x otherwise
///     f''(x) = 0 for x > 0, alpha e^x otherwise
///     f' from output: 1 for y > 0, y + alpha otherwise; throws for an alpha < 0, where y does not determine x
///
/// Parameter: alpha = 1, finite.
/// Special values: f(-inf) = -alpha, f(-0) = -0, f(inf) = inf; f'(0) = f''(0) = alpha, f'(-inf) = 0; NaN gives NaN.
/// Range [-alpha, inf] for alpha >= 0. Throws std::invalid_argument for an alpha that is not finite.
/// Source: Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by exponential linear units",
/// 2015.
template <class T = float, class Tier = standard>
struct ELU : Elementwise<ELU<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "elu";
    static constexpr bool interleaved = true;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.0, 1.5, 1.5, 0.5});

    static constexpr std::array parameters = {ParameterInfo{"alpha", 1}};

    constexpr ELU() = default;
    constexpr explicit ELU(T alpha) : alpha_(core::valid<ELU, 0>(alpha)) {}
    constexpr T alpha() const { return alpha_.value; }
    constexpr std::array<T, 1> parameter_values() const { return {alpha()}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        // One of the two is -0, whose addition changes nothing: on AVX2 cheaper than a choice.
        const V below = below_zero(x, core::spread<V>(alpha_.value));
        return below + (math::max)(V(scalar_of<V>(-0.0)), x);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::select(x > V(0), V(1), math::exponential_up_to_one(x).times(alpha_));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::select(x > V(0), V(0), math::exponential_up_to_one(x).times(alpha_));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return math::select(y > V(0), V(1), (math::min)(V(0), y) + core::spread<V>(alpha_.value));
    }
    /// df / dalpha = 0 for x > 0, e^x - 1 otherwise.
    template <Value V>
    ACTFN_INLINE std::array<V, 1> parameter_gradients(V x) const {
        return {below_zero(x, V(1))};
    }
    void check_from_output() const { core::require_output_determines_input(alpha_.value, name, "alpha"); }

    friend constexpr bool operator==(const ELU&, const ELU&) = default;

private:
    /// alpha (e^x - 1) for x <= 0, -0 otherwise.
    template <Value V>
    ACTFN_INLINE static V below_zero(V x, V alpha) {
        const V below = math::expm1_below_zero(x, alpha);
        if constexpr (std::same_as<Tier, exact>) return math::beside_tie(below, x);  // alpha x (1 + x / 2)
        return below;
    }

    core::Parameter<T> alpha_ = static_cast<T>(parameters[0].initial);
};

/// ELU<T, Tier>(alpha)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto elu(X&& x, double alpha = 1) {
    using T = core::element_of<X>;
    return ELU<T, Tier>(static_cast<T>(alpha))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(elu);

}  // namespace ACTFN_ISA
}  // namespace actfn
