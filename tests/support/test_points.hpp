#pragma once

// The inputs of the accuracy test.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <tuple>
#include <vector>

#include "points.hpp"
#include "reference.hpp"
#include "ulp.hpp"

namespace tests {

/// Where a reference is tested in T: where one of its values changes between zero, subnormal, normal, saturated and
/// infinite, the kinks, the stretch that these span, and all finite numbers.
template <class T>
std::vector<T> test_points(const Reference& reference, std::size_t n) {
    using Limits = std::numeric_limits<T>;
    std::vector<T> turns;
    for (const double kink : reference.kinks()) turns.push_back(static_cast<T>(kink));
    for (const int order : {0, 1, 2}) {
        for (const Root& root : reference.roots(order)) turns.push_back(static_cast<T>(root.x));
    }
    for (const auto member : {&Reference::value, &Reference::gradient, &Reference::curvature}) {
        const auto result = [&](T x) { return rounded<T>((reference.*member)(Real(x))); };
        const T first = result(Limits::lowest());
        const T last = result(Limits::max());
        const auto kind = [&](T x) {
            const T y = result(x);
            return std::tuple(std::fpclassify(y), y < 0, y == first, y == last);
        };
        for (const T edge : edges<T>(kind)) turns.push_back(edge);
    }
    Points<T> points;
    points.landmarks();
    T low = 0;
    T high = 0;
    for (const T turn : turns) {
        points.around(turn, 8);
        // What happens at the ends of the type's range says nothing about where the function bends.
        if (std::fabs(turn) > Limits::max() / 1024) continue;
        low = std::min(low, turn);
        high = std::max(high, turn);
    }
    T reach = std::max(high, -low);
    if (reach < Limits::min() * 1024) {
        reach = 8;
        low = -reach;
        high = reach;
    }
    points.bit_uniform(n / 4, T(0), Limits::max());
    points.bit_uniform(n / 4, reach * static_cast<T>(0x1p-30), 2 * reach);
    points.linear(n / 2, low, high);
    return points.take();
}

/// Factors for the backward calls: ordinary ones and ones of every magnitude.
template <class T>
std::vector<T> upstream(std::size_t n) {
    std::mt19937_64 random(7);
    std::normal_distribution<double> ordinary;
    std::uniform_int_distribution<std::int64_t> any(-rank(std::numeric_limits<T>::max()),
                                                    rank(std::numeric_limits<T>::max()));
    std::vector<T> dy;
    for (std::size_t i = 0; i < n; ++i)
        dy.push_back(i % 2 == 0 ? static_cast<T>(ordinary(random)) : ranked<T>(any(random)));
    return dy;
}

}  // namespace tests
