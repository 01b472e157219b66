#pragma once

#include <limits>

#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/log.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// The logarithm of the odds, log(x / (1 - x)). Error: 1.5 ULP (float), 1.5 ULP (double), at its root 1/2 too.
/// logit(+-0) = -inf, logit(1) = inf, NaN for an x < 0 or > 1.
///
/// The quotient carries its rounding error and that of 1 - x, which are all that is left of the logarithm near 1/2.
template <Value V>
ACTFN_INLINE inline V logit(V x) {
    using T = scalar_of<V>;
    using Limits = std::numeric_limits<T>;
    using C = ExponentialConstants<T>;
    // Inside the interval: at its ends a division by 0 would be an invalid operation. (Not its least number in place of 0:
    // processors are slow with subnormal ones.)
    const auto positive = x > V(0);
    const V inside = math::select(positive, (math::min)(V(1 - Limits::epsilon() / 2), x), V(T(0.5)));
    // A subnormal x is scaled into the normal range by 2^64.
    const auto tiny = inside < V((Limits::min)());
    const V lifted = inside * math::select(tiny, V(T(0x1p64)), V(1));
    const V shift = math::select(tiny, V(64), V(0));
    const auto [rest, rest_low] = math::two_sum(V(1), math::negate(inside));
    const V odds = core::opaque(math::divide(lifted, rest));
    const auto back = math::product(odds, rest);
    // opaque: -ffast-math would join the parts of the remainder, and cancel the division.
    const V remainder = core::opaque(core::opaque(lifted - back.product) - back.low) - odds * rest_low;
    V y = math::log_of_sum(odds, math::divide(remainder, rest));
    y = math::fma(shift, V(-C::ln2_high), math::fma(shift, V(-C::ln2_low), y));
    const V nan = V(Limits::quiet_NaN());
    y = math::select(positive, y, math::select(core::equal(x, V(0)), V(-Limits::infinity()), nan));
    y = math::select(x < V(1), y, math::select(core::equal(x, V(1)), V(Limits::infinity()), nan));
    return math::select(core::equal(x, x), y, x);
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
