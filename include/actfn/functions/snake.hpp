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
#include "actfn/math/piecewise.hpp"
#include "actfn/math/sine.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The Snake, for periodic data.
///
///     f(x)   = x + sin(a x)^2 / a
///     f'(x)  = 1 + sin(2 a x)        f''(x) = 2 a cos(2 a x)
///     f' from output: none, since no formula gives x
///
/// Parameter: a = 1, finite, > 0; for a to 0 it becomes the identity.
/// Special values: f(+-0) = +-0, f(+-inf) = +-inf; f'(0) = 1; f' and f'' are NaN at +-inf, where they have no limit; NaN
/// gives NaN. f' has double roots where a x = -pi / 4 + k pi, f'' has its roots where a x = pi / 4 + k pi / 2: their digits
/// hold there. Throws std::invalid_argument for an a that is not finite or <= 0.
/// Source: Ziyin, Hartwig and Ueda, "Neural networks fail to learn periodic functions and how to fix it", 2020.
template <class T = float, class Tier = standard>
struct Snake : Elementwise<Snake<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "snake";
    static constexpr bool interleaved = true;
    static constexpr int cost = 180;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.25, ACTFN_FUSED ? 3.25 : 3.75, 3.5, 0});

    static constexpr std::array parameters = {ParameterInfo{"a", 1, Valid::positive}};

    constexpr Snake() = default;
    constexpr explicit Snake(T a) : a_(core::valid<Snake, 0>(a)) {}
    constexpr T a() const { return a_.value; }
    constexpr std::array<T, 1> parameter_values() const { return {a()}; }

    /// (z + sin(z)^2) / a with z = a x, where x < 0 makes the sum cancel: all of its terms are in two parts.
    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using S = scalar_of<V>;
        using Limits = std::numeric_limits<S>;
        const math::AngleFactor<S> factor(a_);
        const auto sine = math::PreciseSineAndCosine<V>::template of<0>(x, factor).sine();
        // From here on the square is less than half of the last digit of x.
        const V limit = V(factor.template quotient<Limits::digits + 6>());
        const V bounded = (math::max)(math::negate(limit), (math::min)(limit, x));
        const auto z = math::product(bounded, V(factor.value));
        const auto square = math::product(sine.high, sine.high);
        const auto [sum, lost] = math::fast_two_sum(z.product, square.product);
        const V low = (lost + z.low) + math::fma(sine.high + sine.high, sine.low, square.low);
        // The quotient by the significand of a, with the remainder; then the power of two.
        const S significand = static_cast<S>(a_.significand);
        const S reciprocal = 1 / significand;
        const V quotient = core::opaque(sum * V(reciprocal));
        const V remainder = math::cancelling_fma(quotient, V(-significand), sum) + low;
        const V y = core::scale(math::fma(remainder, V(reciprocal), quotient), V(static_cast<S>(-a_.exponent)));
        // Where z is tiny, it and its parts may be subnormal.
        const V seen = math::select((math::abs)(z.product) > V(Limits::epsilon() * Limits::epsilon()), y, x);
        return math::select((math::abs)(x) < limit, seen, x);
    }
    /// 2 sin(z + pi / 4)^2, but 1 where 2 z is less than half of the last digit of 1: there the sine is not exact.
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        using S = scalar_of<V>;
        const math::AngleFactor<S> factor(a_);
        const auto sine = math::PreciseSineAndCosine<V>::template of<1>(x, factor).sine();
        const V y = V(2) * math::power<2>(sine.high, sine.low);
        const V least = V(factor.template quotient<-std::numeric_limits<S>::digits - 3>());
        return math::select((math::abs)(x) > least, y, math::constant_of(x, V(1)));
    }
    /// 4 a sin(w) cos(w) with w = z + pi / 4
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const math::AngleFactor<scalar_of<V>> factor(a_);
        return (V(4) * math::PreciseSineAndCosine<V>::template of<1>(x, factor).product()) * V(factor.value);
    }
    /// df / da = sin(z) (2 z cos(z) - sin(z)) / a^2 with z = a x. It holds its digits where sin(z) = 0; next to its other roots,
    /// where tan(z) = 2 z, its error is up to 2^-5 bounds.near_roots times 2 abs(x) / a, what it is without sine and cosine.
    template <Value V>
    ACTFN_INLINE std::array<V, 1> parameter_gradients(V x) const {
        using S = scalar_of<V>;
        using Limits = std::numeric_limits<S>;
        const math::AngleFactor<S> factor(a_);
        const auto both = math::PreciseSineAndCosine<V>::template of<0>(x, factor);
        const auto sine = both.sine();
        const auto cosine = both.cosine();
        const auto inverse = math::reciprocal(static_cast<S>(a_.significand));
        const V exponent = V(static_cast<S>(a_.exponent));
        const auto s = math::product(sine.high, V(inverse.value));  // of the significand of a
        const V s_low = math::fma(sine.high, V(inverse.low), math::fma(sine.low, V(inverse.value), s.low));
        // Beyond this the sine is lost beside the product, which then is multiplied by x last.
        const auto large = (math::abs)(x) > V(factor.template quotient<2 * Limits::digits>());
        const V twice = core::scale(math::select(large, V(0), x), exponent + V(1));
        const auto p = math::product(twice, cosine.high);
        const auto [sum, lost] = math::two_sum(core::opaque(p.product), math::negate(core::opaque(s.product)));
        const V difference = sum + (lost + (math::fma(twice, cosine.low, p.low) - s_low));
        const V inner = math::select(large, V(2) * (cosine.high + cosine.low), difference);
        const V y = s.product * inner * math::select(large, x, V(1));
        const V scaled = core::scale(y, math::negate(math::select(large, exponent, exponent + exponent)));
        // Next to 0 it is x^2 (1 - z^2).
        const V least = V(factor.template quotient<-Limits::digits / 2 - 4>());
        const V root = (math::min)(least, (math::abs)(x));
        const V result = math::select((math::abs)(x) > least, scaled, root * root);
        if constexpr (std::same_as<Tier, exact>) {
            const V z = root * V(factor.value);
            return {math::beside_tie(result, math::negate(z) * z)};
        }
        return {result};
    }

    friend constexpr bool operator==(const Snake&, const Snake&) = default;

private:
    core::Parameter<T> a_ = static_cast<T>(parameters[0].initial);
};

/// Snake<T, Tier>(a)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto snake(X&& x, double a = 1) {
    using T = core::element_of<X>;
    return Snake<T, Tier>(static_cast<T>(a))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(snake);

}  // namespace ACTFN_ISA
}  // namespace actfn
