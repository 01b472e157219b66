#pragma once

#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/log.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// (factor + factor_low) 2^-exponent log(1 + t), for an exponential t <= 1 and a factor of about 1. Rounded once where it is
/// subnormal.
template <Value V>
ACTFN_INLINE inline TwoParts<V> log1p_times(const Exponential<V>& t, V factor, V factor_low, V exponent) {
    // log1p(t) = t (1 + m) with t = (1 + fraction) 2^power: the factors of 2^power are combined in one sum.
    const V m = math::log1p_ratio_minus_one(t.value());
    const V excess = t.fraction + math::fma(t.fraction, m, m);
    const V power = t.power - exponent;
    const V more = math::fma(factor, excess, factor_low);
    const V sum = factor + more;
    TwoParts<V> product;  // members are assigned in place: see product_plus()
    product.high = core::scale(sum, power);
    product.low = core::scale((factor - sum) + more, power);  // the rounding error of the sum
    return product;
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
