#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/constant.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/lifted_exp.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace math {

/// Where the Mish is what its limits are, by element type.
template <class T>
struct MishConstants;
template <>
struct MishConstants<float> {
    static constexpr float vanished = -109.0f;  ///< f, f' and f'' are 0 up to here
    static constexpr float saturated = 10.7f;   ///< f(x) = x and f'(x) = 1 from here on
    static constexpr float straight = 56.0f;    ///< f'' is 0 from here on
};
template <>
struct MishConstants<double> {
    static constexpr double vanished = -752;
    static constexpr double saturated = 22;
    static constexpr double straight = 378;
};

}  // namespace math

/// The Mish.
///
///     f(x)   = x tanh(log(1 + e^x)) = x n / (n + 2) with n = e^x (e^x + 2)
///     f'(x)  = n / (n + 2) + 4 x e^x (1 + e^x) / (n + 2)^2
///     f''(x) = 4 e ((4 + 8 e + 6 e^2 + 2 e^3) + x (2 + 2 e - 3 e^2 - 2 e^3)) / (n + 2)^3 with e = e^x
///
/// Special values: f(-inf) = -0, f(-0) = -0, f(inf) = inf; f'(-inf) = -0, f'(0) = 3/5, f'(inf) = 1; f''(0) = 16/25,
/// f''(+-inf) = -0; NaN gives NaN. The range begins at f(-1.19243...) = -0.30884...
/// Source: Misra, "Mish: a self regularized non-monotonic activation function", BMVC 2020.
template <class T = float, class Tier = standard>
struct Mish : Elementwise<Mish<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "mish";
    static constexpr bool interleaved = true;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.5, 4.0, 6.0, 0});

    /// With d = n + 2 = 2 + 2 e + e^2: x e (1 + u), u = e^3 / (2 d) - e / 2 for x <= 0, x (1 + u), u = -2 / d for x > 0. The
    /// error of u is weighed down in the sum.
    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using E = math::LiftedExponential<V>;
        const V bounded = within(V(math::MishConstants<scalar_of<V>>::saturated), x);
        const V lifted = math::lifted_exponential(bounded).value();
        const auto positive = x > V(0);
        const V e = lifted * V(1 / E::one);
        const V half = V(scalar_of<V>(-0.5)) * e;
        const V d = math::fma(e, e + V(2), V(2));
        const V quotient = math::divide(math::select(positive, V(2), half * (e * e)), d);
        const V u = math::select(positive, V(0), half) - quotient;
        const V product = bounded * (math::min)(V(E::one), lifted);
        const V y = math::fma(product, u, product) * V(1 / E::one);
        return math::copysign(math::select(x > V(math::MishConstants<scalar_of<V>>::saturated), x, y),
                              x);  // the sum loses the sign of -0
    }

    /// With d = 2 + 2 e + e^2: 4 e w / d^2 for x <= 0, 1 + 4 (e w - 1) / d^2 for x > 0.
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        using E = math::LiftedExponential<V>;
        constexpr auto one = static_cast<double>(E::one);
        const V bounded = within(V(math::MishConstants<scalar_of<V>>::saturated), x);
        const E e = math::lifted_exponential(bounded);
        const V lifted = e.value();
        const auto positive = x > V(0);
        const auto right = x > V(right_of_root<V>);
        // For x <= 0, w = (1 + e) x + (1 + 3 e / 2 + e^2 + e^3 / 4), near its root (1 + e) (x - a) + k(e) (e - c): the root is
        // between a and log(c), and the terms do not cancel. Any c near there does; a is the root of w with c for e, and this
        // c is chosen so that a is nearly a float. For x > 0, w = (1 + e) (x - 1/2) - 1/2. All of it times 5/4, a factor for
        // which fewer results are just above a power of two, where their rounding weighs most.
        const auto scaled = [](double a) ACTFN_INLINE_LAMBDA { return math::constant<V>(1.25 * a); };
        const V a =
            math::select(right, math::select(positive, V(0.5), V(0)), math::constant<V>(-1.192443491443163637682814));
        const V k =
            math::fma(math::fma(lifted, scaled(0.25 / one / one / one), scaled(1.075874701142311096 / one / one)),
                      lifted, scaled(0.63408319421982084614 / one));
        const V q = math::fma(math::fma(math::fma(lifted, scaled(0.25 / one / one / one), scaled(1 / one / one)),
                                        lifted, scaled(1.5 / one)),
                              lifted, scaled(1));
        const V rest =
            math::select(right, math::select(positive, scaled(-0.5), q), k * e.minus(scalar_of<V>(0x1.36c864p-2f)));
        const V w = math::multiply_add(math::fma(lifted, scaled(1 / one), scaled(1)), bounded - a, rest);
        const V above = e.power * math::multiply_add(e.fraction, w, w) - math::select(positive, scaled(one), V(0));
        // one d^2 / 4
        const V below =
            math::fma(math::fma(math::fma(math::fma(lifted, scaled(0.25 / one / one / one), scaled(1 / one / one)),
                                          lifted, scaled(2 / one)),
                                lifted, scaled(2)),
                      lifted, scaled(one));
        // Chosen after the sum, which for x <= 0 would have to be with -0: to -ffast-math that and 0 are the same.
        const V quotient = math::divide(above, below);
        return math::select(positive, quotient + V(1), quotient);
    }

    /// In t = e^-abs(x): 4 t w / d^3 with d = 2 + 2 t + t^2 for x <= 0, 4 t^2 w / d^3 with d = 1 + 2 t + 2 t^2 for x > 0.
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        using E = math::LiftedExponential<V>;
        constexpr auto one = E::one;
        constexpr auto wide_one = static_cast<double>(one);
        const V bounded = within(V(math::MishConstants<scalar_of<V>>::straight), x);
        const E e = math::lifted_exponential(math::negative_abs(bounded));
        const V t = e.value() * V(1 / one);
        const auto positive = x > V(0);
        const auto by_sign = [positive](double a, double b) ACTFN_INLINE_LAMBDA {
            return math::select(positive, math::constant<V>(a), math::constant<V>(b));
        };
        // w = p(t) x + q(t), near its two roots p(t) (x - a) + k(t) (t - c), as in gradient(): a = -q(c) / p(c),
        // k(t) = (q(t) + a p(t)) / (t - c).
        const auto between = (math::abs)(x + V(scalar_of<V>(0.375))) < V(1.25);
        const V a = math::select(between, V(0), by_sign(1.490560413659469227052884, -2.256398200239444922889536));
        const V k = math::fma(math::fma(by_sign(6.981120827318938454106, 6.512796400478889845779), t,
                                        by_sign(12.55355071619442809305, 13.45132360183239331135)),
                              t, by_sign(4.355884539062575482567, 4.896051253887398612155));
        const V p = math::multiply_add(math::fma(math::fma(by_sign(2, -2), t, by_sign(2, -3)), t, by_sign(-3, 2)), t,
                                       by_sign(-2, 2));
        const V q = math::multiply_add(math::fma(math::fma(by_sign(4, 2), t, by_sign(8, 6)), t, by_sign(6, 8)), t,
                                       by_sign(2, 4));
        const V from_c =
            math::fma(e.power, e.fraction, e.power - by_sign(0x1.cd4accp-3 * wide_one, 0x1.ad006cp-4 * wide_one));
        const V w = math::multiply_add(p, bounded - a, math::select(between, q, k * (from_c * V(1 / one))));
        // d^3
        V below = math::fma(math::fma(by_sign(8, 1), t, by_sign(24, 6)), t, by_sign(36, 18));
        below = math::multiply_add(math::fma(math::fma(below, t, V(32)), t, by_sign(18, 36)), t, by_sign(6, 24));
        below = math::multiply_add(below, t, by_sign(1, 8));
        const V more = e.fraction * math::select(positive, V(2) + e.fraction, V(1));  // t, or t^2, is (1 + more) power
        const V power = e.power * math::select(positive, e.power, V(one));
        return math::divide(power * math::multiply_add(more, w, w), V(one / 2) * (V(one / 2) * below));
    }

    friend constexpr bool operator==(const Mish&, const Mish&) = default;

private:
    /// From here on the terms of f' no longer cancel.
    template <Value V>
    static constexpr auto right_of_root = static_cast<scalar_of<V>>(-0.4375);
    /// Bounds x from above, and from below to where f, f' and f'' are 0.
    template <Value V>
    ACTFN_INLINE static V within(V end, V x) {
        return (math::max)(V(math::MishConstants<scalar_of<V>>::vanished), (math::min)(end, x));
    }
};

/// Mish<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto mish(X&& x) {
    return Mish<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(mish);

}  // namespace ACTFN_ISA
}  // namespace actfn
