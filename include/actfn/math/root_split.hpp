#pragma once

#include "actfn/math/scaled.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// A parameter a >= 0 as significand * root^2, where the root is a power of two and the significand is in [1, 4), or 0
/// for 0: a x^2 = significand * (root x)^2 then over- and underflows only where the sum does that it is a term of.
template <core::Scalar S>
struct RootSplit {
    S significand;
    S exponent;  ///< of the root

    template <core::Scalar T>
    ACTFN_INLINE explicit RootSplit(const core::Parameter<T>& a) {
        const int whole = static_cast<int>(a.exponent);
        const int odd = whole & 1;
        exponent = static_cast<S>((whole - odd) / 2);
        significand = S(a.significand) * static_cast<S>(1 + odd);
    }
    /// The root times 2^more.
    ACTFN_INLINE S root(S more = 0) const { return math::power_of(exponent + more); }
    /// 2^more over the root, but no more than 2^most.
    ACTFN_INLINE S inverse(S more, S most) const { return math::power_of((math::min)(most, more - exponent)); }
};

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
