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
#include "actfn/math/root_split.hpp"
#include "actfn/math/scaled.hpp"
#include "actfn/simd/convert.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The squareplus: a softplus without an exponential.
///
///     f(x)   = (x + r) / 2 with r = sqrt(x^2 + b)
///     f'(x)  = (1 + x / r) / 2        f''(x) = b / (2 r^3)
///     f' from output: 4 y^2 / (4 y^2 + b)
///
/// Parameter: b = 4, finite, >= 0; with b = 0 it is ReLU, which has f'(0) = f''(0) = 0.
/// Special values: f(-inf) = 0, f(0) = sqrt(b) / 2, f(inf) = inf; f'(-inf) = 0, f'(0) = 1/2, f'(inf) = 1; NaN gives
/// NaN.
/// Throws std::invalid_argument for a b that is not finite or < 0.
/// Source: Barron, "Squareplus: a softplus-like algebraic rectifier", 2021.
template <class T = float, class Tier = standard>
struct Squareplus : Elementwise<Squareplus<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "squareplus";
    static constexpr int cost = 15;
    static constexpr Bounds bounds =
        core::bounds<T, Tier>({1.75, ACTFN_FUSED ? 2.75 : 3.0, ACTFN_FUSED ? 4.0 : 4.5, 2.5});

    static constexpr std::array parameters = {ParameterInfo{"b", 4, Valid::not_negative}};

    constexpr Squareplus() = default;
    constexpr explicit Squareplus(T b) : b_(core::valid<Squareplus, 0>(b)) {}
    constexpr T b() const { return b_.value; }
    constexpr std::array<T, 1> parameter_values() const { return {b()}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const Units<scalar_of<V>> units(b_);
        if (core::equal(b(), T(0))) return (math::max)(V(0), x) + V(0);
        const V a = (math::abs)(x);
        const Scaled<V> z((math::min)(V((std::numeric_limits<scalar_of<V>>::max)()), a), units);
        const V sum = core::opaque(z.leg + z.root);
        const V high = V(z.unit / 2) * sum;  // f(abs(x)) where that does not overflow
        // f(-a) f(a) = b / 4. opaque: -ffast-math takes reciprocals, which of the greatest a are subnormal.
        const V quarter = core::opaque(V(0.25) * (math::max)(a, high));
        const V low = V(0.0625) * core::opaque(math::divide(core::spread<V>(b()), quarter));
        // What the sum and the root have lost, beside the sum. The root has lost between 0.5 and 1 of the rest over the
        // sum.
        const V inverse = low * V(2 / (z.b * z.unit));
        const V rest = math::multiply_add(math::negate(z.root), z.root, z.square);
        const V lost = core::opaque(z.leg - core::opaque(sum - z.root)) + V(scalar_of<V>(0.6)) * (rest * inverse);
        const V part = inverse * lost;
        const V above = (math::max)(a, math::fma(high, part, high));
        V below = math::fma(low, math::negate(part), low);
        if constexpr (std::same_as<Tier, exact>) below = z.no_tie(below);  // b / (4 a) (1 - b / (4 a^2))
        return math::select(x > V(0), above, below);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const Units<scalar_of<V>> units(b_);
        if (core::equal(b(), T(0))) return math::leaky_gradient(x, V(0));
        const Scaled<V> z((math::abs)(x), units);
        const V high = math::fma(V(0.5), math::divide(z.leg, z.root), V(0.5));
        // (1 - a / r) / 2 = b / (2 (r^2 + a r)), which does not cancel.
        V low = math::divide(V(z.b / 2), math::multiply_add(z.leg, z.root, z.square));
        if constexpr (std::same_as<Tier, exact>) low = z.no_tie(low);  // b / (4 a^2) (1 - 3/4 b / a^2)
        return math::select(x > V(0), high, low);
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const Units<scalar_of<V>> units(b_);
        if (core::equal(b(), T(0))) return math::constant_of(x, V(0));
        const Scaled<V> z((math::abs)(x), units);
        const V y = math::divide(core::opaque(math::divide(V(z.b / 2 / z.unit), z.square)), z.root);
        if constexpr (std::same_as<Tier, exact>) return z.no_tie(y);  // b / (2 a^3) (1 - 3/2 b / a^2)
        return y;
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        const Units<scalar_of<V>> units(b_);
        if (core::equal(b(), T(0))) return math::leaky_gradient(y, V(0));
        const V most = V((std::numeric_limits<scalar_of<V>>::max)() / 2);
        const Scaled<V> z(V(2) * (math::min)(most, (math::max)(V(0), y)), units);
        const V g = z.leg * core::opaque(math::divide(z.leg, z.square));
        // 4 y^2 / b (1 - 4 y^2 / b)
        if constexpr (std::same_as<Tier, exact>) return math::beside_tie(g, math::negate(z.leg) * z.leg, V(z.b));
        return (math::min)(V(1), g);
    }

    friend constexpr bool operator==(const Squareplus&, const Squareplus&) = default;

private:
    /// Units in which b is between 2^-30 and 2^-26, in double 2^-62 and 2^-58: then squares do not overflow before f' and
    /// f'' are 0 for good.
    template <class S>
    struct Units {
        static constexpr bool narrow = std::numeric_limits<S>::digits == 24;
        static constexpr S half = narrow ? 14 : 30;
        static constexpr S most = narrow ? S(0x1p62) : S(0x1p510);
        S unit, inverse, b;
        S end;  ///< up to here a / unit does not overflow

        ACTFN_INLINE explicit Units(const core::Parameter<T>& parameter) {
            const math::RootSplit<S> split(parameter);
            unit = split.root(half);
            inverse = split.inverse(-half, std::numeric_limits<S>::max_exponent);
            b = split.significand * (narrow ? S(0x1p-28) : S(0x1p-60));
            end = unit < 1 ? most * unit : std::numeric_limits<S>::infinity();
        }
    };
    /// a and r in these units.
    template <Value V>
    struct Scaled {
        using S = scalar_of<V>;
        S unit, inverse, b;
        V leg, square, root;  ///< a, r^2 and r

        ACTFN_INLINE Scaled(V a, const Units<S>& units) : unit(units.unit), inverse(units.inverse), b(units.b) {
            leg = (math::min)(V(Units<S>::most), V(inverse) * (math::min)(V(units.end), a));
            square = math::multiply_add(leg, leg, V(b));
            root = math::sqrt(square);
        }
        /// y, which is c * (1 - a part of b / a^2) where a is large.
        ACTFN_INLINE V no_tie(V y) const { return math::beside_tie(y, V(-b), square); }
    };

    core::Parameter<T> b_ = static_cast<T>(parameters[0].initial);
};

/// Squareplus<T, Tier>(b)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto squareplus(X&& x, double b = 4) {
    using T = core::element_of<X>;
    return Squareplus<T, Tier>(static_cast<T>(b))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(squareplus);

}  // namespace ACTFN_ISA
}  // namespace actfn
