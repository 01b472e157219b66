#pragma once

#include "actfn/math/scaled.hpp"
#include "actfn/simd/exponent.hpp"
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
        const auto whole = static_cast<S>(a.exponent);
        exponent = math::nearbyint(whole / 2 - S(0.25));
        significand = S(a.significand) * (1 + whole - 2 * exponent);
    }
    /// The root times 2^more.
    ACTFN_INLINE S root(S more = 0) const { return core::scale(S(1), exponent + more); }
    /// 2^more over the root, but no more than 2^most.
    ACTFN_INLINE S inverse(S more, S most) const { return core::scale(S(1), (math::min)(most, more - exponent)); }
};

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
