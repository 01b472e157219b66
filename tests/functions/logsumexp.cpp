// The logarithm of the sum of exponentials against its definition, log(sum_j e^x_j).

#include "actfn/functions/logsumexp.hpp"

#include <concepts>
#include <limits>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"

using namespace tests;
using actfn::colwise;
using actfn::rowwise;

#define LOG_SUM_EXPS                                                                                          \
    actfn::LogSumExp<float>, (actfn::LogSumExp<float, actfn::exact>), (actfn::LogSumExp<float, actfn::fast>), \
        actfn::LogSumExp<double>

namespace {

/// The row on its own, and twice across the storage order, the second time in reverse.
template <class L, class T>
std::vector<T> in_all_layouts(const L& l, const std::vector<T>& row) {
    const auto n = static_cast<Index>(row.size());
    const Eigen::Map<const Eigen::Array<T, 1, Eigen::Dynamic>> x(row.data(), n);
    Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic> two(2, n);
    two << x, x.reverse();
    const Eigen::Array<T, Eigen::Dynamic, 1> across = l(two, rowwise);
    const Eigen::Array<T, Eigen::Dynamic, 1> along = l(Rows<T>(two), rowwise);
    return {l(row), across(0), across(1), along(0), along(1)};
}

/// abs(got - truth) in units of abs(m) + log(sum_j e^(x_j - m)), or of 2^-60 if that is less.
template <class T>
double value_error(const Distinct<T>& row, T got, int digits, const Real& log_n = 0) {
    const Real m = row.greatest();
    Real others = 0;  // beside one entry equal to the greatest
    for (std::size_t k = 0; k < row.value.size(); ++k) {
        const int count = row.count[k] - (row.value[k] == row.greatest() ? 1 : 0);
        others = others + Real(count) * exp(Real(row.value[k]) - m);
    }
    const Real log_sum = log1p(others);
    // Of the mean, in units of abs(m) + log(n).
    const Real scale = abs(m) + (log_n > Real(0) ? log_n : log_sum) + Real(0x1p-60);
    return in_units<T>(abs(Real(got) - (m + (log_sum - log_n))), scale, digits);
}

}  // namespace

TEMPLATE_TEST_CASE("logsumexp is within its bounds", "[logsumexp][accuracy]", LOG_SUM_EXPS) {
    using T = typename TestType::value_type;
    Worst worst;
    for (const auto& rows : {with_one_zero(hard_rows<T>()), long_rows<T>(), shifted_rows<T>()}) {
        for (const auto& row : rows) {
            const Distinct<T> entries(row.x);
            for (const T got : in_all_layouts(TestType(), row.x))
                worst.take(value_error(entries, got, TestType::bounds.digits),
                           row.label + " (" + std::to_string(row.x.size()) + ")");
        }
    }
    // Next to the maximum of 0, the rest is all there is.
    for (double gap = 1; gap < 60; gap += 0.37) {
        const std::vector<T> x = {T(0), static_cast<T>(-gap)};
        worst.take(value_error(Distinct<T>(x), TestType()(x), TestType::bounds.digits), "gap " + text(gap));
    }
    INFO(worst.where);
    CHECK(worst.error <= TestType::bounds.value);
    CHECK(worst.error > seen_error<TestType>);
}

#define LOG_MEAN_EXPS                                                                                            \
    actfn::LogMeanExp<float>, (actfn::LogMeanExp<float, actfn::exact>), (actfn::LogMeanExp<float, actfn::fast>), \
        actfn::LogMeanExp<double>

TEMPLATE_TEST_CASE("logmeanexp is within its bounds", "[logsumexp][accuracy]", LOG_MEAN_EXPS) {
    using T = typename TestType::value_type;
    Worst worst;
    for (const auto& rows : {with_one_zero(hard_rows<T>()), long_rows<T>(), shifted_rows<T>()}) {
        for (const auto& row : rows) {
            const Distinct<T> entries(row.x);
            const Real log_n = log(Real(static_cast<double>(row.x.size())));
            for (const T got : in_all_layouts(TestType(), row.x))
                worst.take(value_error(entries, got, TestType::bounds.digits, log_n),
                           row.label + " (" + std::to_string(row.x.size()) + ")");
        }
    }
    INFO(worst.where);
    CHECK(worst.error <= TestType::bounds.value);
    CHECK(worst.error > seen_error<TestType>);
}

TEMPLATE_TEST_CASE("logmeanexp: special values and the gradient of logsumexp", "[logsumexp][special]", LOG_MEAN_EXPS) {
    using T = typename TestType::value_type;
    using Tier = typename TestType::tier;
    const T inf = std::numeric_limits<T>::infinity();
    const TestType l;
    CHECK(same(l(std::vector<T>(1, T(0.3))), T(0.3)));
    CHECK(same(l(std::vector<T>(5, -inf)), -inf));
    CHECK(same(l(std::vector<T>{1, inf, -inf}), inf));
    CHECK(std::isnan(l(std::vector<T>{1, std::numeric_limits<T>::quiet_NaN()})));
    CHECK(std::isnan(l(std::vector<T>())));
    const auto x = random_array<T>(6, 40, 1);
    const Eigen::Array<T, Eigen::Dynamic, 1> dy = random_array<T>(6, 1, 2);
    auto dx = x, expected = x;
    actfn::backward(l, x, dy, dx, rowwise);
    actfn::backward(actfn::LogSumExp<T, Tier>(), x, dy, expected, rowwise);
    CHECK((dx == expected).all());
    CHECK((actfn::logmeanexp<Tier>(x, colwise) == l(x, colwise)).all());
    CHECK(same(actfn::logmeanexp<Tier>(std::vector<T>{1, 2}), l(std::vector<T>{1, 2})));
}

TEST_CASE("logsumexp has the published values", "[logsumexp][accuracy]") {
    // Documentation of scipy.special.logsumexp for 0 .. 9; log(2); a shift is a shift.
    CHECK(std::abs(actfn::logsumexp(Eigen::ArrayXd(Eigen::ArrayXd::LinSpaced(10, 0, 9))) - 9.4586297444267107) <=
          0x1p-49);
    CHECK(std::abs(actfn::logsumexp(std::vector<double>{0, 0}) - 0.69314718055994531) <= 0x1p-53);
    CHECK(std::abs(actfn::logsumexp(std::vector<double>{1000, 1000}) - 1000.69314718055994531) <= 0x1p-43);
    CHECK(actfn::logsumexp<actfn::exact>(std::vector<float>{0, -30}) == 9.3576229e-14f);
}

TEMPLATE_TEST_CASE("logsumexp at -inf, inf and NaN", "[logsumexp][special]", LOG_SUM_EXPS) {
    using T = typename TestType::value_type;
    const T inf = std::numeric_limits<T>::infinity();
    const T nan = std::numeric_limits<T>::quiet_NaN();
    const TestType l;
    for (const std::size_t n : {1u, 3u, 17u, 100u}) {
        for (std::size_t at = 0; at < n; at += n / 3 + 1) {
            INFO(n << " entries, at " << at);
            const auto with = [&](T others, T value) {
                std::vector<T> x(n, others);
                x[at] = value;
                return in_all_layouts(l, x);
            };
            CHECK(with(-inf, -inf) == std::vector<T>(5, -inf));
            CHECK(with(-inf, T(-3)) == std::vector<T>(5, T(-3)));
            CHECK(with(T(2), inf) == std::vector<T>(5, inf));
            CHECK(with(-inf, inf) == std::vector<T>(5, inf));
            for (const T others : {T(1), -inf, inf}) {
                for (const T y : with(others, nan)) CHECK(std::isnan(y));
            }
        }
    }
    CHECK(l(std::vector<T>()) == -inf);
    CHECK((l(Rows<T>(3, 0), rowwise) == -inf).all());
    CHECK(l(Rows<T>(0, 3), rowwise).size() == 0);
}

TEMPLATE_TEST_CASE("logsumexp's backward is dy times the softmax", "[logsumexp]", LOG_SUM_EXPS) {
    using T = typename TestType::value_type;
    using Tier = typename TestType::tier;
    using Judged = std::conditional_t<std::same_as<Tier, actfn::fast>, actfn::fast, actfn::standard>;
    const TestType l;
    for (const auto& [rows, cols] : shapes) {
        for (const actfn::Axis axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
            const auto x = random_array<T>(rows, cols, 1);
            const Index lines = axis == rowwise ? rows : cols;
            const Eigen::Array<T, Eigen::Dynamic, 1> dy = random_array<T>(lines, 1, 2);
            for (const Storage& storage : storages) {
                INFO(rows << " x " << cols << " in " << storage.label << (axis == rowwise ? " rowwise" : " colwise"));
                Stored<T> in(x, storage);
                Stored<T> p(x, storage);
                actfn::forward(actfn::Softmax<T, Judged>(), in.map(), p.map(), axis);
                Stored<T> dx(x, storage);
                actfn::backward(l, in.map(), dy, dx.map(), axis);
                double worst = 0;
                for (Index i = 0; i < rows; ++i) {
                    for (Index j = 0; j < cols; ++j) {
                        const T upstream = dy(axis == rowwise ? i : j);
                        if constexpr (std::same_as<Tier, actfn::exact>) {
                            const auto sums = axis == rowwise ? Eigen::ArrayXf(x.row(i)) : Eigen::ArrayXf(x.col(j));
                            Real sum = 0;
                            for (const float v : sums) sum = sum + exp(Real(v));
                            worst =
                                std::max(worst, ulp_error(dx.map()(i, j), Real(upstream) * exp(Real(x(i, j))) / sum));
                        } else if (!same(dx.map()(i, j), p.map()(i, j) * upstream)) {
                            worst = 1;
                        }
                    }
                }
                CHECK(worst <= (std::same_as<Tier, actfn::exact> ? 0.51 : 0));
                CHECK(dx.is_intact());
                actfn::backward(l, in.map(), dy, in.map(), axis);
                CHECK((in.map() == dx.map()).all());
            }
        }
    }
}

TEMPLATE_TEST_CASE("logsumexp has one value for each layout and executor", "[logsumexp][layout][threads]",
                   LOG_SUM_EXPS) {
    using T = typename TestType::value_type;
    using Column = Eigen::Array<T, Eigen::Dynamic, 1>;
    const TestType l;
    for (const auto& [rows, cols] : shapes) {
        const auto x = random_array<T>(rows, cols, 1);
        const Column along = l(Rows<T>(x), rowwise);
        const Column across = l(x, rowwise);
        for (const Storage& storage : storages) {
            INFO(rows << " x " << cols << " in " << storage.label);
            Stored<T> in(x, storage);
            std::vector<T> y(static_cast<std::size_t>(3 * rows), T(42));
            Eigen::Map<Column, 0, Eigen::InnerStride<>> every_third(y.data(), rows, Eigen::InnerStride<>(3));
            actfn::forward(l, in.map(), every_third, rowwise);
            CHECK((every_third == (rows == 1 || storage.by_rows ? along : across)).all());
            CHECK((rows == 0 || y[1] == 42));
        }
    }
    const auto x = random_array<T>(parallel_rows, parallel_cols, 3);
    for (const actfn::Axis axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        OddExecutor executor;
        Column y(axis == rowwise ? parallel_rows : parallel_cols);
        actfn::forward(l, x, y, axis, executor);
        CHECK(executor.pieces > 3);
        CHECK((y == l(x, axis)).all());
        auto dx = x;
        auto parallel = x;
        actfn::backward(l, x, y, dx, axis);
        actfn::backward(l, x, y, parallel, axis, executor);
        CHECK((dx == parallel).all());
    }
}

TEMPLATE_TEST_CASE("logsumexp along any axis of a tensor", "[logsumexp][lines]", LOG_SUM_EXPS) {
    using T = typename TestType::value_type;
    const TestType l;
    for (const actfn::Lines lines : {actfn::Lines{1, 10, 1},
                                     {3, 10, 5},
                                     {7, 70, 1},
                                     {1, 70, 33},
                                     {2, 300, 20},
                                     {40, 4, 2},
                                     {5, 0, 2},
                                     {6, 1, 4}}) {
        INFO(lines.outer << " x " << lines.length << " x " << lines.inner);
        const std::vector<T> x =
            Numbers<T>(5).normal(static_cast<std::size_t>(lines.outer * lines.length * lines.inner), 0, 3);
        const auto count = static_cast<std::size_t>(lines.outer * lines.inner);
        std::vector<T> y(count), expected(count), parallel(count);
        std::vector<T> dx(x.size()), expected_dx(x.size());
        actfn::forward(l, x, y, lines);
        actfn::forward(l, x, parallel, lines, OddExecutor());
        actfn::backward(l, x, y, dx, lines);
        for (Index o = 0; o < lines.outer; ++o) {
            const Index first = o * lines.length * lines.inner;
            using Column = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>;
            const Eigen::Map<const Rows<T>> block(x.data() + first, lines.length, lines.inner);
            Column numbers(expected.data() + o * lines.inner, lines.inner);
            actfn::forward(l, block, numbers, colwise);
            if (lines.length > 0)
                actfn::backward(l, block, numbers,
                                Eigen::Map<Rows<T>>(expected_dx.data() + first, lines.length, lines.inner), colwise);
        }
        CHECK(y == expected);
        CHECK(parallel == expected);
        CHECK(dx == expected_dx);
    }
}

TEST_CASE("logsumexp refuses what does not fit", "[logsumexp][errors]") {
    const actfn::LogSumExp<float> l;
    const Eigen::ArrayXXf x = Eigen::ArrayXXf::Ones(5, 4);
    Eigen::ArrayXf y = Eigen::ArrayXf::Constant(4, 42);
    Eigen::ArrayXXf dx = Eigen::ArrayXXf::Constant(4, 5, 42);
    CHECK(message([&] { actfn::forward(l, x, y, rowwise); }) ==
          "actfn: forward: y is 4 x 1, but there are 5 lines, each of which has one number");
    CHECK(message([&] { actfn::backward(l, x, y, dx, colwise); }) == "actfn: backward: x is 5 x 4, but dx is 4 x 5");
    Eigen::ArrayXXf big = Eigen::ArrayXXf::Constant(5, 5, 42);
    CHECK(message([&] { actfn::backward(l, x, y, big.leftCols(4), rowwise); }) ==
          "actfn: backward: dy is 4 x 1, but there are 5 lines, each of which has one number");
    CHECK(message([&] { actfn::forward(l, big, big.col(2), rowwise); }) == "actfn: forward: y overlaps x");
    float one = 42;
    Eigen::Map<Eigen::ArrayXf, 0, Eigen::InnerStride<>> folded(&one, big.rows(), Eigen::InnerStride<>(0));
    CHECK(message([&] { actfn::forward(l, big, folded, rowwise); }) ==
          "actfn: forward: two elements of the output y have the same address");
    CHECK(same(one, 42.0f));
    CHECK(message([&] { actfn::backward(l, big.leftCols(4), big.col(0), big.leftCols(4), rowwise); }) ==
          "actfn: backward: dx overlaps dy");
    CHECK(message([&] {
              actfn::backward(l, big.leftCols(4), Eigen::ArrayXf(5), big.rightCols(4), rowwise);
          }).find("dx overlaps x in part") != std::string::npos);
    CHECK(((big == 42).all() && (y == 42).all() && (dx == 42).all()));
}

TEST_CASE("logsumexp returns numbers of its argument's kind", "[logsumexp]") {
    const Eigen::MatrixXf m = random_array<float>(4, 6, 1).matrix();
    static_assert(std::same_as<decltype(actfn::logsumexp(m, rowwise)), Eigen::VectorXf>);
    static_assert(std::same_as<decltype(actfn::logsumexp(m.array(), colwise)), Eigen::ArrayXf>);
    static_assert(std::same_as<decltype(actfn::logsumexp(m.col(1))), float>);
    CHECK(actfn::logsumexp(m, colwise)(2) == actfn::logsumexp(m.col(2)));
    CHECK(actfn::logsumexp(m + m, colwise)(2) == actfn::logsumexp(Eigen::VectorXf(m.col(2) * 2)));
    CHECK(actfn::logsumexp(m.row(1)) == actfn::logsumexp(Eigen::VectorXf(m.row(1).transpose())));
}
