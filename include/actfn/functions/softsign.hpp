#pragma once

#include <limits>
#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/error_free.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The softsign.
///
///     f(x)   = x / (1 + abs(x))
///     f'(x)  = 1 / (1 + abs(x))^2
///     f''(x) = -2 / (1 + abs(x))^3 for x > 0, 2 / (1 + abs(x))^3 otherwise
///     f' from output: (1 - abs(y))^2
///
/// Special values: f(+-inf) = +-1, f(-0) = -0; f'(0) = 1, f''(0) = 2 (f'' jumps there), f'(+-inf) = f''(+-inf) = 0; NaN
/// gives NaN. Range [-1, 1].
/// Source: Bergstra, Desjardins, Lamblin and Bengio, "Quadratic polynomials learn better image features", 2009.
template <class T = float, class Tier = standard>
struct Softsign : Elementwise<Softsign<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "softsign";
    static constexpr int cost = 10;
    static constexpr Bounds bounds = core::bounds<T, Tier>({1.75, 2.5, 3.5, 1.25});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const V a =
            (math::min)(V(4 / std::numeric_limits<scalar_of<V>>::epsilon()), (math::abs)(x));  // f = 1 from there
        return math::copysign(math::divide(a, V(1) + a), x);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return inverse_power<2>(x);
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const V twice = inverse_power<3>(x, 2);
        return math::select(x > V(0), math::negate(twice), twice);
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        const auto [sum, low] = math::two_sum(V(1), math::negative_abs(y));
        return math::power<2>(sum, low);
    }

    friend constexpr bool operator==(const Softsign&, const Softsign&) = default;

private:
    /// factor / (1 + abs(x))^N for a power of two. The power of a multiple of 1 + abs(x) neither overflows nor loses digits;
    /// the quotient takes the multiple back.
    template <int N, Value V>
    ACTFN_INLINE static V inverse_power(V x, scalar_of<V> factor = 1) {
        using S = scalar_of<V>;
        constexpr bool narrow = std::numeric_limits<S>::digits == 24;
        constexpr S least = narrow ? S(0x1p80) : S(0x1p545);  // the result is 0 from there
        constexpr S unit = narrow ? S(0x1p-38) : S(0x1p-270);
        constexpr S back = N == 2 ? unit * unit : unit * unit * unit;
        const auto [sum, low] = math::two_sum(V(1), (math::min)(V(least), (math::abs)(x)));
        return V(factor * back) *
               core::opaque(math::divide(V(1), math::power<N>(core::opaque(V(unit) * sum), V(unit) * low)));
    }
};

/// Softsign<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto softsign(X&& x) {
    return Softsign<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(softsign);

}  // namespace ACTFN_ISA
}  // namespace actfn
