#pragma once

#include <limits>

#include "actfn/core/several.hpp"
#include "actfn/math/exp.hpp"

namespace actfn::inline ACTFN_ISA::math {

/// c, but NaN where x is NaN.
template <Value V>
[[gnu::always_inline]] inline V constant_of(V x, V c) {
    return math::select(x == x, c, x);
}

/// x for x > 0, slope * x otherwise; a slope of 0 gives 0 at -inf, too.
template <Value V>
[[gnu::always_inline]] inline V leaky(V x, V slope) {
    using Limits = std::numeric_limits<scalar_of<V>>;
    const V floor = math::select(slope == V(0), V(Limits::lowest()), V(-Limits::infinity()));
    return math::select(x > V(0), x, slope * math::max(floor, x));
}

/// 1 for x > 0, the slope otherwise.
template <Value V>
[[gnu::always_inline]] inline V leaky_gradient(V x, V slope) {
    return math::select(x > V(0), V(1), math::constant_of(x, slope));
}

/// slope * x for x >= 0, alpha * (e^x - 1) otherwise, where e is the exponential of x. A subnormal x is on the line alpha * x,
/// which still rounds right where subnormal intermediate results are flushed to zero.
template <Value V>
[[gnu::always_inline]] inline V expm1_or_line(V x, const Exponential<V>& e, V alpha, V slope) {
    const V line = x * math::select(x < V(0), alpha, slope);
    return math::select(x < V(-std::numeric_limits<scalar_of<V>>::min()), e.minus_one_times(alpha), line);
}

}  // namespace actfn::inline ACTFN_ISA::math
