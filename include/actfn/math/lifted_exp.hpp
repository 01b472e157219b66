#pragma once

#include "actfn/math/exp.hpp"
#include "actfn/math/logistic.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// e^x times a power of two, `one`, which keeps it normal where e^x is subnormal or 0: a quotient of polynomials in it is
/// then rounded once, by the division, even where the result is subnormal.
template <Value V>
struct LiftedExponential {
    using T = scalar_of<V>;
    static constexpr T one = LogisticConstants<T>::two_to_higher;

    V fraction;  ///< e^r - 1 for the reduced argument r
    V power;     ///< a power of two times `one`

    ACTFN_INLINE V value() const { return math::fma(power, fraction, power); }

    /// value() - one * c, rounded once where power - one * c is exact.
    ACTFN_INLINE V minus(T c) const { return math::fma(power, fraction, power - V(one * c)); }
};

/// The exponential of x from -109 (float) or -752 (double) to 30: at the lower end x e^x is 0.
template <Value V>
ACTFN_INLINE inline LiftedExponential<V> lifted_exponential(V x) {
    using T = scalar_of<V>;
    const auto e = math::rounded_power<LogisticConstants<T>::higher>(x, ExponentialConstants<T>::log2_e);
    LiftedExponential<V> result;  // members are assigned in place: see rounded_power()
    result.power = e.power;
    result.fraction = math::expm1_near_zero(math::plus_ln2(x, e.n, -1));
    return result;
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
