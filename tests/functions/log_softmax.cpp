// Log-softmax against its definition, y_i = x_i - log(sum_j e^x_j) (Bridle, 1990).

#include "actfn/functions/log_softmax.hpp"

#include <concepts>
#include <limits>
#include <span>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"

using namespace tests;
using actfn::colwise;
using actfn::rowwise;

namespace {

template <class T>
std::vector<Real> log_softmax_truth(const Distinct<T>& row) {
    const Real greatest = row.greatest();
    Real others = 0;  // beside one entry equal to the greatest: their e^x may be below the last of 300 bits
    for (std::size_t k = 0; k < row.value.size(); ++k) {
        const bool is_greatest = row.value[k] == row.greatest();
        others = others + Real(row.count[k]) * exp(Real(row.value[k]) - greatest);
        if (is_greatest) others = others - Real(1);
    }
    std::vector<Real> y;
    for (const T x : row.value) y.push_back((Real(x) - greatest) - log1p(others));
    return y;
}

template <class S>
void check_accuracy(const S& s) {
    using T = typename S::value_type;
    const auto truth = [](const auto& row) { return log_softmax_truth(row); };
    const auto error = [](T got, const Real& y) {
        if (abs(y) > Real(0x1p-60)) return ulp_error(got, y, S::bounds.digits);
        return got <= 0 && got >= static_cast<T>(-0x1p-60) ? 0 : std::numeric_limits<double>::infinity();
    };
    for (const auto& rows : {with_one_zero(hard_rows<T>()), long_rows<T>(), shifted_rows<T>()}) {
        const Worst worst = worst_of(s, rows, truth, error);
        INFO(worst.where);
        CHECK(worst.error <= S::bounds.value);
        CHECK(worst.error > seen_error<S>);
    }
    CHECK(s(std::vector<T>{-T(0), T(0)})[0] == s(std::vector<T>{T(0), T(0)})[0]);
}

/// A row whose greatest entry is far above the rest: 1 - p is lost, the logarithm is not.
template <class S>
void check_confident(const S& s) {
    using T = typename S::value_type;
    Worst worst;
    for (double gap = 10; gap < 41; gap += 0.37) {
        const std::vector<T> x = {static_cast<T>(gap), T(0), T(-1)};
        const Real truth = -log1p(exp(-Real(x[0])) + exp(Real(-1) - Real(x[0])));
        const std::vector<T> y = s(x);
        CHECK(y[0] < 0);
        worst.take(ulp_error(y[0], truth, S::bounds.digits), text(x[0]));
    }
    INFO(worst.where);
    CHECK(worst.error <= S::bounds.value);
}

/// abs(got - (dy_i - e^y_i sum_j dy_j)) in units of abs(dy_i) + e^y_i sum_j abs(dy_j).
template <class T>
double product_error(const std::vector<T>& y, const std::vector<T>& dy, const std::vector<T>& got, int digits) {
    Real sum = 0;
    Real size = 0;
    for (const T v : dy) {
        sum = sum + Real(v);
        size = size + abs(Real(v));
    }
    double worst = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        const Real p = exp(Real(y[i]));
        const Real error = abs(Real(got[i]) - (Real(dy[i]) - p * sum));
        const Real scale = abs(Real(dy[i])) + p * size;
        const double units = in_units<T>(error, scale, digits);
        if (!(units <= worst)) worst = units;
    }
    return worst;
}

template <class S>
void check_backward(const S& s) {
    using T = typename S::value_type;
    Numbers<T> numbers(12);
    double worst = 0;
    const auto judge = [&](const std::vector<T>& y, const std::vector<T>& dy) {
        const double error = product_error(y, dy, s.backward(y, dy), S::bounds.digits);
        if (!(error <= worst)) worst = error;
    };
    for (const auto& row : hard_rows<T>()) {
        const std::vector<T> y = s(row.x);
        const std::size_t n = y.size();
        judge(y, numbers.normal(n, 0, 1));
        if (n > 1000) continue;
        judge(y, numbers.exponents(n, 0x1p-20, 0x1p20));
        judge(y, numbers.uniform(n, 100, 101));
        std::vector<T> one(n, T(0));  // of a cross-entropy loss
        one[n / 2] = -1;
        judge(y, one);
    }
    CHECK(worst <= S::bounds.gradient);
    CHECK(worst > seen_error<S>);
}

template <class Test>
void for_each_log_softmax(const Test& test) {
    test(actfn::LogSoftmax<float>());
    test(actfn::LogSoftmax<float, actfn::exact>());
    test(actfn::LogSoftmax<float, actfn::fast>());
    test(actfn::LogSoftmax<double>());
}

}  // namespace

TEST_CASE("log-softmax is within its bounds", "[log_softmax][accuracy]") {
    for_each_log_softmax([](const auto& s) { check_accuracy(s); });
}

TEST_CASE("log-softmax of a confident row keeps its digits", "[log_softmax][accuracy]") {
    for_each_log_softmax([](const auto& s) { check_confident(s); });
}

TEST_CASE("log-softmax has the published values", "[log_softmax][accuracy]") {
    // Documentation of scipy.special.log_softmax for [1000, 1]; the logarithms of softmax([-1, 0, 1]) as keras prints it.
    const Eigen::Array2d two = actfn::log_softmax(Eigen::Array2d(1000, 1));
    CHECK((two(0) == 0 && two(1) == -999));
    const Eigen::Array3d three = actfn::log_softmax(Eigen::Array3d(-1, 0, 1));
    CHECK(std::abs(three(0) + 2.40760596) <= 5e-9);
    CHECK(std::abs(three(1) + 1.40760596) <= 5e-9);
    CHECK(std::abs(three(2) + 0.40760596) <= 5e-9);
    // Ten classes, all equal: -log(10).
    const Eigen::ArrayXf ten = actfn::log_softmax<actfn::exact>(Eigen::ArrayXf(Eigen::ArrayXf::Constant(10, 1.2f)));
    CHECK((ten == -2.30258509f).all());
}

TEST_CASE("log-softmax at -inf, inf and NaN", "[log_softmax][special]") {
    for_each_log_softmax([](const auto& s) {
        check_special_rows(s, -std::numeric_limits<typename std::decay_t<decltype(s)>::value_type>::infinity());
    });
}

TEST_CASE("log-softmax backward is the product with the Jacobian", "[log_softmax][accuracy]") {
    for_each_log_softmax([](const auto& s) { check_backward(s); });
    // A masked entry has p = 0: its gradient is its own.
    const float inf = std::numeric_limits<float>::infinity();
    const std::vector<float> y = actfn::log_softmax(std::vector<float>{1, -inf, 1});
    CHECK(actfn::LogSoftmax<float>().backward(y, std::vector<float>{0.5f, 0.25f, 0})[1] == 0.25f);
}

TEST_CASE("log-softmax has one value for each layout", "[log_softmax][layout]") {
    for_each_log_softmax([](const auto& s) { check_storages(s); });
}

TEST_CASE("log-softmax has the same bits for any executor", "[log_softmax][threads]") {
    for_each_log_softmax([](const auto& s) { check_executor(s); });
}

TEST_CASE("log-softmax refuses what does not fit", "[log_softmax][errors]") {
    check_errors(actfn::LogSoftmax<float>());
    check_errors(actfn::LogSoftmax<double>());
}

TEST_CASE("log-softmax of nothing", "[log_softmax]") {
    for_each_log_softmax([](const auto& s) { check_empty(s); });
}

TEST_CASE("log-softmax returns a plain array of its argument's kind and storage order", "[log_softmax]") {
    using RowMajor = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const RowMajor r = random_array<double>(5, 7, 1);
    const Eigen::RowVectorXd v = r.row(3).matrix();
    const std::vector<double> s(v.begin(), v.end());
    static_assert(std::same_as<decltype(actfn::log_softmax(r, rowwise)), RowMajor>);
    static_assert(std::same_as<decltype(actfn::log_softmax(v)), Eigen::RowVectorXd>);
    static_assert(std::same_as<decltype(actfn::log_softmax(std::span(s))), std::vector<double>>);
    const Eigen::RowVectorXd y = actfn::log_softmax(v);
    CHECK((actfn::log_softmax(r, rowwise).row(3).matrix() == y));
    CHECK((actfn::log_softmax(r.transpose(), colwise).col(3).transpose().matrix() == y));
    const std::vector<double> from_span = actfn::log_softmax(std::span(s));
    CHECK(std::equal(from_span.begin(), from_span.end(), y.begin(), y.end()));
}
