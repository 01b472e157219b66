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
#include "actfn/math/exp.hpp"
#include "actfn/math/exp_remainder.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/math/scaled.hpp"
#include "actfn/simd/exponent.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The continuously differentiable exponential linear unit.
///
///     f(x)   = x for x > 0, alpha (e^(x / alpha) - 1) otherwise
///     f'(x)  = 1 for x > 0, e^(x / alpha) otherwise
///     f''(x) = 0 for x > 0, e^(x / alpha) / alpha otherwise
///     f' from output: 1 for y > 0, (y + alpha) / alpha otherwise
///
/// Parameter: alpha = 1, finite and > 0.
/// Special values: f(-inf) = -alpha, f(-0) = -0, f(inf) = inf; f'(0) = 1, f''(0) = 1 / alpha, f'(-inf) = 0; NaN gives NaN.
/// Range [-alpha, inf]. Throws std::invalid_argument for an alpha that is not finite or not > 0.
/// Source: Barron, "Continuously differentiable exponential linear units", 2017.
template <class T = float, class Tier = standard>
struct CELU : Elementwise<CELU<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "celu";
    static constexpr bool interleaved = true;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.5, 1.5, 1.75, 1.5});

    static constexpr std::array parameters = {ParameterInfo{"alpha", 1, Valid::positive}};

    constexpr CELU() = default;
    constexpr explicit CELU(T alpha) : alpha_(core::valid<CELU, 0>(alpha)) {}
    constexpr T alpha() const { return alpha_.value; }
    constexpr std::array<T, 1> parameter_values() const { return {alpha()}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const auto z = quotient(x);
        const auto e = math::exponential_within(z.product, z.low);
        const V alpha = core::spread<V>(alpha_.value);
        const V scaled = core::opaque(alpha * core::power_of_two(e.power));
        // Next to 0 it is x. There the quotient may be a subnormal number.
        constexpr auto limit = -std::numeric_limits<scalar_of<V>>::epsilon() / 4;
        return math::select(z.product > V(limit), x, math::fma(scaled, e.fraction, scaled - alpha));
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const auto z = quotient(x);
        return math::select(x > V(0), V(1), math::exponential_within(z.product, z.low).value());
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const auto z = quotient(x);
        const auto e = math::exponential_within(z.product, z.low);
        const auto inverse = math::reciprocal(scalar_of<V>(alpha_.significand));
        const V of_inverse = V(inverse.value) + math::fma(V(inverse.value), e.fraction, V(inverse.low));
        return math::select(x > V(0), V(0), core::scale(of_inverse, e.power - core::spread<V>(alpha_.exponent)));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        const V alpha = core::spread<V>(alpha_.value);
        return math::select(y > V(0), V(1), math::divide((math::min)(V(0), y) + alpha, alpha));
    }
    /// df / dalpha = 0 for x > 0, e^z (1 - z) - 1 with z = x / alpha otherwise.
    template <Value V>
    ACTFN_INLINE std::array<V, 1> parameter_gradients(V x) const {
        const auto z = quotient(x);
        const auto [e, rest] = math::exponential_with_rest(z.product);
        // Around 0 -z^2 (1/2 + z (1/2 - rest (1 - z))), with e^z = 1 + z + z^2 (1/2 + z rest).
        const V half = V(scalar_of<V>(0.5));
        const V few = (math::max)(V(-1), z.product);
        const V one_minus = V(1) - few;
        const V inner = math::negate(few * few) * math::fma(few, math::fma(math::negate(rest), one_minus, half), half);
        // Beyond the sum, which nearly cancels, with what the roundings of its terms lose.
        const auto [high, low] = e.value();
        const auto line = math::two_sum(V(1), math::negate(core::opaque(z.product)));
        const auto product = math::product(line.first, high);
        const V lesser = math::fma(line.first, low, math::fma(line.second, high, product.low));
        const V outer = (core::opaque(product.product) - V(1)) + lesser;
        const V y = math::select(e.power > V(scalar_of<V>(-0.5)), inner, outer);
        if constexpr (std::same_as<Tier, exact>) return {math::beside_tie(y, z.product)};  // -z^2 / 2 (1 + 2 z / 3)
        // The low part may outweigh a y that is 0.
        return {math::negative_abs(math::fma(z.product * high, math::negate(z.low), y))};
    }

    friend constexpr bool operator==(const CELU&, const CELU&) = default;

private:
    /// x / alpha = product + low for x <= 0, but 0 for x > 0 and not less than where f'' is 0 for any alpha. It is that of the
    /// significands, so that the inverse of alpha neither overflows nor loses digits.
    template <Value V>
    ACTFN_INLINE math::Product<V> quotient(V x) const {
        using C = scalar_of<V>;
        using Limits = std::numeric_limits<C>;
        constexpr C least = C(-1.5) * (Limits::digits - Limits::min_exponent);
        const auto alpha = static_cast<C>(alpha_.value);
        const V bounded = (math::max)(V(alpha < 1 ? alpha * least : -Limits::infinity()), (math::min)(V(0), x));
        const V scaled = core::scale(bounded, core::spread<V>(-alpha_.exponent));
        const V of_significand = (math::max)(V(2 * least), scaled);
        const auto inverse = math::reciprocal(static_cast<C>(alpha_.significand));
        math::Product<V> z = math::product(of_significand, V(inverse.value));
        z.low = math::fma(of_significand, V(inverse.low), z.low);
        return z;
    }

    core::Parameter<T> alpha_ = static_cast<T>(parameters[0].initial);
};

/// CELU<T, Tier>(alpha)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto celu(X&& x, double alpha = 1) {
    using T = core::element_of<X>;
    return CELU<T, Tier>(static_cast<T>(alpha))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(celu);

}  // namespace ACTFN_ISA
}  // namespace actfn
