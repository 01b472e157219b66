#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace examples {

/// The error of `value` in units in the last place of a float that lies where `truth` does; infinite for a NaN, so that no
/// maximum passes over it.
inline double ulp_error(float value, long double truth) {
    if (std::isnan(value)) return std::numeric_limits<double>::infinity();
    constexpr int least = std::numeric_limits<float>::min_exponent - 1;  // of a normal float
    const int exponent = truth == 0 ? least : std::max(least, std::ilogb(truth));
    return static_cast<double>(std::abs(static_cast<long double>(value) - truth) / std::ldexp(1.0L, exponent - 23));
}

/// How many floats a is from b; those of opposite sign meet at 0.
inline std::int64_t ulp_distance(float a, float b) {
    const auto place = [](float v) {
        const auto bits = std::bit_cast<std::int32_t>(v);
        return std::int64_t(bits < 0 ? std::numeric_limits<std::int32_t>::min() - bits : bits);
    };
    return std::abs(place(a) - place(b));
}

}  // namespace examples
