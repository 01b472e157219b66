#pragma once

#include <limits>

#include "actfn/math/constant.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/log.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// Where sqrt(1 + x^2) is x to within half an ULP, and asinh(x) is log(2 x).
template <core::Scalar T>
inline constexpr T great_for_asinh = std::numeric_limits<T>::digits == 24 ? T(0x1p14) : T(0x1p28);

/// sqrt(1 + x^2) for an x >= 0. Error: 1.25 ULP. No intermediate result overflows.
template <Value V>
ACTFN_INLINE inline V root_of_one_plus_square(V x) {
    constexpr auto great = great_for_asinh<scalar_of<V>>;
    const V bounded = (math::min)(V(great), x);
    return math::select(x > V(great), x, math::sqrt(math::fma(bounded, bounded, V(1))));
}

/// The inverse hyperbolic sine. Error: 2 ULP (float), 2 ULP (double). asinh(-0) = -0, asinh(+-inf) = +-inf.
///
/// log(1 + x + x^2 / (1 + sqrt(1 + x^2))), whose sums carry their rounding errors; from great_for_asinh on log(x) + log(2).
template <Value V>
ACTFN_INLINE inline V asinh(V x) {
    using T = scalar_of<V>;
    using Limits = std::numeric_limits<T>;
    const V magnitude = (math::abs)(x);
    const auto great = magnitude > V(great_for_asinh<T>);
    const V bounded = (math::min)(V(great_for_asinh<T>), magnitude);
    const V square = bounded * bounded;
    const V root = math::sqrt(math::fma(bounded, bounded, V(1)));
    const auto [sum, sum_low] = math::two_sum(bounded, math::divide(square, V(1) + root));
    const auto [u, u_low] = math::two_sum(V(1), sum);
    const V finite = (math::min)(V((Limits::max)()), magnitude);
    V y = math::log_of_sum(math::select(great, finite, u), math::select(great, V(0), u_low + sum_low));
    y = y + math::select(great, math::constant<V>(0.69314718055994530942), V(0));
    // Below this asinh(x) = x to within half an ULP, and -0 and subnormals keep their bits.
    y = math::select(magnitude < V(Limits::epsilon()), magnitude, y);
    y = math::select(magnitude > V((Limits::max)()), magnitude, y);
    return math::copysign(math::select(core::equal(x, x), y, x), x);
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
