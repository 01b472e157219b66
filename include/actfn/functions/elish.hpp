#pragma once

#include <concepts>
#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/logistic_product.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/math/scaled.hpp"
#include "actfn/simd/exponent.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The exponential linear sigmoid squashing, with the logistic function s.
///
///     f(x)   = x s(x) for x > 0, (e^x - 1) s(x) otherwise
///     f'(x)  = silu'(x) for x > 0, t (t^2 + 2 t - 1) / (1 + t)^2 with t = e^x otherwise
///     f''(x) = silu''(x) for x > 0, t (t^3 + 3 t^2 + 5 t - 1) / (1 + t)^3 otherwise
///     f' from output: none, since two inputs have the same output
///
/// Special values: f(-inf) = -0, f(+-0) = +-0, f(inf) = inf; f'(-inf) = -0, f'(0) = 1/2, f'(inf) = 1; f''(0) = 1,
/// f''(+-inf) = -0; NaN gives NaN. Range [-0.1715729, inf], with the minimum at x = log(sqrt(2) - 1) = -0.8813736, which is the root of
/// f'. f'' has the roots -1.7175298 and 2.3993573.
/// Source: Basirat and Roth, "The quest for the golden activation function", 2018.
template <class T = float, class Tier = standard>
struct ELiSH : Elementwise<ELiSH<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "elish";
    static constexpr bool interleaved = true;
    static constexpr Bounds bounds = core::bounds<T, Tier>({ACTFN_FUSED ? 2.5 : 3.0, 4.0, 6.0, 0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const auto e = math::exponential_within(bounded_magnitude(x));
        const V power = core::power_of_two(e.power);
        const V minus_one = math::fma(power, e.fraction, power - V(1));
        const V whole = V(1) + power;
        const V one_plus = core::opaque(math::fma(power, e.fraction, whole));
        // What the rounding of 1 + t loses is taken from the other factor, times (1 + fraction) / (1 + t), about 0.6.
        const V lost = math::fma(power, e.fraction, core::opaque(whole - one_plus));
        const V fraction = math::fma(lost, V(scalar_of<V>(-0.6)), e.fraction);
        // Where the product is subnormal, the division is by 1.
        const V product = core::scale_down(math::fma(minus_one, fraction, minus_one), e.power);
        const V y = math::copysign(math::divide(math::select(x > V(0), x, product), one_plus), x);
        // x / 2 (1 + x / 2), for an x < 0 x / 2 (1 + x)
        if constexpr (std::same_as<Tier, exact>) return math::beside_tie(y, x);
        return y;
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const V m = bounded_magnitude(x);
        const auto e = math::precise_exponential_within(m);
        // The small part of t = e^m enters the sums by itself: next to the roots the rest is exact.
        const V power = core::power_of_two(e.power);
        const V lesser = power * e.fraction;
        const V small_low = power * e.low;
        const V t = power + lesser;
        const V silu = core::opaque(core::opaque(V(1) + m) + power) + lesser;
        const V twice = power + power;
        const V constant = math::fma(power, power, twice - V(1));
        const auto linear = math::product(lesser, V(2) + twice);
        const V rest = math::fma(lesser, lesser, math::fma(small_low, V(2) + (t + t), linear.low));
        const auto [first, lost] = math::two_sum(linear.product, constant);
        const V squashed = first + (rest + lost);
        const V square = core::opaque(linear.product + rest) + core::opaque(constant + V(2));  // (1 + t)^2
        const V sum = math::select(x > V(0), silu, squashed);
        const V quotient = math::divide(math::fma(sum, e.fraction, sum), square);
        const V below = core::scale_down(quotient, e.power);
        return math::select(x > V(0), V(1) - below, below);
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const V m = bounded_magnitude(x);
        const auto e = math::precise_exponential_within(m);
        const V power = core::power_of_two(e.power);
        const V lesser = power * e.fraction;
        const V small_low = power * e.low;
        const V t = power + lesser;
        // t^3 + 3 t^2 + 5 t - 1 by powers of the small part of t.
        const V constant = math::fma(math::fma(power, power, math::fma(V(3), power, V(5))), power, V(-1));
        const V linear = math::fma(V(3) * power, power + V(2), V(5));
        const V cubic = (lesser * lesser) * (math::fma(V(3), power, V(3)) + lesser);
        const V rest = math::fma(small_low, math::fma(t, math::fma(V(3), t, V(6)), V(5)), cubic);
        const V squashed = math::cancelling_fma(lesser, linear, constant) + rest;
        const V sum = math::select(x > V(0), math::logistic_product_curvature_sum(m, power, lesser), squashed);
        return math::logistic_product_curvature_reduced(core::Parameter<T>(1), sum,
                                                        math::Exponential<V>{e.fraction, e.power});
    }

    friend constexpr bool operator==(const ELiSH&, const ELiSH&) = default;

private:
    /// -abs(x), but not less than where f and its derivatives are 0.
    template <Value V>
    ACTFN_INLINE static V bounded_magnitude(V x) {
        return (math::max)(V(math::LogisticProductConstants<scalar_of<V>>::least()), math::negative_abs(x));
    }
};

/// ELiSH<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto elish(X&& x) {
    return ELiSH<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(elish);

}  // namespace ACTFN_ISA
}  // namespace actfn
