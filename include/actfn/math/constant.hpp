#pragma once

#include <concepts>

#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// Rounds a real constant to V's element type.
template <Value V>
ACTFN_INLINE inline V constant(double c) {
    return V(static_cast<scalar_of<V>>(c));
}

/// The low part of a real constant: what rounding it to float, or to double, loses.
template <Value V>
ACTFN_INLINE inline V constant_low(float beyond_float, double beyond_double) {
    if constexpr (std::same_as<scalar_of<V>, float>) {
        return V(beyond_float);
    } else {
        return V(beyond_double);
    }
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
