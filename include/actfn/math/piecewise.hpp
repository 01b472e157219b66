#pragma once

#include <limits>

#include "actfn/math/exp.hpp"
#include "actfn/simd/convert.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// y, which is c * (1 + t / scale) for some c, but where abs(t) is less than `lost` * scale: then moved by the part
/// `lost` of it to the side of c that t says. A t of 0 moves nothing.
template <Value V>
ACTFN_INLINE inline V moved_beside(V y, V t, V scale, scalar_of<V> lost) {
    const V moved = y * math::select((math::abs)(t) < V(lost) * scale, V(1) + math::copysign(V(lost), t), V(1));
    return math::select(core::equal(t, V(0)), y, moved);
}

/// y, which is c * (1 + t / scale) for some c, but for a t that is lost in the rounding of y: then moved to the side of c
/// that t says. Rounded to a narrower type, y would otherwise be a tie where c is one. Moves y by a part of 2^-46.
template <Value V>
ACTFN_INLINE inline V beside_tie(V y, V t, V scale = V(1)) {
    return math::moved_beside(y, t, scale, scalar_of<V>(0x1p-46));
}

/// y, which is a + b + c rounded about once, for a c that is less than the rounding errors of a and b: moved beside the
/// sum of those that are not lost in it. Moves y by a part of 2^-51, since a and b may have many digits.
template <Value V>
ACTFN_INLINE inline V sum_beside_tie(V y, V a, V b, V c = V(0)) {
    constexpr scalar_of<V> lost = 0x1p-51;
    const V scale = (math::abs)(y);
    const V lesser = math::select((math::abs)(a) < (math::abs)(b), a, b);
    const V d = math::select((math::abs)(lesser) < V(lost) * scale, lesser, V(0)) + c;
    return math::moved_beside(y, math::copysign(V(1), y) * d, scale, lost);
}

/// y, whose rounding has lost `lost`: moved to its side where that, and the last nine bits of y, decide on which side of a tie
/// y is. Moves y by a part of 2^-46.
template <Value V>
ACTFN_INLINE inline V beside_rounded(V y, V lost) {
    const V multiple = core::opaque(y * V(513));
    const V high = core::opaque(multiple - core::opaque(multiple - y));
    const V rest = core::opaque(y - high) + lost;
    return math::beside_tie(y, math::copysign(V(1), y) * rest, (math::abs)(y));
}

/// c, but NaN where x is NaN.
template <Value V>
ACTFN_INLINE inline V constant_of(V x, V c) {
    // No comparison: comparisons are expensive on AVX-512.
    return (math::min)(c, (math::max)(V((std::numeric_limits<scalar_of<V>>::max)()), x));
}

/// a for x > edge, otherwise `otherwise`, but NaN where x is NaN.
template <Value V>
ACTFN_INLINE inline V above(V x, V edge, V a, V otherwise) {
    return math::select(x > edge, a, math::constant_of(x, otherwise));
}

/// a for low < x < high, 0 otherwise, but NaN where x is NaN.
template <Value V>
ACTFN_INLINE inline V between(V x, V low, V high, V a) {
    return math::above(x, low, math::select(x < high, a, V(0)), V(0));
}

/// a for abs(x) > limit, 0 otherwise, but NaN where x is NaN.
template <Value V>
ACTFN_INLINE inline V beyond(V x, V limit, V a) {
    return math::above((math::abs)(x), limit, a, V(0));
}

/// The number of [low, high] that is nearest to x, NaN for a NaN. A zero is +0 if it is an end, else it keeps its sign.
template <Value V>
ACTFN_INLINE inline V clamped(V x, scalar_of<V> low, scalar_of<V> high) {
    using T = scalar_of<V>;
    // Adding +0 turns -0 into +0, and adding -0 changes nothing.
    const T zero = core::equal(low, T(0)) || core::equal(high, T(0)) ? T(0) : T(-0.0);
    return (math::max)(V(low), (math::min)(V(high), x)) + V(zero);
}

/// 1, or 1/2 where the difference of a number and this edge may overflow: then it is formed in halves, since its
/// product with a small slope does not.
template <core::Scalar S>
constexpr S unit_of_difference(S edge) {
    using Limits = std::numeric_limits<S>;
    return (edge < 0 ? -edge : edge) > (Limits::max)() * Limits::epsilon() / 4 ? S(0.5) : S(1);
}

/// x for x > 0, slope * x otherwise; a slope of 0 gives 0 at -inf, too. The slope is a value like x, or a number to
/// broadcast, possibly of a wider type: then only the product is computed in that type.
template <Value V, Value S>
ACTFN_INLINE inline V leaky(V x, S slope) {
    if constexpr (core::Scalar<S> && sizeof(S) < sizeof(scalar_of<V>)) {
        return math::leaky(x, static_cast<scalar_of<V>>(slope));
    } else {
        using Limits = std::numeric_limits<scalar_of<V>>;
        using W = core::value_in<V, scalar_of<S>>;
        const S floor = math::select(core::equal(slope, S(0)), S(Limits::lowest()), S(-Limits::infinity()));
        const W wide = core::convert<W>((math::max)(core::spread<V>(floor), x));
        // Selects the factor, not the product: a large x times the slope may overflow.
        return core::convert<V>(wide * math::select(wide > W(0), W(1), core::spread<W>(slope)));
    }
}

/// 1 for x > 0, the slope otherwise.
template <Value V>
ACTFN_INLINE inline V leaky_gradient(V x, V slope) {
    return math::one_where_positive(x, slope);
}

/// The exponential of x, but 1 for x > 0, where e^x may overflow.
template <Value V>
ACTFN_INLINE inline Exponential<V> exponential_up_to_one(V x) {
    return math::exponential((math::min)(V(0), x));
}

/// alpha * (e^x - 1) for x <= 0, which is -0 for an alpha of 0; -0 for x >= 0.
template <Value V>
ACTFN_INLINE inline V expm1_below_zero(V x, V alpha) {
    using T = scalar_of<V>;
    constexpr T least = T(-0.75) * std::numeric_limits<T>::digits;  // the result is -alpha up to here
    const V bounded = (math::max)(V(least), (math::min)(V(0), x));
    const auto e = math::rounded_power(bounded, ExponentialConstants<T>::log2_e);
    const V fraction = math::expm1_near_zero(math::plus_few_ln2(bounded, e.n, -1));
    // alpha stands in the place of 1, so the product has no rounding of its own. Computed as minus the negative: a result
    // of 0 (alpha = 0, or flushed) then has the sign of the results for x < 0.
    const V power = math::negate(alpha) * e.power;
#if ACTFN_FUSED
    const V sum = power + alpha;
#else
    const V sum = math::copysign(power + alpha, alpha);  // a product rounded to 0 takes the sign of a sum of 0
#endif
    // opaque: g++ would fold the negation into the fma, where an exact 0 gets the other sign.
    return math::negate(core::opaque(math::fma(power, fraction, sum)));
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
