#include "../support/eigen_setup.hpp"

#include "actfn/rows/lines.hpp"

#include <cstddef>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../support/message.hpp"
#include "actfn/actfn.hpp"
#include "rows.hpp"

using namespace tests;

namespace {

/// Every line of the tensor as a matrix call gives it: one of its columns, all with the same strides.
template <class T, class Call>
std::vector<T> by_matrices(const actfn::Lines& lines, const std::vector<T>& like, const Call& call) {
    using Matrix = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    std::vector<T> result(like.size());
    for (Index o = 0; o < lines.outer; ++o) {
        const Index first = o * lines.length * lines.inner;
        call(first, Eigen::Map<Matrix>(result.data() + first, lines.length, lines.inner));
    }
    return result;
}

template <class S>
void check(const S& s, const actfn::Lines& lines) {
    using T = typename S::value_type;
    using Matrix = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    INFO(lines.outer << " x " << lines.length << " x " << lines.inner);
    const auto size = static_cast<std::size_t>(lines.outer * lines.length * lines.inner);
    const std::vector<T> x = Numbers<T>(5).normal(size, 0, 3);
    const std::vector<T> dy = Numbers<T>(6).normal(size, 0, 1);
    const auto matrix = [&](const std::vector<T>& of, Index first) {
        return Eigen::Map<const Matrix>(of.data() + first, lines.length, lines.inner);
    };
    std::vector<T> y(size);
    actfn::forward(s, x, y, lines);
    CHECK(y == by_matrices(lines, x,
                           [&](Index first, auto to) { actfn::forward(s, matrix(x, first), to, actfn::colwise); }));
    std::vector<T> dx(size);
    actfn::backward_from_output(s, y, dy, dx, lines);
    CHECK(dx == by_matrices(lines, x, [&](Index first, auto to) {
              actfn::backward_from_output(s, matrix(y, first), matrix(dy, first), to, actfn::colwise);
          }));
    std::vector<T> parallel(size);
    actfn::forward(s, x, parallel, lines, OddExecutor());
    CHECK(parallel == y);
    std::vector<T> in_place = x;
    actfn::forward(s, in_place, in_place, lines);
    CHECK(in_place == y);
}

}  // namespace

TEMPLATE_TEST_CASE("softmax along any axis of a tensor", "[softmax][lines]", actfn::Softmax<float>,
                   actfn::LogSoftmax<double>) {
    for (const actfn::Lines lines : {actfn::Lines{1, 10, 1},
                                     {3, 10, 5},
                                     {7, 70, 1},
                                     {1, 70, 33},
                                     {2, 300, 20},
                                     {40, 4, 2},
                                     {0, 3, 2},
                                     {5, 0, 2},
                                     {5, 3, 0},
                                     {6, 1, 4}}) {
        check(TestType(), lines);
    }
}

TEST_CASE("Lines that do not fit a span are refused", "[softmax][lines]") {
    const std::vector<float> x(12);
    std::vector<float> y(12, 7);
    const auto text = message([&] { actfn::forward(actfn::Softmax<float>(), x, y, actfn::Lines{2, 3, 3}); });
    CHECK(text.find("Lines{2, 3, 3}") != std::string::npos);
    CHECK(y == std::vector<float>(12, 7));
}

TEST_CASE("softmax's backward_from_output is its backward", "[softmax]") {
    const actfn::Softmax<float> s;
    using Rows = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Rows p = s(Rows(Rows::Random(5, 70)), actfn::rowwise);
    const Rows dp = Rows::Random(5, 70);
    Rows by_name(5, 70), dx(5, 70);
    actfn::backward_from_output(s, p, dp, by_name, actfn::rowwise);
    actfn::backward(s, p, dp, dx, actfn::rowwise);
    CHECK((by_name == dx).all());
    Eigen::ArrayXf of_row(70);
    actfn::backward_from_output(s, Eigen::ArrayXf(p.row(2)), Eigen::ArrayXf(dp.row(2)), of_row);
    CHECK((of_row.transpose() == dx.row(2)).all());
    const auto text = message([&] { actfn::backward_from_output(s, p, dp, of_row, actfn::rowwise); });
    INFO(text);
    CHECK(text.find("backward_from_output: y is 5 x 70, but dx is 70 x 1") != std::string::npos);
}
