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

namespace actfn {
inline namespace ACTFN_ISA {

/// The inverse square root unit.
///
///     f(x)   = x / sqrt(q) with q = 1 + alpha x^2
///     f'(x)  = 1 / q^(3/2)        f''(x) = -3 alpha x / q^(5/2)
///     f' from output: (1 - alpha y^2)^(3/2)
///
/// Parameter: alpha = 1, finite, >= 0; with alpha = 0 it is the identity.
/// Special values: f(+-inf) = +-1 / sqrt(alpha), f(-0) = -0; f'(0) = 1, f''(0) = -0, f''(-0) = +0; f'(+-inf) = 0; NaN
/// gives NaN. Throws std::invalid_argument for an alpha that is not finite or < 0.
/// Source: Carlile, Delamarter, Kinney, Marti and Whitney, "Improving deep learning by inverse square root linear units
/// (ISRLUs)", 2017.
template <class T = float, class Tier = standard>
struct ISRU : Elementwise<ISRU<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "isru";
    static constexpr int cost = 12;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.25, 3.5, ACTFN_FUSED ? 5.25 : 6.0, 3.25});

    static constexpr std::array parameters = {ParameterInfo{"alpha", 1, Valid::not_negative}};

    constexpr ISRU() = default;
    constexpr explicit ISRU(T alpha) : alpha_(core::valid<ISRU, 0>(alpha)) {}
    constexpr T alpha() const { return alpha_.value; }
    constexpr std::array<T, 1> parameter_values() const { return {alpha()}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using S = scalar_of<V>;
        const auto alpha = scaled<V>();
        const V limit = V(alpha.significand > 0 ? alpha.farthest : std::numeric_limits<S>::infinity());
        const V bounded = (math::max)(math::negate(limit), (math::min)(limit, x));
        return math::divide(bounded, math::sqrt(alpha.sum(alpha.bounded(x))));
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const auto alpha = scaled<V>();
        const V q = alpha.sum(alpha.bounded(x));
        return math::divide(core::opaque(math::divide(V(1), q)), math::sqrt(q));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const auto alpha = scaled<V>();
        const V z = alpha.bounded(x);
        const auto q = alpha.precise_sum(z);
        const V root = math::sqrt(q.high);
        // q^(3/2) with what the rounding of q loses in all of q^(5/2), in a unit in which it does not overflow.
        constexpr auto unit = Scaled<scalar_of<V>>::unit;
        const V power = math::fma(core::opaque(q.high * V(unit)), root, (q.low * V(scalar_of<V>(2.5) * unit)) * root);
        const V product = V(-3 * alpha.significand * alpha.root) * z;
        // opaque: -ffast-math would divide by the product, which overflows.
        const V y = core::opaque(math::divide(core::opaque(math::divide(product, q.high)), power)) * V(unit);
        // -3 alpha x (1 - 5/2 alpha x^2)
        if constexpr (std::same_as<Tier, exact>) return math::beside_tie(y, math::negate(z) * z);
        return y;
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        const auto alpha = scaled<V>();
        const V z = alpha.bounded(y);
        const auto [high, low] = math::product(V(-alpha.significand), z);
        // Before 1 is added, the low part would be rounded where the sum cancels.
        const V rest = (math::max)(V(0), math::fma(low, z, math::multiply_add(high, z, V(1))));
        return rest * math::sqrt(rest);
    }

    friend constexpr bool operator==(const ISRU&, const ISRU&) = default;

private:
    /// What the formulas take of alpha, and x in units in which alpha is the significand.
    template <class S>
    struct Scaled {
        static constexpr bool narrow = std::numeric_limits<S>::digits == 24;
        static constexpr S unit = narrow ? S(0x1p-62) : S(0x1p-508);
        S significand, root, farthest;

        ACTFN_INLINE explicit Scaled(const math::RootSplit<S>& alpha)
            : significand(alpha.significand),
              root(alpha.root()),
              // From there f is its limit: alpha x^2 is at least 2^105, but does not overflow.
              farthest(alpha.inverse(narrow ? 60 : 508, std::numeric_limits<S>::max_exponent - 1)) {}
        template <Value V>
        ACTFN_INLINE V bounded(V x) const {
            return V(root) * (math::max)(V(-farthest), (math::min)(V(farthest), x));
        }
        /// 1 + alpha x^2 to one rounding.
        template <Value V>
        ACTFN_INLINE V sum(V z) const {
            const auto [high, low] = math::product(V(significand), z);
            return math::multiply_add(high, z, math::fma(low, z, V(1)));
        }
        /// The same with what its rounding loses.
        template <Value V>
        ACTFN_INLINE math::TwoParts<V> precise_sum(V z) const {
            const auto [first, first_low] = math::product(V(significand), z);
            const auto [square, square_low] = math::product(first, z);
            const auto [high, low] = math::two_sum(square, V(1));
            return {high, low + math::fma(first_low, z, square_low)};
        }
    };
    template <Value V>
    ACTFN_INLINE Scaled<scalar_of<V>> scaled() const {
        return Scaled<scalar_of<V>>(math::RootSplit<scalar_of<V>>(alpha_));
    }

    core::Parameter<T> alpha_ = static_cast<T>(parameters[0].initial);
};

/// ISRU<T, Tier>(alpha)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto isru(X&& x, double alpha = 1) {
    using T = core::element_of<X>;
    return ISRU<T, Tier>(static_cast<T>(alpha))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(isru);

}  // namespace ACTFN_ISA
}  // namespace actfn
