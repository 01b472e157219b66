#pragma once

#include <concepts>
#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/gelu_tanh.hpp"
#include "actfn/math/logistic_product.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/math/scaled.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The approximation of GELU by tanh, with the logistic function s.
///
///     f(x)   = x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) = x s(z), z = 2 sqrt(2 / pi) (x + 0.044715 x^3)
///     f'(x)  = s(z) + x z' s'(z)        f''(x) = (2 z' + x z'') s'(z) + x z'^2 s''(z)
///     f' from output: none, since two inputs have the same output
///
/// The constants are the real numbers, not their roundings to T.
/// Special values: f(-inf) = -0, f(+-0) = +-0, f(inf) = inf; f'(-inf) = -0, f'(0) = 1/2, f'(inf) = 1; f''(0) = sqrt(2 / pi),
/// f''(+-inf) = -0; NaN gives NaN. Range [-0.1700408, inf], with the minimum at x = -0.7524614, which is the root of f'.
/// f'' has the roots +-1.4185040.
/// Source: Hendrycks and Gimpel, "Gaussian error linear units", 2016.
template <class T = float, class Tier = standard>
struct GELUTanh : Elementwise<GELUTanh<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "gelu_tanh";
    static constexpr bool interleaved = true;
    static constexpr int cost = 25;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.5, 4.0, 6.0, 0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using C = math::GeluTanhConstants<scalar_of<V>>;
        const V bounded = (math::max)(V(-C::limit), x);
        const auto z = math::gelu_tanh_reduced<-1, compensated>((math::min)(V(C::greatest), bounded),
                                                                math::minus_power_constant<scalar_of<V>>);
        const V y = math::logistic_product_reduced(bounded, z.sum, z.r);
        if constexpr (std::same_as<Tier, exact>) return math::beside_tie(y, x);  // x / 2 (1 + 0.798 x)
        return y;
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        constexpr int higher = math::GeluTanhConstants<scalar_of<V>>::higher;
        const V m = minus_magnitude(x);
        const auto z = math::gelu_tanh_reduced<1, compensated>(m, core::power_constant<scalar_of<V>, higher>);
        const V power = core::power_from_low_bits(z.sum);
        const V fraction = math::expm1_near_zero(z.r);
        const auto slope = math::gelu_tanh_slope(m);
        const V v = m * slope.high;
        const V v_low = math::fma(m, slope.low, math::product(m, slope.high).low);
        return math::logistic_product_gradient_reduced<higher>(x, power, fraction, v, v_low);
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        using S = scalar_of<V>;
        using C = math::GeluTanhConstants<S>;
        constexpr S constant = core::power_constant<S>;
        const V m = minus_magnitude(x);
        const auto z = math::gelu_tanh_reduced<1, true>(m, constant);
        const math::Exponential<V> e = {math::expm1_near_zero(z.r), core::opaque(z.sum - V(constant))};
        const V power = core::power_of_two(e.power);
        const V lesser = power * e.fraction;
        // s'(z) (linear - bent (1 - t) / (1 + t)) with linear = 2 z' + x z'' = 4 z' - 2 a and bent = x z'^2, each in two parts.
        const auto slope = math::gelu_tanh_slope(m);
        const auto [linear, rounding] = math::two_sum(V(4) * slope.high, V(-2 * C::slope));
        const V linear_low = rounding + math::fma(V(4), slope.low, V(-2 * C::slope_low));
        const auto v = math::product(m, slope.high);
        const auto minus_bent = math::product(v.product, slope.high);
        const V v_low = math::fma(m, slope.low, v.low);
        const V minus_bent_low = minus_bent.low + math::fma(v.product, slope.low, v_low * slope.high);
        // (linear - bent) + t (linear + bent), in which t = power + small.
        const auto [first, first_low] = math::two_sum(linear, minus_bent.product);
        const auto [second, second_low] = math::two_sum(first, power * linear);
        const auto [third, third_low] = math::two_sum(second, math::negate(power * minus_bent.product));
        const V t = power + lesser;
        const V low =
            math::fma(V(1) + t, linear_low, (V(1) - t) * minus_bent_low) + (first_low + second_low) + third_low;
        const V sum = math::fma(lesser, linear - minus_bent.product, third + low);
        return math::logistic_product_curvature_reduced(core::Parameter<T>(1), sum, e);
    }

    friend constexpr bool operator==(const GELUTanh&, const GELUTanh&) = default;

private:
    static constexpr bool compensated = std::same_as<Tier, standard>;

    /// -abs(x), but not less than where the derivatives are 0.
    template <Value V>
    ACTFN_INLINE static V minus_magnitude(V x) {
        return (math::max)(V(-math::GeluTanhConstants<scalar_of<V>>::limit), math::negative_abs(x));
    }
};

/// GELUTanh<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto gelu_tanh(X&& x) {
    return GELUTanh<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(gelu_tanh);

}  // namespace ACTFN_ISA
}  // namespace actfn
