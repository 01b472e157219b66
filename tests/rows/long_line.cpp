#include "../support/eigen_setup.hpp"

#include "actfn/rows/long_line.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "actfn/actfn.hpp"
#include "rows.hpp"

using namespace tests;

namespace {

constexpr Index whole = actfn::core::longest_whole_line;

template <class T>
Column<T> normal(Index n, std::uint64_t seed) {
    const auto x = Numbers<T>(seed).normal(static_cast<std::size_t>(n), 0, 4);
    return Eigen::Map<const Column<T>>(x.data(), n);
}

}  // namespace

TEMPLATE_TEST_CASE("the threads of an executor share one long row", "[softmax][long]", actfn::Softmax<float>,
                   (actfn::Softmax<float, actfn::exact>), actfn::LogSoftmax<double>) {
    using T = typename TestType::value_type;
    const TestType s;
    for (const Index n : {whole, whole + 1, 3 * whole + 70, 40 * whole}) {
        CAPTURE(n);
        const Column<T> x = normal<T>(n, 1);
        const Column<T> dy = normal<T>(n, 2);
        const Column<T> y = s(x);
        const Column<T> dx = s.backward(y, dy);

        OddExecutor executor;
        Column<T> parallel(n);
        actfn::forward(s, x, parallel, actfn::colwise, executor);
        CHECK((parallel == y).all());
        CHECK((executor.pieces > 3) == (n > whole));  // more than one of each pass
        actfn::backward_from_output(s, y, dy, parallel, actfn::colwise, executor);
        CHECK((parallel == dx).all());

        parallel = x;
        actfn::forward(s, parallel, parallel, actfn::colwise, executor);
        CHECK((parallel == y).all());

        // Every second entry of a matrix's row.
        Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic> apart =
            Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>::Zero(2, n);
        apart.row(1) = x.transpose();
        CHECK((s(apart.row(1)).transpose() == y).all());
    }
}

TEST_CASE("long rows beside each other, and more threads than rows", "[softmax][long]") {
    const Index n = 2 * whole + 5;
    for (const Index rows : {2, 5}) {
        Eigen::ArrayXXf x(n, rows);
        for (Index i = 0; i < rows; ++i) x.col(i) = normal<float>(n, static_cast<std::uint64_t>(i));
        OddExecutor executor;
        Eigen::ArrayXXf y(n, rows);
        actfn::forward(actfn::Softmax<float>(), x, y, actfn::colwise, executor);
        for (Index i = 0; i < rows; ++i) CHECK((y.col(i) == actfn::softmax(x.col(i))).all());
    }
}

TEST_CASE("special values in any piece of a long row", "[softmax][long]") {
    const float infinity = std::numeric_limits<float>::infinity();
    const Index n = 3 * whole + 1;
    for (const Index at : {Index(0), whole, n - 1}) {
        Eigen::ArrayXf x = normal<float>(n, 3);
        x(at) = std::nanf("");
        CHECK(actfn::softmax(x).isNaN().all());
        CHECK(actfn::log_softmax(x).isNaN().all());
        x(at) = infinity;
        CHECK(actfn::softmax(x).isNaN().all());
        x(at) = -infinity;
        CHECK(actfn::softmax(x)(at) == 0);
        CHECK(actfn::log_softmax(x)(at) == -infinity);
        x = -infinity;
        CHECK(actfn::softmax(x).isNaN().all());
        x(at) = 5;
        CHECK(actfn::softmax(x)(at) == 1);

        // An infinite sum stays one.
        Eigen::ArrayXf dy = Eigen::ArrayXf::Ones(n);
        dy(at) = infinity;
        const Eigen::ArrayXf y = Eigen::ArrayXf::Constant(n, -10);
        CHECK(actfn::LogSoftmax<float>().backward(y, dy)(1) == -infinity);
    }
}
