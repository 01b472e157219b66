#pragma once

#include <array>
#include <limits>
#include <string_view>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/math/constant.hpp"
#include "actfn/math/erf.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/scaled.hpp"
#include "actfn/simd/exponent.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The dynamic error function (Derf), without the factor and the sum per channel that may follow it.
///
///     f(x)   = erf(z) with z = alpha x + shift
///     f'(x)  = 2 / sqrt(pi) * alpha e^(-z^2)        f''(x) = -4 / sqrt(pi) * alpha^2 z e^(-z^2)
///
/// There is no f' from output: it has no closed form.
/// Parameters: alpha = 0.5, shift = 0, finite.
/// Special values: for alpha > 0 f(-inf) = -1, f(inf) = 1, with a shift of 0 f(-0) = -0; f'(+-inf) = 0; f''(-inf) = 0,
/// f''(inf) = -0. With alpha = 0 f is erf(shift). NaN gives NaN. Range [-1, 1].
/// Throws std::invalid_argument for a parameter that is not finite.
/// Source: Chen, Zhu, He and Liu, "Stronger normalization-free transformers", 2025.
template <class T = float, class Tier = standard>
struct DynamicErf : Elementwise<DynamicErf<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "dynamic_erf";
    static constexpr bool interleaved = true;
    static constexpr int cost = 40;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.25, 2.75, 4.0, 0});

    static constexpr std::array parameters = {ParameterInfo{"alpha", 0.5}, ParameterInfo{"shift", 0}};

    constexpr DynamicErf() = default;
    constexpr explicit DynamicErf(T alpha, T shift)
        : alpha_(core::valid<DynamicErf, 0>(alpha)), shift_(core::valid<DynamicErf, 1>(shift)) {}
    constexpr T alpha() const { return alpha_.value; }
    constexpr T shift() const { return shift_.value; }
    constexpr std::array<T, 2> parameter_values() const { return {alpha(), shift()}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const auto z = sum(x);
        const auto lifted = this->lifted(x, z.high);
        const V next_to_zero = core::scale(math::constant<V>(1.1283791670955125739) * lifted.z, lifted.minus_exponent);
        return math::select(lifted.tiny, next_to_zero, math::erf(z.high));
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const auto e = decay(sum(x));
        const V factor = math::constant<V>(1.1283791670955125739) * significand<V>();
        return core::scale(math::fma(factor, e.fraction, factor), e.power + exponent<V>());
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const auto z = sum(x);
        const auto e = decay(z);
        const auto lifted = this->lifted(x, z.high);
        const V factor = lifted.z * (math::constant<V>(-2.2567583341910251478) * (significand<V>() * significand<V>()));
        return core::scale(math::fma(factor, e.fraction, factor),
                           e.power + (exponent<V>() + exponent<V>()) + lifted.minus_exponent);
    }
    /// df / dalpha = 2 / sqrt(pi) * x e^(-z^2) and df / dshift = 2 / sqrt(pi) * e^(-z^2).
    template <Value V>
    ACTFN_INLINE std::array<V, 2> parameter_gradients(V x) const {
        using S = scalar_of<V>;
        using Limits = std::numeric_limits<S>;
        const auto e = decay(sum(x));
        const V half = math::constant<V>(0.56418958354775628695);
        const V density = math::fma(half, e.fraction, half);
        const V power = e.power + V(1);
        // scale() rounds once a number that is neither great nor tiny.
        constexpr S exponent = Limits::digits > 24 ? S(512) : S(64);
        constexpr S upper = Limits::digits > 24 ? S(0x1p512) : S(0x1p64);
        const auto great = (math::abs)(x) > V(S(0x1p60));
        const auto tiny = (math::abs)(x) < V(S(0x1p-60));
        const V factor = math::select(great, x * V(1 / upper), math::select(tiny, x * V(upper), x));
        const V lifted = math::select(great, V(exponent), math::select(tiny, V(-exponent), V(0)));
        const V limit(core::equal(alpha_.value, T(0)) ? Limits::infinity() : 0);
        const V product = math::select(core::equal((math::abs)(x), V(Limits::infinity())), math::copysign(limit, x),
                                       core::scale(density * factor, power + lifted));
        return {product, core::scale(density, power)};
    }

    friend constexpr bool operator==(const DynamicErf&, const DynamicErf&) = default;

private:
    template <Value V>
    ACTFN_INLINE V significand() const {
        return V(static_cast<scalar_of<V>>(alpha_.significand));
    }
    template <Value V>
    ACTFN_INLINE V exponent() const {
        return V(static_cast<scalar_of<V>>(alpha_.exponent));
    }

    /// z and its rounding error, but no more than where f'' is 0 for any alpha.
    template <Value V>
    ACTFN_INLINE math::TwoParts<V> sum(V x) const {
        using S = scalar_of<V>;
        constexpr S end =
            std::numeric_limits<S>::digits > 24 ? 46.5 : 17;  // e^(-end^2) is not less than Exponential can have
        constexpr S half_of_max = (std::numeric_limits<S>::max)() / 2;
        // Divided by 4 where the sum might overflow.
        const auto shift = static_cast<S>(shift_.value);
        const S unit = (math::abs)(shift) > S(0x1p100) ? S(0.25) : S(1);
        const S alpha = static_cast<S>(alpha_.value) * unit;
        const S steepness = (math::abs)(alpha);
        const S otherwise = core::equal(steepness, S(0)) ? half_of_max : std::numeric_limits<S>::infinity();
        const S greatest = math::quotient_if(steepness > 1, half_of_max, steepness, otherwise);
        const V bounded = (math::max)(V(-greatest), (math::min)(V(greatest), x));
        const auto product = math::product(V(alpha), bounded);
        V high = product.product;
        V low = product.low;
        if (!core::equal(shift, S(0))) {  // else the sum would lose the sign of a product of -0
            const auto first = math::two_sum(product.product, V(shift * unit));
            const auto both = math::two_sum(first.first, first.second + product.low);
            // Of an infinite product the rounding error is a NaN.
            constexpr S max = (std::numeric_limits<S>::max)();
            high = math::select((math::abs)(product.product) > V(max), product.product, both.first);
            low = both.second;
        }
        const V within = (math::max)(V(-end * unit), (math::min)(V(end * unit), high));
        math::TwoParts<V> z;  // members are assigned in place: see product_plus()
        z.low = math::select(core::equal(within, high), low, V(0)) * V(1 / unit);
        z.high = within * V(1 / unit);
        return z;
    }
    /// z, if it is tiny times a power of two: it may be subnormal where the result is not.
    template <Value V>
    struct Lifted {
        decltype(V() < V()) tiny;
        V z;
        V minus_exponent;
    };
    template <Value V>
    ACTFN_INLINE Lifted<V> lifted(V x, V z) const {
        using S = scalar_of<V>;
        constexpr S exponent = std::numeric_limits<S>::digits > 24 ? 510 : 62;
        Lifted<V> result;  // members are assigned in place: see rounded_power()
        result.tiny = (math::abs)(z) < V(S(0x1p-60));
        result.minus_exponent = math::select((math::abs)(x) < V(1), V(-exponent), V(0));
        result.minus_exponent = math::select(result.tiny, result.minus_exponent, V(0));
        const auto shift = static_cast<S>(shift_.value);
        result.z = z;
        if ((math::abs)(shift) > S(0x1p60)) return result;  // beside such a shift z is 0 if it is tiny
        const V exponents = math::negate(result.minus_exponent);
        const V product_factor = core::scale(math::select(result.tiny, x, V(0)), exponents);
        const V alpha = core::spread<V>(alpha_.value);
        // The sum with 0 would lose the sign of a product of -0.
        const V lifted = core::equal(shift, S(0))
                             ? alpha * product_factor
                             : math::multiply_add(alpha, product_factor, core::scale(V(shift), exponents));
        result.z = math::select(result.tiny, lifted, z);
        return result;
    }
    /// e^(-z^2).
    template <Value V>
    ACTFN_INLINE static math::Exponential<V> decay(const math::TwoParts<V>& z) {
        const auto square = math::product(z.high, z.high);
        const V low = math::fma(z.high + z.high, z.low, square.low);
        return math::exponential_within(math::negate(square.product), math::negate(low));
    }

    core::Parameter<T> alpha_ = static_cast<T>(parameters[0].initial);
    core::Parameter<T> shift_ = static_cast<T>(parameters[1].initial);
};

/// DynamicErf<T, Tier>(alpha, shift)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto dynamic_erf(X&& x, double alpha = 0.5, double shift = 0) {
    using T = core::element_of<X>;
    return DynamicErf<T, Tier>(static_cast<T>(alpha), static_cast<T>(shift))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(dynamic_erf);

}  // namespace ACTFN_ISA
}  // namespace actfn
