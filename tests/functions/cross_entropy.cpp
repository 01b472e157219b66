// Cross-entropy of logits against its definition, -sum_k t_k log softmax(x)_k, and its gradient, T softmax(x)_k - t_k.

#include "actfn/functions/cross_entropy.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"

using namespace tests;
using actfn::colwise;
using actfn::CrossEntropyOptions;
using actfn::Reduction;
using actfn::rowwise;

#define CROSS_ENTROPIES                                                                                                \
    actfn::CrossEntropy<float>, (actfn::CrossEntropy<float, actfn::exact>), (actfn::CrossEntropy<float, actfn::fast>), \
        actfn::CrossEntropy<double>

namespace {

/// The loss and the gradient of one line, as defined.
template <class T>
struct Truth {
    Real loss = 0;
    std::vector<Real> gradient;
    std::vector<Real> scale;  ///< T p_k + t_k

    Truth(const std::vector<T>& x, const std::vector<T>& targets, double smoothing) {
        const Real m = *std::max_element(x.begin(), x.end());
        const Real n = static_cast<double>(x.size());
        const auto greatest = static_cast<std::size_t>(std::max_element(x.begin(), x.end()) - x.begin());
        Real others = 0;  // beside one entry equal to the greatest: they may be below the last of 300 bits
        for (std::size_t k = 0; k < x.size(); ++k)
            if (k != greatest) others = others + exp(Real(x[k]) - m);
        Real mass = 0;
        std::vector<Real> t;
        for (std::size_t k = 0; k < x.size(); ++k) {
            t.push_back(Real(targets[k]) * (Real(1) - Real(smoothing)) + Real(smoothing) / n);
            mass = mass + t[k];
            if (!is_zero(t[k])) loss = loss + t[k] * ((m - Real(x[k])) + log1p(others));
        }
        for (std::size_t k = 0; k < x.size(); ++k) {
            const Real p = exp(Real(x[k]) - m) / (Real(1) + others);
            // p - 1 of the greatest, without its cancellation
            const bool one = k == greatest && smoothing <= 0 && mass == t[k];
            gradient.push_back(one ? mass * (-others / (Real(1) + others)) : mass * p - t[k]);
            scale.push_back(mass * p + t[k]);
        }
    }
};

/// Of a loss, in units of what is above 2^-60.
template <class T>
double loss_error(T got, const Real& truth, int digits) {
    if (is_infinite(truth)) return ulp_error(got, truth);
    return in_units<T>(abs(Real(got) - truth), truth + Real(0x1p-60), digits);
}

/// The line on its own, and in a matrix of two along and across the storage order, where the other is ignored or 0.
template <class F, class T>
void judge(const F& f, const std::vector<T>& x, const std::vector<T>& t, Index index, double smoothing,
           const std::string& label, Worst& loss, Worst& gradient) {
    const Truth<T> truth(x, t, smoothing);
    const auto n = static_cast<Index>(x.size());
    const auto take = [&](T got, const auto& line, const char* where) {
        loss.take(loss_error(got, truth.loss, F::bounds.digits), label + where);
        for (Index k = 0; k < n; ++k) {
            const auto i = static_cast<std::size_t>(k);
            const double e = in_units<T>(abs(Real(line(k)) - truth.gradient[i]), truth.scale[i], F::bounds.digits);
            gradient.take(e, label + where + ", entry " + std::to_string(k) + ": " + text(line(k)));
        }
    };
    const auto both = [&]<class M>(M two, M targets, const char* where) {
        two.row(0) = Eigen::Map<const Eigen::Array<T, 1, Eigen::Dynamic>>(x.data(), n);
        two.row(1).setZero();
        targets.setZero();
        targets.row(0) = Eigen::Map<const Eigen::Array<T, 1, Eigen::Dynamic>>(t.data(), n);
        M g(2, n);
        if (index >= 0) {
            const T got = f(two, std::array{index, Index(-100)}, g, rowwise);
            take(got, g.row(0), where);
            CHECK((g.row(1) == 0).all());
            CHECK(same(got, f(two, std::array{index, Index(-100)}, rowwise)));
        } else {
            f(two, targets, g, rowwise);
            for (Index k = 0; k < n; ++k) {
                const auto i = static_cast<std::size_t>(k);
                gradient.take(in_units<T>(abs(Real(g(0, k)) - truth.gradient[i]), truth.scale[i], F::bounds.digits),
                              label + where);
            }
        }
    };
    both(Rows<T>(2, n), Rows<T>(2, n), " along");
    both(Array<T>(2, n), Array<T>(2, n), " across");
    std::vector<T> g(x.size());
    const actfn::Lines one{1, n, 1};
    const T got = index >= 0 ? f(x, std::array{static_cast<int>(index)}, g, one) : f(x, t, g, one);
    take(got, Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>(g.data(), n), " alone");
}

template <class T>
std::vector<T> one_hot(std::size_t n, std::size_t at) {
    std::vector<T> t(n, T(0));
    t[at] = 1;
    return t;
}

}  // namespace

TEMPLATE_TEST_CASE("cross_entropy of class indices is within its bounds", "[cross_entropy][accuracy]",
                   CROSS_ENTROPIES) {
    using T = typename TestType::value_type;
    for (const double smoothing : {0.0, 0.1, 1.0}) {
        const TestType f({.label_smoothing = smoothing, .reduction = Reduction::sum});
        Worst loss, gradient;
        for (const auto& row : hard_rows<T>()) {
            if (row.x.size() > 1000 || (row.label == "huge" && smoothing > 0) || row.label == "zeros") continue;
            const bool masked = row.label == "masked";
            if (masked && smoothing > 0) continue;  // an infinite loss, below
            const auto greatest =
                static_cast<std::size_t>(std::max_element(row.x.begin(), row.x.end()) - row.x.begin());
            for (const std::size_t at : {greatest, row.x.size() / 2}) {
                if (!std::isfinite(row.x[at]) || (row.label == "huge" && at != greatest)) continue;
                judge(f, row.x, one_hot<T>(row.x.size(), at), static_cast<Index>(at), smoothing,
                      row.label + " (" + std::to_string(row.x.size()) + ")", loss, gradient);
            }
        }
        for (double gap = 0.1; gap < 41; gap += 1.37) {  // confident, right and wrong
            const std::vector<T> x = {T(0), static_cast<T>(gap), T(-1)};
            for (const Index at : {0, 1, 2})
                judge(f, x, one_hot<T>(3, static_cast<std::size_t>(at)), at, smoothing, "gap", loss, gradient);
        }
        INFO("smoothing " << smoothing << ", loss: " << loss.where << ", gradient: " << gradient.where);
        CHECK(loss.error <= TestType::bounds.value);
        CHECK(loss.error > seen_error<TestType>);
        CHECK(gradient.error <= TestType::bounds.gradient);
        CHECK(gradient.error > seen_error<TestType>);
    }
}

TEMPLATE_TEST_CASE("cross_entropy of probabilities is within its bounds", "[cross_entropy][accuracy]",
                   CROSS_ENTROPIES) {
    using T = typename TestType::value_type;
    for (const double smoothing : {0.0, 0.1}) {
        const TestType f({.label_smoothing = smoothing, .reduction = Reduction::sum});
        Worst loss, gradient;
        Numbers<T> numbers(3);
        for (const auto& row : hard_rows<T>()) {
            if (row.x.size() > 1000 || row.label == "huge" || row.label == "masked" || row.label == "zeros") continue;
            std::vector<T> t = numbers.exponents(row.x.size(), 0x1p-40, 1);
            for (std::size_t k = 0; k < t.size(); ++k) t[k] = k % 3 == 2 ? T(0) : std::abs(t[k]);
            judge(f, row.x, t, -1, smoothing, row.label + " (" + std::to_string(row.x.size()) + ")", loss, gradient);
        }
        INFO("smoothing " << smoothing << ", loss: " << loss.where << ", gradient: " << gradient.where);
        CHECK(loss.error <= TestType::bounds.value);
        CHECK(loss.error > seen_error<TestType>);
        CHECK(gradient.error <= TestType::bounds.gradient);
        CHECK(gradient.error > seen_error<TestType>);
    }
}

TEST_CASE("the roundings of cross_entropy's gradient stay within its bound where they add up",
          "[cross_entropy][accuracy]") {
    const std::vector<double> x = {0x1.251ddd7a42795p+7, 0x1.261ddd7a42795p+7, 0x1.24509f725b2e9p+7,
                                   -0x1.e204f2b17db72p+6};
    Worst loss, gradient;
    judge(actfn::CrossEntropy<double>(), x, one_hot<double>(4, 0), 0, 0, "", loss, gradient);
    INFO(gradient.where);
    CHECK(gradient.error <= actfn::CrossEntropy<double>::bounds.gradient);
}

TEMPLATE_TEST_CASE("cross_entropy of logits that differ by more than the largest number", "[cross_entropy][accuracy]",
                   CROSS_ENTROPIES) {
    using T = typename TestType::value_type;
    const T m = std::numeric_limits<T>::max() / 8 * 7;
    const std::vector<T> x = {m, -m, -m};
    const actfn::Lines one{1, 3, 1};
    const double ulps = TestType::bounds.value;
    const auto of = [&](const std::vector<T>& t, double smoothing) {
        const T loss = TestType({.label_smoothing = smoothing})(x, t, one);
        return loss_error(loss, Truth<T>(x, t, smoothing).loss, TestType::bounds.digits);
    };
    CHECK(of({T(0.75), T(0.25), T(0)}, 0) <= ulps);
    CHECK(of({T(1), T(0), T(0)}, 0) <= ulps);
    CHECK(of({T(1), T(0), T(0)}, 0.3) <= ulps);
    const TestType smooth({.label_smoothing = 0.3});
    CHECK(loss_error(smooth(x, std::array{0}, one), Truth<T>(x, {T(1), T(0), T(0)}, 0.3).loss,
                     TestType::bounds.digits) <= ulps);
    // The mean of two lines, of which the sum is beyond all numbers; a loss that is so itself.
    const std::vector<T> two = {m, -m, -m, m, -m, -m};
    const std::vector<T> t = {T(0.6), T(0.4), T(0), T(0.6), T(0.4), T(0)};
    CHECK(loss_error(TestType()(two, t, actfn::Lines{2, 3, 1}), Truth<T>(x, {T(0.6), T(0.4), T(0)}, 0).loss,
                     TestType::bounds.digits) <= ulps);
    CHECK(TestType()(x, std::array{1}, one) == std::numeric_limits<T>::infinity());
}

TEST_CASE("cross_entropy has the published values", "[cross_entropy][accuracy]") {
    // log(1 + e^-1 + e^-2) for the greatest of [1, 2, 3]; ln 10 for ten equal logits; (1 - s) and s / n by hand.
    const Eigen::Array3d x(1, 2, 3);
    CHECK(std::abs(actfn::cross_entropy(x, std::array{2}, colwise) - 0.40760596444438) <= 1e-14);
    CHECK(std::abs(actfn::cross_entropy(x, std::array{2}, colwise, {.label_smoothing = 0.3}) -
                   (0.40760596444438 + 0.3)) <= 1e-14);
    CHECK(actfn::cross_entropy<actfn::exact>(Eigen::ArrayXf(Eigen::ArrayXf::Ones(10)), std::array{7}, colwise) ==
          2.30258509f);
}

TEMPLATE_TEST_CASE("cross_entropy's mean and sum leave out what is ignored", "[cross_entropy]", CROSS_ENTROPIES) {
    using T = typename TestType::value_type;
    const Array<T> x = random_array<T>(5, 7, 1);
    const std::vector<std::int64_t> targets = {3, -1, 0, 6, -1};
    const TestType mean({.label_smoothing = 0.1, .ignore_index = -1});
    const TestType sum({.label_smoothing = 0.1, .ignore_index = -1, .reduction = Reduction::sum});
    Array<T> of_mean(5, 7), of_sum(5, 7);
    const T mean_loss = mean(x, targets, of_mean, rowwise);
    const T sum_loss = sum(x, targets, of_sum, rowwise);
    CHECK(std::abs(mean_loss * 3 - sum_loss) <= 4 * std::numeric_limits<T>::epsilon() * sum_loss);
    CHECK(((of_mean * 3 - of_sum).abs() <= 4 * std::numeric_limits<T>::epsilon()).all());
    CHECK((of_mean.row(1) == 0).all());
    CHECK((of_mean.row(4) == 0).all());
    CHECK(!std::signbit(of_mean(4, 2)));
    // A NaN in an ignored line counts for nothing; nothing but ignored lines has a mean of 0 / 0, as PyTorch's.
    Array<T> with_nan = x;
    with_nan(1, 2) = std::numeric_limits<T>::quiet_NaN();
    CHECK(mean(with_nan, targets, of_sum, rowwise) == mean_loss);
    CHECK((of_sum == of_mean).all());
    const std::vector<int> none(5, -1);
    CHECK(std::isnan(mean(x, none, of_sum, rowwise)));
    CHECK((of_sum == 0).all());
    CHECK(sum(x, none, rowwise) == 0);
    // Probabilities are ignored by no index; the mean is over all lines.
    const Array<T> p = actfn::softmax(x, rowwise);
    const TestType mean_of_all, sum_of_all({.reduction = Reduction::sum});
    CHECK(std::abs(mean_of_all(x, p, rowwise) * 5 - sum_of_all(x, p, rowwise)) <=
          4 * std::numeric_limits<T>::epsilon() * sum_of_all(x, p, rowwise));
    // Each line is there, whatever its neighbours: the sum is that of the lines.
    double apart = 0;
    for (Index i = 0; i < 5; ++i) apart += static_cast<double>(sum_of_all(x.row(i), p.row(i), rowwise));
    CHECK(std::abs(apart - static_cast<double>(sum_of_all(x, p, rowwise))) <=
          8 * static_cast<double>(std::numeric_limits<T>::epsilon()) * apart);
}

TEMPLATE_TEST_CASE("cross_entropy has one value for each layout, in place too", "[cross_entropy][layout]",
                   CROSS_ENTROPIES) {
    using T = typename TestType::value_type;
    const TestType f({.label_smoothing = 0.1});
    for (const auto& [rows, cols] : shapes) {
        for (const actfn::Axis axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
            const Array<T> x = random_array<T>(rows, cols, 1);
            const Array<T> t = random_array<T>(rows, cols, 2).abs();
            std::vector<Index> indices;
            const bool by_rows = axis == rowwise;
            for (Index i = 0; i < (by_rows ? rows : cols); ++i) indices.push_back(5 * i % (by_rows ? cols : rows));
            const auto check = [&, rows = rows, cols = cols](const auto& targets, const Storage& storage) {
                const bool along = storage.by_rows == by_rows || (by_rows ? rows : cols) == 1;
                T expected;
                Array<T> gradient(rows, cols);
                if (along == by_rows) {
                    Rows<T> g(rows, cols);
                    expected = f(Rows<T>(x), targets, g, axis);
                    gradient = g;
                } else {
                    expected = f(x, targets, gradient, axis);
                }
                Stored<T> in(x, storage);
                Stored<T> out(Array<T>::Constant(rows, cols, -1), storage);
                CHECK(same(expected, f(in.map(), targets, out.map(), axis)));
                CHECK((out.map() == gradient).all());
                CHECK(out.is_intact());
                CHECK((in.map() == x).all());
                CHECK(same(expected, f(in.map(), targets, axis)));
                CHECK(same(expected, f(in.map(), targets, in.map(), axis)));
                CHECK((in.map() == gradient).all());
                CHECK(in.is_intact());
            };
            for (const Storage& storage : storages) {
                INFO(rows << " x " << cols << " in " << storage.label << (by_rows ? " rowwise" : " colwise"));
                if (rows == 1 || cols == 1) continue;  // whose layout is open
                check(indices, storage);
                Stored<T> in(x, storage), targets(t, storage), out(x, storage);
                const T loss = f(in.map(), targets.map(), out.map(), axis);
                CHECK(same(loss, f(in.map(), targets.map(), in.map(), axis)));
                CHECK((in.map() == out.map()).all());
                CHECK((targets.map() == t).all());
            }
        }
    }
}

TEMPLATE_TEST_CASE("cross_entropy has the same bits for any executor", "[cross_entropy][threads]", CROSS_ENTROPIES) {
    using T = typename TestType::value_type;
    const TestType f;
    const Array<T> x = random_array<T>(parallel_rows, parallel_cols, 3);
    const Array<T> t = random_array<T>(parallel_rows, parallel_cols, 4).abs();
    for (const actfn::Axis axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        OddExecutor executor;
        std::vector<Index> indices;
        for (Index i = 0; i < (axis == rowwise ? parallel_rows : parallel_cols); ++i) indices.push_back(7 * i % 300);
        Array<T> g(x.rows(), x.cols()), parallel(x.rows(), x.cols());
        CHECK(f(x, indices, g, axis) == f(x, indices, parallel, axis, executor));
        CHECK((g == parallel).all());
        CHECK(f(x, indices, axis) == f(x, indices, axis, executor));
        CHECK(f(x, t, g, axis) == f(x, t, parallel, axis, executor));
        CHECK((g == parallel).all());
        CHECK(executor.pieces > 12);
    }
}

TEMPLATE_TEST_CASE("cross_entropy along any axis of a tensor", "[cross_entropy][lines]", CROSS_ENTROPIES) {
    using T = typename TestType::value_type;
    const TestType f({.reduction = Reduction::sum});
    for (const actfn::Lines lines : {actfn::Lines{3, 10, 5}, {7, 70, 1}, {1, 70, 33}, {2, 300, 20}, {40, 4, 2}}) {
        INFO(lines.outer << " x " << lines.length << " x " << lines.inner);
        const auto size = static_cast<std::size_t>(lines.outer * lines.length * lines.inner);
        const std::vector<T> x = Numbers<T>(5).normal(size, 0, 3);
        std::vector<int> targets;
        for (Index i = 0; i < lines.outer * lines.inner; ++i) targets.push_back(static_cast<int>(i % lines.length));
        std::vector<T> g(size), expected(size);
        double sum = 0;
        for (Index o = 0; o < lines.outer; ++o) {
            const Index first = o * lines.length * lines.inner;
            const Eigen::Map<const Rows<T>> block(x.data() + first, lines.length, lines.inner);
            Eigen::Map<Rows<T>> to(expected.data() + first, lines.length, lines.inner);
            sum += static_cast<double>(f(block,
                                         std::span(targets).subspan(static_cast<std::size_t>(o * lines.inner),
                                                                    static_cast<std::size_t>(lines.inner)),
                                         to, colwise));
        }
        const T loss = f(x, targets, g, lines, OddExecutor());
        CHECK(g == expected);
        CHECK(std::abs(static_cast<double>(loss) - sum) <= 1e-6 * sum);
        CHECK(loss == f(x, targets, lines));
    }
}

TEMPLATE_TEST_CASE("cross_entropy at -inf, inf and NaN", "[cross_entropy][special]", CROSS_ENTROPIES) {
    using T = typename TestType::value_type;
    const T inf = std::numeric_limits<T>::infinity();
    const T nan = std::numeric_limits<T>::quiet_NaN();
    const TestType f;
    const auto loss = [&](const std::vector<T>& x, int target, std::vector<T>& g) {
        g.assign(x.size(), T(42));
        return f(x, std::array{target}, g, actfn::Lines{1, static_cast<Index>(x.size()), 1});
    };
    std::vector<T> g;
    CHECK(loss({0, -inf, -inf}, 0, g) == 0);  // certain
    CHECK(g == std::vector<T>{0, 0, 0});
    CHECK(loss({0, -inf, 0}, 1, g) == inf);  // excluded
    CHECK(g == std::vector<T>{T(0.5), -1, T(0.5)});
    for (const std::vector<T>& x :
         {std::vector<T>{1, nan, 2}, {1, inf, 2}, {inf, inf, 1}, {-inf, -inf, -inf}, {nan, -inf, inf}}) {
        CHECK(std::isnan(loss(x, 2, g)));
        CHECK(std::all_of(g.begin(), g.end(), [](T v) { return std::isnan(v); }));
    }
    // A class without probability counts for nothing.
    const std::vector<T> x = {1, -inf, 1}, half = {T(0.5), 0, T(0.5)};
    CHECK(std::abs(f(x, half, g, actfn::Lines{1, 3, 1}) - std::log(T(2))) <= std::numeric_limits<T>::epsilon());
    CHECK(g[1] == 0);
    CHECK(std::abs(g[0]) <= std::numeric_limits<T>::epsilon());
    CHECK(f(x, std::vector<T>{0, 1, 0}, g, actfn::Lines{1, 3, 1}) == inf);
    CHECK(TestType({.label_smoothing = 0.1})(x, std::array{0}, actfn::Lines{1, 3, 1}) == inf);
    // With a smoothing of 1 the index counts for nothing, but its class is one of all.
    const TestType smooth({.label_smoothing = 1});
    CHECK(smooth(x, std::array{1}, g, actfn::Lines{1, 3, 1}) == inf);
    CHECK(std::none_of(g.begin(), g.end(), [](T v) { return std::isnan(v); }));
    CHECK(smooth(x, std::array{0}, actfn::Lines{1, 3, 1}) == inf);
    CHECK(std::isnan(smooth(std::vector<T>{1, nan, 2}, std::array{1}, actfn::Lines{1, 3, 1})));
    CHECK(std::isnan(smooth(std::vector<T>{-inf, -inf, -inf}, std::array{1}, actfn::Lines{1, 3, 1})));
    // Neither lines nor classes.
    CHECK(std::isnan(f(Array<T>(0, 3), std::vector<int>(), rowwise)));
    CHECK(f(Array<T>(3, 0), Array<T>(3, 0), rowwise) == 0);
}

TEST_CASE("cross_entropy refuses what does not fit", "[cross_entropy][errors]") {
    const actfn::CrossEntropy<float> f;
    const Array<float> x = Array<float>::Ones(5, 4);
    Array<float> g = Array<float>::Constant(5, 4, 42);
    const auto refused = [&](const auto& targets) { return message([&] { f(x, targets, g, rowwise); }); };
    CHECK(refused(std::vector{0, 1, 2, 4, 0}) ==
          "actfn: cross_entropy: target 3 is class 4, which is neither in [0, 4) nor the ignore index -100");
    CHECK(refused(std::vector{0, 1, 2, -1, 0}).find("target 3 is class -1,") != std::string::npos);
    // An unsigned index is never negative: the last is not the ignore index.
    CHECK(refused(std::vector<std::uint64_t>{0, ~std::uint64_t(0), 2, 1, 0})
              .find("target 1 is class 18446744073709551615,") != std::string::npos);
    CHECK(refused(std::vector<std::uint64_t>{0, 1, ~std::uint64_t(99), 1, 0})
              .find("target 2 is class 18446744073709551516,") != std::string::npos);
    CHECK(refused(std::vector{0, 1, 2, 1}) ==
          "actfn: cross_entropy: target is 4 x 1, but there are 5 lines, each of which has one number");
    CHECK(refused(Array<float>(4, 5)) == "actfn: cross_entropy: logits is 5 x 4, but targets is 4 x 5");
    Array<float> t = Array<float>::Constant(5, 4, 0.25f);
    t(3, 1) = -0.1f;
    CHECK(refused(t) == "actfn: cross_entropy: the probability of class 1 in line 3 is -0.100000001, but must be >= 0");
    t(3, 1) = -0.0f;
    t(4, 2) = std::numeric_limits<float>::quiet_NaN();
    CHECK(refused(t).find("class 2 in line 4 is") != std::string::npos);
    CHECK(message([&] { f(x, t, g, colwise); }).find("class 4 in line 2 is") != std::string::npos);
    for (const double s : {-0.1, 1.1, std::nan(""), HUGE_VAL}) {
        CHECK(message([&] {
                  actfn::cross_entropy(x, t, g, rowwise, {.label_smoothing = s});
              }).find("cross_entropy: label_smoothing must be in [0, 1], but is") != std::string::npos);
    }
    Array<float> small(4, 5);
    CHECK(message([&] { f(x, std::vector<int>(5), small, rowwise); }) ==
          "actfn: cross_entropy: logits is 5 x 4, but gradient is 4 x 5");
    t.setConstant(0.25f);
    CHECK(message([&] { f(x, t, t, rowwise); }) == "actfn: cross_entropy: gradient overlaps targets");
    Eigen::ArrayXi indices = Eigen::ArrayXi::Zero(20);  // in the memory of which the gradient is
    Eigen::Map<Array<float>> over(reinterpret_cast<float*>(indices.data()), 5, 4);
    CHECK(message([&] { f(x, indices.segment(7, 5), over, rowwise); }) ==
          "actfn: cross_entropy: gradient overlaps targets");
    CHECK((indices == 0).all());
    Array<float> big = Array<float>::Constant(6, 6, 42);
    CHECK(message([&] {
              f(big.leftCols(4), std::vector<int>(6), big.rightCols(4), rowwise);
          }).find("gradient overlaps logits in part") != std::string::npos);
    CHECK(((g == 42).all() && (big == 42).all()));
    std::vector<float> v(12), w(12, 42);
    CHECK(message([&] {
              f(v, std::vector<int>(4), w, actfn::Lines{2, 3, 3});
          }).find("Lines{2, 3, 3}") != std::string::npos);
}

TEST_CASE("cross_entropy by name", "[cross_entropy]") {
    const Array<float> x = random_array<float>(4, 3, 1);
    const Eigen::VectorXi targets = Eigen::Vector4i(2, 0, 1, 1);
    Array<float> g(4, 3), h(4, 3);
    const float loss = actfn::cross_entropy(x, targets, g, rowwise);
    CHECK(loss == actfn::CrossEntropy<float>()(x, targets, h, rowwise));
    CHECK((g == h).all());
    CHECK(actfn::cross_entropy(x + 0, targets, rowwise) == loss);
    CHECK(actfn::cross_entropy<actfn::exact>(x, targets, g, rowwise, {}, OddExecutor()) ==
          actfn::cross_entropy<actfn::exact>(x, targets, rowwise));
    CHECK(actfn::CrossEntropy<float>({.ignore_index = 3}).options().ignore_index == 3);
}
