#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "actfn/base/parameter.hpp"

namespace tests {

/// Values that these parameters may have, near a, b, a, b, ...
template <class T>
std::vector<T> valid_parameters(std::span<const actfn::ParameterInfo> infos, T a, T b) {
    std::vector<T> values;
    for (std::size_t i = 0; i < infos.size(); ++i) {
        T value = i % 2 == 0 ? a : b;
        using enum actfn::Valid;
        if (infos[i].valid == positive && value == T(0)) value = T(1);
        if (infos[i].valid == positive || infos[i].valid == not_negative) value = std::abs(value);
        if (infos[i].valid == not_below_previous) value = std::max(values[i - 1], value);
        values.push_back(value);
    }
    return values;
}

}  // namespace tests
