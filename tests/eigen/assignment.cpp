// y = f(argument): what y was before, the argument may read, and every length is one loop.

#include "../support/eigen_setup.hpp"

#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../support/differences.hpp"
#include "actfn/actfn.hpp"

using namespace tests;

namespace {

using Standard = actfn::LeakyReLU<double>;
using Exact = actfn::HardSigmoid<float, actfn::exact>;

template <class A, class B>
bool equal(const A& a, const B& b) {
    return a.rows() == b.rows() && a.cols() == b.cols() && (a.array() == b.array()).all();
}

/// Layers whose output takes the place of their input and has another size; `wide` has more rows than columns, else fewer.
template <class F, int Order>
void check_layers(bool wide) {
    using T = typename F::value_type;
    using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Order>;
    using Vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;
    const F f;
    const Eigen::Index out = wide ? 64 : 8;
    const Eigen::Index in = wide ? 8 : 64;
    // Small whole numbers: their products and sums are exact in whatever order Eigen adds.
    const auto whole = [](auto x) { return (4 * x.array()).round().matrix().eval(); };
    const Matrix w = whole(Matrix::Random(out, in));
    const Vector b = whole(Vector::Random(out));
    const Vector h = whole(Vector::Random(in));
    const Matrix m = whole(Matrix::Random(in, 5));
    const Vector product = w * h;
    const Matrix products = w * m;

    Vector y = h;
    y = f(w * y);
    CHECK(equal(y, f(product)));
    y = h;
    y = f(w * y + b);
    CHECK(equal(y, f((product + b).eval())));
    y = h;
    y = f.derivative(w * y);
    CHECK(equal(y, f.derivative(product)));
    y = h;
    y = f.second_derivative(w * y);
    CHECK(equal(y, f.second_derivative(product)));
    y = h;
    y = f.derivative_from_output(f(w * y));
    CHECK(equal(y, f.derivative_from_output(f(product))));
    y = h;
    y = actfn::prelu(w * y, b);
    CHECK(equal(y, actfn::prelu(product, b)));

    Matrix z = m;
    z = f(w * z);
    CHECK(equal(z, f(products)));
    z = m;
    z = f((w * z).colwise() + b);
    CHECK(equal(z, f((products.colwise() + b).eval())));
    z = m;
    z = f((w * z).colwise() + b).array() * T(2);
    CHECK(equal(z, f((products.colwise() + b).eval()).array() * T(2)));
    z = m.transpose();
    z = f(z * w.transpose());
    CHECK(equal(z, f((m.transpose() * w.transpose()).eval())));
}

}  // namespace

TEST_CASE("a layer's output may take the place of its input", "[eigen]") {
    for (const bool wide : {false, true}) {
        check_layers<Standard, Eigen::ColMajor>(wide);
        check_layers<Exact, Eigen::RowMajor>(wide);
    }
}

TEST_CASE("arguments that Eigen evaluates beforehand or on the way", "[eigen]") {
    using T = float;
    using Array = Eigen::ArrayXX<T>;
    const Exact f;
    const Array m = Array::Random(19, 7);
    const Array n = Array::Random(19, 7);
    Array y;
    y = f(m.colwise().sum());
    CHECK(equal(y, f(m.colwise().sum().eval())));
    y = f(m.rowwise().maxCoeff());
    CHECK(equal(y, f(m.rowwise().maxCoeff().eval())));
    y = f(m.reshaped(7, 19));
    CHECK(equal(y, f(m.reshaped(7, 19).eval())));
    y = f((m > T(0)).select(m, n));
    CHECK(equal(y, f((m > T(0)).select(m, n).eval())));

    // Into a part of what the product reads.
    using Matrix = Eigen::MatrixX<T>;
    const Matrix w = Matrix::Random(6, 6);
    const Matrix before = Matrix::Random(9, 7);
    Matrix z = before;
    z.block(2, 1, 6, 5) = f(w * z.block(3, 2, 6, 5));
    Matrix expected = before;
    expected.block(2, 1, 6, 5) = f((w * before.block(3, 2, 6, 5)).eval());
    CHECK(equal(z, expected));
    std::vector<T> memory(24, T(1));
    Eigen::Map<Matrix> map(memory.data(), 6, 4);
    map = f(w * map);
    CHECK(equal(map, f((w * Matrix::Ones(6, 4)).eval())));
    Matrix first = before;
    Matrix second;
    second = f(w * first.topRows(6)) + f(first.topRows(6));
    CHECK(equal(second, f((w * before.topRows(6)).eval()) + f(before.topRows(6))));
}

namespace {

/// Assigns f of expressions of x that Eigen reads by whole packets, from behind, and element by element.
template <class F>
void check_length(Differences& d, Eigen::Index n) {
    using T = typename F::value_type;
    using Array = Eigen::ArrayX<T>;
    static const std::vector<T> values = inputs<T>(7);
    const F f;
    Array x(n);
    for (Eigen::Index i = 0; i < n; ++i) x(i) = values[static_cast<std::size_t>(29 * i + n) % values.size()];
    Array spread = Array::Zero(3 * n);
    for (Eigen::Index i = 0; i < n; ++i) spread(3 * i) = x(i);
    Array memory(n + 8);
    Eigen::Map<Array> y(memory.data() + 4, n);
    const auto check = [&](const char* what, const auto& argument) {
        memory.setConstant(T(77));
        y = f(argument);
        const auto where = std::string(what) + ", length " + std::to_string(n);
        for (Eigen::Index i = 0; i < n; ++i) d.compare(where, argument.coeff(i), f(T(argument.coeff(i))), y(i));
        if (!(memory.head(4) == T(77)).all() || !(memory.tail(4) == T(77)).all()) d.add(where + ": wrote outside");
    };
    check("array", x);
    check("expression", x * T(0.5));
    check("reverse", x.reverse());
    check("every third", Eigen::Map<const Array, 0, Eigen::InnerStride<3>>(spread.data(), n));
    check("cast", x.template cast<long double>().template cast<T>());
    Array in_place = x;
    in_place = f(in_place + T(0));
    for (Eigen::Index i = 0; i < n; ++i) d.compare("in place", x(i), f(T(x(i) + T(0))), in_place(i));
}

}  // namespace

TEMPLATE_TEST_CASE("every length", "[eigen]", Exact, actfn::Tanh<float>) {
    Differences d;
    for (Eigen::Index n = 0; n <= 150; ++n) check_length<TestType>(d, n);
    CHECK(d.text() == "");
}

TEST_CASE("a transpose of the destination in the argument is an error", "[eigen]") {
    using Array = Eigen::ArrayXXf;
    const actfn::Tanh<float> f;
    const Array before = Array::Random(5, 3);
    Array y = before;
    Array z = before;
    CHECK_THROWS_AS(y = f(y.transpose()), std::logic_error);
    CHECK_THROWS_AS(y = f.derivative(2 * y.transpose() + 1), std::logic_error);
    CHECK_THROWS_AS(y = f(f(z.transpose()) + f(y.transpose())), std::logic_error);
    Eigen::MatrixXf m = before.matrix();
    CHECK_THROWS_AS(m = f(m.transpose()), std::logic_error);
    CHECK_THROWS_AS(m.array() = f(m.array().transpose()), std::logic_error);
    Eigen::Matrix3f fixed = Eigen::Matrix3f::Random();
    const Eigen::Matrix3f fixed_before = fixed;
    CHECK_THROWS_AS(fixed = f(fixed.transpose()), std::logic_error);
    CHECK_THROWS_AS(m = f(m.transpose().array()).matrix(), std::logic_error);
    CHECK_THROWS_AS(m.array() = f(m.transpose()).array(), std::logic_error);
    // As they lie in memory: the block of a transpose, and the same elements by rows.
    CHECK_THROWS_AS(fixed = f(fixed.transpose().topRows(3)), std::logic_error);
    const Eigen::Map<const Eigen::Matrix<float, 3, 3, Eigen::RowMajor>> by_rows(fixed.data());
    CHECK_THROWS_AS(fixed = f(by_rows), std::logic_error);
    CHECK_THROWS_AS(fixed = f(fixed.transpose().rowwise().reverse()), std::logic_error);
    CHECK_THROWS_AS(fixed = f((fixed.array() > 0).select(fixed.transpose(), fixed)), std::logic_error);
    Eigen::MatrixXf square = Eigen::MatrixXf::Random(3, 3);
    const Eigen::MatrixXf square_before = square;
    const actfn::PReLU<float> p(3);
    CHECK_THROWS_AS(square = p(square.transpose()), std::logic_error);
    CHECK_THROWS_AS(square = p(f(square.transpose())), std::logic_error);
    CHECK_THROWS_AS(square = p.derivative(square.transpose().array()).matrix(), std::logic_error);
    CHECK(equal(y, before));
    CHECK(equal(m, before));
    CHECK(equal(fixed, fixed_before));
    CHECK(equal(square, square_before));

    CHECK_NOTHROW(y = f(y.transpose().eval()));
    CHECK_NOTHROW(y = f(z.transpose()));
    CHECK_NOTHROW(y = f(y.transpose().transpose()));
    Eigen::VectorXf v = Eigen::VectorXf::Random(7);
    CHECK_NOTHROW(v.transpose() = f(v.transpose()));
    CHECK_NOTHROW(m = f(m * m.transpose()));
    CHECK_NOTHROW(square = p(f(square)));
    CHECK_NOTHROW(square = f(square.rowwise().reverse().eval()));
    const Eigen::Map<const Eigen::Matrix3f, 0, Eigen::Stride<1, 3>> transposed(fixed.data());
    CHECK_NOTHROW(fixed = f(transposed.transpose()));
}
