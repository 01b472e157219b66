#pragma once

#include <limits>

#include "actfn/core/simd.hpp"

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

}  // namespace actfn::inline ACTFN_ISA::math
