#pragma once

#include <limits>
#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/constant.hpp"
#include "actfn/math/erf.hpp"
#include "actfn/math/erfc.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/log.hpp"
#include "actfn/math/polynomial.hpp"
#include "actfn/math/serf.hpp"
#include "actfn/simd/exponent.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The log-softplus error activation function (Serf).
///
///     f(x)   = x erf(s) with s = log(1 + e^x)
///     f'(x)  = erf(s) + x g q with q = 1 / (1 + e^-x), the logistic function, and g = 2 / sqrt(pi) e^(-s^2)
///     f''(x) = g q (2 + x (1 - q) - 2 x s q)
///     f' from output: none, since two inputs may have the same output
///
/// Special values: f(-inf) = -0, f(+-0) = +-0, f(inf) = inf; f'(-inf) = -0, f'(0) = erf(log(2)), f'(inf) = 1; f''(+-inf) = -0; NaN
/// gives NaN. The range begins at f(-1.19305...) = -0.34843...
/// Source: Nag, Bhattacharyya, Mukherjee and Kundu, "Serf: towards better training of deep neural networks using log-softplus
/// error activation function", 2021.
template <class T = float, class Tier = standard>
struct Serf : Elementwise<Serf<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "serf";
    static constexpr bool interleaved = true;
    static constexpr int cost = 60;
    static constexpr Bounds bounds = core::bounds<T, Tier>({ACTFN_FUSED ? 2.5 : 3.5, 4.0, 6.0, 0});

    /// x t erf(s) / t with t = e^x up to x = -0.34, then x s erf(s) / s up to s = 1 and x - x erfc(s).
    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const auto s = terms(x);
        // erf(s) / s and erf(s) / t less 1
        const V ratio = math::polynomial(s.high * s.high, math::ErfConstants<core::precision_of<V>>::near_zero);
        const V excess = math::fma(ratio, V(1) + s.excess, s.excess);
        // x may be subnormal where what is taken from it is not.
        using S = scalar_of<V>;
        const V lifted_below = core::opaque(s.x * V(S(0x1p32)));
        const V m = math::fma(lifted_below, excess, lifted_below);
        const V below = core::scale_down(math::fma(m, s.e.fraction, m), s.e.power - V(S(32)));
        const V complement = s.decay.times(math::scaled_erfc(s.high));
        constexpr S lift = std::numeric_limits<S>::digits > 24 ? S(0x1p128) : S(0x1p64);
        const V lifted = core::opaque(s.x * V(lift));
        const auto [product, lost] = math::product(lifted, s.high);
        const V rest = math::fma(product, ratio, math::fma(lifted, s.low, lost));
        // opaque: a compiler that fused the product with the sum would count what it loses twice.
        const V above = math::select(s.high < V(1), core::opaque(product) + rest,
                                     math::fma(math::negate(lifted), complement, lifted)) *
                        V(1 / lift);
        const V y = math::select(s.x > V(S(-0.34)), above, below);
        return math::copysign(math::select(x > V(Constants<V>::straight), x, y), x);  // a sum loses the sign of -0
    }

    /// t (H (x - a) + (t - c) rest(t)) for x <= 0, whose terms have the same sign: see math::SerfConstants. 1 + e^(-s^2) (2 / sqrt(pi)
    /// x q - e^(s^2) erfc(s)) for x > 0.
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        using C = Constants<V>;
        const auto s = terms(x);
        const auto from_a = math::two_sum(s.x, V(-C::a));
        const V z = s.t - V(scalar_of<V>(0.5));
        const V slope = math::polynomial(z, C::slope);
        const V low = slope * (from_a.second - V(C::a_low));
        const V lesser = math::multiply_add(math::polynomial(z, C::rest), s.e.plus(V(-C::c)), low);
        const V w = math::multiply_add(slope, from_a.first, lesser);
        const V below = core::scale_down(math::fma(w, s.e.fraction, w), s.e.power);

        const V growth = math::divide(math::constant<V>(1.1283791670955125739) * s.x, V(1) + s.t);
        const V above = V(1) + s.decay.times(growth - math::scaled_erfc(s.high));
        return math::select(s.positive, above, below);
    }

    /// g t d / (1 + t)^2 with d = (2 + x) + 2 t (1 - x s) for x <= 0, g d / (1 + t)^2 with t = e^-x and
    /// d = 2 - 2 x^2 + t (2 - x - 2 x (log(1 + t) / t - 1)) for x > 0.
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const auto s = terms(x);
        const V minus_twice = V(-2) * s.x;
        const V factor =
            math::fma(minus_twice, math::select(s.positive, s.excess, s.high), V(2) - (math::max)(V(0), s.x));
        const V other = math::select(s.positive, math::multiply_add(minus_twice, s.x, V(2)), V(2) + s.x);
        // d with what the rounding of t loses, since its terms nearly cancel next to the roots.
        const V power = core::power_of_two(s.e.power);
        const V t_low = math::fma(power, s.e.fraction, power - s.t);
        const V d = math::fma(factor, t_low, math::multiply_add(factor, s.t, other));

        // The root of (1 + t)^2 over 2 / sqrt(pi), the factor of g, in two parts.
        const V root = math::constant<V>(0.94139626377671481263);
        const V one_plus = core::opaque(math::fma(root, s.t, root));
        const V one_plus_low = math::fma(math::constant_low<V>(0x1.d5fd860p-26f, -0x1.14294daea3134p-59), V(1) + s.t,
                                         math::fma(root, s.t, root - one_plus));
        return s.decay.times(math::divide(d, math::power<2>(one_plus, one_plus_low)));
    }

    friend constexpr bool operator==(const Serf&, const Serf&) = default;

private:
    template <Value V>
    using Constants = math::SerfConstants<core::precision_of<V>>;

    template <Value V>
    struct Terms {
        V x;
        decltype(V() > V()) positive;
        math::Exponential<V> e;      ///< e^-abs(x)
        V t;                         ///< its value
        V excess;                    ///< log(1 + t) / t - 1
        V high;                      ///< s
        V low;                       ///< what its rounding loses
        math::Exponential<V> decay;  ///< e^(-s^2), for x <= 0 times t
    };
    template <Value V>
    ACTFN_INLINE static Terms<V> terms(V x) {
        using C = Constants<V>;
        Terms<V> s;  // members are assigned in place: see rounded_power()
        s.positive = x > V(0);
        s.x = (math::max)(V(C::vanished), (math::min)(V(C::straight), x));
        s.e = math::exponential_within(math::negative_abs(s.x));
        s.t = core::opaque(s.e.value());
        s.excess = math::log1p_ratio_minus_one(s.t);
        const V logarithm = core::opaque(math::fma(s.t, s.excess, s.t));
        const V lost = math::fma(s.t, s.excess, s.t - logarithm);
        const auto sum = math::two_sum((math::max)(V(0), s.x), logarithm);
        s.high = sum.first;
        s.low = sum.second + lost;
        const auto square = math::product(s.high, s.high);
        const V square_low = math::fma(s.high + s.high, s.low, square.low);
        const auto exponent = math::two_sum((math::min)(V(0), s.x), math::negate(core::opaque(square.product)));
        s.decay = math::exponential_within(exponent.first, exponent.second - square_low);
        return s;
    }
};

/// Serf<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto serf(X&& x) {
    return Serf<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(serf);

}  // namespace ACTFN_ISA
}  // namespace actfn
