#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>

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

// Numbers that a formula forms of its parameters alone. A functor keeps quotients, since g++ leaves a division that
// depends on a condition in the loop, and so what core::opaque() hides.

/// The number that is chosen, so that an operation with it raises no exception on behalf of the other: clang computes
/// both sides of a choice. A number that is known at compile time is not hidden: it is folded.
template <core::Scalar S>
constexpr S chosen(bool first, S a, S b) {
    const S c = first ? a : b;
#if defined(__clang__)
    if (!std::is_constant_evaluated() && !__builtin_constant_p(c)) return core::opaque(c);
#endif
    return c;
}

/// a / b where that is `valid`, else `otherwise`.
template <core::Scalar S>
constexpr S quotient_if(bool valid, S a, S b, S otherwise) {
    const S quotient = a / math::chosen(valid, b, S(1));
    return valid ? quotient : otherwise;
}

/// end / size for a size >= 0 where that is finite, else `otherwise`; raises no exception.
template <core::Scalar S>
constexpr S finite_quotient(S end, S size, S otherwise) {
    const S most = (std::numeric_limits<S>::max)() * math::chosen(size < 1, size, S(1));
    return math::quotient_if((end < 0 ? -end : end) < most, end, size, otherwise);
}
/// The same, otherwise the greatest number of the sign of end.
template <core::Scalar S>
constexpr S finite_quotient(S end, S size) {
    using Limits = std::numeric_limits<S>;
    return math::finite_quotient(end, size, end < 0 ? Limits::lowest() : (Limits::max)());
}

/// 2^n for an integral n; 0 or infinity beyond the range. core::scale() hides a product from the optimiser.
template <core::Scalar S>
ACTFN_INLINE inline S power_of(S n) {
    using Limits = std::numeric_limits<S>;
    using Bits = typename core::value_traits<S>::bits;
    constexpr int digits = Limits::digits - 1;
    constexpr int bias = Limits::max_exponent - 1;
    const int biased = static_cast<int>(n) + bias;
    if (biased > 2 * bias) return Limits::infinity();
    if (biased > 0) return std::bit_cast<S>(static_cast<Bits>(static_cast<Bits>(biased) << digits));
    return biased > -digits ? std::bit_cast<S>(static_cast<Bits>(Bits(1) << (digits - 1 + biased))) : S(0);
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
