// Softmax forwards and backwards beside its definition in long double, over lines that lie one after the other or side by
// side, contiguous or not, on one thread or several: what judges mutants of rows/, for the least compile time.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "actfn/actfn.hpp"

namespace {

using Index = Eigen::Index;

/// Runs its pieces one by one, the last first.
struct Pieces {
    static Index threads() { return 3; }
    static double overhead() { return 0; }
    template <class F>
    void parallel_for(Index n, const F& f) {
        const Index piece = std::max<Index>(1, n / 5);
        for (Index begin = (n - 1) / piece * piece; begin >= 0; begin -= piece) f(begin, std::min(begin + piece, n));
    }
};

std::vector<float> numbers(std::size_t n, float sigma) {
    std::mt19937 random(7);
    std::normal_distribution<float> normal(0, sigma);
    std::vector<float> x(n);
    for (float& v : x) v = normal(random);
    return x;
}

long double ulps(float got, long double expected, long double size) {
    const int exponent = std::max(std::ilogb(size == 0 ? 1e-45L : size), -126);
    return std::abs(got - expected) / std::ldexp(1.0L, exponent - 23);
}

/// The same lines with another number between each two entries; where outer or inner is 1.
class Apart {
public:
    using Array = Eigen::ArrayXXf;
    using Step = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;

    Apart(const actfn::Lines& lines, const std::vector<float>& x) : lines_(lines), memory_(2 * x.size(), -1.0f) {
        for (std::size_t i = 0; i < x.size(); ++i) memory_[2 * i] = x[i];
    }
    /// Each column is a line.
    Eigen::Map<Array, 0, Step> map() {
        const Index line = lines_.inner == 1 ? lines_.length : 1;
        return {memory_.data(), lines_.length, lines_.outer * lines_.inner, Step(2 * line, 2 * lines_.inner)};
    }
    bool holds(const std::vector<float>& x) const {
        for (std::size_t i = 0; i < x.size(); ++i) {
            const bool both_nan = std::isnan(memory_[2 * i]) && std::isnan(x[i]);
            if (!(both_nan || memory_[2 * i] == x[i]) || memory_[2 * i + 1] != -1) return false;
        }
        return true;
    }

private:
    actfn::Lines lines_;
    std::vector<float> memory_;
};

template <class E>
void check(const actfn::Lines& lines, std::vector<float> x, E&& executor) {
    CAPTURE(lines.outer, lines.length, lines.inner);
    const auto dp = numbers(x.size(), 1);
    std::vector<float> p(x.size());
    std::vector<float> dx(x.size());
    const actfn::Softmax<float> softmax;
    actfn::forward(softmax, x, p, lines, executor);
    actfn::backward_from_output(softmax, p, dp, dx, lines, executor);
    if (lines.outer == 1 || lines.inner == 1) {
        Apart apart_x(lines, x);
        Apart apart_dp(lines, dp);
        Apart apart_p(lines, p);
        Apart apart_dx(lines, std::vector<float>(x.size()));
        actfn::forward(softmax, apart_x.map(), apart_x.map(), actfn::colwise, executor);
        actfn::backward_from_output(softmax, apart_p.map(), apart_dp.map(), apart_dx.map(), actfn::colwise, executor);
        CHECK(apart_x.holds(p));
        CHECK(apart_dx.holds(dx));
    }
    long double worst = 0;
    long double worst_gradient = 0;
    Index wrong = 0;
    for (Index line = 0; line < lines.outer * lines.inner; ++line) {
        const auto at = [&](Index k) {
            return static_cast<std::size_t>((line / lines.inner * lines.length + k) * lines.inner + line % lines.inner);
        };
        long double greatest = -std::numeric_limits<long double>::infinity();
        bool is_nan = false;
        for (Index k = 0; k < lines.length; ++k) {
            greatest = std::max<long double>(greatest, x[at(k)]);
            is_nan = is_nan || std::isnan(x[at(k)]) || x[at(k)] == std::numeric_limits<float>::infinity();
        }
        is_nan = is_nan || greatest == -std::numeric_limits<long double>::infinity();
        long double sum = 0;
        long double dot = 0;
        long double size = 0;
        for (Index k = 0; k < lines.length; ++k) {
            sum += std::exp(x[at(k)] - greatest);
            dot += static_cast<long double>(p[at(k)]) * dp[at(k)];
            size += std::abs(static_cast<long double>(p[at(k)]) * dp[at(k)]);
        }
        for (Index k = 0; k < lines.length; ++k) {
            if (is_nan || std::isnan(p[at(k)])) {
                wrong += !(is_nan && std::isnan(p[at(k)]) && std::isnan(dx[at(k)]));
                continue;
            }
            wrong += std::isnan(dx[at(k)]);
            const long double true_p = std::exp(x[at(k)] - greatest) / sum;
            worst = std::max(worst, ulps(p[at(k)], true_p, true_p));
            const long double at_all = p[at(k)] * (std::abs(static_cast<long double>(dp[at(k)])) + size);
            worst_gradient = std::max(worst_gradient, ulps(dx[at(k)], p[at(k)] * (dp[at(k)] - dot), at_all));
        }
    }
    CHECK(wrong == 0);
    CHECK(worst <= 4);
    CHECK(worst_gradient <= 4);
}

}  // namespace

TEST_CASE("softmax of any lines is its definition's") {
    for (const Index length : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 257, 1000, 4099}) {
        for (const auto& [outer, inner] :
             {std::pair<Index, Index>{1, 1}, {2, 1}, {5, 1}, {19, 1}, {1, 5}, {1, 16}, {1, 37}, {3, 4}, {2, 40}}) {
            const auto n = static_cast<std::size_t>(outer * length * inner);
            for (const float sigma : {1.0f, 30.0f})
                check({outer, length, inner}, numbers(n, sigma), actfn::core::Serial());
            auto x = numbers(n, 4);
            for (float& v : x) v -= 1000;
            for (std::size_t i = 0; i < n; i += 7) x[i] = -std::numeric_limits<float>::infinity();
            check({outer, length, inner}, x, actfn::core::Serial());
            if (n > 11) x[11] = std::numeric_limits<float>::quiet_NaN();
            if (n > 40) x[40] = std::numeric_limits<float>::infinity();
            check({outer, length, inner}, x, Pieces());
        }
    }
}

TEST_CASE("softmax of long lines is its definition's") {
    for (const Index length : {20000, 70001, 300007}) {
        auto x = numbers(static_cast<std::size_t>(length), 30);
        for (std::size_t i = 0; i < x.size(); ++i) x[i] += static_cast<float>(i) / 100;  // the parts of a line differ
        check({1, length, 1}, x, Pieces());
        check({1, length / 50, 50}, std::vector(x.begin(), x.begin() + length / 50 * 50), Pieces());
    }
}
