#pragma once

// Reading of numbers, whatever the locale.

#include <charconv>
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

/// Reads all of [first, last) into the value; false where that is no number.
inline bool read_number(const char* first, const char* last, double& value) {
#if ACTFN_NUMBERS_FROM_STREAM
    std::istringstream stream(std::string(first, last));
    stream.imbue(std::locale::classic());
    return first != last && *first != '+' && (stream >> std::noskipws >> value) &&
           stream.peek() == std::istringstream::traits_type::eof();
#else
    const auto [end, error] = std::from_chars(first, last, value);
    return error == std::errc() && end == last;
#endif
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn

#undef ACTFN_NUMBERS_FROM_STREAM
