#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include "actfn/simd/value.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// A finite parameter of an element type in which no formula is evaluated: only its value.
template <Element T>
struct Parameter {
    T value;

    constexpr Parameter(T a) : value(a) {}  // NOLINT: a parameter is what it holds

    friend constexpr bool operator==(const Parameter& a, const Parameter& b) { return core::equal(a.value, b.value); }
};

/// A finite parameter, also as significand * 2^exponent with abs(significand) in [1, 2), or 0 for 0: an exponential is
/// multiplied by the two parts, so that nothing over- or underflows before the result does.
template <Scalar T>
struct Parameter<T> {
    T value;
    T significand;
    T exponent;

    constexpr Parameter(T a) : value(a), significand(a), exponent(0) {  // NOLINT: a parameter is what it holds
        using Limits = std::numeric_limits<T>;
        using Bits = typename value_traits<T>::bits;
        constexpr int digits = Limits::digits - 1;
        constexpr Bits field = std::bit_cast<Bits>(Limits::infinity()) >> digits;
        if (core::equal(a, T(0))) return;
        const bool subnormal = a < (Limits::min)() && -a < (Limits::min)();
        const auto bits = std::bit_cast<Bits>(subnormal ? a / Limits::epsilon() : a);
        const auto biased = static_cast<int>((bits >> digits) & field);
        exponent = static_cast<T>(biased - (Limits::max_exponent - 1) - (subnormal ? digits : 0));
        significand = std::bit_cast<T>(static_cast<Bits>((bits & ~(field << digits)) | std::bit_cast<Bits>(T(1))));
    }

    friend constexpr bool operator==(const Parameter& a, const Parameter& b) { return core::equal(a.value, b.value); }
};

}  // namespace core

namespace math {

/// a / b where that is `valid`, else `otherwise`. As a choice alone it may raise the exceptions of the division where it is
/// not valid: clang computes both sides.
template <core::Scalar S>
ACTFN_INLINE inline S quotient_if(bool valid, S a, S b, S otherwise) {
    const S divisor = core::opaque(valid ? b : S(1));
    return valid ? a / divisor : otherwise;
}

/// Whether end / size is finite, for a size >= 0; raises no exception.
template <core::Scalar S>
ACTFN_INLINE inline bool has_finite_quotient(S end, S size) {
    const S factor = core::opaque(size < 1 ? size : S(1));
    return (end < 0 ? -end : end) < (std::numeric_limits<S>::max)() * factor;
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
