#pragma once

#include "actfn/math/logistic.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// The hyperbolic tangent. Error: 2.25 ULP (float), 2.25 ULP (double). tanh(-0) = -0, tanh(+-inf) = +-1.
template <Value V>
[[gnu::always_inline]] inline V tanh(V x) {
    return math::Logistic<V>::of_twice(x).symmetric();
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
