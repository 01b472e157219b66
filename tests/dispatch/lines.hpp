#pragma once

// Shapes, axes and tensors on which functions over lines are compared, and how instruction sets are.

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include <Eigen/Core>
#include <catch2/catch_test_macros.hpp>

#include "actfn/actfn.hpp"
#include "actfn/dispatch.hpp"
#include "doors.hpp"

namespace tests {

using Shape = std::pair<Eigen::Index, Eigen::Index>;
inline constexpr Shape shapes[] = {{1, 1}, {3, 130}, {130, 3}, {70, 40}, {2, 9001}};
inline constexpr actfn::Lines tensors[] = {{3, 8, 25}, {1, 40, 9}, {60, 17, 1}, {5, 1, 7}, {2, 300, 2}};
inline constexpr actfn::Axis axes[] = {actfn::Axis::rowwise, actfn::Axis::colwise};

template <class T, int Order = Eigen::ColMajor>
using Array = Eigen::Array<T, -1, -1, Order>;

template <class T>
std::vector<T> some_span(const actfn::Lines& lines, Eigen::Index salt) {
    const auto n = lines.outer * lines.length * lines.inner;
    const auto a = some<Eigen::Array<T, -1, 1>>(n, 1, salt);
    return {a.data(), a.data() + n};
}

/// Checks that results() are the same for all instruction sets with FMA.
template <class F>
void check_agreement(const F& results) {
    std::vector<decltype(results())> of_each;
    for (const std::string_view isa : actfn::dispatch::isas()) {
        if (isa == "sse2" || isa == "generic") continue;
        actfn::dispatch::set_isa(isa);
        of_each.push_back(results());
    }
    for (const auto& r : of_each) CHECK(r == of_each.front());
}

}  // namespace tests
