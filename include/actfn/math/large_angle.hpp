#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "actfn/base/unrolled.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/simd/exponent.hpp"
#include "actfn/simd/value.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// An angle as high + low + n pi / 2, where abs(high) is at most little more than pi / 4, or as high + low + n pi with twice
/// that. `quadrant` is the sum of n and power_constant<T, 1>, which is a multiple of 4: only n modulo 4 counts.
template <Value V>
struct ReducedAngle {
    V high;
    V low;
    V quadrant;
};

/// Constants of the reduction by element type: pi / 2 = high + middle + low, its reciprocal, and up to which magnitude of
/// an angle, 2^greatest_power, a multiple of pi / 2 is taken away in these parts.
template <class Precision>
struct AngleConstants;

template <>
struct AngleConstants<float> {
    static constexpr float high = 0x1.921fb4p0f;
    static constexpr float middle = 0x1.4442dp-24f;
    static constexpr float low = 0x1.846988p-48f;
    static constexpr float reciprocal = 0x1.45f306p-1f;
    static constexpr int greatest_power = 15;
};

template <>
struct AngleConstants<double> {
    static constexpr double high = 0x1.921fb54442d18p0;
    static constexpr double middle = 0x1.1a62633145c06p-54;
    static constexpr double low = 0x1.c1cd129024e08p-107;
    static constexpr double reciprocal = 0x1.45f306dc9c883p-1;
    static constexpr int greatest_power = 30;
};

/// A number in words of 32 bits, the highest first.
template <std::size_t N>
using Words = std::array<std::uint32_t, N>;

/// The binary digits of 1 / pi behind 96 zeros.
inline constexpr Words<73> reciprocal_of_pi = {
    0x00000000, 0x00000000, 0x00000000, 0x517CC1B7, 0x27220A94, 0xFE13ABE8, 0xFA9A6EE0, 0x6DB14ACC, 0x9E21C820,
    0xFF28B1D5, 0xEF5DE2B0, 0xDB92371D, 0x2126E970, 0x03249775, 0x04E8C90E, 0x7F0EF58E, 0x5894D39F, 0x74411AFA,
    0x975DA242, 0x74CE3813, 0x5A2FBF20, 0x9CC8EB1C, 0xC1A99CFA, 0x4E422FC5, 0xDEFC941D, 0x8FFC4BFF, 0xEF02CC07,
    0xF79788C5, 0xAD05368F, 0xB69B3F67, 0x93E584DB, 0xA7A31FB3, 0x4F2FF516, 0xBA93DD63, 0xF5F2F8BD, 0x9E839CFB,
    0xC5294975, 0x35FDAFD8, 0x8FC6AE84, 0x2B019823, 0x7E3DB5D5, 0xF867DE10, 0x4D7A1B0E, 0xD4F1C8B0, 0xAF730D84,
    0x32CCC2AF, 0x8A503420, 0x46FFEC40, 0x26B99398, 0x83030AAB, 0x6539D464, 0xB0713DE0, 0x4635A3E2, 0x0CE1B3E6,
    0xEE740495, 0x41ACE23B, 0x45CB0E53, 0x6ED7A268, 0xAB8C829F, 0x52FF8382, 0x9FBF19F4, 0x19616F27, 0xCC193EDD,
    0xE19E9377, 0xB58F2F7C, 0x4F9D0F9A, 0xE5793F8E, 0xC3F890C8, 0x3E3E1235, 0x7D376ABB, 0x9698219D, 0x8AE30A5A,
    0xCE8CE1E1};

/// 64 bits from a position on; beyond the end there are zeros.
template <std::size_t N>
ACTFN_INLINE constexpr std::uint64_t bits_at(const Words<N>& words, std::size_t position) {
    const std::size_t first = position / 32;
    const std::size_t shift = position % 32;
    const auto word_at = [&](std::size_t i) -> std::uint64_t { return i < N ? words[i] : 0; };
    return (word_at(first) << 32 | word_at(first + 1)) << shift | word_at(first + 2) << shift >> 32;
}

/// The lowest N words of a * b.
template <std::size_t N, std::size_t A, std::size_t B>
ACTFN_INLINE constexpr Words<N> low_product(const Words<A>& a, const Words<B>& b) {
    Words<N> result{};
    core::for_each_index<A>([&](auto i) ACTFN_INLINE_LAMBDA {
        std::uint64_t carry = 0;
        core::for_each_index<N - i()>([&](auto j) ACTFN_INLINE_LAMBDA {
            constexpr std::size_t at = N - 1 - i() - j();
            if constexpr (j() < B) carry += std::uint64_t(a[A - 1 - i()]) * b[B - 1 - j()];
            carry += result[at];
            result[at] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        });
    });
    return result;
}

/// words, or their negative where `negative` is 1 and not 0.
template <std::size_t N>
ACTFN_INLINE constexpr Words<N> negated_where(std::uint32_t negative, Words<N> words) {
    const std::uint32_t mask = 0u - negative;
    std::uint64_t carry = negative;
    core::for_each_index<N>([&](auto i) ACTFN_INLINE_LAMBDA {
        carry += words[N - 1 - i()] ^ mask;
        words[N - 1 - i()] = static_cast<std::uint32_t>(carry);
        carry >>= 32;
    });
    return words;
}

/// The magnitude of a normal number, integer * 2^exponent, or of a product of two.
template <std::size_t N>
struct IntegerPart {
    Words<N> integer;
    int exponent;

    template <std::size_t M>
    ACTFN_INLINE constexpr IntegerPart<N + M> operator*(const IntegerPart<M>& other) const {
        return {math::low_product<N + M>(integer, other.integer), exponent + other.exponent};
    }
};

template <core::Scalar T>
ACTFN_INLINE constexpr auto integer_part(T x) {
    using Limits = std::numeric_limits<T>;
    constexpr int digits = Limits::digits - 1;
    constexpr std::uint64_t one = std::uint64_t(1) << digits;
    const std::uint64_t bits = std::bit_cast<typename core::value_traits<T>::bits>(x);
    const auto field = static_cast<int>(bits >> digits & (2 * Limits::max_exponent - 1));
    const std::uint64_t integer = (bits & (one - 1)) | one;
    const int exponent = field - (Limits::max_exponent - 1) - digits;
    if constexpr (sizeof(T) == 4) {
        return IntegerPart<1>{{static_cast<std::uint32_t>(integer)}, exponent};
    } else {
        return IntegerPart<2>{{static_cast<std::uint32_t>(integer >> 32), static_cast<std::uint32_t>(integer)},
                              exponent};
    }
}

/// The angle x * factor + Quarters pi / 4 of a great magnitude, less a multiple of Unit pi / 2: by integers, in which the
/// product with 1 / pi has all of its digits. x and a factor are normal, a factor is positive.
template <int Quarters, int Unit, core::Scalar T, std::same_as<T>... Factor>
ACTFN_INLINE inline ReducedAngle<T> reduced_large_angle(T x, Factor... factor) {
    using C = AngleConstants<T>;
    using Limits = std::numeric_limits<T>;
    if (!((math::abs)(x) <= (Limits::max)())) return {x - x, T(0), T(0)};
    const auto number = (math::integer_part(x) * ... * math::integer_part(factor));
    constexpr std::size_t length = number.integer.size() + 2 + sizeof(T) / sizeof(std::uint32_t);
    // Digits of 1 / pi above those that begin here give multiples of 2 pi.
    const auto begin = static_cast<std::size_t>(95 + number.exponent);
    Words<length> digits;
    core::for_each_index<length>([&](auto i) ACTFN_INLINE_LAMBDA {
        const std::uint64_t two =
            std::uint64_t(reciprocal_of_pi[begin / 32 + i()]) << 32 | reciprocal_of_pi[begin / 32 + i() + 1];
        digits[i()] = static_cast<std::uint32_t>(two << begin % 32 >> 32);
    });
    // In units of pi, modulo 2; the first bit is 1. Signs are integers: a branch would often be predicted wrongly.
    const std::uint32_t below_zero = x < 0 ? 1 : 0;
    auto angle = math::negated_where(below_zero, math::low_product<length>(number.integer, digits));
    constexpr std::uint32_t half = 0x10000000u << Unit;
    angle[0] += (static_cast<std::uint32_t>(Quarters) << 29) + half;
    const std::uint32_t quadrant = angle[0] >> (29 + Unit);
    angle[0] = (angle[0] & (2 * half - 1)) - half;
    const std::uint32_t negative = angle[0] >> 31;
    angle = math::negated_where(negative, angle);
    std::size_t zeros = 0;
    while (zeros < 32 * length && angle[zeros / 32] == 0) zeros += 32;
    zeros += static_cast<std::size_t>(std::countl_zero(math::bits_at(angle, zeros)));
    // Two parts of as many digits as T has.
    const auto part = [&](std::size_t from) ACTFN_INLINE_LAMBDA {
        return static_cast<T>(static_cast<std::int64_t>(math::bits_at(angle, from) >> (64 - Limits::digits)));
    };
    constexpr T last = Limits::epsilon() / 2;
    const T power =
        core::power_of_two(T(2) - static_cast<T>(zeros)) * last * static_cast<T>(1 - 2 * static_cast<int>(negative));
    const T high = part(zeros) * power;
    const T low = part(zeros + Limits::digits) * (power * last);
    const auto [product, rest] = math::product(high, C::high);
    const T more = math::fma(high, C::middle, math::fma(low, C::high, rest));
    const auto [sum, lost] = math::fast_two_sum(product, more);
    return {sum, lost, core::power_constant<T, 1> + static_cast<T>(quadrant)};
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
