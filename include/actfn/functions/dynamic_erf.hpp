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
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.5, 4.0, 4.0, 0});

    static constexpr std::array parameters = {ParameterInfo{"alpha", 0.5}, ParameterInfo{"shift", 0}};

    constexpr DynamicErf() = default;
    constexpr explicit DynamicErf(T alpha, T shift)
        : alpha_(core::valid<DynamicErf, 0>(alpha)), shift_(core::valid<DynamicErf, 1>(shift)) {}
    constexpr T alpha() const { return alpha_.value; }
    constexpr T shift() const { return shift_.value; }
    constexpr std::array<T, 2> parameter_values() const { return {alpha(), shift()}; }

    template <Value V>
    [[gnu::always_inline]] V value(V x) const {
        const auto z = sum(x);
        const auto tiny = is_tiny(z.high);
        const auto lifted = lifted_where(tiny, x, z.high);
        const V straight = core::scale(lifted.value * math::constant<V>(1.1283791670955125739), V(0) - lifted.power);
        return math::select(tiny, straight, math::erf(z.high));
    }
    template <Value V>
    [[gnu::always_inline]] V gradient(V x) const {
        const auto e = decay(sum(x));
        const V factor = math::constant<V>(1.1283791670955125739) * significand<V>();
        return core::scale(math::fma(factor, e.fraction, factor), e.power + exponent<V>());
    }
    template <Value V>
    [[gnu::always_inline]] V curvature(V x) const {
        const auto z = sum(x);
        const auto e = decay(z);
        const auto lifted = lifted_where(is_tiny(z.high), x, z.high);
        const V factor =
            lifted.value * (math::constant<V>(-2.2567583341910251478) * (significand<V>() * significand<V>()));
        return core::scale(math::fma(factor, e.fraction, factor),
                           e.power + (exponent<V>() + exponent<V>()) - lifted.power);
    }

    friend constexpr bool operator==(const DynamicErf&, const DynamicErf&) = default;

private:
    template <Value V>
    [[gnu::always_inline]] V significand() const {
        return V(static_cast<scalar_of<V>>(alpha_.significand));
    }
    template <Value V>
    [[gnu::always_inline]] V exponent() const {
        return V(static_cast<scalar_of<V>>(alpha_.exponent));
    }

    /// z and its rounding error, but no more than where f'' is 0 for any alpha.
    template <Value V>
    [[gnu::always_inline]] math::TwoParts<V> sum(V x) const {
        using S = scalar_of<V>;
        constexpr S end =
            std::numeric_limits<S>::digits > 24 ? 46.5 : 17;  // e^(-end^2) is not less than Exponential can have
        constexpr S half_of_max = (std::numeric_limits<S>::max)() / 2;
        // Divided by 4 where the sum might overflow.
        const auto shift = static_cast<S>(shift_.value);
        const S unit = (math::abs)(shift) > S(0x1p100) ? S(0.25) : S(1);
        const S alpha = static_cast<S>(alpha_.value) * unit;
        const S steepness = (math::abs)(alpha);
        const S greatest = steepness > 1                  ? half_of_max / steepness
                           : core::equal(steepness, S(0)) ? half_of_max
                                                          : std::numeric_limits<S>::infinity();
        const V bounded = (math::max)(V(-greatest), (math::min)(V(greatest), x));
        const auto product = math::product(V(alpha), bounded);
        V high = product.product;
        V low = product.low;
        if (!core::equal(shift, S(0))) {  // else the sum would lose the sign of a product of -0
            const auto first = math::two_sum(product.product, V(shift * unit));
            const auto both = math::two_sum(first.first, first.second + product.low);
            high = both.first;
            low = both.second;
        }
        const V within = (math::max)(V(-end * unit), (math::min)(V(end * unit), high));
        math::TwoParts<V> z;  // members are assigned in place: see product_plus()
        z.low = math::select(core::equal(within, high), low, V(0)) * V(1 / unit);
        z.high = within * V(1 / unit);
        return z;
    }
    /// value = 2^power z.
    template <Value V>
    struct Lifted {
        V value;
        V power;
    };
    template <Value V>
    [[gnu::always_inline]] static auto is_tiny(V z) {
        return (math::abs)(z) < V(scalar_of<V>(0x1p-60));
    }
    /// z, lifted where it is tiny and x is not too great for that.
    template <Value V>
    [[gnu::always_inline]] Lifted<V> lifted_where(typename core::value_traits<V>::mask tiny, V x, V z) const {
        constexpr scalar_of<V> lift = std::numeric_limits<scalar_of<V>>::digits > 24 ? 510 : 62;
        const V power = math::select(tiny, math::select((math::abs)(x) < V(1), V(lift), V(0)), V(0));
        return {math::select(tiny, lifted_sum(math::select(tiny, x, V(0)), z, power), z), power};
    }
    /// 2^lift z for a z that is tiny. From x, since z may be subnormal where 2^lift z is not.
    template <Value V>
    [[gnu::always_inline]] V lifted_sum(V x, V z, V lift) const {
        const auto shift = static_cast<scalar_of<V>>(shift_.value);
        // Beside such a shift, z is 0 if it is tiny.
        if ((math::abs)(shift) > scalar_of<V>(0x1p60)) return z;
        const V lifted = core::scale(x, lift);
        if (core::equal(shift, scalar_of<V>(0))) return core::spread<V>(alpha_.value) * lifted;
        return math::multiply_add(core::spread<V>(alpha_.value), lifted, core::scale(V(shift), lift));
    }
    /// e^(-z^2).
    template <Value V>
    [[gnu::always_inline]] static math::Exponential<V> decay(const math::TwoParts<V>& z) {
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

}  // namespace ACTFN_ISA
}  // namespace actfn
