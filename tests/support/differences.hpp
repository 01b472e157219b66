#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace tests {

using Index = std::ptrdiff_t;

/// The lanes of the widest register of any instruction set.
template <class T>
inline constexpr Index most_lanes = 64 / sizeof(T);

template <class T>
using bits_of = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

/// Equal bit for bit; all NaNs are one, since sign and payload are not promised.
template <class T>
bool same(T a, T b) {
    return std::bit_cast<bits_of<T>>(a) == std::bit_cast<bits_of<T>>(b) || (std::isnan(a) && std::isnan(b));
}

template <class T>
std::string text(T x) {
    char digits[64];
    std::snprintf(digits, sizeof digits, "%a", static_cast<double>(x));
    return digits;
}

/// Collects the first few differences, so that a loop over millions of comparisons costs one assertion:
/// CHECK(differences.text() == "").
class Differences {
public:
    template <class T>
    void compare(const std::string& what, T x, T expected, T got) {
        if (same(expected, got)) [[likely]] {
            return;
        }
        add(what + " at x = " + tests::text(x) + ": expected " + tests::text(expected) + ", got " + tests::text(got));
    }
    void add(const std::string& line) {
        if (++count_ <= 8) text_ += "\n  " + line;
    }
    std::string text() const { return count_ <= 8 ? text_ : text_ + "\n  ... " + std::to_string(count_ - 8) + " more"; }

private:
    std::size_t count_ = 0;
    std::string text_;
};

/// Special values, the neighbours of every kink, a line through where the functions bend, and all exponents; `salt`
/// shuffles them, so that every value has other neighbours in its register.
template <class T>
std::vector<T> inputs(unsigned salt = 0) {
    using Limits = std::numeric_limits<T>;
    std::vector<T> x = {Limits::quiet_NaN(), Limits::infinity(),   Limits::max(),
                        Limits::min(),       Limits::denorm_min(), Limits::min() - Limits::denorm_min(),
                        Limits::epsilon()};
    for (const double kink : {0.0, 0.5, 1.0, 3.0, 6.0, 88.72, 103.97, 709.78, 745.13}) {
        const auto k = static_cast<T>(kink);
        for (const T v : {k, std::nextafter(k, Limits::infinity()), std::nextafter(k, -Limits::infinity())})
            x.push_back(v);
    }
    for (int i = 0; i < 400; ++i) x.push_back(static_cast<T>(i) * static_cast<T>(0.0731));
    std::mt19937_64 random(salt + 1);
    constexpr int digits = Limits::digits - 1;
    constexpr bits_of<T> step = sizeof(T) == 4 ? 1 : 5;
    for (bits_of<T> exponent = 0; exponent < std::bit_cast<bits_of<T>>(Limits::infinity()) >> digits;
         exponent += step) {
        const auto fraction = static_cast<bits_of<T>>(random()) & ((bits_of<T>(1) << digits) - 1);
        x.push_back(std::bit_cast<T>((exponent << digits) | fraction));
    }
    const std::size_t n = x.size();
    for (std::size_t i = 0; i < n; ++i) x.push_back(-x[i]);
    if (salt != 0) std::shuffle(x.begin(), x.end(), random);
    return x;
}

}  // namespace tests
