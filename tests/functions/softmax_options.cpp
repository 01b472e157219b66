// Softmax with scale, sink and mask, and softmin, against their definition in MPFR.

#include "actfn/base/softmax_options.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"

using namespace tests;
using actfn::colwise;
using actfn::rowwise;
using actfn::SoftmaxOptions;

#define SOFTMAXES                                                                                       \
    actfn::Softmax<float>, (actfn::Softmax<float, actfn::exact>), (actfn::Softmax<float, actfn::fast>), \
        actfn::Softmax<double>

namespace {

template <class T>
using Line = Eigen::Array<T, 1, Eigen::Dynamic>;

template <class T>
constexpr T inf = std::numeric_limits<T>::infinity();

/// e^(s x_k + a_k) / (sum_j e^(s x_j + a_j) + e^sink), where an a_k of -inf gives 0 for any x_k.
template <class T>
std::vector<Real> truth(const std::vector<T>& x, const std::vector<T>& mask, const SoftmaxOptions& o) {
    const bool has_sink = o.sink > -inf<double>;
    const Real scale = static_cast<T>(o.scale);
    const Real sink = static_cast<T>(has_sink ? o.sink : 0);
    const auto left = [&](std::size_t k) { return mask[k] > -inf<T> && std::isfinite(x[k]); };
    const auto logit = [&](std::size_t k) { return scale * Real(x[k]) + Real(mask[k]); };
    std::size_t first = 0;  // what the others are relative to, within MPFR's exponents
    while (first < x.size() && !left(first)) ++first;
    const Real shift = first < x.size() ? logit(first) : Real(0);
    std::vector<Real> p;
    Real sum = has_sink ? exp(sink - shift) : Real(0);
    for (std::size_t k = 0; k < x.size(); ++k) {
        p.push_back(left(k) ? exp(logit(k) - shift) : Real(0));
        sum = sum + p.back();
    }
    for (Real& e : p) e = e / sum;
    return p;
}

/// The line along the storage order alone, twice along and twice across.
template <class T, class S>
std::vector<std::vector<T>> results(const S& s, const std::vector<T>& x, const std::vector<T>* mask) {
    const auto n = static_cast<Index>(x.size());
    const auto line = [&](const std::vector<T>& of) { return Eigen::Map<const Line<T>>(of.data(), n); };
    const auto two = [&](const std::vector<T>& of) -> Array<T> { return line(of).replicate(2, 1); };
    const auto first = [&](const auto& of) {
        const Line<T> row = of.row(1);
        return std::vector<T>(row.begin(), row.end());
    };
    if (mask == nullptr) return {s(x), first(s(Rows<T>(two(x)), rowwise)), first(s(two(x), rowwise))};
    const Line<T> alone = s(line(x), line(*mask), rowwise);
    return {std::vector<T>(alone.begin(), alone.end()), first(s(Rows<T>(two(x)), Rows<T>(two(*mask)), rowwise)),
            first(s(two(x), two(*mask), rowwise)), first(s(two(x), Rows<T>(two(*mask)), rowwise))};
}

std::string named(const SoftmaxOptions& o) {
    return "scale " + text(o.scale) + ", sink " + text(o.sink);
}

}  // namespace

TEMPLATE_TEST_CASE("softmax with scale, sink and mask is within its bounds", "[softmax_options][accuracy]", SOFTMAXES) {
    using T = typename TestType::value_type;
    const double none = -inf<double>;
    for (const SoftmaxOptions& o : {SoftmaxOptions{.scale = 0.125},
                                    {.scale = -1},
                                    {.scale = 0.3},
                                    {.scale = -7.7},
                                    {.sink = 0},
                                    {.scale = 1 / std::sqrt(128.0), .sink = 3.5},
                                    {.sink = -40},
                                    {.sink = 90},
                                    {.scale = 1, .sink = none}}) {
        const TestType s(o);
        for (const bool with_mask : {false, true}) {
            Worst worst;
            Numbers<T> numbers(3);
            for (const auto& row : hard_rows<T>()) {
                if (row.x.size() > 1000 || row.label == "huge" || (row.label == "masked" && o.scale < 0)) continue;
                std::vector<T> mask(row.x.size(), T(0));
                if (with_mask) {
                    mask = numbers.normal(row.x.size(), 0, 20);
                    for (std::size_t k = 1; k < mask.size(); k += 3) mask[k] = -inf<T>;
                }
                if (std::abs(row.x[0]) > 1e20) continue;
                const std::vector<Real> expected = truth(row.x, mask, o);
                for (const std::vector<T>& got : results(s, row.x, with_mask ? &mask : nullptr)) {
                    for (std::size_t k = 0; k < got.size(); ++k) {
                        if (is_nan(expected[k])) continue;  // nothing left, below
                        worst.take(ulp_error(got[k], expected[k], TestType::bounds.digits),
                                   row.label + " (" + std::to_string(got.size()) + "), entry " + std::to_string(k) +
                                       ": " + text(got[k]));
                    }
                }
            }
            INFO(named(o) << (with_mask ? ", mask: " : ": ") << worst.where);
            CHECK(worst.error <= TestType::bounds.value);
            CHECK(worst.error > seen_error<TestType>);
        }
    }
}

// The rounding of scale x + mask is larger than the differences that count.
TEMPLATE_TEST_CASE("softmax of large scaled and masked logits is within its bounds", "[softmax_options][accuracy]",
                   SOFTMAXES) {
    using T = typename TestType::value_type;
    const double unit = std::numeric_limits<T>::epsilon() / std::numeric_limits<float>::epsilon();
    Worst worst;
    const auto check = [&](const SoftmaxOptions& o, const std::vector<T>& x, const std::vector<T>* mask) {
        const std::vector<Real> expected = truth(x, mask == nullptr ? std::vector<T>(x.size(), T(0)) : *mask, o);
        for (const std::vector<T>& got : results(TestType(o), x, mask)) {
            for (std::size_t k = 0; k < got.size(); ++k)
                worst.take(ulp_error(got[k], expected[k], TestType::bounds.digits),
                           named(o) + ", x " + text(x[0]) + ": " + text(got[k]));
        }
    };
    for (const double scale : {1.1, 0.7, 3.3, -0.3}) {
        for (const double base : {1e3, 1e4, 1e5, 5e5, 1e6, 3e6, 7e6}) {
            const SoftmaxOptions o{.scale = scale};
            std::vector<T> x;
            for (int k = 0; k < 20; ++k) x.push_back(static_cast<T>(base / unit + k % 7 * std::max(0.5, base / 4e6)));
            check(o, x, nullptr);
            const std::vector<T> cancels(x.size(), static_cast<T>(-base / unit));
            check(o, x, &cancels);
        }
    }
    for (const double base : {1e4, 1e6, 4e6, 3e7}) {
        const std::vector<T> mask(4, static_cast<T>(-base / unit));
        check({}, {T(0.3), T(0), T(1), T(-2)}, &mask);
    }
    INFO(worst.where);
    CHECK(worst.error <= TestType::bounds.value);
    CHECK(worst.error > seen_error<TestType>);
}

TEMPLATE_TEST_CASE("softmax of finite logits whose scaled or masked ones overflow is no NaN",
                   "[softmax_options][special]", SOFTMAXES) {
    using T = typename TestType::value_type;
    const T large = std::numeric_limits<T>::max() / 4;
    const std::vector<T> expected = {T(1), T(0)};
    const std::vector<T> x = {large, T(1)};
    for (const auto& got : results<T>(TestType(SoftmaxOptions{.scale = 1e30}), x, nullptr)) CHECK(got == expected);
    const std::vector<T> y = {3 * large, T(1)};
    const std::vector<T> mask = {3 * large, T(0)};
    for (const auto& got : results<T>(TestType(SoftmaxOptions{}), y, &mask)) CHECK(got == expected);
}

TEMPLATE_TEST_CASE("softmax's options at their defaults change no bit", "[softmax_options]", SOFTMAXES) {
    using T = typename TestType::value_type;
    const TestType plain;
    CHECK(TestType(SoftmaxOptions()) == plain);
    CHECK(TestType({.scale = 2}) != plain);
    for (const auto& [rows, cols] : shapes) {
        const Array<T> x = random_array<T>(rows, cols, 1);
        for (const actfn::Axis axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
            CHECK((plain(x, Array<T>(Array<T>::Zero(rows, cols)), axis) == plain(x, axis)).all());
            CHECK((TestType({.scale = -1})(Array<T>(-x), axis) == plain(x, axis)).all());
            CHECK((actfn::Softmin<T, typename TestType::tier>()(Array<T>(-x), axis) == plain(x, axis)).all());
            // Entries that take no part have no effect: the bits of a line with -inf in their place.
            const auto left = (Array<T>::Random(rows, cols) > T(-0.5)).eval();
            const Array<T> removed = left.select(x, -inf<T>);
            Array<T> other = x;
            other = left.select(x, std::numeric_limits<T>::quiet_NaN());
            const Array<T> expected = plain(removed, axis);
            const Array<T> got = plain(other, left, axis);
            Differences differences;
            compare(differences, "masked", expected, got);
            CHECK(differences.text() == "");
        }
    }
}

TEMPLATE_TEST_CASE("softmax with options has one value for each layout", "[softmax_options][layout]", SOFTMAXES) {
    check_storages(TestType({.scale = 0.3, .sink = 1}));
    check_executor(TestType({.scale = 0.3, .sink = 1}));
    check_empty(TestType({.scale = 0.3}));
}

TEMPLATE_TEST_CASE("softmax with options: special values", "[softmax_options][special]", SOFTMAXES) {
    using T = typename TestType::value_type;
    check_special_rows(TestType({.scale = 0.5}), 0);
    const std::vector<T> nothing(5, -inf<T>);
    for (const std::size_t n : {1u, 5u, 40u, 100u}) {
        std::vector<T> x(n, -inf<T>);
        for (const auto& p : results(TestType({.scale = 2}), x, static_cast<const std::vector<T>*>(nullptr)))
            CHECK(std::all_of(p.begin(), p.end(), [](T v) { return std::isnan(v); }));
        const std::vector<T> zeros(n, T(0));
        const TestType s({.zeros_if_nothing_left = true});
        for (const auto& p : results(s, x, static_cast<const std::vector<T>*>(nullptr))) CHECK(p == zeros);
        for (const auto& p : results(s, zeros, &x)) CHECK(p == zeros);
        for (const auto& p : results(TestType({.sink = -3}), x, static_cast<const std::vector<T>*>(nullptr)))
            CHECK(p == zeros);
        x[n / 2] = std::numeric_limits<T>::quiet_NaN();
        for (const auto& p : results(s, x, static_cast<const std::vector<T>*>(nullptr)))
            CHECK(std::all_of(p.begin(), p.end(), [](T v) { return std::isnan(v); }));
        x[n / 2] = inf<T>;
        for (const auto& p : results(s, x, static_cast<const std::vector<T>*>(nullptr)))
            CHECK(std::all_of(p.begin(), p.end(), [](T v) { return std::isnan(v); }));
        x[n / 2] = 2;
        for (const auto& p : results(s, x, static_cast<const std::vector<T>*>(nullptr))) CHECK(is_sole(p[n / 2]));
    }
}

TEMPLATE_TEST_CASE("softmax's backward with a scale", "[softmax_options]", SOFTMAXES) {
    using T = typename TestType::value_type;
    const T scale = T(-0.3);
    const TestType s({.scale = scale, .sink = 2}), plain, doubled({.scale = 2});
    for (const auto& [rows, cols] : shapes) {
        const Array<T> x = random_array<T>(rows, cols, 1), dp = random_array<T>(rows, cols, 2);
        const Array<T> p = s(x, rowwise);
        CHECK((doubled.backward(p, dp, rowwise) == 2 * plain.backward(p, dp, rowwise)).all());
        const Array<T> dx = s.backward(p, dp, rowwise);
        double worst = 0;
        for (Index i = 0; i < rows; ++i) {
            Real dot = 0, size = 0;
            for (Index j = 0; j < cols; ++j) {
                dot = dot + Real(p(i, j)) * Real(dp(i, j));
                size = size + abs(Real(p(i, j)) * Real(dp(i, j)));
            }
            for (Index j = 0; j < cols; ++j) {
                const Real unit = abs(Real(scale)) * Real(p(i, j)) * (abs(Real(dp(i, j))) + size);
                const Real error = Real(dx(i, j)) - Real(scale) * Real(p(i, j)) * (Real(dp(i, j)) - dot);
                worst = std::max(worst, in_units<T>(abs(error), unit, TestType::bounds.digits));
            }
        }
        CHECK(worst <= TestType::bounds.gradient);
    }
}

TEMPLATE_TEST_CASE("softmax's backward with a scale where p's multiple is a subnormal number", "[softmax_options]",
                   SOFTMAXES) {
    using T = typename TestType::value_type;
    const TestType s({.scale = 1000});
    const Array<T> p = Array<T>{{T(1), std::numeric_limits<T>::min() * T(1.37)}};
    const Array<T> dp = Array<T>{{T(0), T(0.0123)}};
    const Array<T> dx = s.backward(p, dp, rowwise);
    const Real want = Real(1000) * Real(p(1)) * (Real(dp(1)) - Real(p(1)) * Real(dp(1)));
    CHECK(in_units<T>(abs(Real(dx(1)) - want), want, TestType::bounds.digits) <= TestType::bounds.gradient);
}

TEST_CASE("softmax with options along any axis of a tensor", "[softmax_options][lines]") {
    const actfn::Softmax<float> s({.scale = 0.3, .sink = 1});
    for (const actfn::Lines lines : {actfn::Lines{3, 10, 5}, {7, 70, 1}, {1, 70, 33}, {2, 300, 20}, {0, 3, 2}}) {
        const auto size = static_cast<std::size_t>(lines.outer * lines.length * lines.inner);
        const std::vector<float> x = Numbers<float>(5).normal(size, 0, 3), mask = Numbers<float>(6).normal(size, 0, 3);
        std::vector<float> y(size), masked(size), dx(size), expected(size);
        actfn::forward(s, x, y, lines);
        actfn::forward(s, x, mask, masked, lines, OddExecutor());
        actfn::backward_from_output(s, y, x, dx, lines);
        for (Index o = 0; o < lines.outer; ++o) {
            const Index first = o * lines.length * lines.inner;
            const auto block = [&](const std::vector<float>& of) {
                return Eigen::Map<const Rows<float>>(of.data() + first, lines.length, lines.inner);
            };
            CHECK((block(y) == s(block(x), colwise)).all());
            CHECK((block(masked) == s(block(x), block(mask), colwise)).all());
            CHECK((block(dx) == s.backward(block(y), block(x), colwise)).all());
        }
    }
}

TEST_CASE("softmax with options refuses what does not fit", "[softmax_options][errors]") {
    check_errors(actfn::Softmax<float>({.scale = 2}));
    const auto refused = [](const SoftmaxOptions& o) { return message([&] { actfn::Softmax<float>{o}; }); };
    CHECK(refused({.scale = 0}) == "actfn: softmax: scale must not be 0");
    CHECK(refused({.scale = std::nan("")}).find("softmax: scale must be finite") != std::string::npos);
    CHECK(refused({.scale = 1e39}).find("softmax: scale must be finite") != std::string::npos);
    CHECK(refused({.sink = HUGE_VAL}) == "actfn: softmax: sink must be finite or -inf, but is inf");
    CHECK(refused({.sink = 1e300}) ==
          "actfn: softmax: sink must be finite or -inf, but is 1e+300, which the element type cannot hold");
    CHECK(refused({.sink = -1e39}).find("softmax: sink must be finite or -inf") != std::string::npos);
    CHECK(actfn::Softmax<double>({.sink = 1e300}).options().sink > 1e299);
    CHECK(refused({.sink = std::nan("")}).find("softmax: sink must be finite or -inf") != std::string::npos);
    const actfn::Softmax<float> s;
    const Array<float> x = Array<float>::Ones(5, 4);
    Array<float> y = Array<float>::Constant(5, 4, 42), small = Array<float>::Constant(4, 5, 42);
    const Array<bool> left(4, 5);
    CHECK(message([&] { actfn::forward(s, x, left, y, rowwise); }) == "actfn: forward: x is 5 x 4, but mask is 4 x 5");
    CHECK(message([&] { actfn::forward(s, x, x, small, rowwise); }) == "actfn: forward: x is 5 x 4, but y is 4 x 5");
    CHECK(message([&] { actfn::forward(s, x, y, y, rowwise); }) == "actfn: forward: y overlaps mask");
    CHECK(message([&] { s(x, left, rowwise); }) == "actfn: forward: x is 5 x 4, but mask is 4 x 5");
    CHECK(((y == 42).all() && (small == 42).all()));
    Array<float> in_place = x;
    actfn::forward(s, in_place, y, in_place, rowwise);
    CHECK((in_place == s(x, y, rowwise)).all());
}

TEMPLATE_TEST_CASE("softmin is the softmax of the negated logits", "[softmin]", float, double) {
    const actfn::Softmin<TestType> s;
    const Array<TestType> x = random_array<TestType>(4, 6, 1);
    CHECK((actfn::softmin(x, rowwise) == actfn::softmax(Array<TestType>(-x), rowwise)).all());
    const Array<TestType> p = s(x, rowwise);
    CHECK((s.backward(p, x, rowwise) == -actfn::Softmax<TestType>().backward(p, x, rowwise)).all());
    CHECK(s == actfn::Softmin<TestType>());
    const std::vector<TestType> three = actfn::softmin(std::vector<TestType>{1, inf<TestType>, 1});
    CHECK(three == std::vector<TestType>{TestType(0.5), 0, TestType(0.5)});
}
