#pragma once

#include <limits>
#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/constant.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/lifted_exp.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace math {

/// Where the Smish is what its limits are, by element type.
template <class T>
struct SmishConstants;
template <>
struct SmishConstants<float> {
    static constexpr float vanished = -109.0f;  ///< f, f' and f'' are 0 up to here, and f'' from minus this on
    static constexpr float saturated = 19.0f;   ///< f(x) = 3 x / 5 from here on
    static constexpr float low_of_limit = -0x1.99999ap-26f;         ///< what 3 / 5 loses by rounding
    static constexpr float low_of_slope = -0x1.d89d8a0000000p-28f;  ///< what 5 / 13 loses
    static constexpr float low_of_middle = 0x1.b47582p-28f;         ///< what 11 / 61 loses
};
template <>
struct SmishConstants<double> {
    static constexpr double vanished = -752;
    static constexpr double saturated = 39;
    static constexpr double low_of_limit = 0x1.999999999999ap-55;
    static constexpr double low_of_slope = -0x1.89d89d89d89d9p-56;
    static constexpr double low_of_middle = -0x1.b47582192e29fp-58;
};

}  // namespace math

/// The Smish, with the logistic function s and the default factors of its paper, which are 1.
///
///     f(x)   = x tanh(log(1 + s(x))) = x e (2 + 3 e) / d with e = e^x and d = 2 + 6 e + 5 e^2
///     f'(x)  = e ((2 + 3 e) d + 4 x (1 + 3 e + 2 e^2)) / d^2
///     f''(x) = 4 e (2 (1 + 3 e + 2 e^2) d + x (2 + 6 e - 3 e^2 - 18 e^3 - 10 e^4)) / d^3
///     f' from output: none, since two inputs may have the same output
///
/// Special values: f(-inf) = -0, f(+-0) = +-0, f(inf) = inf; f'(-inf) = -0, f'(0) = 5/13, f'(inf) = 3/5; f''(0) = 48/169,
/// f''(+-inf) = -0; NaN gives NaN. The range begins at f(-1.39451...) = -0.24999...
/// Source: Wang, Ren and Wang, "Smish: a novel activation function for deep learning methods", 2022.
template <class T = float, class Tier = standard>
struct Smish : Elementwise<Smish<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "smish";
    static constexpr bool interleaved = true;
    static constexpr int cost = 30;
    static constexpr Bounds bounds = core::bounds<T, Tier>({ACTFN_FUSED ? 2.5 : 3.25, 4.0, 6.0, 0});

    /// x e (1 + u) up to x = -1.7, x (11/61 + u) up to -0.7, x (5/13 + u) beyond, where u is a quotient with the root e^x = 0, 1/4 or
    /// 1 and d as the denominator. Its error is weighed down in the sum.
    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using C = math::SmishConstants<scalar_of<V>>;
        using E = math::LiftedExponential<V>;
        constexpr auto one = static_cast<double>(E::one);
        const V bounded = within(V(C::saturated), x);
        const auto exponential = math::lifted_exponential(bounded);
        const auto right = x > V(scalar_of<V>(-0.7));
        const auto middle = x > V(scalar_of<V>(-1.7));
        const auto by_range = [right, middle](double a, double b, double c) ACTFN_INLINE_LAMBDA {
            return math::select(right, math::constant<V>(a),
                                math::select(middle, math::constant<V>(b), math::constant<V>(c)));
        };
        const V e = exponential.value() * V(1 / E::one);
        const V from_root =
            math::fma(exponential.power, exponential.fraction, exponential.power - by_range(one, one / 4, 0)) *
            V(1 / E::one);
        const V d = math::fma(math::fma(V(5), e, V(6)), e, V(2));
        const V above =
            math::fma(by_range(14.0 / 13, 128.0 / 61, -5), e, by_range(10.0 / 13, 88.0 / 61, -3)) * from_root;
        const V low = math::select(right, V(C::low_of_slope), math::select(middle, V(C::low_of_middle), V(0)));
        const V u = low + math::divide(above, d);
        // Where it is e^x times a sum, e^x is not rounded before. Next to 0 x may be subnormal where what is taken from it is not.
        const V lifted_x = core::opaque(bounded * math::select(middle, V(E::one), V(1)));
        const V m = math::fma(lifted_x, by_range(5.0 / 13, 11.0 / 61, 1), lifted_x * u);
        const V product = math::fma(m, math::select(middle, V(0), exponential.fraction), m);
        const V y = core::opaque(product * math::select(middle, V(1), exponential.power)) * V(1 / E::one);
        const V finite = (math::min)(V((std::numeric_limits<scalar_of<V>>::max)()), x);
        const V line = math::fma(x, math::constant<V>(0.6), finite * V(C::low_of_limit));
        return math::copysign(math::select(x > V(C::saturated), line, y), x);  // the sum loses the sign of -0
    }

    /// In t = e^-abs(x): t w / d^2 for x <= 0, 3/5 + t w / d^2 with d = 5 + 6 t + 2 t^2 for x > 0.
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const auto s = sides(x);
        const auto p = math::product_plus(math::fma(s.by_sign(4, 8), s.t, V(12)), s.t, s.by_sign(8, 4));
        // w = p(t) x + q(t), for x <= 0 p(t) (x - a) + k(t) (t - c), whose terms have the same sign: the root is between a and
        // log(c). Any c near there does; a = -q(c) / p(c), and this c is chosen so that a is nearly a float. k(t) is
        // (q(t) + a p(t)) / (t - c). For x > 0, where w is small beside 3/5, q(t) is k(t) t - 8. What roundings lose is carried.
        const auto from_a = math::two_sum(s.x, s.by_sign(0, 1.394798755313987781460175));
        const auto k = polynomial_with_rest<V>(s.t, s.by_sign(-15.6, 6.364624739795986612455),
                                               s.by_sign(-10.4, 20.56342016425899465994), s.by_sign(-2.4, 15));
        const V from_c = s.minus(0, 0x1.fc26b2p-3);
        const V low = ACTFN_FUSED ? s.by_sign(-8, 0) : math::fma(k.low, from_c, s.by_sign(-8, 0));
        const V rest = math::fma(p.high, from_a.second, math::fma(p.low, from_a.first, low));
        const V w = math::multiply_add(p.high, from_a.first, math::multiply_add(k.high, from_c, rest));
        const V quotient = math::divide(s.times_t(w), V(Sides<V>::one) * s.square_of_d(2));
        return math::select(s.positive, quotient + math::constant<V>(0.6), quotient);  // as in Mish
    }

    /// In t and d as in gradient(): 4 t w / d^3.
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const auto s = sides(x);
        // w as in gradient(), but p(t) x + q(t) from -1 to 0, where p(t) has another sign.
        const auto between = (math::abs)(x + V(scalar_of<V>(0.5))) < V(scalar_of<V>(0.53125));
        const V p = math::fma(math::fma(s.t * s.t, s.t * s.by_sign(2, -10),
                                        polynomial<V>(s.t, s.by_sign(-18, 6), s.by_sign(-3, -3), s.by_sign(6, -18))),
                              s.t, s.by_sign(-10, 2));
        const V q = math::fma(math::fma(s.t * s.t, s.t * s.by_sign(4, 20),
                                        polynomial<V>(s.t, s.by_sign(54, 24), V(54), s.by_sign(24, 54))),
                              s.t, s.by_sign(20, 4));
        const V k = math::fma(polynomial<V>(s.t, s.by_sign(51.52080419417338938234, 69.68982663536706213716),
                                            s.by_sign(38.21099582128362270614, 103.4224722939007173444),
                                            s.by_sign(8.430566307770118505783, 45.49164056821047630251)),
                              s.t, s.by_sign(19.74290251359739231354, 14.1242333800548921297));
        const V from_a =
            s.x - math::select(between, V(0), s.by_sign(2.215283153885059252891613, -2.549164056821047630250543));
        const V w = math::multiply_add(p, from_a, math::select(between, q, k * s.minus(0x1.bea434p-4, 0x1.3e8354p-4)));
        return math::divide(s.times_t(w), V(Sides<V>::one / 4) * (s.square_of_d(3) * s.d.high));
    }

    friend constexpr bool operator==(const Smish&, const Smish&) = default;

private:
    /// Bounds x from above, and from below to where f, f' and f'' are 0.
    template <Value V>
    ACTFN_INLINE static V within(V end, V x) {
        return (math::max)(V(math::SmishConstants<scalar_of<V>>::vanished), (math::min)(end, x));
    }
    /// c0 + c1 t + c2 t^2
    template <Value V>
    ACTFN_INLINE static V polynomial(V t, V c0, V c1, V c2) {
        return math::fma(math::fma(c2, t, c1), t, c0);
    }
    /// The same for coefficients of one sign, with what the sums lose without FMA.
    template <Value V>
    ACTFN_INLINE static math::TwoParts<V> polynomial_with_rest(V t, V c0, V c1, V c2) {
        const auto inner = math::sum_with_rest(c2, t, c1);
        const auto sum = math::sum_with_rest(inner.high, t, c0);
        return {sum.high, math::fma(inner.low, t, sum.low)};
    }

    /// What the derivatives have in common, by the sign of x.
    template <Value V>
    struct Sides {
        static constexpr auto one = math::LiftedExponential<V>::one;

        V x;
        decltype(V() > V()) positive;
        math::LiftedExponential<V> e;  ///< e^-abs(x)
        V t;
        math::TwoParts<V> d;

        ACTFN_INLINE V by_sign(double a, double b) const {
            return math::select(positive, math::constant<V>(a), math::constant<V>(b));
        }
        /// t - c, with c by the sign of x.
        ACTFN_INLINE V minus(double a, double b) const {
            constexpr auto wide_one = static_cast<double>(one);
            return math::fma(e.power, e.fraction, e.power - by_sign(a * wide_one, b * wide_one)) * V(1 / one);
        }
        /// d^2 with n times what the rounding of d loses.
        ACTFN_INLINE V square_of_d(double n) const {
            return math::multiply_add(d.high, d.high, math::constant<V>(n) * core::opaque(d.high * d.low));
        }
        /// t w times `one`.
        ACTFN_INLINE V times_t(V w) const { return e.power * math::multiply_add(e.fraction, w, w); }
    };
    template <Value V>
    ACTFN_INLINE static Sides<V> sides(V x) {
        Sides<V> s;  // members are assigned in place: see rounded_power()
        s.positive = x > V(0);
        s.x = within(V(-math::SmishConstants<scalar_of<V>>::vanished), x);
        s.e = math::lifted_exponential(math::negative_abs(s.x));
        s.t = s.e.value() * V(1 / Sides<V>::one);
        const auto inner = math::product_plus(s.t, s.by_sign(2, 5), V(6));
        s.d = math::product_plus(inner.high, s.t, s.by_sign(5, 2));
        s.d.low = math::fma(inner.low, s.t, s.d.low);
        return s;
    }
};

/// Smish<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto smish(X&& x) {
    return Smish<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(smish);

}  // namespace ACTFN_ISA
}  // namespace actfn
