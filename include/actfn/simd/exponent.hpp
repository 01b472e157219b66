#pragma once

// Powers of two through the exponent bits of floating-point numbers.

#include <bit>
#include <cstdint>
#include <limits>

#include "actfn/simd/arithmetic.hpp"
#include "actfn/simd/value.hpp"
#include "actfn/simd/x86.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Shifts the bits of each lane by a constant; 512-bit registers use the masked form, as in simd/x86.hpp.
template <int Count, class Int>
ACTFN_INLINE inline Int shift_left(Int x) {
#if defined(__AVX512F__)
    if constexpr (is_zmm<Int>) {
        if constexpr (sizeof(Int) / Int::size == 4) {
            return _mm512_maskz_slli_epi32(0xFFFF, x, Count);
        } else {
            return _mm512_maskz_slli_epi64(0xFF, x, Count);
        }
    } else
#endif
        return x << Count;
}
template <int Count, class Int>
ACTFN_INLINE inline Int shift_right(Int x) {
#if defined(__AVX512F__)
    if constexpr (is_zmm<Int>) {
        if constexpr (sizeof(Int) / Int::size == 4) {
            return _mm512_maskz_srli_epi32(0xFFFF, x, Count);
        } else {
            return _mm512_maskz_srli_epi64(0xFF, x, Count);
        }
    } else
#endif
        return x >> Count;
}

/// 2^n for an integral n: writes the exponent field directly. Adding 1.5 * 2^digits leaves n in the low bits of the
/// significand, in two's complement.
template <Value V>
struct PowerOfTwo {
    using T = scalar_of<V>;
    using Int = typename value_traits<V>::bits;
    using U = typename value_traits<T>::bits;
    static constexpr int digits = std::numeric_limits<T>::digits - 1;

    ACTFN_INLINE static Int integer(V n) { return core::reinterpret<Int>(n + V(T(3) * T(U(1) << (digits - 1)))); }
    /// 2^(n + More).
    template <int More = 0>
    ACTFN_INLINE static V of(Int n) {
        constexpr int bias = std::numeric_limits<T>::max_exponent - 1;
        return core::reinterpret<V>(Int(core::shift_left<digits>(n)) + Int(U(bias + More) << digits));
    }
};

/// The constant whose addition rounds to an integer n and leaves n + bias + More in the low bits of the sum: the exponent
/// field of 2^(n + More), which one shift puts in its place.
template <Scalar T, int More = 0>
inline constexpr T power_constant = T(3) * T(std::uint64_t(1) << (PowerOfTwo<T>::digits - 1)) +
                                    T(std::numeric_limits<T>::max_exponent - 1 + More);

/// 2^(n + More), normal, from the sum of n and power_constant.
template <Value V>
ACTFN_INLINE inline V power_from_low_bits(V sum) {
    using P = PowerOfTwo<V>;
    return core::reinterpret<V>(typename P::Int(core::shift_left<P::digits>(core::reinterpret<typename P::Int>(sum))));
}

/// x * 2^(a - b), where a and b are sums of power_constant and an integer, for a normal x and a normal result; any x where
/// a is b. A NaN may become a number.
template <Value V>
ACTFN_INLINE inline V times_power_between(V x, V a, V b) {
    using P = PowerOfTwo<V>;
    using Int = typename P::Int;
    const auto difference = Int(core::reinterpret<Int>(a) - core::reinterpret<Int>(b));
    return core::reinterpret<V>(Int(core::reinterpret<Int>(x) + Int(core::shift_left<P::digits>(difference))));
}

/// x * 2^More by an addition to the exponent field, for a normal x and a normal result. A NaN may become a number.
template <int More, Value V>
ACTFN_INLINE inline V times_power_of_two(V x) {
    using P = PowerOfTwo<V>;
    using U = typename P::U;
    constexpr U more = static_cast<U>(More) << P::digits;
    return core::reinterpret<V>(typename P::Int(core::reinterpret<typename P::Int>(x) + typename P::Int(more)));
}

/// Whether the integer n is odd, given its sum with power_constant<T, 1>, which is a multiple of 4.
template <Value V>
ACTFN_INLINE inline typename value_traits<V>::mask is_odd(V sum) {
    using P = PowerOfTwo<V>;
#if defined(__AVX512F__)
    if constexpr (is_zmm<V>) return core::x86::is_odd(sum);
#endif
    const auto bit = typename P::Int(core::reinterpret<typename P::Int>(sum) & typename P::Int(1));
    if constexpr (Scalar<V>) {
        return bit != 0;
    } else {
        return xsimd::batch_bool_cast<scalar_of<V>>(bit != typename P::Int(0));
    }
}

/// x, with the other sign where bit number Bit of the integer n is 1, given the sum of is_odd().
template <int Bit, Value V>
ACTFN_INLINE inline V negated_where_bit(V x, V sum) {
    using P = PowerOfTwo<V>;
    using Int = typename P::Int;
    using U = typename P::U;
    constexpr int sign = sizeof(U) * 8 - 1;
    const auto bit = Int(core::shift_left<sign - Bit>(core::reinterpret<Int>(sum)) & Int(U(U(1) << sign)));
    return core::reinterpret<V>(Int(core::reinterpret<Int>(x) ^ bit));
}

/// True where one instruction (scalef) multiplies by a power of two.
#if defined(__AVX512VL__)
template <class V>
inline constexpr bool has_scalef = is_x86<V>;
#else
template <class V>
inline constexpr bool has_scalef = is_zmm<V>;
#endif

/// 2^n for an integral n, to be added to a number near 1: for n below -100 the result may be 2^-100.
template <Value V>
ACTFN_INLINE inline V power_of_two(V n) {
#if defined(__AVX512F__)
    if constexpr (has_scalef<V>) return V(core::x86::scalef(V(1), n));
#endif
    return PowerOfTwo<V>::of(PowerOfTwo<V>::integer((math::max)(V(-100), n)));
}

/// m * 2^n, rounded once, for an integral n and an m that is 0 or between 2^-60 and 2^60. Without scalef it takes two
/// multiplications: only the second can round, because where the first would, the result is 0. The least powers are 0
/// themselves (an exponent field of 0): where a product underflows processors are slow.
template <Value V>
ACTFN_INLINE inline V scale(V m, V n) {
#if defined(__AVX512F__)
    if constexpr (has_scalef<V>) return V(core::x86::scalef(m, n));
#endif
    using P = PowerOfTwo<V>;
    constexpr int least = 2 * (std::numeric_limits<scalar_of<V>>::min_exponent - 2);
    const auto i = P::integer((math::max)(V(least), n));
    const auto half = typename P::Int(core::shift_right<1>(i));
    return core::opaque(m * P::of(half)) * P::of(i - half);  // opaque: -ffast-math would let the two powers underflow
}

/// m * 2^n, rounded once, for the m of scale() and an integral n of at most 63. Takes fewer steps than scale():
/// multiplies by 2^(n + 64), then by 2^-64; 128 for double, where an m of 2^11 times the least power for 64 is not yet 0. The
/// least power is 0, as with scale().
template <Value V>
ACTFN_INLINE inline V scale_down(V m, V n) {
#if defined(__AVX512F__)
    if constexpr (has_scalef<V>) return V(core::x86::scalef(m, n));
#endif
    using P = PowerOfTwo<V>;
    using Limits = std::numeric_limits<scalar_of<V>>;
    constexpr int excess = Limits::digits > 24 ? 128 : 64;
    constexpr auto lower = scalar_of<V>(excess > 64 ? 0x1p-128 : 0x1p-64);
    const auto i = P::integer((math::max)(V(Limits::min_exponent - 2 - excess), n));
    return core::opaque(m * P::template of<excess>(i)) * V(lower);  // opaque: as in scale()
}

/// x = fraction * 2^exponent with the fraction in [sqrt(1/2), sqrt(2)), for a positive normal x.
template <Value V>
struct Split {
    V fraction;
    V exponent;
};

template <Value V>
ACTFN_INLINE inline Split<V> split(V x) {
    using P = PowerOfTwo<V>;
    using T = typename P::T;
    using Int = typename P::Int;
    using U = typename P::U;
    constexpr U root = std::bit_cast<U>(static_cast<T>(0.70710678118654752));
    constexpr U half = U(1) << (sizeof(U) * 8 - 1);  // keeps the exponent field positive
    constexpr T large = T(3) * T(U(1) << (P::digits - 1));
    const Int field = core::shift_right<P::digits>(Int(core::reinterpret<Int>(x) + Int(half - root)));
    const Int biased = field | Int(std::bit_cast<U>(large));
    // opaque: -ffast-math would take a multiple of the large constant from a multiple of the sum.
    const V exponent = core::opaque(core::reinterpret<V>(biased) - V(large + T(half >> P::digits)));
    const Int significand = core::reinterpret<Int>(x) - core::shift_left<P::digits>(field) + Int(half);
    const V fraction = core::reinterpret<V>(significand);
    return {fraction, exponent};
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
