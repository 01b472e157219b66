// Softmax against its definition, p_i = e^x_i / sum_j e^x_j (Bridle, 1990).

#include "actfn/functions/softmax.hpp"

#include <array>
#include <concepts>
#include <limits>
#include <span>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"

using namespace tests;
using actfn::colwise;
using actfn::rowwise;

namespace {

template <class T>
std::vector<Real> softmax_truth(const Distinct<T>& row) {
    const Real greatest = row.greatest();  // only to keep MPFR's exponents in range
    std::vector<Real> p;
    Real sum = 0;
    for (std::size_t k = 0; k < row.value.size(); ++k) {
        p.push_back(exp(Real(row.value[k]) - greatest));
        sum = sum + Real(row.count[k]) * p.back();
    }
    for (Real& e : p) e = e / sum;
    return p;
}

template <class S>
void check_accuracy(const S& s) {
    using T = typename S::value_type;
    const auto truth = [](const auto& row) { return softmax_truth(row); };
    for (const auto& rows : {hard_rows<T>(), long_rows<T>(), shifted_rows<T>()}) {
        const Worst worst =
            worst_of(s, rows, truth, [](T got, const Real& p) { return ulp_error(got, p, S::bounds.digits); });
        INFO(worst.where);
        CHECK(worst.error <= S::bounds.value);
        CHECK(worst.error > seen_error<S>);
    }
}

template <class T>
Real sum_of(const std::vector<T>& p) {
    Real sum = 0;
    for (const T v : p) sum = sum + Real(v);
    return sum;
}

template <class S>
void check_sums(const S& s) {
    using T = typename S::value_type;
    // An error of `bounds.value` units is at most so many epsilons of a term, and of the sum.
    constexpr int digits = S::bounds.digits == 0 ? std::numeric_limits<T>::digits : S::bounds.digits;
    const Real bound = scaled(Real(S::bounds.value), 1 - digits);
    for (const auto& row : hard_rows<T>()) {
        for (const auto& [layout, p] : both_layouts(s, row.x)) {
            INFO(row.label << ", " << layout);
            CHECK(abs(sum_of(p) - Real(1)) <= bound);
            CHECK(std::all_of(p.begin(), p.end(), [](T v) { return v >= 0 && v <= 1; }));
        }
    }
}

/// abs(got - p_i (dp_i - sum_j p_j dp_j)) in units of p_i (abs(dp_i) + sum_j p_j abs(dp_j)).
template <class T>
double product_error(const std::vector<T>& p, const std::vector<T>& dp, const std::vector<T>& got, int digits) {
    Real dot = 0;
    Real size = 0;
    for (std::size_t j = 0; j < p.size(); ++j) {
        dot = dot + Real(p[j]) * Real(dp[j]);
        size = size + abs(Real(p[j]) * Real(dp[j]));
    }
    double worst = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const Real error = abs(Real(got[i]) - Real(p[i]) * (Real(dp[i]) - dot));
        const Real scale = Real(p[i]) * (abs(Real(dp[i])) + size);
        const double units = in_units<T>(error, scale, digits);
        if (!(units <= worst)) worst = units;
    }
    return worst;
}

template <class S>
void check_backward(const S& s) {
    using T = typename S::value_type;
    Numbers<T> numbers(12);
    Worst worst;
    std::string label;
    const auto judge = [&](const std::vector<T>& p, const std::vector<T>& dp) {
        worst.take(product_error(p, dp, s.backward(p, dp), S::bounds.digits), label + " along");
        const auto n = static_cast<Index>(p.size());
        using Rows = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
        using Line = Eigen::Map<const Eigen::Array<T, 1, Eigen::Dynamic>>;
        const Rows across =
            s.backward(Rows(Line(p.data(), n).replicate(2, 1)), Rows(Line(dp.data(), n).replicate(2, 1)), rowwise);
        std::vector<T> second(p.size());
        for (Index j = 0; j < n; ++j) second[static_cast<std::size_t>(j)] = across(1, j);
        worst.take(product_error(p, dp, second, S::bounds.digits), label + " across");
    };
    for (const auto& row : hard_rows<T>()) {
        label = row.label + " (" + std::to_string(row.x.size()) + ")";
        const std::vector<T> p = s(row.x);
        const std::size_t n = p.size();
        judge(p, numbers.normal(n, 0, 1));
        if (n > 1000) continue;
        judge(p, numbers.exponents(n, 0x1p-20, 0x1p20));
        judge(p, std::vector<T>(n, T(0.7)));     // cancels all but the rounding of p
        judge(p, numbers.uniform(n, 100, 101));  // cancels all but a hundredth
        std::vector<T> one(n, T(0));             // of a cross-entropy loss
        one[n / 2] = -1 / std::max(p[n / 2], std::numeric_limits<T>::min());
        judge(p, one);
    }
    // A p_i that is nearly 1 and a mean that is a little more: every rounding counts most.
    label = "hardest";
    for (int i = 0; i < 1000; ++i) {
        const std::vector<T> random = numbers.uniform(3, 0, 0.01);
        judge({1 - random[0], 1}, {random[1], 1 + random[2]});
    }
    INFO(worst.where);
    CHECK(worst.error <= S::bounds.gradient);
    CHECK(worst.error > seen_error<S>);
}

template <class S>
void check_jacobian(const S& s) {
    using T = typename S::value_type;
    const std::vector<T> x = Numbers<T>(13).normal(21, 0, 2);
    const Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>> v(x.data(), 21);
    const Eigen::Array<T, Eigen::Dynamic, 1> p = s(v);
    const auto jacobian = s.derivative(v);
    static_assert(std::same_as<decltype(jacobian), const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>>);
    REQUIRE((jacobian.rows() == 21 && jacobian.cols() == 21));
    double worst = 0;
    for (Index i = 0; i < 21; ++i) {
        for (Index j = 0; j < 21; ++j) {
            const Real delta = i == j ? 1 : 0;
            const Real truth = Real(p(i)) * (delta - Real(p(j)));
            const Real scale = Real(p(i)) * (delta + Real(p(j)));
            worst = std::max(worst, in_units<T>(abs(Real(jacobian(i, j)) - truth), scale, S::bounds.digits));
        }
    }
    CHECK(worst <= S::bounds.gradient);
    CHECK(s.derivative(v.matrix().transpose()) == jacobian);
}

template <class S>
void check_two_classes(const S& s) {
    using T = typename S::value_type;
    const actfn::Sigmoid<T, typename S::tier> sigmoid;
    Worst worst;
    Numbers<T> numbers(14);
    auto x = numbers.exponents(4000, 0x1p-30, sizeof(T) == 4 ? 103 : 744);
    for (const T v : numbers.uniform(4000, -20, 20)) x.push_back(v);
    for (const T v : x) {
        const std::vector<T> p = s(std::vector<T>{v, T(0)});
        worst.take(ulp_error(p[0], Real(sigmoid(v)), S::bounds.digits), text(v));
        worst.take(ulp_error(p[1], Real(sigmoid(-v)), S::bounds.digits), text(-v));
    }
    INFO(worst.where);
    // Correctly rounded but for a handful, both are neighbours at most.
    CHECK(worst.error <=
          (std::same_as<typename S::tier, actfn::exact> ? 1 : S::bounds.value + decltype(sigmoid)::bounds.value));
}

/// Calls test(Softmax) for both element types and tiers.
template <class Test>
void for_each_softmax(const Test& test) {
    test(actfn::Softmax<float>());
    test(actfn::Softmax<float, actfn::exact>());
    test(actfn::Softmax<float, actfn::fast>());
    test(actfn::Softmax<double>());
}

}  // namespace

TEST_CASE("softmax is within its bounds", "[softmax][accuracy]") {
    for_each_softmax([](const auto& s) { check_accuracy(s); });
}

TEST_CASE("softmax has the published values", "[softmax][accuracy]") {
    // Ten classes with scores of 1.5 and nine times 1.2; 1 / (1 + 9 e^-0.3) by hand.
    const Eigen::ArrayXd x = (Eigen::ArrayXd(10) << 1.5, Eigen::ArrayXd::Constant(9, 1.2)).finished();
    const Eigen::ArrayXd p = actfn::softmax(x);
    CHECK(std::abs(p(0) - 0.13042292002939389) <= 0x4p-55);
    for (Index i = 1; i < 10; ++i) CHECK(std::abs(p(i) - 0.096619675552289567) <= 0x4p-56);
    const Eigen::ArrayXf q = actfn::softmax<actfn::exact>(Eigen::ArrayXf(x.cast<float>()));
    CHECK(q(0) == 0.13042292f);
    CHECK(q(9) == 0.096619673f);
    // Documentation of keras.ops.softmax and of scipy.special.softmax for [-1, 0, 1]; Goodfellow's e / (1 + e) for [1, 0].
    const Eigen::Array3d three = actfn::softmax(Eigen::Array3d(-1, 0, 1));
    CHECK(std::abs(three(0) - 0.09003057) <= 5e-9);
    CHECK(std::abs(three(1) - 0.24472847) <= 5e-9);
    CHECK(std::abs(three(2) - 0.66524096) <= 5e-9);
}

TEST_CASE("softmax sums to 1 and stays in [0, 1]", "[softmax]") {
    for_each_softmax([](const auto& s) { check_sums(s); });
}

TEST_CASE("softmax at -inf, inf and NaN", "[softmax][special]") {
    for_each_softmax([](const auto& s) { check_special_rows(s, 0); });
}

TEST_CASE("softmax of two classes is the sigmoid of their difference", "[softmax]") {
    for_each_softmax([](const auto& s) { check_two_classes(s); });
}

TEST_CASE("softmax backward is the product with the Jacobian", "[softmax][accuracy]") {
    for_each_softmax([](const auto& s) { check_backward(s); });
    for_each_softmax([](const auto& s) { check_jacobian(s); });
}

TEST_CASE("softmax has one value for each layout", "[softmax][layout]") {
    for_each_softmax([](const auto& s) { check_storages(s); });
}

TEST_CASE("softmax has the same bits for any executor", "[softmax][threads]") {
    for_each_softmax([](const auto& s) { check_executor(s); });
}

TEST_CASE("softmax refuses what does not fit", "[softmax][errors]") {
    check_errors(actfn::Softmax<float>());
    check_errors(actfn::Softmax<double>());
}

TEST_CASE("softmax of nothing", "[softmax]") {
    for_each_softmax([](const auto& s) { check_empty(s); });
}

TEST_CASE("softmax returns a plain array of its argument's kind and storage order", "[softmax]") {
    const actfn::Softmax<float> s;
    using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::MatrixXf m = random_array<float>(4, 6, 1).matrix();
    const RowMajor r = m;
    const Eigen::ArrayXf a = m.col(2).array();
    const std::vector<float> v(a.begin(), a.end());
    const std::array<float, 4> fixed = {a(0), a(1), a(2), a(3)};

    static_assert(std::same_as<decltype(actfn::softmax(m, rowwise)), Eigen::MatrixXf>);
    static_assert(std::same_as<decltype(actfn::softmax(r, colwise)), RowMajor>);
    static_assert(std::same_as<decltype(s(m.array(), rowwise)), Eigen::ArrayXXf>);
    static_assert(std::same_as<decltype(s(m.transpose(), rowwise)), RowMajor>);
    static_assert(std::same_as<decltype(s(a)), Eigen::ArrayXf>);
    static_assert(std::same_as<decltype(s(a + a)), Eigen::ArrayXf>);
    static_assert(std::same_as<decltype(s(m.row(1))), Eigen::RowVectorXf>);
    static_assert(std::same_as<decltype(s(Eigen::Vector3f())), Eigen::Vector3f>);
    static_assert(std::same_as<decltype(s(v)), std::vector<float>>);
    static_assert(std::same_as<decltype(s(fixed)), std::vector<float>>);
    static_assert(std::same_as<decltype(s(std::span<const float>(v))), std::vector<float>>);
    static_assert(std::same_as<decltype(s.backward(a, a)), Eigen::ArrayXf>);
    static_assert(std::same_as<decltype(actfn::softmax<actfn::exact>(a)), Eigen::ArrayXf>);
    static_assert(std::same_as<decltype(actfn::softmax(Eigen::ArrayXd())), Eigen::ArrayXd>);

    // A vector is one distribution along the storage order, however it is handed over.
    const Eigen::ArrayXf p = s(a);
    CHECK((s(m.col(2)).array() == p).all());
    CHECK((s(m, colwise).col(2).array() == p).all());
    CHECK((s(r, colwise).col(2).array() - p).abs().maxCoeff() <= 1e-6f);
    CHECK((s(r.transpose(), rowwise).row(2).transpose().array() == p).all());
    CHECK((s(r.col(2)).array() == p).all());
    CHECK((s(a.transpose()).transpose() == p).all());
    CHECK((s(a - 0) == p).all());
    CHECK((s(Eigen::Vector4f(a)).array() == p).all());
    CHECK((s(Eigen::RowVector4f(a.transpose())).transpose().array() == p).all());
    CHECK((actfn::softmax(a) == p).all());
    CHECK((actfn::softmax(m, colwise).col(2).array() == p).all());
    const auto equal = [&](const std::vector<float>& q) { return std::equal(q.begin(), q.end(), p.begin(), p.end()); };
    CHECK(equal(s(v)));
    CHECK(equal(s(fixed)));
    CHECK(equal(s(std::span(v))));
    CHECK(equal(actfn::softmax(v)));
    std::vector<float> y(4);
    actfn::forward(s, v, y);
    CHECK(equal(y));
    Eigen::Matrix4f block = Eigen::Matrix4f::Zero();
    actfn::forward(s, a, block.row(1).transpose().array());
    CHECK((block.row(1).transpose().array() == p).all());
    const Eigen::Ref<const Eigen::ArrayXf> ref = a;
    CHECK((s(ref) == p).all());
    const Eigen::Matrix3f cube = m.topLeftCorner<3, 3>();
    CHECK(s(cube, rowwise) == s(Eigen::MatrixXf(cube), rowwise));
}

TEMPLATE_TEST_CASE("Entries of the lowest number are alike, and -inf beside them is 0", "[softmax][special]", float,
                   double) {
    using T = TestType;
    using Matrix = Eigen::Matrix<T, -1, -1>;
    const T lowest = std::numeric_limits<T>::lowest();
    const T inf = std::numeric_limits<T>::infinity();
    for (const Eigen::Index n : {1, 2, 3, 5, 7, 40, 300}) {
        CAPTURE(n);
        Matrix x = Matrix::Constant(n, 3, lowest);
        const T part = T(1) / static_cast<T>(n);
        CHECK((actfn::softmax(x, colwise).array() - part).abs().maxCoeff() <= part * T(1e-6));
        CHECK((actfn::softmax(x.transpose(), rowwise).array() - part).abs().maxCoeff() <= part * T(1e-6));
        CHECK((actfn::softmax<actfn::standard>(x.col(0)).array() - part).abs().maxCoeff() <= part * T(1e-6));
        x.row(n / 2).setConstant(-inf);
        const Matrix p = actfn::softmax(x, colwise);
        if (n > 1) CHECK((p.row(n / 2).array() == T(0)).all());
        if (n > 1) CHECK((p.colwise().sum().array() - T(1)).abs().maxCoeff() <= T(1e-5));
    }
}
