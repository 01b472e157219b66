#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "text.hpp"

namespace examples {

inline double median(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t n = values.size();
    return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

/// "0.81 to 0.84"
inline std::string range(const std::vector<double>& values, int decimals = 2) {
    const auto [low, high] = std::ranges::minmax(values);
    return fixed(low, decimals) + " to " + fixed(high, decimals);
}

}  // namespace examples
