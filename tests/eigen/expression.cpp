// Any Eigen expression in, a lazy Eigen expression out.

#include "../support/eigen_setup.hpp"

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <unsupported/Eigen/CXX11/Tensor>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../support/allocations.hpp"
#include "../support/differences.hpp"
#include "actfn/actfn.hpp"

using namespace tests;

namespace {

// How Eigen walks through an expression depends on its type, not on the formula: two functions stand for all here
// (elementwise.cpp has all of them in the plain layouts), short ones for the sake of compile time: one that is computed in
// the element type and one that is not.
using Standard = actfn::LeakyReLU<double>;
using Exact = actfn::HardSigmoid<float, actfn::exact>;

template <class X>
X filled(Eigen::Index rows, Eigen::Index cols, std::size_t start = 0) {
    using T = typename X::Scalar;
    static const std::vector<T> values = inputs<T>(5);
    X x(rows, cols);
    for (Eigen::Index i = 0; i < rows; ++i) {
        for (Eigen::Index j = 0; j < cols; ++j) x(i, j) = values[start++ % values.size()];
    }
    return x;
}

/// Every element of y is f of that of x.
template <class F, class X, class Y>
void compare(Differences& differences, const std::string& what, const F& f, const X& x, const Y& y) {
    if (x.rows() != y.rows() || x.cols() != y.cols()) differences.add(what + ": wrong shape");
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
        for (Eigen::Index j = 0; j < x.cols(); ++j) {
            differences.compare(what + " (" + std::to_string(i) + ", " + std::to_string(j) + ")", x.coeff(i, j),
                                f(typename X::Scalar(x.coeff(i, j))), y.coeff(i, j));
        }
    }
}

template <class F>
using value_array = Eigen::Array<typename F::value_type, Eigen::Dynamic, Eigen::Dynamic>;

/// f of an expression x, assigned to both storage orders.
template <class F, class X>
void check(Differences& differences, const std::string& what, const F& f, const X& x) {
    using T = typename F::value_type;
    const value_array<F> plain = x.array();
    value_array<F> by_columns;
    Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows;
    if constexpr (std::is_base_of_v<Eigen::ArrayBase<X>, X>) {
        by_columns = f(x);
        by_rows = f(x);
    } else {
        by_columns = f(x).array();
        by_rows = f(x).array();
    }
    compare(differences, what, f, plain, by_columns);
    compare(differences, what + " into rows", f, plain, by_rows);
}

}  // namespace

TEST_CASE("expressions of every layout", "[eigen]") {
    using F = Exact;
    using T = typename F::value_type;
    using Array = Eigen::ArrayXX<T>;
    using RowArray = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    using Matrix = Eigen::MatrixX<T>;
    const F f;
    Differences d;
    Array a = filled<Array>(39, 21);
    RowArray r = filled<RowArray>(39, 21, 11);
    Matrix m = filled<Matrix>(39, 21, 22);
    check(d, "array", f, a);
    check(d, "row-major array", f, r);
    check(d, "matrix", f, m);
    check(d, "block", f, a.block(1, 2, 33, 7));
    check(d, "block of rows", f, r.block(3, 1, 5, 18));
    check(d, "row", f, a.row(5));
    check(d, "column of a row-major array", f, r.col(5));
    check(d, "column", f, m.col(20));
    check(d, "every third element", f,
          Eigen::Map<const Array, 0, Eigen::Stride<Eigen::Dynamic, 3>>(a.data(), 12, 5, {44, 3}));
    check(d, "map with an outer stride", f,
          Eigen::Map<const Array, 0, Eigen::OuterStride<>>(a.data() + 1, 13, 5, Eigen::OuterStride<>(17)));
    check(d, "aligned map", f, Eigen::Map<Array, Eigen::AlignedMax>(a.data(), 39, 21));
    check(d, "reference", f, Eigen::Ref<const Array, 0, Eigen::OuterStride<>>(a.middleRows(3, 30)));
    check(d, "reference to a matrix", f, Eigen::Ref<Matrix>(m));
    check(d, "transpose", f, a.transpose());
    check(d, "transpose of rows", f, r.transpose());
    check(d, "array of a matrix", f, m.array());
    check(d, "matrix of an array", f, a.matrix());
    check(d, "sum of two orders", f, a + r * T(0.5));
    check(d, "reverse", f, a.reverse());
    check(d, "replicate", f, a.col(1).replicate(2, 3));
    check(d, "diagonal", f, m.diagonal());
    check(d, "constant", f, Array::Constant(9, 2, T(-0.3)));
    check(d, "broadcast", f, a.colwise() + a.col(0));
    check(d, "cast", f, a.template cast<long double>().template cast<T>());
    check(d, "head", f, a.col(0).template head<11>());
    check(d, "twice", f, f(a));
    check(d, "no rows", f, Array(0, 5));
    check(d, "no columns", f, r.leftCols(0));
    CHECK(d.text() == "");
}

TEMPLATE_TEST_CASE("derivatives of expressions", "[eigen]", Standard, Exact) {
    using F = TestType;
    using Array = value_array<F>;
    const F f;
    Differences d;
    const Array a = filled<Array>(39, 21);
    const Array first = f.derivative(a.block(1, 2, 33, 7));
    const Array second = f.second_derivative(a.transpose());
    const Array from_output = f.derivative_from_output(f(a));
    compare(
        d, "f'", [&](auto x) { return f.derivative(x); }, a.block(1, 2, 33, 7).eval(), first);
    compare(
        d, "f''", [&](auto x) { return f.second_derivative(x); }, a.transpose().eval(), second);
    compare(
        d, "f' from output", [&](auto x) { return f.derivative_from_output(f(x)); }, a, from_output);
    const Array plain = a.unaryExpr(actfn::Derivative<F>(f));
    compare(
        d, "unaryExpr(Derivative)", [&](auto x) { return f.derivative(x); }, a, plain);
    CHECK(d.text() == "");
}

namespace {

/// Assigns f(x) to a part of `whole` and looks at the part and at what lies around it.
template <class F, class X, class Whole, class Part>
void check_into(Differences& d, const std::string& what, const F& f, const X& x, Whole& whole, const Part& part) {
    using T = typename F::value_type;
    whole.setConstant(T(77));
    part() = f(x);
    compare(d, what, f, x, part());
    part() += f(x);
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
        for (Eigen::Index j = 0; j < x.cols(); ++j) {
            const T y = f(T(x(i, j)));
            d.compare(what + " +=", T(x(i, j)), T(y + y), part().coeff(i, j));
        }
    }
    part().setConstant(T(77));
    if (!(whole == T(77)).all()) d.add(what + ": wrote outside");
}

}  // namespace

TEST_CASE("destinations of every layout", "[eigen]") {
    using F = Exact;
    using T = typename F::value_type;
    constexpr int dynamic = Eigen::Dynamic;
    const F f;
    Differences d;
    const Eigen::ArrayXX<T> x = filled<Eigen::ArrayXX<T>>(19, 6);
    const Eigen::Array<T, dynamic, dynamic, Eigen::RowMajor> x_by_rows = x;
    Eigen::ArrayXX<T> columns(30, 30);
    Eigen::Array<T, dynamic, dynamic, Eigen::RowMajor> rows(30, 30);
    check_into(d, "block", f, x, columns, [&] { return columns.block(3, 2, 19, 6); });
    check_into(d, "block by rows", f, x, rows, [&] { return rows.block(3, 2, 19, 6); });
    check_into(d, "block by rows of rows", f, x_by_rows, rows, [&] { return rows.block(3, 2, 19, 6); });
    check_into(d, "transpose", f, x, columns, [&] { return columns.block(3, 2, 6, 19).transpose(); });
    check_into(d, "map with strides", f, x, columns, [&] {
        return Eigen::Map<Eigen::ArrayXX<T>, 0, Eigen::Stride<dynamic, dynamic>>(columns.data() + 7, 19, 6, {41, 2});
    });
    check_into(d, "reference", f, x, columns,
               [&] { return Eigen::Ref<Eigen::ArrayXX<T>>(columns.block(3, 2, 19, 6)); });
    check_into(d, "column", f, x.col(2).eval(), columns, [&] { return columns.col(29).tail(19); });
    check_into(d, "row", f, x.row(2).eval(), columns, [&] { return columns.row(29).head(6); });
    check_into(d, "reverse", f, x, columns, [&] { return columns.topLeftCorner(19, 6).reverse(); });

    // One dimension fixed, and smaller than a register.
    Eigen::Array<T, 3, dynamic> three(3, 19);
    Eigen::Array<T, dynamic, 2> two(19, 2);
    Eigen::Array<T, dynamic, 5, Eigen::RowMajor> five(19, 5);
    const Eigen::Array<T, 3, dynamic> from_three = x.leftCols(3).transpose();
    check_into(d, "three rows", f, from_three, three, [&] { return three.leftCols(19); });
    check_into(d, "two columns", f, x.leftCols(2).eval(), two, [&] { return two.topRows(19); });
    check_into(d, "five columns by rows", f, x.leftCols(5).eval(), five, [&] { return five.topRows(19); });

    Eigen::ArrayXX<T> resized;
    resized = f(x * T(1));
    compare(d, "resized", f, x, resized);
    Eigen::MatrixX<T> matrix = f(x).matrix();
    matrix.noalias() = f(x.matrix());
    compare(d, "noalias", f, x, matrix);
    CHECK(d.text() == "");
}

namespace {

template <class F, int N>
void check_fixed(Differences& d) {
    using T = typename F::value_type;
    const F f;
    using Column = Eigen::Array<T, N, 1>;
    using Square = Eigen::Matrix<T, N, 3>;
    const Column x = filled<Column>(N, 1, N);
    const Square s = filled<Square>(N, 3, 2 * N);
    Column y;
    Square t;
    const auto count = allocations([&] {
        y = f(x);
        if constexpr (sizeof(T) == 4) t = f(s);
    });
    compare(d, "fixed size " + std::to_string(N), f, x, y);
    if constexpr (sizeof(T) == 4) compare(d, "fixed size " + std::to_string(N) + " x 3", f, s, t);
    if (count != 0) d.add("fixed size " + std::to_string(N) + " allocates");
}

}  // namespace

TEMPLATE_TEST_CASE("fixed sizes 1 to 17 give the same bits and allocate nothing", "[eigen]", Standard, Exact) {
    Differences d;
    [&]<int... N>(std::integer_sequence<int, N...>) {
        (check_fixed<TestType, N + 1>(d), ...);
    }
    (std::make_integer_sequence<int, 17>());
    CHECK(d.text() == "");
}

TEMPLATE_TEST_CASE("assignment in place", "[eigen]", Standard, Exact) {
    using F = TestType;
    using Array = value_array<F>;
    const F f;
    Differences d;
    const Array before = filled<Array>(39, 21);
    Array x = before;
    x = f(x);
    compare(d, "x = f(x)", f, before, x);
    x = before;
    x.row(4) = f(x.row(4));
    x.col(3) = f.derivative(x.col(3));
    compare(d, "x.row(4) = f(x.row(4))", f, before.row(4).rightCols(17).eval(), x.row(4).rightCols(17));
    compare(
        d, "x.col(3) = f'(x.col(3))", [&](auto v) { return f.derivative(v); }, before.col(3).head(4).eval(),
        x.col(3).head(4));
    x = before;
    x *= f(x);  // a product of a lazy expression
    compare(
        d, "x *= f(x)", [&](auto v) { return v * f(v); }, before, x);
    CHECK(d.text() == "");
}

TEST_CASE("a fused layer is the two-step result and makes one temporary, the product's", "[eigen]") {
    const actfn::Sigmoid<float> f;
    const Eigen::MatrixXf w =
        filled<Eigen::MatrixXf>(17, 9).unaryExpr([](float v) { return std::abs(v) < 9 ? v : 1.0f; });
    const Eigen::MatrixXf x =
        filled<Eigen::MatrixXf>(9, 23, 9).unaryExpr([](float v) { return std::abs(v) < 9 ? v : 1.0f; });
    const Eigen::VectorXf b = Eigen::VectorXf::LinSpaced(17, -3, 3);
    const Eigen::MatrixXf z = (w * x).colwise() + b;
    const Eigen::MatrixXf two_steps = f(z);
    const Eigen::MatrixXf fused = f((w * x).colwise() + b);
    CHECK((fused.array() == two_steps.array()).all());
    const auto lazy = f(z + z);
    static_assert(!std::is_base_of_v<Eigen::PlainObjectBase<Eigen::MatrixXf>, std::remove_const_t<decltype(lazy)>>);
    const Eigen::MatrixXf later = lazy;
    CHECK((later.array() == f((z + z).eval()).array()).all());
}

namespace {

struct Weights : Eigen::ArrayXf {
    using Eigen::ArrayXf::ArrayXf;
};

template <class X>
constexpr bool is_plain = std::is_same_v<X, typename Eigen::internal::plain_matrix_type<X>::type>;

using Ours = actfn::Tanh<float>;
template <class X>
using result_of = decltype(std::declval<const Ours&>()(std::declval<X>()));

// f(temporary array) is an array: a lazy expression would refer to what is gone at the end of the statement.
static_assert(std::is_same_v<result_of<Eigen::ArrayXf>, Eigen::ArrayXf>);
static_assert(std::is_same_v<result_of<const Eigen::ArrayXf>, Eigen::ArrayXf>);
static_assert(std::is_same_v<result_of<Eigen::MatrixXf>, Eigen::MatrixXf>);
static_assert(std::is_same_v<result_of<Eigen::Array4f>, Eigen::Array4f>);
static_assert(std::is_same_v<result_of<Weights>, Eigen::ArrayXf>);
static_assert(std::is_same_v<result_of<Eigen::Ref<const Eigen::ArrayXf>>, Eigen::ArrayXf>);
static_assert(std::is_same_v<result_of<Eigen::Ref<Eigen::ArrayXXf, 0, Eigen::OuterStride<>>>, Eigen::ArrayXXf>);
static_assert(std::is_same_v<decltype(std::declval<const Ours&>().derivative(Eigen::ArrayXf())), Eigen::ArrayXf>);
static_assert(
    std::is_same_v<decltype(std::declval<const Ours&>().second_derivative(Eigen::ArrayXf())), Eigen::ArrayXf>);
static_assert(
    std::is_same_v<decltype(std::declval<const Ours&>().derivative_from_output(Eigen::ArrayXf())), Eigen::ArrayXf>);
static_assert(std::is_same_v<decltype(actfn::tanh(Eigen::ArrayXf())), Eigen::ArrayXf>);
static_assert(std::is_same_v<decltype(actfn::elu(Eigen::ArrayXf(), 0.5)), Eigen::ArrayXf>);

// Everything else stays lazy.
static_assert(!is_plain<result_of<Eigen::ArrayXf&>>);
static_assert(!is_plain<result_of<const Eigen::ArrayXf&>>);
static_assert(!is_plain<result_of<Weights&>>);
static_assert(!is_plain<result_of<Eigen::Ref<const Eigen::ArrayXf>&>>);
static_assert(!is_plain<result_of<decltype(std::declval<Eigen::ArrayXf&>() + std::declval<Eigen::ArrayXf&>())>>);
static_assert(!is_plain<result_of<Eigen::Map<Eigen::ArrayXf>>>);
static_assert(!is_plain<result_of<Eigen::Block<Eigen::ArrayXXf>>>);
static_assert(!is_plain<decltype(actfn::tanh(std::declval<Eigen::ArrayXf&>()))>);

}  // namespace

TEST_CASE("results of temporaries outlive them", "[eigen]") {
    const Ours f;
    const auto make = [] { return Weights(Eigen::ArrayXf::LinSpaced(100, -3, 3)); };
    const auto from_temporary = f(make());
    const auto from_reference = f(Eigen::Ref<const Eigen::ArrayXf>(make() * 1.0f));  // owns a copy
    const auto from_map = f(Eigen::Map<const Eigen::ArrayXf>(from_temporary.data(), 100));
    Weights x = make();
    const auto from_expression = f(x * 1.0f + 0.0f);
    const std::vector<char> reuse_the_memory(100 * sizeof(float), '\x7f');
    Differences d;
    const Eigen::ArrayXf plain = x;
    compare(d, "temporary", f, plain, from_temporary);
    compare(d, "reference", f, plain, from_reference);
    compare(d, "expression", f, plain, from_expression.eval());
    compare(d, "map", f, from_temporary, from_map.eval());
    CHECK(d.text() == "");
}

TEMPLATE_TEST_CASE("tensors", "[eigen]", Standard, Exact) {
    using F = TestType;
    using T = typename F::value_type;
    const F f;
    const auto values = inputs<T>(6);
    const auto n = static_cast<Eigen::Index>(values.size()) / 6;
    Eigen::Tensor<T, 3> x(2, n, 3);
    std::copy_n(values.begin(), x.size(), x.data());
    const Eigen::Tensor<T, 3> y = x.unaryExpr(f);
    const Eigen::Tensor<T, 3> g = x.unaryExpr(actfn::Derivative<F>(f));
    const Eigen::Tensor<T, 3> sum = (x + x).unaryExpr(f);
    Differences d;
    for (Eigen::Index i = 0; i < x.size(); ++i) {
        d.compare("f", x.data()[i], f(x.data()[i]), y.data()[i]);
        d.compare("f'", x.data()[i], f.derivative(x.data()[i]), g.data()[i]);
        d.compare("f(x + x)", x.data()[i], f(x.data()[i] + x.data()[i]), sum.data()[i]);
    }
    CHECK(d.text() == "");
    using Expression = decltype(x.unaryExpr(f));
    static_assert(Eigen::TensorEvaluator<const Expression, Eigen::DefaultDevice>::PacketAccess ==
                  bool(Eigen::internal::packet_traits<T>::Vectorizable));
}

namespace {

template <class G>
constexpr bool vectorises = [] {
    using T = typename G::value_type;
    using Traits = Eigen::internal::functor_traits<G>;
    return bool(Traits::PacketAccess) == bool(Eigen::internal::packet_traits<T>::Vectorizable) &&
           int(Traits::Cost) > 0 && bool(Traits::IsRepeatable);
}();

template <class... G>
constexpr bool all_vectorise(const std::tuple<G...>&) {
    return (vectorises<G> && ...) && (vectorises<actfn::Derivative<G>> && ...) &&
           (vectorises<actfn::Derivative<actfn::Derivative<G>>> && ...);
}

static_assert(all_vectorise(actfn::AllFunctions<float, actfn::standard>()));
static_assert(all_vectorise(actfn::AllFunctions<float, actfn::exact>()));
static_assert(all_vectorise(actfn::AllFunctions<double, actfn::standard>()));

}  // namespace
