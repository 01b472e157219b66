#pragma once

#include "actfn/core/simd.hpp"
#include "actfn/math/exp.hpp"

namespace actfn::inline ACTFN_ISA::math {

/// tanh(x) = -w / (2 + w) with w = e^-2abs(x) - 1. Error: 2.5 ULP (float), 2.5 ULP (double).
/// tanh(-0) = -0, tanh(+-inf) = +-1.
template <Value V>
[[gnu::always_inline]] inline V tanh(V x) {
    const V magnitude = math::abs(x);
    const V w = math::exponential(math::negate(magnitude + magnitude)).minus_one();
    return math::copysign(w / (V(2) + w), x);
}

}  // namespace actfn::inline ACTFN_ISA::math
