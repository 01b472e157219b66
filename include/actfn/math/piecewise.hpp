#pragma once

#include <limits>

#include "actfn/math/exp.hpp"
#include "actfn/simd/convert.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// c, but NaN where x is NaN.
template <Value V>
[[gnu::always_inline]] inline V constant_of(V x, V c) {
    // No comparison: comparisons are expensive on AVX-512.
    return (math::min)(c, (math::max)(V((std::numeric_limits<scalar_of<V>>::max)()), x));
}

/// x for x > 0, slope * x otherwise; a slope of 0 gives 0 at -inf, too. The slope is a value like x, or a number to
/// broadcast, possibly of a wider type: then only the product is computed in that type.
template <Value V, Value S>
[[gnu::always_inline]] inline V leaky(V x, S slope) {
    using Limits = std::numeric_limits<scalar_of<V>>;
    using W = core::value_in<V, scalar_of<S>>;
    const S floor = math::select(core::equal(slope, S(0)), S(Limits::lowest()), S(-Limits::infinity()));
    const W wide = core::convert<W>((math::max)(core::spread<V>(floor), x));
    // Selects the factor, not the product: a large x times the slope may overflow.
    return core::convert<V>(wide * math::select(wide > W(0), W(1), core::spread<W>(slope)));
}

/// 1 for x > 0, the slope otherwise.
template <Value V>
[[gnu::always_inline]] inline V leaky_gradient(V x, V slope) {
    return math::select(x > V(0), V(1), math::constant_of(x, slope));
}

/// The exponential of x, but 1 for x > 0, where e^x may overflow.
template <Value V>
[[gnu::always_inline]] inline Exponential<V> exponential_up_to_one(V x) {
    return math::exponential((math::min)(V(0), x));
}

/// slope * x for x >= 0, alpha * (e^x - 1) otherwise, where e is the exponential of x. A negative subnormal x gives
/// alpha * x, which is rounded correctly even where subnormal intermediate results are flushed to zero.
template <Value V>
[[gnu::always_inline]] inline V expm1_or_line(V x, const Exponential<V>& e, V alpha, V slope) {
    const V line = (math::max)(V(-1), x) * math::select(x < V(0), alpha, slope);  // bounded: alpha * x may overflow
    return math::select(x < V(-(std::numeric_limits<scalar_of<V>>::min)()), e.minus_one_times(alpha), line);
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
