#pragma once

// Reading of numbers, whatever the locale.

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>
#include <version>

// libc++ before version 20, and Apple's, has std::from_chars of integers only. A stream takes no subnormal numbers.
#if defined(_LIBCPP_VERSION) && _LIBCPP_VERSION < 200000
#define ACTFN_NUMBERS_FROM_STREAM 1
#include <locale>
#include <sstream>
#include <string>
#else
#define ACTFN_NUMBERS_FROM_STREAM 0
#endif

#include "actfn/base/isa.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Whether a number that no double holds is too small, not too large: its first digit but 0 is behind the point, once the
/// exponent has moved that.
inline bool is_too_small(const char* first, const char* last) {
    const char* const e = std::find_if(first, last, [](char c) { return c == 'e' || c == 'E'; });
    const char* const point = std::find(first, e, '.');
    const char* const digit = std::find_if(first, e, [](char c) { return c >= '1' && c <= '9'; });
    if (e == last) return digit > point;
    const char* const exponent = e + (e[1] == '+' ? 2 : 1);
    std::ptrdiff_t moved = 0;
    if (std::from_chars(exponent, last, moved).ec != std::errc()) return *exponent == '-';
    return moved < digit - point;
}

/// Reads all of [first, last) into the value; false where that is no number, or none of double. One that is too
/// small is 0 with its sign.
inline bool read_number(const char* first, const char* last, double& value) {
#if ACTFN_NUMBERS_FROM_STREAM
    std::istringstream stream(std::string(first, last));
    stream.imbue(std::locale::classic());
    return first != last && *first != '+' && (stream >> std::noskipws >> value) &&
           stream.peek() == std::istringstream::traits_type::eof();
#else
    const auto [end, error] = std::from_chars(first, last, value);
    if (error == std::errc::result_out_of_range && end == last && core::is_too_small(first, last)) {
        value = *first == '-' ? -0.0 : 0.0;
        return true;
    }
    return error == std::errc() && end == last;
#endif
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn

#undef ACTFN_NUMBERS_FROM_STREAM
