#pragma once

#include <string_view>

namespace tests {

/// Whether tests compile every call of a class of the library's: see tests/CMakeLists.txt.
constexpr bool has_every_call(std::string_view name) {
#define FUNCTION(one) \
    if (name == #one) return true;
#include "functions_with_every_call.inc"
#undef FUNCTION
    return false;
}

}  // namespace tests
