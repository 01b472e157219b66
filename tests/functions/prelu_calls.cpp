// PReLU by every way of calling: expressions and buffers of any storage, given slopes, slopes of elements, tensors. The reference is
// a leaky ReLU of one number with the slope of its element.

#include <array>
#include <cmath>
#include <concepts>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"
#include "actfn/functions/prelu.hpp"
#include "actfn/functions/prelu_with.hpp"

using namespace tests;
using actfn::colwise;
using actfn::Lines;
using actfn::PReLU;
using actfn::rowwise;

namespace {

/// Of both signs, and zeros.
template <class T>
Column<T> some_slopes(Index n) {
    Column<T> a(n);
    for (Index i = 0; i < n; ++i)
        a(i) = static_cast<T>(i % 5 == 3 ? -0.3 : i % 5 == 4 ? 0 : 0.1 + 0.07 * static_cast<double>(i));
    return a;
}

/// Of all magnitudes, with special values among them.
template <class T>
Array<T> hard_array(Index rows, Index cols, unsigned salt) {
    const std::vector<T> values = inputs<T>(salt);
    Array<T> x(rows, cols);
    for (Index i = 0; i < x.size(); ++i) x(i) = values[static_cast<std::size_t>(i) % values.size()];
    x(0, 0) = -std::numeric_limits<T>::infinity();
    return x;
}

template <class T, class Slope>
Array<T> expected_of(const Array<T>& x, const Slope& slope, bool derivative) {
    Array<T> y(x.rows(), x.cols());
    for (Index j = 0; j < x.cols(); ++j) {
        for (Index i = 0; i < x.rows(); ++i) {
            const actfn::LeakyReLU<T> f(slope(i, j));
            y(i, j) = derivative ? f.derivative(x(i, j)) : f(x(i, j));
        }
    }
    return y;
}

template <class T, class Slope>
void check_forward(Differences& differences, const PReLU<T>& p, const Slope& slope, Index rows, Index cols) {
    using ByRows = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const std::string what =
        std::to_string(rows) + " x " + std::to_string(cols) + (p.axis() == rowwise ? " rowwise" : " colwise");
    const Array<T> x = hard_array<T>(rows, cols, 3);
    const Array<T> y = expected_of(x, slope, false);
    const Array<T> d = expected_of(x, slope, true);
    const ByRows x_by_rows = x;
    ByRows z_by_rows = p(x_by_rows);
    Array<T> z = p(x);
    compare(differences, "p(x) " + what, y, z);
    compare(differences, "p(x) by rows " + what, y, z_by_rows);
    compare(differences, "p'(x) " + what, d, Array<T>(p.derivative(x)));
    compare(differences, "p'(x) by rows " + what, d, ByRows(p.derivative(x_by_rows)));
    compare(differences, "p of an expression " + what, y, Array<T>(p(x * T(1))));
    compare(differences, "p of an expression by rows " + what, y, ByRows(p(x_by_rows * T(1))));
    compare(differences, "an expression of p " + what, Array<T>(y * T(-2)), Array<T>(p(x) * T(-2)));
    z_by_rows = p(x);
    compare(differences, "p(x) into the other order " + what, y, z_by_rows);
    for (const Storage& from : storages) {
        Stored<T> in(x, from);
        for (const Storage& to : storages) {
            Stored<T> out(Array<T>::Constant(rows, cols, 7), to);
            actfn::forward(p, in.map(), out.map());
            compare(differences, "forward " + what + " " + from.label + " to " + to.label, y, out.map());
            out.map() = p(in.map());
            compare(differences, "y = p(x) " + what + " " + from.label + " to " + to.label, y, out.map());
            if (!out.is_intact()) differences.add(what + ": wrote elsewhere");
        }
        actfn::forward(p, in.map(), in.map());
        compare(differences, "forward in place " + what + " " + from.label, y, in.map());
        if (!in.is_intact()) differences.add(what + ": wrote elsewhere in place");
    }
}

/// Forward and backward of a tensor, serial and in place by an executor: dslope within its bound.
template <class T>
void check_lines(Differences& differences, const Lines& lines, bool shared) {
    const auto n = static_cast<std::size_t>(lines.outer * lines.length * lines.inner);
    const std::string what = std::to_string(lines.outer) + ", " + std::to_string(lines.length) + ", " +
                             std::to_string(lines.inner) + (shared ? " shared" : "");
    const Index channels = shared ? 1 : lines.length;
    const Column<T> a = some_slopes<T>(channels);
    const PReLU<T> p(a);
    const auto x = Numbers<T>(1).normal(n, 0, 3);
    const auto dy = Numbers<T>(2).exponents(n, 0x1p-10, 0x1p10);
    std::vector<Real> sum(static_cast<std::size_t>(channels), Real(0));
    std::vector<Real> size = sum;
    std::vector<T> y(n), dx(n);
    for (std::size_t i = 0; i < n; ++i) {
        const auto k = shared ? std::size_t(0)
                              : i / static_cast<std::size_t>(lines.inner) % static_cast<std::size_t>(lines.length);
        const actfn::LeakyReLU<T> f(a(static_cast<Index>(k)));
        y[i] = f(x[i]);
        dx[i] = dy[i] * f.derivative(x[i]);
        const Real term = Real(dy[i]) * Real(x[i]);
        if (x[i] <= 0) sum[k] = sum[k] + term;
        size[k] = size[k] + abs(term);
    }
    const Real bound = sizeof(T) == 4 ? 0x1p-23 : 0x1p-52;
    std::vector<T> got(n), got_dx(n), dslope(static_cast<std::size_t>(channels), T(99));
    const auto judge = [&](const std::string& how) {
        for (std::size_t i = 0; i < n; ++i) {
            differences.compare("forward " + how + what, x[i], y[i], got[i]);
            differences.compare("backward " + how + what, x[i], dx[i], got_dx[i]);
        }
        for (std::size_t k = 0; k < sum.size(); ++k) {
            if (!(abs(Real(dslope[k]) - sum[k]) <= bound * size[k]))
                differences.add("dslope " + how + what + " of " + std::to_string(k));
        }
    };
    actfn::forward(p, x, got, lines);
    actfn::backward(p, x, dy, got_dx, dslope, lines);
    judge("");
    const std::vector<T> serial = dslope;
    OddExecutor executor;
    got = x;
    got_dx = dy;
    actfn::forward(p, got, got, lines, executor);
    actfn::backward(p, x, got_dx, got_dx, dslope, lines, executor);
    judge("in place ");
    if (dslope != serial) differences.add("dslope of an executor " + what);
}

}  // namespace

TEMPLATE_TEST_CASE("PReLU has the bits of a leaky ReLU by every call", "[prelu]", float, double) {
    using T = TestType;
    Differences differences;
    for (const auto& [rows, cols] : std::vector<std::pair<Index, Index>>{{1, 1},
                                                                         {1, 40},
                                                                         {40, 1},
                                                                         {2, 70},
                                                                         {3, 67},
                                                                         {4, 64},
                                                                         {5, 33},
                                                                         {7, 9},
                                                                         {8, 64},
                                                                         {8, 37},
                                                                         {15, 31},
                                                                         {16, 18},
                                                                         {17, 5},
                                                                         {33, 8},
                                                                         {64, 8},
                                                                         {100, 3}}) {
        for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
            const Column<T> a = some_slopes<T>(axis == rowwise ? rows : cols);
            check_forward(
                differences, PReLU<T>(a, axis),
                [&](Index i, Index j) { return a(a.size() == 1     ? 0
                                                 : axis == rowwise ? i
                                                                   : j); }, rows, cols);
        }
        check_forward(
            differences, PReLU<T>(1, T(0.3)), [](Index, Index) { return T(0.3); }, rows, cols);
        const Array<T> each = some_slopes<T>(rows * cols).reshaped(rows, cols);
        check_forward(differences, PReLU<T>(each), each, rows, cols);
    }
    CHECK(differences.text() == "");
}

TEMPLATE_TEST_CASE("actfn::prelu has the bits of PReLU", "[prelu]", float, double) {
    using T = TestType;
    Differences differences;
    for (const auto& [rows, cols] : std::vector<std::pair<Index, Index>>{{8, 64}, {40, 17}, {3, 5}}) {
        const Array<T> x = hard_array<T>(rows, cols, 4);
        const Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> r = x;
        const Column<T> a = some_slopes<T>(rows);
        const Eigen::Array<T, 1, Eigen::Dynamic> b = some_slopes<T>(cols).transpose();
        const Array<T> by_row = PReLU<T>(a)(x);
        const Array<T> by_col = PReLU<T>(b, colwise)(x);
        Array<T> table(rows, cols + 3);
        table.col(2) = a;
        const Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows_of_a = table;
        compare(differences, "a column", by_row, Array<T>(actfn::prelu(x, a)));
        compare(differences, "a column, x by rows", by_row, Array<T>(actfn::prelu(r, a)));
        compare(differences, "a column of a matrix", by_row, Array<T>(actfn::prelu(x, table.col(2))));
        compare(differences, "a strided column", by_row, Array<T>(actfn::prelu(x, rows_of_a.col(2))));
        compare(differences, "a strided column, in an expression", by_row,
                Array<T>(actfn::prelu(x, rows_of_a.col(2)) * T(1)));
        compare(differences, "a row", by_col, Array<T>(actfn::prelu(x, b)));
        compare(differences, "a row of an expression", by_col, Array<T>(actfn::prelu(x * T(1), b * T(1))));
    }
    CHECK(differences.text() == "");
}

TEST_CASE("PReLU's expressions are read packet by packet", "[prelu]") {
    const PReLU<float> p(3);
    const Eigen::ArrayXXf x = Eigen::ArrayXXf::Constant(3, 40, -1);
    const Eigen::ArrayXf a = Eigen::ArrayXf::Constant(3, 0.5f);
    static_assert(actfn::core::has_packets<std::remove_cvref_t<decltype(p(x))>, false>);
    static_assert(actfn::core::has_packets<std::remove_cvref_t<decltype(p.derivative(x))>, false>);
    static_assert(actfn::core::has_packets<std::remove_cvref_t<decltype(actfn::prelu(x, a))>, false>);
    CHECK((actfn::prelu(x, a) == -0.5f).all());
}

TEST_CASE("PReLU in larger expressions", "[prelu]") {
    const Eigen::ArrayXXf x = random_array<float>(19, 23, 5);
    const PReLU<float> p(some_slopes<float>(19));
    const PReLU<float> q(some_slopes<float>(23), colwise);
    const Eigen::ArrayXXf y = p(x);
    CHECK((Eigen::ArrayXXf(x + p(x)) == x + y).all());
    CHECK((Eigen::ArrayXXf(q(p(x))) == Eigen::ArrayXXf(q(y))).all());
    CHECK((Eigen::ArrayXXf(actfn::sigmoid(p(x))) == Eigen::ArrayXXf(actfn::sigmoid(y))).all());
    Eigen::ArrayXXf z = x;
    z = p(z);
    CHECK((z == y).all());
    z += p(x);
    CHECK((z == y + y).all());
    z.setConstant(7);
    z.middleCols(2, 5) = p(x.middleCols(2, 5));
    CHECK((z.middleCols(2, 5) == y.middleCols(2, 5)).all());
    CHECK((z.leftCols(2) == 7).all());
    CHECK((z.rightCols(16) == 7).all());
    const Eigen::MatrixXf w = random_array<float>(19, 4, 6).matrix();
    Eigen::MatrixXf h = random_array<float>(4, 23, 7).matrix();
    const Eigen::MatrixXf product = w * h;
    h = p(w * h);
    CHECK(h == Eigen::MatrixXf(p(product)));
    Eigen::ArrayXXf none(19, 0);
    none = p(none);
    CHECK(none.cols() == 0);
}

TEST_CASE("p(x) of a temporary PReLU is evaluated", "[prelu]") {
    Eigen::ArrayXXf x(2, 2);
    x << -4, 1, -8, 2;
    auto y = PReLU<float>(2, 0.25f)(x);
    auto d = PReLU<float>(2, 0.25f).derivative(x);
    static_assert(std::same_as<decltype(y), Eigen::ArrayXXf>);
    static_assert(std::same_as<decltype(d), Eigen::ArrayXXf>);
    const PReLU<float> p(2, 0.5f);
    static_assert(std::same_as<decltype(std::move(p)(x)), Eigen::ArrayXXf>);
    static_assert(!std::same_as<std::remove_cvref_t<decltype(p(x))>, Eigen::ArrayXXf>);
    x.setZero();
    CHECK((y == (Eigen::Array22f() << -1, 1, -2, 2).finished()).all());
    CHECK((d == (Eigen::Array22f() << 0.25f, 1, 0.25f, 1).finished()).all());
}

TEST_CASE("PReLU with given slopes", "[prelu]") {
    const Eigen::Array3f a(0.5f, 0, -2);
    const std::vector<float> v = {0.5f, 0, -2};
    const std::array<float, 3> fixed = {0.5f, 0, -2};
    for (const PReLU<float>& p :
         {PReLU<float>(a), PReLU<float>(v), PReLU<float>(fixed), PReLU<float>(a.matrix().transpose()),
          PReLU<float>(a + 0), PReLU<float>(std::span<const float>(v))}) {
        CHECK((p.channels() == 3 && p.axis() == rowwise && (p.slope() == a).all()));
    }
    const PReLU<double> q(Eigen::Array2d(1, 2), colwise);
    CHECK((q.channels() == 2 && q.axis() == colwise && q.slope()(1) == 2));
    const PReLU<float> one(std::vector<float>{0.5f});
    CHECK(Eigen::ArrayXXf(one(Eigen::ArrayXXf::Constant(3, 4, -2)))(2, 3) == -1);

    PReLU<float> p(3);
    p.update(Eigen::Array3f(1, 1, 1), 1, 0);
    p.set_slope(v);
    CHECK((p.slope() == a).all());
    p.set_slope(2 * a);
    CHECK((p.slope() == 2 * a).all());
    p.update(Eigen::Array3f(0, 0, 0), 1, 1);  // the momentum is kept
    CHECK((p.slope() == 2 * a - 1).all());
}

TEST_CASE("PReLU with a slope for each element", "[prelu]") {
    Eigen::ArrayXXf a(2, 3);
    a << 1, 2, 3, 4, 5, 6;
    PReLU<float> p(a);
    CHECK((p.channels() == 6 && (p.slope().reshaped(2, 3) == a).all()));
    const Eigen::ArrayXXf x = Eigen::ArrayXXf::Constant(2, 3, -2);
    const Eigen::ArrayXXf dy = Eigen::ArrayXXf::Constant(2, 3, 10);
    CHECK((Eigen::ArrayXXf(p(x)) == -2 * a).all());
    CHECK((Eigen::ArrayXXf(p.derivative(x)) == a).all());
    const auto g = p.backward(x, dy);
    CHECK((g.dx == 10 * a).all());
    CHECK((g.dslope.size() == 6 && (g.dslope == -20).all()));
    Eigen::ArrayXXf dx(2, 3);
    Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> dslope(2, 3);
    Eigen::ArrayXXf some = x;
    some(1, 0) = 3;
    some(0, 2) = -5;
    OddExecutor executor;
    actfn::backward(p, some, dy, dx, dslope, executor);
    Eigen::ArrayXXf expected = Eigen::ArrayXXf::Constant(2, 3, -20);
    expected(1, 0) = 0;
    expected(0, 2) = -50;
    CHECK((dslope == expected).all());
    CHECK((dx(1, 0) == 10 && dx(0, 2) == 30));
    Eigen::RowVectorXf as_row(6);
    actfn::backward(p, some, dy, dx, as_row);
    CHECK((as_row.reshaped(2, 3).array() == expected).all());
    p.update(g.dslope, 1, 0);
    CHECK((p.slope().reshaped(2, 3) == a + 20).all());
    p.set_slope(a);
    CHECK((p.slope().reshaped(2, 3) == a).all());
}

TEMPLATE_TEST_CASE("PReLU of a tensor whose middle index is the channel", "[prelu]", float, double) {
    Differences differences;
    for (const Lines& lines : {Lines{1, 1, 1}, Lines{3, 1, 5}, Lines{2, 3, 1}, Lines{40, 7, 1}, Lines{5, 40, 1},
                               Lines{1, 8, 64}, Lines{3, 5, 7}, Lines{4, 17, 16}, Lines{2, 3, 100}, Lines{7, 64, 2},
                               Lines{1, 200, 1}, Lines{200, 1, 1}, Lines{3, 300, 11}}) {
        check_lines<TestType>(differences, lines, false);
        check_lines<TestType>(differences, lines, true);
    }
    CHECK(differences.text() == "");
    // An axis of a matrix is one of them: the same order of summation, too.
    const Array<TestType> x = random_array<TestType>(70, 41, 8);
    const Array<TestType> dy = cancelling_array<TestType>(70, 41, 9);
    const auto span = [](const auto& a) { return std::span(a.data(), static_cast<std::size_t>(a.size())); };
    Array<TestType> dx(70, 41);
    for (const auto& [axis, lines] :
         {std::pair(actfn::Axis::rowwise, Lines{41, 70, 1}), std::pair(actfn::Axis::colwise, Lines{1, 41, 70})}) {
        const PReLU<TestType> p(lines.length, TestType(0.3), axis);
        std::vector<TestType> dslope(static_cast<std::size_t>(lines.length));
        actfn::backward(p, span(x), span(dy), std::span(dx.data(), static_cast<std::size_t>(dx.size())), dslope, lines);
        const auto g = p.backward(x, dy);
        CHECK((g.dx == dx).all());
        CHECK((g.dslope == Eigen::Map<const Column<TestType>>(dslope.data(), lines.length)).all());
    }
}

TEMPLATE_TEST_CASE("One slope has the same sum in memory of any strides and by any executor", "[prelu][threads]", float,
                   double) {
    using T = TestType;
    const PReLU<T> p(1, T(0.3));
    for (const auto& [rows, cols] :
         std::vector<std::pair<Index, Index>>{{parallel_rows, parallel_cols}, {9, 513}, {3000, 1}}) {
        const Array<T> x = random_array<T>(rows, cols, 1);
        const Array<T> dy = cancelling_array<T>(rows, cols, 2);
        const auto expected = p.backward(x, dy);
        for (const Storage& s : storages) {
            if (s.by_rows && cols > 1) continue;  // another order
            Stored<T> in(x, s);
            Stored<T> upstream(dy, s);
            Stored<T> dx(dy, storages[1]);
            Column<T> dslope(1);
            OddExecutor executor;
            actfn::backward(p, in.map(), upstream.map(), dx.map(), dslope, executor);
            CHECK(same(dslope(0), expected.dslope(0)));
            CHECK((dx.map() == expected.dx).all());
        }
    }
}

TEST_CASE("forward of PReLU has the same bits for any executor", "[prelu][threads]") {
    const Eigen::ArrayXXf x = random_array<float>(parallel_rows, parallel_cols, 3);
    for (const auto& p :
         {PReLU<float>(), PReLU<float>(some_slopes<float>(parallel_rows)),
          PReLU<float>(some_slopes<float>(parallel_cols), colwise),
          PReLU<float>(Eigen::ArrayXXf(some_slopes<float>(x.size()).reshaped(parallel_rows, parallel_cols)))}) {
        OddExecutor executor;
        Eigen::ArrayXXf y(x.rows(), x.cols());
        actfn::forward(p, x, y, executor);
        CHECK(executor.pieces > 3);
        CHECK((y == p(x)).all());
    }
}

TEST_CASE("PReLU refuses slopes and calls that do not fit", "[prelu][errors]") {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK(message([] { PReLU<float>(std::vector<float>()); }) == "actfn: prelu: channels must be >= 1, but is 0");
    CHECK(message([&] {
              PReLU<float>(Eigen::Array2f(1, nan));
          }).starts_with("actfn: prelu: slope must be finite, but is "));
    PReLU<float> p(Eigen::Array3f(1, 2, 3));
    CHECK(message([&] { p.set_slope(Eigen::Array2f(1, 1)); }) ==
          "actfn: prelu: set_slope: 2 slopes are given, but there are 3 channels");
    CHECK(message([&] { p.set_slope(Eigen::Array3f(4, 5, nan)); }).starts_with("actfn: prelu: slope must be finite"));
    CHECK((p.slope() == Eigen::Array3f(1, 2, 3)).all());
    PReLU<float> each(Eigen::ArrayXXf::Constant(2, 3, 0.5f));
    CHECK(message([&] { each.set_slope(Eigen::ArrayXXf::Constant(3, 2, 1)); }) ==
          "actfn: prelu: set_slope: 6 slopes are given, but there are 6 slopes of another shape");

    const Eigen::ArrayXXf x = Eigen::ArrayXXf::Constant(4, 3, -1);
    Eigen::ArrayXXf y = Eigen::ArrayXXf::Constant(4, 3, 42);
    Eigen::ArrayXXf square = Eigen::ArrayXXf::Constant(3, 3, 42);
    CHECK(message([&] { actfn::forward(p, x, y); }) == "actfn: prelu: forward: x has 4 rows, but there are 3 channels");
    CHECK(message([&] { actfn::forward(p, x, square); }) == "actfn: forward: x is 4 x 3, but y is 3 x 3");
    CHECK(message([&] {
              actfn::forward(PReLU<float>(), y.topRows(3), y.bottomRows(3));
          }).starts_with("actfn: forward: y overlaps x in part"));
    CHECK(message([&] { actfn::forward(each, x, y); }) ==
          "actfn: prelu: forward: x is 4 x 3, but the slopes are 2 x 3");
    CHECK(message([&] { each(x); }) == "actfn: prelu: forward: x is 4 x 3, but the slopes are 2 x 3");
    Eigen::ArrayXf six = Eigen::ArrayXf::Constant(6, 42);
    CHECK(message([&] { actfn::backward(each, x, x, y, six); }) ==
          "actfn: prelu: backward: x is 4 x 3, but the slopes are 2 x 3");
    const Eigen::ArrayXXf fits = Eigen::ArrayXXf::Constant(2, 3, -1);
    Eigen::ArrayXXf dx = Eigen::ArrayXXf::Constant(2, 3, 42);
    Eigen::ArrayXXf turned = Eigen::ArrayXXf::Constant(3, 2, 42);
    CHECK(message([&] { actfn::backward(each, fits, fits, dx, turned); }) ==
          "actfn: backward: dslope must be a vector or 2 x 3, but is 3 x 2");
    CHECK(message([&] { actfn::backward(each, fits, fits, dx, square); }) ==
          "actfn: backward: dslope has 9 entries, but there are 6 slopes");

    const std::vector<float> in(24, -1);
    std::vector<float> out(24, 42);
    std::vector<float> dslope(3, 42);
    CHECK(message([&] {
              actfn::forward(p, in, out, Lines{2, 3, 5});
          }) == "actfn: forward: x has 24 elements, which are not those of Lines{2, 3, 5}");
    CHECK(message([&] {
              actfn::forward(p, in, out, Lines{-2, 3, -4});
          }) == "actfn: forward: x has 24 elements, which are not those of Lines{-2, 3, -4}");
    CHECK(message([&] {
              actfn::forward(p, in, out, Lines{3, 4, 2});
          }) == "actfn: prelu: forward: the lines have 4 entries, but there are 3 channels");
    CHECK(message([&] {
              actfn::backward(p, in, in, out, dslope, Lines{1, 3, 7});
          }) == "actfn: backward: x has 24 elements, which are not those of Lines{1, 3, 7}");
    CHECK(message([&] {
              actfn::backward(p, in, in, out, dslope, Lines{1, 2, 12});
          }) == "actfn: prelu: backward: the lines have 2 entries, but there are 3 channels");
    CHECK(message([&] {
              actfn::backward(p, in, in, out, out, Lines{2, 3, 4});
          }) == "actfn: backward: dslope has 24 entries, but there are 3 channels");
    CHECK((y == 42).all());
    CHECK((square == 42).all());
    CHECK((six == 42).all());
    CHECK((dx == 42).all());
    CHECK((turned == 42).all());
    CHECK(out == std::vector<float>(24, 42));
    CHECK(dslope == std::vector<float>(3, 42));
}
