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
#include "actfn/math/logistic.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/math/scaled.hpp"
#include "actfn/math/tanh.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// For tanh of a product that may be tiny: a power of two that makes it large enough, and numbers small enough for that, by
/// element type.
template <class T>
struct LiftConstants;
template <>
struct LiftConstants<float> {
    static constexpr float exponent = 62.0f;
    static constexpr float power = 0x1p62f;
    static constexpr float greatest = 0x1p63f;
};
template <>
struct LiftConstants<double> {
    static constexpr double exponent = 510.0;
    static constexpr double power = 0x1p510;
    static constexpr double greatest = 0x1p511;
};

}  // namespace math

/// The dynamic tanh (DyT), without the factor and the sum per channel that may follow it.
///
///     f(x)   = tanh(z) with z = alpha x
///     f'(x)  = alpha (1 - tanh(z)^2) = 4 alpha t / (1 + t)^2 with t = e^-2abs(z)
///     f''(x) = -2 alpha^2 tanh(z) (1 - tanh(z)^2)
///     f' from output: alpha (1 - y) (1 + y)
///
/// Parameter: alpha = 0.5, finite.
/// Special values: for alpha > 0 f(-inf) = -1, f(-0) = -0, f(inf) = 1; f'(+-inf) = 0, f'(0) = alpha; f''(+-0) = -+0,
/// f''(+-inf) = -+0. f is odd in alpha; with alpha = 0 it is a zero with the sign of x. NaN gives NaN. Range [-1, 1].
/// Throws std::invalid_argument for an alpha that is not finite.
/// Source: Zhu, Chen, He, LeCun and Liu, "Transformers without normalization", 2025.
template <class T = float, class Tier = standard>
struct DynamicTanh : Elementwise<DynamicTanh<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "dynamic_tanh";
    static constexpr bool interleaved = true;
    static constexpr int cost = 25;
    static constexpr Bounds bounds =
        core::bounds<T, Tier>({ACTFN_FUSED ? 2.5 : 2.75, ACTFN_FUSED ? 3.0 : 3.5, 5.0, 2.5});

    static constexpr std::array parameters = {ParameterInfo{"alpha", 0.5}};

    constexpr DynamicTanh() = default;
    constexpr explicit DynamicTanh(T alpha) : alpha_(core::valid<DynamicTanh, 0>(alpha)) {}
    constexpr T alpha() const { return alpha_.value; }
    constexpr std::array<T, 1> parameter_values() const { return {alpha()}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const auto z = scaled((math::abs)(x));
        const V sign = signed_by_alpha(x);
        if constexpr (std::same_as<Tier, exact>) {
            const V minus_square = math::negate(z.product) * z.product;  // z (1 - z^2 / 3)
            return math::copysign(math::beside_tie(math::tanh(z.product), minus_square), sign);
        } else {
            return math::copysign(math::tanh(z.product, z.low), sign);
        }
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const auto e = decay(scaled((math::abs)(x)));
        const V quotient = math::logistic_gradient_significand(e, significand<V>());
        return core::scale(quotient, e.power + V(static_cast<scalar_of<V>>(alpha_.exponent) + 2));
    }
    /// 8 alpha^2 t (1 - t) / (1 + t)^3 with the sign of -z.
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        using S = scalar_of<V>;
        using Lift = math::LiftConstants<S>;
        const V magnitude = bounded((math::abs)(x));
        const auto z = alpha_times(magnitude);
        const auto e = decay(z);
        const V t = e.value();
        // 1 - t is 2 z where z is tiny, which may be subnormal where the result is not. opaque: -ffast-math would multiply
        // the constants, which overflows.
        const V lifted = core::spread<V>(this->magnitude()) *
                         core::opaque((math::min)(V(Lift::greatest), magnitude) * V(Lift::power));
        const auto tiny = z.product < V(S(0x1p-60));
        const V difference = math::select(tiny, lifted + lifted, math::negate(e.minus_one()));
        const V power = math::select(tiny, V(-Lift::exponent), e.power);
        const auto square = math::product(significand<V>() * V(2), significand<V>() * V(4));
        const V above = (square.product + math::fma(square.product, e.fraction, square.low)) * difference;
        const V quotient = math::divide(above, math::fma(t, V(2) + t, V(1)) * (V(1) + t));
        V y = core::scale(quotient, power + V(2 * static_cast<S>(alpha_.exponent)));
        if constexpr (std::same_as<Tier, exact>)
            y = math::beside_tie(y, math::negate(z.product) * z.product);  // 2 alpha^2 z (1 - ...)
        return math::copysign(y, math::negate(signed_by_alpha(x)));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return core::spread<V>(alpha_.value) * ((V(1) - y) * (V(1) + y));
    }
    /// df / dalpha = x (1 - tanh(z)^2), also for alpha = 0.
    template <Value V>
    ACTFN_INLINE std::array<V, 1> parameter_gradients(V x) const {
        using Limits = std::numeric_limits<scalar_of<V>>;
        const V magnitude = bounded((math::abs)(x));
        const auto e = decay(alpha_times(magnitude));
        // An x below 2^100 is not scaled: it may be subnormal.
        const V slope = math::times_logistic_gradient(V(4), magnitude, e, (math::max)(V(-120), e.power));
        const V limit(core::equal(alpha_.value, T(0)) ? Limits::infinity() : 0);
        const V y = math::select(core::equal((math::abs)(x), V(Limits::infinity())), limit, slope);
        return {math::copysign(y, x)};
    }

    friend constexpr bool operator==(const DynamicTanh& a, const DynamicTanh& b) { return a.alpha_ == b.alpha_; }

private:
    using C = core::compute_t<T, Tier>;

    /// The x for which abs(alpha) x is so great that the derivatives are 0, or the product with a lesser one is finite.
    static constexpr C end_of(C alpha) {
        using Limits = std::numeric_limits<C>;
        const bool none = core::equal(alpha, C(0));
        return math::finite_quotient(-math::ExponentialConstants<C>::least, alpha < 0 ? -alpha : alpha,
                                     none ? (Limits::max)() : Limits::infinity());
    }

    constexpr T magnitude() const { return alpha_.value < 0 ? -alpha_.value : alpha_.value; }

    template <Value V>
    ACTFN_INLINE V significand() const {
        return V(static_cast<scalar_of<V>>(alpha_.significand));
    }
    template <Value V>
    ACTFN_INLINE V signed_by_alpha(V x) const {
        return alpha_.value < 0 ? math::negate(x) : x;
    }
    /// abs(x), but not more than where the derivatives are 0, so that the product with alpha is finite where x is.
    template <Value V>
    ACTFN_INLINE V bounded(V x) const {
        return (math::min)(V(end_), x);
    }
    /// The magnitude of alpha times an x >= 0, and its rounding error.
    template <Value V>
    ACTFN_INLINE math::Product<V> alpha_times(V x) const {
        const V size = core::spread<V>(magnitude());
        if constexpr (std::same_as<Tier, exact>) {
            return {size * x, V(0)};  // the product of two floats is exact in double
        } else {
            return math::product(size, x);
        }
    }
    template <Value V>
    ACTFN_INLINE math::Product<V> scaled(V x) const {
        return alpha_times(bounded(x));
    }
    /// e^-2z, down to where it is 0 times the square of the largest number.
    template <Value V>
    ACTFN_INLINE static math::Exponential<V> decay(const math::Product<V>& z) {
        constexpr auto least = math::ExponentialConstants<core::precision_of<V>>::least * scalar_of<V>(1.5);
        const V minus_twice = math::negate(z.product + z.product);
        const V within = (math::max)(V(least), minus_twice);
        const V low = math::negate(z.low + z.low);
        return math::exponential_within(within, math::select(core::equal(within, minus_twice), low, V(0)));
    }

    core::Parameter<T> alpha_ = static_cast<T>(parameters[0].initial);
    C end_ = end_of(static_cast<C>(alpha_.value));
};

/// DynamicTanh<T, Tier>(alpha)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto dynamic_tanh(X&& x, double alpha = 0.5) {
    using T = core::element_of<X>;
    return DynamicTanh<T, Tier>(static_cast<T>(alpha))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(dynamic_tanh);

}  // namespace ACTFN_ISA
}  // namespace actfn
