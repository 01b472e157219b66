// PReLU against its definition, max(0, x) + a_i min(0, x), and the gradients and update rule of He, Zhang, Ren and Sun
// (2015).

#include "actfn/functions/prelu.hpp"

#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"

using namespace tests;
using actfn::colwise;
using actfn::PReLU;
using actfn::rowwise;

namespace {

/// A PReLU with these slopes: its own rule takes it there in one step.
template <class T>
PReLU<T> with_slopes(const Column<T>& slopes, actfn::Axis axis = rowwise) {
    PReLU<T> p(slopes.size(), T(0), axis);
    p.update((-slopes).eval(), T(1), T(0));
    return p;
}

template <class T>
Column<T> some_slopes(Index n) {
    Column<T> a(n);
    for (Index i = 0; i < n; ++i)
        a(i) = static_cast<T>(i % 5 == 3 ? -0.3 : i % 5 == 4 ? 0 : 0.1 + 0.07 * static_cast<double>(i));
    return a;
}

/// Element by element, slope(i, j) being the channel's.
template <class T, class Slope>
Array<T> expected_value(const Array<T>& x, const Slope& slope) {
    Array<T> y(x.rows(), x.cols());
    for (Index j = 0; j < x.cols(); ++j) {
        for (Index i = 0; i < x.rows(); ++i) y(i, j) = x(i, j) > 0 ? x(i, j) : slope(i, j) * x(i, j);
    }
    return y;
}
template <class T, class Slope>
Array<T> expected_derivative(const Array<T>& x, const Slope& slope) {
    Array<T> d(x.rows(), x.cols());
    for (Index j = 0; j < x.cols(); ++j) {
        for (Index i = 0; i < x.rows(); ++i) d(i, j) = x(i, j) > 0 ? T(1) : slope(i, j);
    }
    return d;
}

template <class T>
void check_values(Index channels, actfn::Axis axis) {
    const Column<T> a = some_slopes<T>(channels);
    const PReLU<T> p = with_slopes(a, axis);
    CHECK((p.slope() == a).all());
    CHECK((p.channels() == channels && p.axis() == axis));
    const auto slope = [&](Index i, Index j) { return channels == 1 ? a(0) : a(axis == rowwise ? i : j); };
    Differences differences;
    for (const Index others : {1, 2, 16, 33}) {
        const Index lines = channels == 1 ? 7 : channels;
        Array<T> x = random_array<T>(axis == rowwise ? lines : others, axis == rowwise ? others : lines, 1);
        x(0, 0) = 0;
        compare(differences, "f", expected_value(x, slope), Array<T>(p(x)));
        compare(differences, "f'", expected_derivative(x, slope), Array<T>(p.derivative(x)));
        const Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> r = x;
        compare(differences, "f, row-major", expected_value(x, slope), Array<T>(p(r)));
        compare(differences, "f of an expression", expected_value(x, slope), Array<T>(p(r + T(0))));
    }
    CHECK(differences.text() == "");
}

/// dx bit by bit, dslope within 2^-23 (float) or 2^-52 (double) of sum abs(dy x), from every storage and in place.
template <class T>
void check_gradients(Index channels, actfn::Axis axis, Index lines, Index others) {
    const Column<T> a = some_slopes<T>(channels);
    const PReLU<T> p = with_slopes(a, axis);
    const Index rows = axis == rowwise ? lines : others;
    const Index cols = axis == rowwise ? others : lines;
    const Array<T> x = random_array<T>(rows, cols, 2);
    const auto hard = Numbers<T>(3).exponents(static_cast<std::size_t>(rows * cols), 0x1p-10, 0x1p10);
    const Array<T> dy = Eigen::Map<const Array<T>>(hard.data(), rows, cols);
    const auto channel = [&](Index i, Index j) { return channels == 1 ? 0 : axis == rowwise ? i : j; };
    const Array<T> dx = dy * expected_derivative(x, [&](Index i, Index j) { return a(channel(i, j)); });
    std::vector<Real> sum(static_cast<std::size_t>(channels), Real(0));
    std::vector<Real> size = sum;
    for (Index j = 0; j < cols; ++j) {
        for (Index i = 0; i < rows; ++i) {
            const auto k = static_cast<std::size_t>(channel(i, j));
            const Real term = Real(dy(i, j)) * Real(x(i, j));
            if (x(i, j) <= 0) sum[k] = sum[k] + term;
            size[k] = size[k] + abs(term);
        }
    }
    const Real bound = sizeof(T) == 4 ? 0x1p-23 : 0x1p-52;
    Differences differences;
    const auto judge = [&](const std::string& what, const auto& got_dx, const Column<T>& got) {
        compare(differences, what + ", dx", dx, got_dx);
        for (Index k = 0; k < channels; ++k) {
            const Real& truth = sum[static_cast<std::size_t>(k)];
            if (!(abs(Real(got(k)) - truth) <= bound * size[static_cast<std::size_t>(k)])) {
                differences.add(what + ", dslope(" + std::to_string(k) + "): expected " + text(rounded<T>(truth)) +
                                ", got " + text(got(k)));
            }
        }
    };
    const auto gradients = p.backward(x, dy);
    static_assert(std::same_as<std::remove_cvref_t<decltype(gradients.dx)>, Array<T>>);
    judge("member", gradients.dx, gradients.dslope);
    for (const Storage& from : storages) {
        for (const Storage& to : storages) {
            Stored<T> in(x, from);
            Stored<T> upstream(dy, to);
            Stored<T> result(Array<T>::Constant(rows, cols, 7), to);
            Column<T> dslope = Column<T>::Constant(channels, 99);  // overwritten, not added to
            actfn::backward(p, in.map(), upstream.map(), result.map(), dslope);
            judge(from.label + " to " + to.label, result.map(), dslope);
            Eigen::Array<T, 1, Eigen::Dynamic> as_row(channels);
            actfn::backward(p, in.map(), upstream.map(), upstream.map(), as_row);
            judge(from.label + " into dy in " + to.label, upstream.map(), as_row.transpose());
            if (!result.is_intact() || !upstream.is_intact()) differences.add("wrote elsewhere");
        }
        Stored<T> in(x, from);
        Array<T> several = Array<T>::Constant(3, channels, 99);
        actfn::backward(p, in.map(), dy, in.map(), several.row(1));
        judge("into x in " + from.label, in.map(), several.row(1).transpose());
        if (!(several.row(0) == 99).all() || !(several.row(2) == 99).all()) differences.add("wrote beside dslope");
    }
    CHECK(differences.text() == "");
}

template <class T>
void check_executor(Index channels, actfn::Axis axis) {
    const PReLU<T> p(channels, static_cast<T>(0.3), axis);
    const Array<T> x = Array<T>::Constant(parallel_rows, parallel_cols, static_cast<T>(-0.3));
    const Array<T> dy = cancelling_array<T>(parallel_rows, parallel_cols, 5);
    const auto serial = p.backward(x, dy);
    OddExecutor executor;
    Array<T> dx(x.rows(), x.cols());
    Column<T> dslope(channels);
    actfn::backward(p, x, dy, dx, dslope, executor);
    CHECK(executor.pieces > 3);
    CHECK((dx == serial.dx).all());
    CHECK((dslope == serial.dslope).all());
}

}  // namespace

TEST_CASE("PReLU and its derivative, shared and per channel", "[prelu]") {
    for (const actfn::Axis axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        for (const Index channels : {1, 2, 17, 40}) {
            check_values<float>(channels, axis);
            check_values<double>(channels, axis);
        }
    }
}

TEST_CASE("PReLU starts as the paper does", "[prelu]") {
    const PReLU<float> p;
    CHECK((p.channels() == 1 && p.axis() == rowwise && p.slope()(0) == 0.25f));
    const PReLU<float, actfn::exact> q(3, 0.5f, colwise);
    CHECK((q.channels() == 3 && q.axis() == colwise && (q.slope() == 0.5f).all()));
    // Documentation of ONNX's PRelu: f(x) = slope * x for x < 0, x for x >= 0.
    const Eigen::Array4f x(-2, -0.0f, 0, 3);
    const Eigen::Array4f y = p(x);
    CHECK((y == Eigen::Array4f(-0.5f, 0, 0, 3)).all());
    CHECK(std::signbit(y(1)));
}

TEST_CASE("PReLU at special values", "[prelu][special]") {
    const float inf = std::numeric_limits<float>::infinity();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const Eigen::Array4f x(nan, inf, -inf, 0);
    const PReLU<float> p;
    const PReLU<float> zero(1, 0);
    const Eigen::Array4f y = p(x);
    CHECK((std::isnan(y(0)) && y(1) == inf && y(2) == -inf && y(3) == 0));
    const Eigen::Array4f d = p.derivative(x);
    CHECK((std::isnan(d(0)) && d(1) == 1 && d(2) == 0.25f && d(3) == 0.25f));
    CHECK(Eigen::Array4f(zero(x))(2) == 0);
    const auto g = p.backward(x, Eigen::Array4f(1, 1, 1, 1));
    CHECK((std::isnan(g.dx(0)) && std::isnan(g.dslope(0))));
    const auto h = p.backward(Eigen::Array2f(inf, -1), Eigen::Array2f(1, 2));
    CHECK((h.dx(0) == 1 && h.dx(1) == 0.5f && h.dslope(0) == -2));
}

TEST_CASE("p(x) is lazy and refers to p", "[prelu]") {
    PReLU<float> p(3);
    Eigen::ArrayXXf x(3, 2);
    x << -1, 1, -2, 2, -4, 4;
    const auto y = p(x);
    const auto d = p.derivative(x);
    static_assert(!std::is_base_of_v<Eigen::PlainObjectBase<Eigen::ArrayXXf>, std::remove_cvref_t<decltype(y)>>);
    CHECK(Eigen::ArrayXXf(y)(1, 0) == -0.5f);
    p.update(Eigen::Array3f(-0.25f, -0.5f, 0.25f), 1, 0);
    Eigen::ArrayXXf expected(3, 2);
    expected << -0.5f, 1, -1.5f, 2, 0, 4;
    CHECK((Eigen::ArrayXXf(y) == expected).all());
    CHECK((Eigen::ArrayXXf(d).col(0) == Eigen::Array3f(0.5f, 0.75f, 0)).all());
    x(0, 0) = -8;
    CHECK(Eigen::ArrayXXf(y)(0, 0) == -4);
    // Of a temporary, evaluated: an expression would dangle.
    static_assert(std::same_as<decltype(p(Eigen::ArrayXXf(x))), Eigen::ArrayXXf>);
    CHECK((p(Eigen::ArrayXXf(x)) == Eigen::ArrayXXf(y)).all());
}

TEST_CASE("p of a matrix is a matrix expression", "[prelu]") {
    const PReLU<double> p(2, 0.5);
    Eigen::MatrixXd m(2, 2);
    m << -2, 4, 6, -8;
    Eigen::MatrixXd expected(2, 2);
    expected << -1, 4, 6, -4;
    static_assert(
        std::is_base_of_v<Eigen::MatrixBase<std::remove_cvref_t<decltype(p(m))>>, std::remove_cvref_t<decltype(p(m))>>);
    CHECK(Eigen::MatrixXd(p(m)) == expected);
    CHECK(Eigen::MatrixXd(p(m * 1.0)) == expected);
    CHECK(Eigen::MatrixXd(p(Eigen::MatrixXd(m))) == expected);
    CHECK(Eigen::Matrix2d(p(Eigen::Matrix2d(m))) == expected);
    CHECK(Eigen::MatrixXd(m + p(m)) == m + expected);
    CHECK(Eigen::VectorXd(p(m.col(1))) == expected.col(1));
    CHECK(Eigen::MatrixXd(p(m.topRows(2))) == expected);
}

TEST_CASE("PReLU's gradients", "[prelu][accuracy]") {
    for (const actfn::Axis axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        for (const auto& [lines, others] :
             std::vector<std::pair<Index, Index>>{{1, 1}, {1, 500}, {3, 17}, {33, 40}, {40, 1}}) {
            check_gradients<float>(lines, axis, lines, others);
            check_gradients<float>(1, axis, lines, others);
            check_gradients<double>(lines, axis, lines, others);
            check_gradients<double>(1, axis, lines, others);
        }
    }
    check_gradients<float>(2, rowwise, 2, 20000);
}

TEST_CASE("PReLU's gradients have the same bits for any executor", "[prelu][threads]") {
    check_executor<float>(1, rowwise);
    check_executor<float>(parallel_rows, rowwise);
    check_executor<float>(parallel_cols, colwise);
    check_executor<double>(1, colwise);
    check_executor<double>(parallel_rows, rowwise);
}

TEST_CASE("PReLU's gradients of no example are 0", "[prelu]") {
    const PReLU<float> p(3);
    const auto g = p.backward(Eigen::ArrayXXf(3, 0), Eigen::ArrayXXf(3, 0));
    CHECK((g.dx.rows() == 3 && g.dx.cols() == 0));
    CHECK((g.dslope == 0).all());
    const auto shared = PReLU<double>().backward(Eigen::ArrayXd(), Eigen::ArrayXd());
    CHECK((shared.dslope.size() == 1 && shared.dslope(0) == 0));
    CHECK(Eigen::ArrayXXf(p(Eigen::ArrayXXf(3, 0))).cols() == 0);
}

TEST_CASE("PReLU is updated by the paper's rule", "[prelu]") {
    // delta := mu delta + eps g, a := a - delta. Powers of two: no step rounds, so the figures are exact.
    PReLU<float> p(2, 0.25f);
    p.update(Eigen::Array2f(1, -2), 0.5f, 0.5f);  // delta = 0.5, -1
    CHECK((p.slope() == Eigen::Array2f(-0.25f, 1.25f)).all());
    p.update(Eigen::Array2f(1, 4), 0.5f, 0.5f);  // delta = 0.75, 1.5
    CHECK((p.slope() == Eigen::Array2f(-1, -0.25f)).all());
    p.update(Eigen::Array2f(0, 0), 0.25f, 0.5f);  // delta = 0.375, 0.75
    CHECK((p.slope() == Eigen::Array2f(-1.375f, -1)).all());
    p.update(Eigen::RowVector2f(8, 0), 0.125f, 0);  // delta = 1, 0; any vector will do
    CHECK((p.slope() == Eigen::Array2f(-2.375f, -1)).all());
    p.update(Eigen::Array2f(0, 0), 1, 1);  // delta is kept
    CHECK((p.slope() == Eigen::Array2f(-3.375f, -1)).all());

    // No weight decay: without a gradient nothing moves.
    PReLU<double> q(4, 0.125, colwise);
    for (int step = 0; step < 5; ++step) q.update(Eigen::Array4d::Zero(), 0.1, 0.9);
    CHECK((q.slope() == 0.125).all());

    // Descent finds the slope of a leaky ReLU that made the data.
    PReLU<double> fit;
    const Eigen::ArrayXd x = random_array<double>(200, 1, 6).col(0);
    const Eigen::ArrayXd target = actfn::leaky_relu(x, 0.7);
    for (int step = 0; step < 60; ++step) {
        const Eigen::ArrayXd residual = fit(x) - target;
        fit.update(fit.backward(x, residual).dslope, 0.3 / (200 * 9), 0.5);
    }
    CHECK(std::abs(fit.slope()(0) - 0.7) < 1e-4);
}

TEST_CASE("PReLU refuses what does not fit", "[prelu][errors]") {
    using Limits = std::numeric_limits<float>;
    CHECK(message([] { PReLU<float>(0); }) == "actfn: prelu: channels must be >= 1, but is 0");
    CHECK(message([] { PReLU<float>(-3); }) == "actfn: prelu: channels must be >= 1, but is -3");
    CHECK(message([] {
              PReLU<float>(2, Limits::quiet_NaN());
          }).starts_with("actfn: prelu: init must be finite, but is "));
    CHECK(message([] { PReLU<float>(2, Limits::infinity()); }) == "actfn: prelu: init must be finite, but is inf");

    PReLU<float> p(3);
    const PReLU<float> q(3, 0.25f, colwise);
    const Eigen::ArrayXXf x = Eigen::ArrayXXf::Constant(4, 3, -1);
    CHECK(message([&] { p(x); }) == "actfn: prelu: forward: x has 4 rows, but there are 3 channels");
    CHECK(message([&] { p.derivative(x); }).ends_with("x has 4 rows, but there are 3 channels"));
    CHECK(message([&] { q(x.transpose()); }) == "actfn: prelu: forward: x has 4 columns, but there are 3 channels");
    CHECK(message([&] { q(x); }) == "nothing was thrown");
    CHECK(message([&] { p.backward(x, x); }) == "actfn: prelu: backward: x has 4 rows, but there are 3 channels");
    CHECK(message([&] { p.update(Eigen::Array2f(1, 1), 0.1f, 0.9f); }) ==
          "actfn: prelu: update: dslope has 2 entries, but there are 3 channels");
    CHECK((p.slope() == 0.25f).all());

    const Eigen::ArrayXXf fits = Eigen::ArrayXXf::Constant(3, 4, -1);
    Eigen::ArrayXXf dx = Eigen::ArrayXXf::Constant(3, 4, 42);
    Eigen::ArrayXf dslope = Eigen::ArrayXf::Constant(3, 42);
    Eigen::ArrayXf two = Eigen::ArrayXf::Constant(2, 42);
    Eigen::ArrayXXf square = Eigen::ArrayXXf::Constant(2, 2, 42);
    CHECK(message([&] { actfn::backward(p, fits, x, dx, dslope); }) == "actfn: backward: x is 3 x 4, but dy is 4 x 3");
    CHECK(message([&] { actfn::backward(p, x, x, dx, dslope); }) == "actfn: backward: x is 4 x 3, but dx is 3 x 4");
    CHECK(message([&] { actfn::backward(p, fits, fits, dx, two); }) ==
          "actfn: backward: dslope has 2 entries, but there are 3 channels");
    CHECK(message([&] { actfn::backward(p, fits, fits, dx, dx.col(1)); }) ==
          "actfn: backward: the outputs dx and dslope overlap");
    // As many entries, but no vector.
    const Eigen::ArrayXXf four = Eigen::ArrayXXf::Constant(4, 4, -1);
    Eigen::ArrayXXf dfour = four;
    CHECK(message([&] {
              actfn::backward(PReLU<float>(4), four, four, dfour, square);
          }).starts_with("actfn: backward: dslope "));
    CHECK((dx == 42).all());
    CHECK((dslope == 42).all());
    CHECK((two == 42).all());
    CHECK((square == 42).all());
    CHECK((dfour == -1).all());

    Eigen::ArrayXXf big = Eigen::ArrayXXf::Constant(3, 5, 42);
    CHECK(message([&] {
              actfn::backward(p, big.leftCols(4), fits, big.rightCols(4), dslope);
          }).starts_with("actfn: backward: dx overlaps x in part"));
    CHECK(message([&] {
              actfn::backward(p, fits, big.leftCols(4), dx, big.col(2));
          }).starts_with("actfn: backward: dslope overlaps dy"));
    CHECK(message([&] {
              actfn::backward(p, big.leftCols(4), fits, dx, big.col(2));
          }).starts_with("actfn: backward: dslope overlaps x"));
    CHECK((big == 42).all());
}

TEST_CASE("actfn::prelu with a scalar, a column and a row of slopes", "[prelu]") {
    Eigen::ArrayXXf x(2, 3);
    x << -1, 2, -3, 4, -5, 6;
    const auto expect = [&](const Eigen::ArrayXXf& y, float first, float third, float fifth) {
        Eigen::ArrayXXf e = x;
        e(0, 0) = first;
        e(0, 2) = third;
        e(1, 1) = fifth;
        CHECK((y == e).all());
    };
    expect(actfn::prelu(x, 0.5), -0.5f, -1.5f, -2.5f);
    expect(actfn::prelu(x, 2), -2, -6, -10);
    CHECK(actfn::prelu(-4.0f, 0.25f) == -1);
    Eigen::Array2f per_row(0.5f, 4);
    Eigen::Array3f per_col(0.5f, 4, 2);
    expect(actfn::prelu(x, per_row), -0.5f, -1.5f, -20);
    expect(actfn::prelu(x, per_col.transpose()), -0.5f, -6, -20);
    expect(actfn::prelu<actfn::exact>(x, per_row), -0.5f, -1.5f, -20);
    const Eigen::MatrixXf m = x.matrix();
    expect(Eigen::MatrixXf(actfn::prelu(m, per_row)).array(), -0.5f, -1.5f, -20);
    expect(Eigen::MatrixXf(actfn::prelu(m, per_col.matrix().transpose())).array(), -0.5f, -6, -20);
    CHECK(Eigen::MatrixXf(m + actfn::prelu(m, per_row)).cols() == 3);

    // Lazy: refers to both.
    const auto y = actfn::prelu(x, per_row);
    const Eigen::RowVector3f row = per_col.matrix().transpose();
    const auto z = actfn::prelu(x, row);
    static_assert(!std::same_as<std::remove_cvref_t<decltype(y)>, Eigen::ArrayXXf>);
    per_row(0) = 2;
    expect(y, -2, -6, -20);
    x(0, 0) = -7;
    expect(y, -14, -6, -20);
    expect(z, -3.5f, -6, -20);

    // Temporaries make it evaluate.
    static_assert(std::same_as<decltype(actfn::prelu(x, Eigen::Array2f(1, 1))), Eigen::ArrayXXf>);
    static_assert(std::same_as<decltype(actfn::prelu(Eigen::ArrayXXf(x), per_row)), Eigen::ArrayXXf>);
    const auto from_slope = actfn::prelu(x, Eigen::Array2f(0.5f, 4));
    const auto from_x = actfn::prelu(Eigen::ArrayXXf(x), per_row);
    const auto from_both = actfn::prelu(Eigen::ArrayXXf(x), Eigen::Array2f(0.5f, 4));
    const auto from_expression = actfn::prelu(x, per_row * 1);
    expect(from_slope, -3.5f, -1.5f, -20);
    expect(from_x, -14, -6, -20);
    expect(from_both, -3.5f, -1.5f, -20);
    expect(from_expression, -14, -6, -20);

    CHECK(message([&] { actfn::prelu(x, per_col); }) == "actfn: prelu: x has 2 rows, but there are 3 slopes");
    CHECK(message([&] { actfn::prelu(x, per_row.transpose()); }) ==
          "actfn: prelu: x has 3 columns, but there are 2 slopes");
}
