#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

namespace tests {

/// Checks what two doors said to one list of calls: each was refused by the header, and by the component with the same words.
inline void check_refusals(const std::vector<std::string>& header, const std::vector<std::string>& component) {
    CHECK(std::count(header.begin(), header.end(), "nothing was thrown") == 0);
    CHECK(component == header);
}

}  // namespace tests
