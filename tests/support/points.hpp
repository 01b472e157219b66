#pragma once

// Where functions are tested: numbers spread evenly over the bit patterns, over a line, and around the places where
// something happens.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace tests {

/// The number of points for a float function with its default parameters; other runs take a share of it.
/// ACTFN_TEST_POINTS in the environment changes it, for a longer run.
inline std::size_t point_count() {
    const char* text = std::getenv("ACTFN_TEST_POINTS");
    const long long count = text == nullptr ? 0 : std::atoll(text);
    return count > 0 ? static_cast<std::size_t>(count) : 20000;
}

template <class T>
using bits_of = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

/// Equal bit for bit; all NaNs are one, since sign and payload are not promised.
template <class T>
bool same_bits(T a, T b) {
    return std::bit_cast<bits_of<T>>(a) == std::bit_cast<bits_of<T>>(b) || (std::isnan(a) && std::isnan(b));
}

/// A number's place among all finite numbers, 0 for both zeros.
template <class T>
std::int64_t rank(T x) {
    const auto magnitude = static_cast<std::int64_t>(std::bit_cast<bits_of<T>>(std::fabs(x)));
    return std::signbit(x) ? -magnitude : magnitude;
}
template <class T>
T ranked(std::int64_t r) {
    const T magnitude = std::bit_cast<T>(static_cast<bits_of<T>>(r < 0 ? -r : r));
    return r < 0 ? -magnitude : magnitude;
}

template <class T>
class Points {
public:
    using Limits = std::numeric_limits<T>;

    explicit Points(std::uint64_t seed = 1) : random_(seed) {}

    /// Both signs of about n / 2 magnitudes in [low, high], spread evenly over their bit patterns. One is drawn from
    /// each of n / 2 cells: equal steps would always meet the same low bits.
    Points& bit_uniform(std::size_t n, T low, T high) {
        const auto cells = static_cast<std::int64_t>(std::max<std::size_t>(n / 2, 1));
        const std::int64_t width = std::max<std::int64_t>((rank(high) - rank(low)) / cells, 1);
        for (std::int64_t cell = 0; cell < cells; ++cell) {
            const T x = ranked<T>(std::min(rank(low) + cell * width + drawn(width), rank(high)));
            points_.push_back(x);
            points_.push_back(-x);
        }
        return *this;
    }

    /// n numbers spread evenly over [low, high].
    Points& linear(std::size_t n, double low, double high) {
        const double step = (high - low) / static_cast<double>(n);
        std::uniform_real_distribution<double> within(0, 1);
        for (std::size_t i = 0; i < n; ++i) {
            points_.push_back(static_cast<T>(low + (static_cast<double>(i) + within(random_)) * step));
        }
        return *this;
    }

    /// x and its `reach` neighbours on each side.
    Points& around(T x, std::int64_t reach = 4) {
        const std::int64_t last = rank(Limits::max());
        for (std::int64_t r = rank(x) - reach; r <= rank(x) + reach; ++r)
            points_.push_back(ranked<T>(std::clamp(r, -last, last)));
        return *this;
    }

    /// The zeros, the ends of the subnormal and the normal range, and around 1, with both signs.
    Points& landmarks() {
        for (const T x : {T(0), Limits::denorm_min(), Limits::min(), Limits::epsilon(), T(1), Limits::max()}) {
            around(x).around(-x);
        }
        points_.push_back(T(0));
        points_.push_back(-T(0));
        return *this;
    }

    /// In ascending order, each once; -0 before +0.
    std::vector<T> take() {
        const auto less = [](T a, T b) { return a < b || (a == b && std::signbit(a) && !std::signbit(b)); };
        std::sort(points_.begin(), points_.end(), less);
        points_.erase(std::unique(points_.begin(), points_.end(), same_bits<T>), points_.end());
        return std::move(points_);
    }

private:
    std::int64_t drawn(std::int64_t width) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(width));
    }

    std::mt19937_64 random_;
    std::vector<T> points_;
};

/// The numbers next to which `kind_of` (a function of x to anything comparable) changes, found by halving between
/// neighbours of a coarse grid: thresholds of overflow, underflow and saturation need not be known.
template <class T, class KindOf>
std::vector<T> edges(const KindOf& kind_of, std::size_t coarse = 600) {
    using Limits = std::numeric_limits<T>;
    const auto grid = Points<T>()
                          .bit_uniform(coarse / 2, T(0), Limits::max())
                          .bit_uniform(coarse / 2, static_cast<T>(0x1p-24), static_cast<T>(0x1p12))
                          .around(0, 1)
                          .around(Limits::max(), 0)
                          .around(-Limits::max(), 0)
                          .take();
    std::vector<T> found;
    auto left = grid.front();
    auto left_kind = kind_of(left);
    for (const T right : grid) {
        const auto right_kind = kind_of(right);
        if (!(left_kind == right_kind)) {
            std::int64_t low = rank(left);
            std::int64_t high = rank(right);
            while (high - low > 1) {
                const std::int64_t middle = low + (high - low) / 2;
                (kind_of(ranked<T>(middle)) == left_kind ? low : high) = middle;
            }
            found.push_back(ranked<T>(high));
        }
        left = right;
        left_kind = right_kind;
    }
    return found;
}

template <class T>
std::string hex(T x) {
    char digits[64];
    std::snprintf(digits, sizeof digits, "%a", static_cast<double>(x));
    return digits;
}

}  // namespace tests
