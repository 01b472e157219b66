#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#if defined(__cpp_exceptions)
#include <stdexcept>
#include <string>
#elif !defined(ACTFN_ABORT)
#include <cstdio>
#include <cstdlib>
#endif

#include "actfn/base/message.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/base/precision.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Throws std::invalid_argument. With exceptions off it calls ACTFN_ABORT(message) with the same text, a const char*, if that
/// is defined, for machines without stdio; otherwise it prints the text and aborts.
[[noreturn, gnu::noinline, gnu::cold]] inline void fail(std::string_view what) {
#if defined(__cpp_exceptions)
    throw std::invalid_argument(std::string("actfn: ").append(what));
#elif defined(ACTFN_ABORT)
    Message message("actfn: ");
    message.append(what);
    ACTFN_ABORT(message.c_str());
    __builtin_trap();
#else
    std::fprintf(stderr, "actfn: %.*s\n", static_cast<int>(what.size()), what.data());
    std::abort();
#endif
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

/// "function: slope", or "function: slope of channel 3", for messages.
[[gnu::noinline, gnu::cold]] inline Message of_channel(std::string_view function, std::string_view parameter,
                                                       std::ptrdiff_t channel) {
    Message message(function);
    message.append(": ");
    message.append(parameter);
    if (channel != no_channel) {
        message.append(" of channel ");
        message.append(core::text(channel));
    }
    return message;
}

/// Returns a parameter unchanged if it is finite; `function`, `parameter` and the channel name it in the message.
template <class T>
constexpr T finite(T value, std::string_view function, std::string_view parameter,
                   std::ptrdiff_t channel = no_channel) {
    if constexpr (Element<T>) {
        if (!core::is_finite(static_cast<lane_type<T>>(value))) {
            core::fail(core::of_channel(function, parameter, channel) + " must be finite, but is " + core::text(value));
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
        core::fail(core::of_channel(F::name, info.name, channel) + (positive ? " must be > 0" : " must be >= 0") +
                   ", but is " + core::text(value));
    }
    return value;
}

/// Throws if the parameter after the one of this index, which must not be below it, is.
template <class F, std::size_t Index = 0, class T>
constexpr void require_ordered(T lower, T upper) {
    static_assert(F::parameters[Index + 1].valid == Valid::not_below_previous);
    if (lower > upper) {
        const std::string_view low = F::parameters[Index].name;
        const std::string_view high = F::parameters[Index + 1].name;
        core::fail(Message(F::name) + ": " + low + " must be <= " + high + ", but " + low + " is " + core::text(lower) +
                   " and " + high + " is " + core::text(upper));
    }
}

/// Throws for a negative slope (or alpha): two inputs then have the same output, which does not determine the input.
template <class T>
void require_output_determines_input(T slope, std::string_view function, std::string_view parameter) {
    if (slope < 0) {
        core::fail(Message(function) + ": the derivative from the output needs a " + parameter + " >= 0, but it is " +
                   core::text(slope) + "; use the derivative from the input");
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
