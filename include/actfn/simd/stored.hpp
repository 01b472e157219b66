#pragma once

// Elements of 16 bits in memory (half, bfloat16), converted to floats and rounded back to nearest even: the same bits by
// the instructions of F16C, AVX-512 and NEON as by integer steps. Subnormal numbers are kept.

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "actfn/simd/exponent.hpp"
#include "actfn/simd/interleaved.hpp"
#include "actfn/simd/value.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The integers of V's lanes.
template <Value V>
using lane_bits = typename value_traits<V>::bits;

/// The floats V whose 16-bit numbers are in the lower halves of the lanes of `bits`.
template <Stored T, Value V>
ACTFN_INLINE inline V floats_of_bits(lane_bits<V> bits) {
    using Int = lane_bits<V>;
    if constexpr (format_of<T> == Format::bfloat16) {
        return core::reinterpret<V>(Int(core::shift_left<16>(bits)));
    } else {
        // The significand and the exponent in their places in a float; the exponent's bias changes from 15 to 127.
        const Int magnitude = core::shift_left<13>(Int(bits & Int(0x7FFFu)));
        const Int sign = core::shift_left<16>(Int(bits & Int(0x8000u)));
        const V normal = core::reinterpret<V>(Int(magnitude + Int(112u << 23)));
        const V subnormal = core::reinterpret<V>(Int(magnitude + Int(113u << 23))) - V(0x1p-14f);
        const V not_finite = core::reinterpret<V>(Int(magnitude + Int(224u << 23)));
        const V large = math::select(normal < V(0x1p16f), normal, not_finite);
        const V y = math::select(normal < V(0x1p-14f), subnormal, large);
        return core::reinterpret<V>(Int(core::reinterpret<Int>(y) | sign));
    }
}

/// Which lanes of x are no NaN. Of a scalar by its bits: -ffinite-math-only folds comparisons.
template <Value V>
ACTFN_INLINE inline auto is_number(V x) {
    if constexpr (Scalar<V>) {
        return (std::bit_cast<std::uint32_t>(x) & 0x7FFFFFFFu) <= 0x7F800000u;
    } else {
        return core::equal(x, x);
    }
}

/// The 16-bit numbers nearest to the floats x, in the lower halves of the lanes; the upper halves are 0.
template <Stored T, Value V>
ACTFN_INLINE inline lane_bits<V> bits_of_floats(V x) {
    using Int = lane_bits<V>;
    const Int b = core::reinterpret<Int>(x);
    if constexpr (format_of<T> == Format::bfloat16) {
        const Int odd = Int(core::shift_right<16>(b)) & Int(1u);
        const V rounded = core::reinterpret<V>(Int(b + Int(Int(0x7FFFu) + odd)));
        const V quiet = core::reinterpret<V>(Int(b | Int(0x400000u)));
        const V y = math::select(core::is_number(x), rounded, quiet);
        return core::shift_right<16>(core::reinterpret<Int>(y));
    } else {
        const Int sign = b & Int(0x80000000u);
        const Int magnitude = b ^ sign;
        const V a = core::reinterpret<V>(magnitude);
        const Int odd = Int(core::shift_right<13>(magnitude)) & Int(1u);
        // The exponent's bias changes from 127 to 15.
        const Int normal =
            core::shift_right<13>(Int(magnitude + Int(Int((15u - 127u) << 23) + Int(Int(0xFFFu) + odd))));
        // A sum with 1/2 has the least subnormal number of T as its last bit.
        const Int subnormal = core::reinterpret<Int>(V(a + V(0.5f))) - Int(0x3F000000u);
        const V not_finite =
            math::select(core::is_number(x), core::reinterpret<V>(Int(0x7C00u)), core::reinterpret<V>(Int(0x7E00u)));
        const V large = math::select(a < V(0x1p16f), core::reinterpret<V>(normal), not_finite);
        const V y = math::select(a < V(0x1p-14f), core::reinterpret<V>(subnormal), large);
        return core::reinterpret<Int>(y) | Int(core::shift_right<16>(sign));
    }
}

/// The floats of one element, and the element nearest to a float.
template <Stored T>
ACTFN_INLINE inline float float_of(T x) {
#if defined(__F16C__)
    if constexpr (format_of<T> == Format::half)
        return _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(std::bit_cast<std::uint16_t>(x))));
#endif
    return core::floats_of_bits<T, float>(std::bit_cast<std::uint16_t>(x));
}
template <Stored T>
ACTFN_INLINE inline T nearest(float x) {
#if defined(__F16C__)
    if constexpr (format_of<T> == Format::half)
        return std::bit_cast<T>(static_cast<std::uint16_t>(_mm_cvtsi128_si32(_mm_cvtps_ph(_mm_set_ss(x), 0))));
#endif
    return std::bit_cast<T>(static_cast<std::uint16_t>(core::bits_of_floats<T>(x)));
}

/// x with 13 bits after the leading one, the last of them set where any is lost (rounded to odd): a float, whose rounding
/// to 16 bits is that of x.
template <Value W>
requires std::same_as < scalar_of<W>,
double > ACTFN_INLINE inline W rounded_to_odd(const W& x) {
    if constexpr (is_interleaved<W>) {
        return core::interleave<W>([](auto y) ACTFN_LOOP_PART_LAMBDA { return core::rounded_to_odd(y); }, x);
    } else {
        using Int = lane_bits<W>;
        constexpr std::uint64_t lost = (std::uint64_t(1) << 39) - 1;
        const Int b = core::reinterpret<Int>(x);
        const Int carry = Int(b & Int(lost)) + Int(lost);
        return core::reinterpret<W>(Int(Int(b | carry) & Int(~lost)));
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
