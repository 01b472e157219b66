#pragma once

#include <limits>
#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/exp_remainder.hpp"
#include "actfn/math/polynomial.hpp"
#include "actfn/math/tanh.hpp"
#include "actfn/simd/exponent.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace math {

/// Where x tanh(e^x) is what its limits are, by element type.
template <class T>
struct TanhExpConstants;
template <>
struct TanhExpConstants<float> {
    static constexpr float vanished = -109.0f;  ///< f, f' and f'' are 0 up to here
    static constexpr float straight = 4.125f;   ///< f(x) = x, f'(x) = 1 and f''(x) = 0 from here on
};
template <>
struct TanhExpConstants<double> {
    static constexpr double vanished = -752;
    static constexpr double straight = 6;
};

}  // namespace math

/// The TanhExp.
///
///     f(x)   = x tanh(u) with u = e^x
///     f'(x)  = tanh(u) + x u (1 - tanh(u)^2)
///     f''(x) = u (1 - tanh(u)^2) (2 + x - 2 x u tanh(u))
///     f' from output: none, since two inputs may have the same output
///
/// Special values: f(-inf) = -0, f(+-0) = +-0, f(inf) = inf; f'(-inf) = -0, f'(0) = tanh(1), f'(inf) = 1; f''(+-inf) = -0; NaN
/// gives NaN. The range begins at f(-1.07886...) = -0.35328...
/// Source: Liu and Di, "TanhExp: a smooth activation function with high convergence speed for lightweight neural networks",
/// 2020.
template <class T = float, class Tier = standard>
struct TanhExp : Elementwise<TanhExp<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "tanh_exp";
    static constexpr bool interleaved = true;
    static constexpr int cost = 50;
    static constexpr Bounds bounds = core::bounds<T, Tier>({ACTFN_FUSED ? 2.5 : 3.5, 4.0, 6.0, 0});

    /// x u (1 - v g(v)) with v = u^2 and tanh(u) = u (1 - v g(v)) for x <= 0, x (1 - 2 t / (1 + t)) with t = e^(-2 u) for x > 0.
    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using S = scalar_of<V>;
        constexpr S lift = 32;  // x may be subnormal where what is taken from it is not
        const V bounded = within(x);
        const auto e = math::exponential_within(bounded);
        const V u = e.value();
        const V square = u * u;
        const auto positive = x > V(0);
        const V lifted = bounded * V(S(0x1p32));
        const V t = math::exponential_within(V(-2) * u).value();
        const V part = math::select(positive, math::divide(t + t, V(1) + t), square * shrunk(square));
        const V m = math::fma(math::negate(lifted), part, lifted);
        const V y =
            math::select(positive, m * V(S(0x1p-32)), core::scale_down(math::fma(m, e.fraction, m), e.power - V(lift)));
        // The sum loses the sign of -0.
        return math::copysign(math::select(x > V(math::TanhExpConstants<S>::straight), x, y), x);
    }

    /// u ((1 + x) - x v - v g (1 - x v (2 - v g))) for x <= 0, where the sum carries the rounding error of x v;
    /// 1 + t (4 x u - 2 - 2 t) / (1 + t)^2 for x > 0.
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const Terms<V> s = terms(x);
        const auto [vg, vg_low] = math::product(s.square, s.shrunk);
        const V rest = math::fma(math::negate(s.product.product), V(2) - vg, V(1));
        const V low = math::fma(rest, math::fma(s.square_low, s.shrunk, vg_low), s.product.low);
        const V w = (core::opaque(V(1) + s.x) - s.product.product) - math::fma(rest, core::opaque(vg), low);
        const V below = core::scale_down(math::fma(w, s.e.fraction, w), s.e.power);
        const V bracket = core::opaque(s.product.product - V(1)) - s.t.value();
        const V above = V(1) + math::divide((V(2) * s.t.value()) * bracket, s.square_of_one_plus_t());
        return math::select(s.positive, above, below);
    }

    /// u (1 - v G^2) ((2 + x) - 2 x v G) with G = 1 - v g for x <= 0; 4 u t ((2 - 2 x u) + x + 2 x u r) / (1 + t)^2 with
    /// r = 2 t / (1 + t) for x > 0. The sums carry the rounding errors of x v and 2 x u.
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const Terms<V> s = terms(x);
        const V one_minus = math::fma(math::negate(s.square), s.shrunk, V(1));
        const V twice = V(-2) * one_minus;
        const V sum = math::multiply_add(s.product.product, twice, core::opaque(V(2) + s.x));
        const V left = math::fma(s.product.low, twice, sum);
        const V below = left * math::fma(math::negate(s.square * one_minus), one_minus, V(1));
        const V t = s.t.value();
        const V r = math::divide(t + t, V(1) + t);
        const V right = (core::opaque(V(2) - s.product.product) + s.x) +
                        math::fma(s.product.product, r, math::negate(s.product.low));
        const V above = math::divide((V(4) * s.u) * right, s.square_of_one_plus_t());
        const V m = math::select(s.positive, above, below);
        const V fraction = math::select(s.positive, s.t.fraction, s.e.fraction);
        return core::scale_down(math::fma(m, fraction, m), math::select(s.positive, s.t.power, s.e.power));
    }

    friend constexpr bool operator==(const TanhExp&, const TanhExp&) = default;

private:
    template <Value V>
    ACTFN_INLINE static V within(V x) {
        using C = math::TanhExpConstants<scalar_of<V>>;
        return (math::max)(V(C::vanished), (math::min)(V(C::straight), x));
    }
    /// (1 - tanh(u) / u) / u^2, given u^2 up to 1; else another number.
    template <Value V>
    ACTFN_INLINE static V shrunk(V square) {
        using S = scalar_of<V>;
        const V bounded = (math::min)(V(1), square);
        return V(S(1) / S(3)) + math::polynomial(bounded, math::HyperbolicTangentConstants<S>::shrink);
    }

    /// What the derivatives have in common.
    template <Value V>
    struct Terms {
        V x;
        decltype(V() > V()) positive;
        math::PreciseExponential<V> e;  ///< u
        V u;
        V square;                  ///< v = u^2
        V square_low;              ///< what its rounding loses
        V shrunk;                  ///< g(v)
        math::Exponential<V> t;    ///< e^(-2 u)
        math::Product<V> product;  ///< x v for x <= 0, 2 x u for x > 0

        ACTFN_INLINE V square_of_one_plus_t() const {
            const V y = t.value();
            return math::fma(y, V(2) + y, V(1));
        }
    };
    template <Value V>
    ACTFN_INLINE static Terms<V> terms(V x) {
        Terms<V> s;  // members are assigned in place: see rounded_power()
        s.positive = x > V(0);
        s.x = within(x);
        s.e = math::exponential_with_rest(s.x).e;
        const auto [u, u_low] = s.e.value();
        s.u = u;
        s.t = math::exponential_within(V(-2) * s.u, V(-2) * u_low);
        const auto square = math::product(s.u, s.u);
        s.square = square.product;
        s.square_low = math::fma(s.u + s.u, u_low, square.low);
        s.shrunk = shrunk(s.square);
        const V factor = math::select(s.positive, s.x + s.x, s.x);
        s.product = math::product(factor, math::select(s.positive, s.u, s.square));
        s.product.low = math::fma(factor, math::select(s.positive, u_low, s.square_low), s.product.low);
        return s;
    }
};

/// TanhExp<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto tanh_exp(X&& x) {
    return TanhExp<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(tanh_exp);

}  // namespace ACTFN_ISA
}  // namespace actfn
