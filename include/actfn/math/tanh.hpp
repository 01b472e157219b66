#pragma once

#include "actfn/core/several.hpp"
#include "actfn/math/logistic.hpp"

namespace actfn::inline ACTFN_ISA::math {

/// The hyperbolic tangent. Error: 2.25 ULP (float), 2.25 ULP (double). tanh(-0) = -0, tanh(+-inf) = +-1.
template <Value V>
[[gnu::always_inline]] inline V tanh(V x) {
    return math::Logistic<V>::of_twice(x).symmetric();
}

}  // namespace actfn::inline ACTFN_ISA::math
