// The randomized leaky ReLU in training (Xu, Wang, Chen and Li, 2015): which slopes are drawn, and that forward and
// backward draw the same.

#include "actfn/functions/rrelu_training.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <span>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"

using namespace tests;
using actfn::RReLUTraining;

namespace {

struct Words {
    std::uint32_t w0;
    std::uint32_t w1;
};

/// Philox4x32-10 as its paper writes it: ten times, multiply, exchange and xor with the round's key, which two Weyl
/// sequences make.
Words philox(std::uint64_t seed, std::uint64_t index, std::uint64_t step) {
    const auto low = [](std::uint64_t x) { return x & 0xffffffff; };
    std::uint64_t c[4] = {low(index), index >> 32, low(step), step >> 32};
    std::uint64_t key[2] = {low(seed), seed >> 32};
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t left = 0xD2511F53 * c[0];
        const std::uint64_t right = 0xCD9E8D57 * c[2];
        c[0] = (right >> 32) ^ c[1] ^ key[0];
        c[2] = (left >> 32) ^ c[3] ^ key[1];
        c[1] = low(right);
        c[3] = low(left);
        key[0] = low(key[0] + 0x9E3779B9);
        key[1] = low(key[1] + 0xBB67AE85);
    }
    return {static_cast<std::uint32_t>(c[0]), static_cast<std::uint32_t>(c[1])};
}

/// u of the contract, exactly.
template <class T>
Real uniform(Words w) {
    if (sizeof(T) == 4) return Real(std::floor(w.w0 / 256.0) / 16777216);
    const std::uint64_t both = (std::uint64_t(w.w0) << 32) + w.w1;
    return scaled(Real(static_cast<double>(both / 2048)), -53);
}

/// u * upper + (1 - u) * lower: rounded once for float, to 2^-52 of the greater limit for double.
template <class T>
void check_contract(T lower, T upper, std::uint64_t seed, std::uint64_t step) {
    const RReLUTraining<T> r(lower, upper, seed);
    const Index rows = 37;
    const Index cols = 71;
    const Array<T> a = r.slopes(rows, cols, step);
    const T greatest = std::nextafter(upper, lower);
    const T size = std::max(std::fabs(lower), std::fabs(upper));
    Differences differences;
    for (Index j = 0; j < cols; ++j) {
        for (Index i = 0; i < rows; ++i) {
            const auto index = static_cast<std::uint64_t>(i + j * rows);
            const Real u = uniform<T>(philox(seed, index, step));
            const T expected = std::min(rounded<T>(u * Real(upper) + (Real(1) - u) * Real(lower)), greatest);
            const T tolerance = sizeof(T) == 4 ? T(0) : size * std::numeric_limits<T>::epsilon();
            if (!(std::fabs(a(i, j) - expected) <= tolerance))
                differences.compare("slope", static_cast<T>(index), expected, a(i, j));
            if (!(a(i, j) >= lower && a(i, j) < upper)) differences.add("out of range: " + text(a(i, j)));
        }
    }
    INFO(text(lower) << " to " << text(upper));
    CHECK(differences.text() == "");
}

template <class T>
void check_moments(T lower, T upper, std::uint64_t seed) {
    const Array<T> a = RReLUTraining<T>(lower, upper, seed).slopes(500, 600, 1);
    const double n = static_cast<double>(a.size());
    const double width = double(upper) - double(lower);
    double sum = 0;
    for (const T v : a.reshaped()) sum += double(v);
    const double mean = sum / n;
    double squares = 0;
    for (const T v : a.reshaped()) squares += (double(v) - mean) * (double(v) - mean);
    const double variance = squares / (n - 1);
    // Of a uniform distribution: variance w^2 / 12, and that of its estimate (w^4 / 80 - w^4 / 144) / n.
    CHECK(std::abs(mean - (double(lower) + double(upper)) / 2) <= 5 * width / std::sqrt(12 * n));
    CHECK(std::abs(variance - width * width / 12) <= 5 * width * width / std::sqrt(180 * n));
    // The whole range is used, and neighbours in a line, a column and a step know nothing of each other.
    const auto [least, greatest] = std::minmax_element(a.data(), a.data() + a.size());
    CHECK(double(*least) < double(lower) + 1e-4 * width);
    CHECK(double(*greatest) > double(upper) - 1e-4 * width);
    const Array<T> next = RReLUTraining<T>(lower, upper, seed).slopes(500, 600, 2);
    const auto correlation = [&](const auto& u, const auto& v) {
        double s = 0;
        for (Index j = 0; j < u.cols(); ++j) {
            for (Index i = 0; i < u.rows(); ++i) s += (double(u(i, j)) - mean) * (double(v(i, j)) - mean);
        }
        return s / (variance * static_cast<double>(u.size()));
    };
    CHECK(std::abs(correlation(a.topRows(499), a.bottomRows(499))) < 5 / std::sqrt(n));
    CHECK(std::abs(correlation(a.leftCols(599), a.rightCols(599))) < 5 / std::sqrt(n));
    CHECK(std::abs(correlation(a, next)) < 5 / std::sqrt(n));
}

/// Forward and backward use slopes(rows, cols, step), from every storage into every storage and in place.
template <class T>
void check_storages() {
    const RReLUTraining<T> r(static_cast<T>(-0.5), static_cast<T>(0.75), 12345);
    Differences differences;
    for (const auto& [rows, cols] : {std::pair<Index, Index>{1, 1}, {1, 200}, {200, 1}, {5, 64}, {65, 3}, {130, 70}}) {
        const Array<T> x = random_array<T>(rows, cols, 1);
        const Array<T> dy = random_array<T>(rows, cols, 2);
        const Array<T> a = r.slopes(rows, cols, 9);
        const Array<T> y = (x > 0).select(x, a * x);
        const Array<T> dx = (x > 0).select(dy, dy * a);
        for (const Storage& from : storages) {
            for (const Storage& to : storages) {
                const std::string what =
                    std::to_string(rows) + " x " + std::to_string(cols) + " " + from.label + " to " + to.label;
                Stored<T> in(x, from);
                Stored<T> out(Array<T>::Constant(rows, cols, 7), to);
                r.forward(in.map(), out.map(), 9);
                compare(differences, "forward " + what, y, out.map());
                Stored<T> upstream(dy, to);
                r.backward(in.map(), upstream.map(), out.map(), 9);
                compare(differences, "backward " + what, dx, out.map());
                r.backward(in.map(), upstream.map(), upstream.map(), 9);
                compare(differences, "backward into dy " + what, dx, upstream.map());
                if (!in.is_intact() || !out.is_intact() || !upstream.is_intact())
                    differences.add(what + ": wrote elsewhere");
            }
            Stored<T> in(x, from);
            r.forward(in.map(), in.map(), 9);
            compare(differences, "forward in place, " + from.label, y, in.map());
        }
    }
    CHECK(differences.text() == "");
}

template <class T>
void check_executor() {
    const RReLUTraining<T> r(0, static_cast<T>(0.5), 3);
    const Array<T> x = random_array<T>(parallel_rows, parallel_cols, 1);
    Array<T> serial(x.rows(), x.cols());
    Array<T> parallel(x.rows(), x.cols());
    OddExecutor executor;
    r.forward(x, serial, 5);
    r.forward(x, parallel, 5, executor);
    CHECK(executor.pieces > 3);
    CHECK((serial == parallel).all());
    r.backward(x, x, serial, 5);
    r.backward(x, x, parallel, 5, executor);
    CHECK((serial == parallel).all());
    // A long line is divided, too.
    const Array<T> line = random_array<T>(1, parallel_rows * parallel_cols, 2);
    Array<T> y(1, line.cols());
    executor.pieces = 0;
    r.forward(line, y, 5, executor);
    CHECK(executor.pieces > 3);
    CHECK((y == (line > 0).select(line, r.slopes(1, line.cols(), 5) * line)).all());
}

}  // namespace

TEST_CASE("slopes are drawn as the contract says", "[rrelu_training]") {
    for (const std::uint64_t seed : {std::uint64_t(0), std::uint64_t(1), std::uint64_t(0xfedcba9876543210)}) {
        for (const std::uint64_t step : {std::uint64_t(0), std::uint64_t(3), std::uint64_t(0x123456789abcdef0)}) {
            check_contract(1.0f / 8, 1.0f / 3, seed, step);
            check_contract(1.0 / 8, 1.0 / 3, seed, step);
        }
    }
    check_contract(-0.5f, 0.25f, 7, 1);
    check_contract(-0.5, 0.25, 7, 1);
    check_contract(0.0f, 1.0f, 7, 2);
    check_contract(0.0, 1.0, 7, 2);
    check_contract(-2.0f, -1.0f, 7, 3);
    check_contract(-2.0, -1.0, 7, 3);
    // Hardly anything between the limits.
    check_contract(0.3f, std::nextafter(0.3f, 1.0f), 7, 4);
    check_contract(0.3, std::nextafter(0.3, 1.0), 7, 4);
    check_contract(0.3f, 0.300001f, 7, 5);
    check_contract(-std::numeric_limits<float>::max(), std::numeric_limits<float>::max(), 7, 6);
}

TEST_CASE("slopes are uniform between the limits", "[rrelu_training]") {
    check_moments(1.0f / 8, 1.0f / 3, 42);
    check_moments(1.0 / 8, 1.0 / 3, 42);
    check_moments(-3.0f, 1.0f, 43);
}

TEST_CASE("equal limits give that slope", "[rrelu_training]") {
    for (const double a : {0.3, 1.0 / 3, -0.7, 0.0, 1.5, 1e-30}) {
        const auto f = static_cast<float>(a);
        CHECK((RReLUTraining<float>(f, f, 5).slopes(100, 100, 1) == f).all());
        CHECK((RReLUTraining<double>(a, a, 5).slopes(100, 100, 1) == a).all());
    }
}

TEST_CASE("seed and step change the slopes", "[rrelu_training]") {
    std::set<std::vector<float>> seen;
    for (const std::uint64_t seed :
         {std::uint64_t(0), std::uint64_t(1), std::uint64_t(1) << 32, std::uint64_t(1) << 63}) {
        for (const std::uint64_t step :
             {std::uint64_t(0), std::uint64_t(1), std::uint64_t(1) << 32, std::uint64_t(1) << 63}) {
            const Array<float> a = RReLUTraining<float>(0, 1, seed).slopes(10, 10, step);
            const Array<float> again = RReLUTraining<float>(0, 1, seed).slopes(10, 10, step);
            CHECK((a == again).all());
            seen.insert({a.data(), a.data() + a.size()});
        }
    }
    CHECK(seen.size() == 16);
    // Few elements of two steps agree: 100 draws of 2^24 values.
    const RReLUTraining<float> r(0, 1);
    CHECK((r.slopes(10, 10, 1) == r.slopes(10, 10, 2)).count() <= 1);
    CHECK((r.slopes(10, 10, 1) == RReLUTraining<float>(0, 1, 1).slopes(10, 10, 1)).count() <= 1);
}

TEST_CASE("the slope of an element depends on its place in the logical array", "[rrelu_training]") {
    const RReLUTraining<double> r;
    const Array<double> a = r.slopes(6, 8, 1);
    // Index = row + column * rows: more columns add slopes, other rows move them.
    CHECK((r.slopes(6, 3, 1) == a.leftCols(3)).all());
    CHECK((r.slopes(48, 1, 1) == a.reshaped(48, 1)).all());
    CHECK((r.slopes(1, 48, 1) == a.reshaped(1, 48)).all());
    CHECK((r.slopes(3, 16, 1) == a.reshaped(3, 16)).all());
}

TEST_CASE("forward and backward draw the same slopes from any storage", "[rrelu_training][layout]") {
    check_storages<float>();
    check_storages<double>();
}

TEST_CASE("forward and backward draw the same slopes for any executor", "[rrelu_training][threads]") {
    check_executor<float>();
    check_executor<double>();
}

TEST_CASE("RReLU training over spans, special values and nothing", "[rrelu_training]") {
    const RReLUTraining<float> r(0.25f, 0.5f, 8);
    const float inf = std::numeric_limits<float>::infinity();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> x = {nan, inf, -inf, 0, -0.0f, 2};
    std::vector<float> y(6);
    r.forward(x, std::span(y), 4);
    CHECK((std::isnan(y[0]) && y[1] == inf && y[2] == -inf && y[3] == 0 && !std::signbit(y[3]) && std::signbit(y[4]) &&
           y[5] == 2));
    const std::vector<float> ones(6, 1);
    r.backward(x, ones, std::span(y), 4);
    const Array<float> a = r.slopes(6, 1, 4);
    CHECK((std::isnan(y[0]) && y[1] == 1 && y[2] == a(2) && y[3] == a(3) && y[4] == a(4) && y[5] == 1));
    CHECK(r.slopes(0, 5, 1).size() == 0);
    Array<float> nothing(5, 0);
    r.forward(nothing, nothing, 1);
    CHECK(nothing.size() == 0);
}

TEST_CASE("the free calls of RReLU training are its members", "[rrelu_training]") {
    const RReLUTraining<float> f(0.1f, 0.4f, 7);
    const Array<float> x = Array<float>::Random(9, 5);
    const Array<float> dy = Array<float>::Random(9, 5);
    Array<float> free(9, 5), member(9, 5);
    actfn::forward(f, x, free, 3);
    f.forward(x, member, 3);
    CHECK((free == member).all());
    actfn::backward(f, x, dy, free, 3);
    f.backward(x, dy, member, 3);
    CHECK((free == member).all());
}

TEST_CASE("RReLU's evaluation is the mean of its training", "[rrelu_training]") {
    const RReLUTraining<float> r(0.125f, 0.5f, 77);
    CHECK(r.evaluation() == actfn::RReLU<float>(0.125f, 0.5f));
    CHECK((r.lower() == 0.125f && r.upper() == 0.5f && r.seed() == 77));
    CHECK(r.evaluation()(-2.0f) == -0.625f);
    const RReLUTraining<double, actfn::standard> by_default;
    CHECK(by_default.evaluation() == actfn::RReLU<double>());
    CHECK(by_default.seed() == 0);
    CHECK(by_default == RReLUTraining<double>(1.0 / 8, 1.0 / 3, 0));
    CHECK(!(by_default == RReLUTraining<double>(1.0 / 8, 1.0 / 3, 1)));
}

TEMPLATE_TEST_CASE("RReLU training of 16 bits has the slopes of float, and its results rounded",
                   "[rrelu_training][stored]", Eigen::half, Eigen::bfloat16) {
    using T = TestType;
    const RReLUTraining<T> r(T(0.125f), T(0.5f), 7);
    const RReLUTraining<float> in_float(0.125f, 0.5f, 7);
    CHECK(r.bounds.value <= 0.501);
    for (const auto& [rows, cols] : {std::pair<Index, Index>{1, 1}, {7, 3}, {300, 5}, {5, 300}}) {
        const Array<T> x = Array<float>::Random(rows, cols).template cast<T>();
        const Array<T> dy = Array<float>::Random(rows, cols).template cast<T>();
        const Array<float> wide = x.template cast<float>();
        CHECK((r.slopes(rows, cols, 3) == in_float.slopes(rows, cols, 3)).all());
        Array<T> y(rows, cols), dx = dy;
        Array<float> expected(rows, cols);
        r.forward(x, y, 3);
        in_float.forward(wide, expected, 3);
        CHECK((y == expected.template cast<T>()).all());
        r.backward(x, dx, dx, 3);
        in_float.backward(wide, dy.template cast<float>().eval(), expected, 3);
        CHECK((dx == expected.template cast<T>()).all());
        const Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = x;
        auto in_place = by_rows;
        r.forward(in_place, in_place, 3);
        CHECK((Array<T>(in_place) == y).all());
    }
}

TEST_CASE("RReLU training refuses what does not fit", "[rrelu_training][errors]") {
    using Limits = std::numeric_limits<float>;
    CHECK(message([] { RReLUTraining<float>(0.5f, 0.25f); }) ==
          "actfn: rrelu: lower must be <= upper, but lower is 0.5 and upper is 0.25");
    CHECK(message([] {
              RReLUTraining<float>(Limits::quiet_NaN(), 1);
          }).starts_with("actfn: rrelu: lower must be finite, but is "));
    CHECK(message([] { RReLUTraining<float>(0, Limits::infinity()); }) ==
          "actfn: rrelu: upper must be finite, but is inf");

    const RReLUTraining<float> r;
    const Array<float> x = Array<float>::Constant(5, 4, -1);
    Array<float> y = Array<float>::Constant(4, 5, 42);
    CHECK(message([&] { r.forward(x, y, 0); }) == "actfn: forward: x is 5 x 4, but y is 4 x 5");
    CHECK(message([&] { r.backward(x, x, y, 0); }) == "actfn: backward: x is 5 x 4, but dx is 4 x 5");
    CHECK(message([&] { r.backward(x, y, y, 0); }) == "actfn: backward: x is 5 x 4, but dy is 4 x 5");
    CHECK((y == 42).all());
    Array<float> big = Array<float>::Constant(5, 5, 42);
    CHECK(message([&] {
              r.forward(big.leftCols(4), big.rightCols(4), 0);
          }).starts_with("actfn: forward: y overlaps x in part"));
    CHECK(message([&] {
              r.backward(x, big.leftCols(4), big.rightCols(4), 0);
          }).starts_with("actfn: backward: dx overlaps dy in part"));
    CHECK((big == 42).all());
}
