#pragma once

#include <concepts>
#include <limits>
#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/error_free.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The bent identity.
///
///     f(x)   = x + (r - 1) / 2 with r = sqrt(x^2 + 1)
///     f'(x)  = 1 + x / (2 r)        f''(x) = 1 / (2 r^3)
///     f' from output: 3 s / (4 s - 2 m) with m = 2 y + 1 and s = sqrt(m^2 + 3)
///
/// Special values: f(-0) = -0, f(+-inf) = +-inf; f'(-inf) = 1/2, f'(0) = 1, f'(inf) = 3/2; f''(+-inf) = 0; NaN gives
/// NaN.
/// Source: none is known; Wikipedia, "Activation function".
template <class T = float, class Tier = standard>
struct BentIdentity : Elementwise<BentIdentity<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "bent_identity";
    static constexpr int cost = 12;
    static constexpr Bounds bounds = core::bounds<T, Tier>({1.25, 1.75, ACTFN_FUSED ? 3.5 : 4.5, 2.75});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using S = scalar_of<V>;
        // In the exact tier to where a - 1 is exact, and beyond less than 3/2 x: rounded to a narrower type, the result would
        // otherwise be a tie where 3/2 x is one.
        constexpr bool is_exact = std::same_as<Tier, exact>;
        const V a = is_exact ? (math::min)(V(S(0x1p46)), (math::abs)(x)) : bounded(x);
        const V r = math::sqrt(square_of_root(a));
        // (r - 1) / 2 = a (a / 2) / (r + 1) near 0, where it does not cancel, and (a - 1) / 2 + (1 / 2) / (r + a) from 1 on, where
        // a - 1 is exact up to 2^24.
        const auto near_zero = a < V(1);
        const V factor = math::select(near_zero, a, V(1));
        const V quotient = math::divide(factor * V(S(0.5)), r + math::select(near_zero, V(1), a));
        const V before = math::select(near_zero, V(0), core::opaque(a - V(1)) * V(S(0.5)));
        // With what the sum loses the result never falls where the quotient does.
        const auto [sum, lost] = math::fast_two_sum(math::copysign(a, x), before);
        const V y = sum + math::fma(factor, quotient, lost);
        const V line = x * (V(1) + math::copysign(V(S(is_exact ? 0.5 - 0x1p-50 : 0.5)), x));
        return math::copysign(math::select((math::abs)(x) > a, line, y), x);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const V a = bounded(x);
        return math::fma(V(0.5), math::copysign(math::divide(a, math::sqrt(square_of_root(a))), x), V(1));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const V square = square_of_root(bounded(x));
        return math::divide(core::opaque(math::divide(V(0.5), square)), math::sqrt(square));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        const V m = math::fma(V(2), math::copysign(bounded(y), y), V(1));
        const V s = math::sqrt(math::fma(m, m, V(3)));
        // 3 s / (4 s - 2 m) is 1 and a part whose error counts half at most.
        return V(1) + math::divide(math::fma(V(-0.5), s, m), math::fma(V(2), s, math::negate(m)));
    }

    friend constexpr bool operator==(const BentIdentity&, const BentIdentity&) = default;

private:
    /// abs(x), but no more than a number from which f' is 1/2 or 3/2, f'' is 0, and whose square does not overflow.
    template <Value V>
    ACTFN_INLINE static V bounded(V x) {
        using S = scalar_of<V>;
        return (math::min)(V(std::numeric_limits<S>::digits == 24 ? S(0x1p60) : S(0x1p508)), (math::abs)(x));
    }
    template <Value V>
    ACTFN_INLINE static V square_of_root(V a) {
        return math::fma(a, a, V(1));
    }
};

/// BentIdentity<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto bent_identity(X&& x) {
    return BentIdentity<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(bent_identity);

}  // namespace ACTFN_ISA
}  // namespace actfn
