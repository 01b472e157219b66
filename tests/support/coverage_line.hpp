#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

namespace tests {

/// A line of the lists in tests/spec/coverage: "theirs = ours" or "theirs - reason for having none".
struct CoverageLine {
    std::string theirs;
    bool has_ours;
    std::string ours;  ///< or the reason
};

/// None where the text is no such line.
inline std::optional<CoverageLine> coverage_line(const std::string& text) {
    const std::size_t ours = text.find(" = ");
    const std::size_t at = std::min(ours, text.find(" - "));
    if (at == text.npos) return std::nullopt;
    return CoverageLine{text.substr(0, at), at == ours, text.substr(at + 3)};
}

/// The name of the function in "elu(alpha=0.5)".
inline std::string function_of(const std::string& call) {
    return call.substr(0, call.find('('));
}

}  // namespace tests
