#pragma once

// What the calls of the C interface have in common: error codes for exceptions, specs for texts, and the checks of pointers.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "actfn/actfn.h"
#include "actfn/base/axis.hpp"
#include "actfn/base/error.hpp"
#include "actfn/dispatch/boundary.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/rows/over_floats.hpp"

namespace actfn::dispatch {

/// The code of the exception that is being handled, whose words actfn_last_error() gives from now on.
int code_of_exception() noexcept;

inline namespace ACTFN_ISA {

/// Calls f(), and returns what the C call returns.
template <class F>
int guarded(const F& f) {
    try {
        f();
        return ACTFN_OK;
    } catch (...) {
        return dispatch::code_of_exception();
    }
}

/// parse(text). The results for the last texts are kept, since a program calls a few functions again and again.
template <auto parse>
const auto& spec_of(const char* what, const char* text) {
    using Spec = decltype(parse(std::string_view()));
    struct Known {
        char text[64] = "";
        bool is_known = false;
        Spec spec;
    };
    static thread_local constinit std::array<Known, 8> known;
    static thread_local constinit std::size_t next = 0;
    static thread_local constinit Spec of_long_text;
    if (text == nullptr) core::fail(std::string("the ") + what + " is a null pointer");
    for (const Known& k : known) {
        if (!k.is_known) break;
        if (std::strncmp(text, k.text, sizeof k.text) == 0) return k.spec;
    }
    const std::string_view all = text;
    const Spec spec = parse(all);
    if (all.size() >= sizeof Known::text) return of_long_text = spec;
    Known& oldest = known[std::exchange(next, (next + 1) % known.size())];
    oldest.spec = spec;
    std::memcpy(oldest.text, text, all.size() + 1);
    oldest.is_known = true;
    return oldest.spec;
}

/// Checks the address of n elements of `size` bytes, and returns them as an array.
inline boundary::Array checked(const char* call, const char* name, std::size_t size, std::size_t n,
                               const void* address) {
    if (n > static_cast<std::size_t>((std::numeric_limits<std::ptrdiff_t>::max)()) / size)
        core::fail(std::string(call) + ": " + name + " has " + core::text(n) + " elements, more than memory can hold");
    if (address == nullptr && n > 0) core::fail(std::string(call) + ": " + name + " is a null pointer");
    if (reinterpret_cast<std::uintptr_t>(address) % size != 0)
        core::fail(std::string(call) + ": " + name + " is not aligned to " + core::text(size) + " bytes");
    const auto rows = static_cast<std::ptrdiff_t>(n);
    return {address, rows, 1, 1, rows};
}
/// Those of a call on n elements each, which have the header's names.
template <std::size_t Arguments>
std::array<boundary::Array, Arguments> checked(const core::Names<Arguments>& names, std::size_t size, std::size_t n,
                                               const std::array<const void*, Arguments>& addresses) {
    std::array<boundary::Array, Arguments> arrays;
    for (std::size_t i = 0; i < Arguments; ++i)
        arrays[i] = dispatch::checked(names.call, names.argument[i], size, n, addresses[i]);
    return arrays;
}

/// The tier in float of what has lines of T.
template <class T, class Tier>
inline constexpr boundary::Digits digits_over_floats = boundary::digits_of<core::tier_over_floats<T, Tier>>;

/// The extents of a tensor.
struct Extents {
    std::size_t outer, length, inner;

    /// The number of its elements, or more than memory can hold.
    std::size_t size() const {
        std::size_t n = 0;
        if (outer == 0 || length == 0 || inner == 0) return 0;
        return __builtin_mul_overflow(outer, length, &n) || __builtin_mul_overflow(n, inner, &n) ? SIZE_MAX : n;
    }
    Lines lines() const {
        const auto signed_of = [](std::size_t extent) { return static_cast<std::ptrdiff_t>(extent); };
        return {signed_of(outer), signed_of(length), signed_of(inner)};
    }
};

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch

/// DEFINE(function, suffix, type in C, element type, tier) for each of them.
#define ACTFN_OF_ALL_TIERS(DEFINE, function)                       \
    DEFINE(function, f32, float, float, standard)                  \
    DEFINE(function, f64, double, double, standard)                \
    DEFINE(function, f16, uint16_t, Eigen::half, standard)         \
    DEFINE(function, bf16, uint16_t, Eigen::bfloat16, standard)    \
    DEFINE(function, f32_exact, float, float, exact)               \
    DEFINE(function, f16_exact, uint16_t, Eigen::half, exact)      \
    DEFINE(function, bf16_exact, uint16_t, Eigen::bfloat16, exact) \
    DEFINE(function, f32_fast, float, float, fast)                 \
    DEFINE(function, f16_fast, uint16_t, Eigen::half, fast)        \
    DEFINE(function, bf16_fast, uint16_t, Eigen::bfloat16, fast)
