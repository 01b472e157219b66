#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "actfn/base/parameter.hpp"
#include "actfn/base/precision.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Throws std::invalid_argument; with exceptions off it prints the same text and aborts.
[[noreturn, gnu::noinline, gnu::cold]] inline void fail(const std::string& what) {
#if defined(__cpp_exceptions)
    throw std::invalid_argument("actfn: " + what);
#else
    std::fprintf(stderr, "actfn: %s\n", what.c_str());
    std::abort();
#endif
}

template <class N>
std::string text(N number) {
    if constexpr (std::is_floating_point_v<N> || Stored<N>) {
        char digits[40];
        std::snprintf(digits, sizeof digits, "%.9g", static_cast<double>(number));
        return digits;
    } else {
        return std::to_string(number);
    }
}

/// Whether x is finite. Tests the bits: -ffinite-math-only may fold any comparison with infinity or NaN.
template <Scalar T>
constexpr bool is_finite(T x) {
    if constexpr (std::same_as<T, float>) {
        return (std::bit_cast<std::uint32_t>(x) & 0x7F800000u) != 0x7F800000u;
    } else {
        return (std::bit_cast<std::uint64_t>(x) & 0x7FF0000000000000u) != 0x7FF0000000000000u;
    }
}

/// Of a parameter that all elements share.
inline constexpr std::ptrdiff_t no_channel = -1;

/// "slope" or "slope of channel 3", for messages.
[[gnu::noinline, gnu::cold]] inline std::string of_channel(std::string_view parameter, std::ptrdiff_t channel) {
    return std::string(parameter) + (channel == no_channel ? "" : " of channel " + core::text(channel));
}

/// Returns a parameter unchanged if it is finite; `function`, `parameter` and the channel name it in the message.
template <class T>
constexpr T finite(T value, std::string_view function, std::string_view parameter,
                   std::ptrdiff_t channel = no_channel) {
    if constexpr (Element<T>) {
        if (!core::is_finite(static_cast<lane_type<T>>(value))) {
            core::fail(std::string(function) + ": " + core::of_channel(parameter, channel) +
                       " must be finite, but is " + core::text(value));
        }
    }
    return value;
}

/// Returns the value given for F's parameter of this index if it is valid by itself.
template <class F, std::size_t Index, class T>
constexpr T valid(T value, std::ptrdiff_t channel = no_channel) {
    constexpr ParameterInfo info = F::parameters[Index];
    core::finite(value, F::name, info.name, channel);
    const bool positive = info.valid == Valid::positive;
    if ((positive && !(value > 0)) || (info.valid == Valid::not_negative && !(value >= 0))) {
        core::fail(std::string(F::name) + ": " + core::of_channel(info.name, channel) +
                   (positive ? " must be > 0" : " must be >= 0") + ", but is " + core::text(value));
    }
    return value;
}

/// Throws if the parameter after the one of this index, which must not be below it, is.
template <class F, std::size_t Index = 0, class T>
constexpr void require_ordered(T lower, T upper) {
    static_assert(F::parameters[Index + 1].valid == Valid::not_below_previous);
    if (lower > upper) {
        const std::string low(F::parameters[Index].name);
        const std::string high(F::parameters[Index + 1].name);
        core::fail(std::string(F::name) + ": " + low + " must be <= " + high + ", but " + low + " is " +
                   core::text(lower) + " and " + high + " is " + core::text(upper));
    }
}

/// Throws for a negative slope (or alpha): two inputs then have the same output, which does not determine the input.
template <class T>
void require_output_determines_input(T slope, std::string_view function, std::string_view parameter) {
    if (slope < 0) {
        core::fail(std::string(function) + ": the derivative from the output needs a " + std::string(parameter) +
                   " >= 0, but it is " + core::text(slope) + "; use the derivative from the input");
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
