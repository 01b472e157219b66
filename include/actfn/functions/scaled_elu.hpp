#pragma once

#include <array>
#include <concepts>
#include <limits>
#include <string_view>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/functions/elu.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/math/scaled.hpp"
#include "actfn/simd/exponent.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The scaled exponential linear unit with given parameters: ONNX's Selu.
///
///     f(x)   = gamma x for x > 0, c (e^x - 1) otherwise, with c = gamma alpha
///     f'(x)  = gamma for x > 0, c e^x otherwise
///     f''(x) = 0 for x > 0, c e^x otherwise
///     f' from output: gamma where y has the sign of gamma, y + c otherwise; throws for an alpha < 0, where y does not determine x
///
/// Parameters: alpha = 1.67326319217681884765625, gamma = 1.05070102214813232421875, finite: ONNX's, which are those of SELU
/// rounded to float. The product c is the real one.
/// Special values: f(-inf) = -c, f(+-0) = gamma * +-0, f(inf) = inf; f'(0) = f''(0) = c, f'(-inf) = 0; with gamma = 0 f is a zero; NaN gives
/// NaN. Throws std::invalid_argument for a parameter that is not finite.
/// Source: Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks", NIPS 2017; ONNX: Selu.
template <class T = float, class Tier = standard>
struct ScaledELU : Elementwise<ScaledELU<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "scaled_elu";
    static constexpr bool interleaved = true;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.5, 2.0, 2.0, 1.5});

    static constexpr std::array parameters = {ParameterInfo{"alpha", 1.67326319217681884765625},
                                              ParameterInfo{"gamma", 1.05070102214813232421875}};

    constexpr ScaledELU() = default;
    constexpr explicit ScaledELU(T alpha, T gamma)
        : alpha_(core::valid<ScaledELU, 0>(alpha)), gamma_(core::valid<ScaledELU, 1>(gamma)) {}
    constexpr T alpha() const { return alpha_.value; }
    constexpr T gamma() const { return gamma_.value; }
    constexpr std::array<T, 2> parameter_values() const { return {alpha(), gamma()}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using S = scalar_of<V>;
        // Next to 0 c x, lifted by a power of two, since neither x nor the result need be normal where the other is.
        constexpr S next_to_zero = 0x1p-60;
        constexpr S lift = std::numeric_limits<S>::digits > 24 ? 1000 : 90;
        const auto c = product<V>();
        const auto tiny = x > V(-next_to_zero);
        const V lifted = core::scale((math::max)(V(-next_to_zero), (math::min)(V(scalar_of<V>(-0.0)), x)), V(lift));
        const V curve = math::expm1_below_zero(x, V(c.significand));
        const auto line_below = math::product(lifted, V(c.significand));
        const V low = math::fma(lifted, V(low_of_product<V>()), line_below.low);
        const V line_of_x =
            math::copysign(line_below.product + low, line_below.product);  // the sum loses the sign of -0
        const V m = math::select(tiny, line_of_x, curve);
        V below = core::scale(m, math::select(tiny, V(c.exponent - lift), V(c.exponent)));
        if constexpr (std::same_as<Tier, exact>) {
            // c x (1 + x / 2), and -c (1 - e^x), of which c may have twice the digits of a T.
            const V end = V(-std::numeric_limits<S>::infinity());
            const V saturated = math::select(core::equal(x, end), V(0), V(-next_to_zero));
            below = math::beside_tie(below, math::select(x < V(-30), saturated, x));
        }
        return math::select(x < V(0), below, line(x));
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::select(x > V(0), core::spread<V>(gamma_.value), exponential(x));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::select(x > V(0), V(0), exponential(x));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        using S = scalar_of<V>;
        using Limits = std::numeric_limits<S>;
        // As if gamma were positive, and in 16ths where c may overflow, which y + c need not. Near the end of the range only
        // what the rounding of c loses is left of the sum.
        const S sign = gamma_.value < 0 ? S(-1) : S(1);
        const auto c = product<V>();
        const bool great = c.exponent > S(Limits::max_exponent - 4);
        const S exponent = great ? (math::min)(S(Limits::max_exponent + 1), c.exponent) - S(4) : c.exponent;
        const V end = V((math::abs)(core::scale(c.significand, exponent)));
        const V low = V(core::scale(low_of_product<V>(), exponent) * sign);
        const V turned = y * V(sign);
        const auto above = turned > V(0);
        const V below = (math::max)(V(Limits::lowest()), (math::min)(V(0), turned)) * V(great ? S(0.0625) : S(1));
        V sum = core::opaque(below + end) + low;
        if constexpr (std::same_as<Tier, exact>) sum = math::sum_beside_tie(sum, below, end);
        const V least = V(gamma_.value < 0 ? Limits::lowest() : S(0));
        // opaque: a compiler would multiply first and then select.
        const V unit = core::opaque(math::select(above, V(0), V(great ? S(16) * sign : sign)));
        return math::select(above, core::spread<V>(gamma_.value), (math::max)(least, sum) * unit);
    }
    /// df / dalpha = 0 for x > 0, gamma (e^x - 1) otherwise; df / dgamma = x for x > 0, alpha (e^x - 1) otherwise.
    template <Value V>
    ACTFN_INLINE std::array<V, 2> parameter_gradients(V x) const {
        return {ELU<T, Tier>(gamma()).value((math::min)(V(0), x)), ELU<T, Tier>(alpha()).value(x)};
    }
    void check_from_output() const { core::require_output_determines_input(alpha_.value, name, "alpha"); }

    friend constexpr bool operator==(const ScaledELU&, const ScaledELU&) = default;

private:
    /// c, whose significand is less than 4.
    template <Value V>
    ACTFN_INLINE auto product() const {
        using S = scalar_of<V>;
        core::Parameter<S> c = static_cast<S>(alpha_.significand) * static_cast<S>(gamma_.significand);
        c.significand = c.value;
        c.exponent = static_cast<S>(alpha_.exponent) + static_cast<S>(gamma_.exponent);
        return c;
    }
    /// What the rounding of its significand loses.
    template <Value V>
    ACTFN_INLINE scalar_of<V> low_of_product() const {
        using S = scalar_of<V>;
        return math::product(static_cast<S>(alpha_.significand), static_cast<S>(gamma_.significand)).low;
    }
    /// c e^x for x <= 0, down to where it is 0 for any c.
    template <Value V>
    ACTFN_INLINE V exponential(V x) const {
        constexpr auto least = math::ExponentialConstants<scalar_of<V>>::least * scalar_of<V>(1.5);
        // For x > 0, where it is not chosen, c itself may overflow.
        const V bounded = math::select(x > V(0), V(least), (math::max)(V(least), x));
        const V y = math::exponential_within(bounded).times(product<V>());
        if constexpr (std::same_as<Tier, exact>) return math::beside_tie(y, x);  // c (1 + x)
        return y;
    }
    /// gamma x for x >= 0, which is 0 for a gamma of 0 at infinity, too.
    template <Value V>
    ACTFN_INLINE V line(V x) const {
        using Limits = std::numeric_limits<scalar_of<V>>;
        const bool level = core::equal(gamma_.value, T(0));
        // Where it is not chosen, the product might overflow.
        const V bounded = (math::max)(V(-1), (math::min)(V(level ? (Limits::max)() : Limits::infinity()), x));
        return core::spread<V>(gamma_.value) * bounded;
    }

    core::Parameter<T> alpha_ = static_cast<T>(parameters[0].initial);
    core::Parameter<T> gamma_ = static_cast<T>(parameters[1].initial);
};

/// ScaledELU<T, Tier>(alpha, gamma)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto scaled_elu(X&& x, double alpha = 1.67326319217681884765625, double gamma = 1.05070102214813232421875) {
    using T = core::element_of<X>;
    return ScaledELU<T, Tier>(static_cast<T>(alpha), static_cast<T>(gamma))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(scaled_elu);

}  // namespace ACTFN_ISA
}  // namespace actfn
