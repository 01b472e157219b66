#pragma once

#include <array>
#include <cstddef>

#include "actfn/core/simd.hpp"

namespace actfn::inline ACTFN_ISA::math {

/// c[0] + c[1] x + c[2] x^2 + ... by Horner's rule, one fma per coefficient.
template <Value V, std::size_t N>
[[gnu::always_inline]] inline V polynomial(V x, const std::array<scalar_of<V>, N>& c) {
    V sum(c[N - 1]);
    for (std::size_t i = N - 1; i-- > 0;) sum = math::fma(sum, x, V(c[i]));
    return sum;
}

}  // namespace actfn::inline ACTFN_ISA::math
