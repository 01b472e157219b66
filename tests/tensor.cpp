// Softmax and its family along a dimension of a tensor: each line as a vector of its own gives it.

#include "actfn/tensor.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "rows/rows.hpp"

using namespace tests;

namespace {

template <class T, int Layout>
using Tensor4 = Eigen::Tensor<T, 4, Layout>;

using Shape4 = std::array<Index, 4>;

template <class T, int Layout>
Tensor4<T, Layout> random_tensor(const Shape4& shape, std::uint64_t seed) {
    Tensor4<T, Layout> x(shape[0], shape[1], shape[2], shape[3]);
    const auto numbers = Numbers<T>(seed).normal(static_cast<std::size_t>(x.size()), 0, 3);
    std::copy(numbers.begin(), numbers.end(), x.data());
    return x;
}

/// Calls each(line of every tensor, as an array of values; its place) for every line along the dimension.
template <class Each>
void for_each_line(const Shape4& shape, std::size_t dimension, const Each& each) {
    Shape4 outer = shape;
    outer[dimension] = 1;
    for (Index a = 0; a < outer[0]; ++a)
        for (Index b = 0; b < outer[1]; ++b)
            for (Index c = 0; c < outer[2]; ++c)
                for (Index d = 0; d < outer[3]; ++d) each(Shape4{a, b, c, d});
}

template <class X>
auto line_of(const X& x, Shape4 at, std::size_t dimension) {
    std::vector<typename X::Scalar> line;
    for (at[dimension] = 0; at[dimension] < x.dimension(dimension); ++at[dimension]) line.push_back(x(at));
    return line;
}

/// Whether the two differ by no more than a few ULP: a line along the storage order is added in another order than
/// one across.
template <class T>
bool near(const std::vector<T>& a, const std::vector<T>& b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!(std::abs(a[i] - b[i]) <= 8 * std::numeric_limits<T>::epsilon() * (std::abs(a[i]) + 1))) return false;
    return a.size() == b.size();
}

template <class S, int Layout>
void check(const S& s) {
    using T = typename S::value_type;
    for (const Shape4& shape : {Shape4{2, 3, 4, 5}, {1, 70, 3, 1}, {3, 1, 2, 9}, {70, 2, 1, 3}}) {
        for (std::size_t d = 0; d < 4; ++d) {
            INFO("dimension " << d << " of " << shape[0] << " x " << shape[1] << " x " << shape[2] << " x "
                              << shape[3]);
            const auto x = random_tensor<T, Layout>(shape, 1), dy = random_tensor<T, Layout>(shape, 2);
            const auto dimension = static_cast<Index>(d);
            Tensor4<T, Layout> y(x.dimensions()), dx(x.dimensions()), counted_from_end(x.dimensions());
            actfn::forward(s, x, y, dimension, OddExecutor());
            actfn::backward_from_output(s, y, dy, dx, dimension);
            actfn::forward(s, x, counted_from_end, dimension - 4);
            CHECK(std::equal(y.data(), y.data() + y.size(), counted_from_end.data()));
            auto in_place = x;
            actfn::forward(s, in_place, in_place, dimension);
            CHECK(std::equal(y.data(), y.data() + y.size(), in_place.data()));
            for_each_line(shape, d, [&](const Shape4& at) {
                CHECK(near(line_of(y, at, d), s(line_of(x, at, d))));
                CHECK(near(line_of(dx, at, d), s.backward(line_of(y, at, d), line_of(dy, at, d))));
            });
        }
    }
}

}  // namespace

TEMPLATE_TEST_CASE("softmax and its kin along a dimension of a tensor", "[tensor]", actfn::Softmax<float>,
                   actfn::LogSoftmax<double>) {
    check<TestType, Eigen::ColMajor>(TestType());
    check<TestType, Eigen::RowMajor>(TestType());
}

TEST_CASE("calls on tensors by name, on maps and of logsumexp", "[tensor]") {
    const Shape4 shape = {2, 3, 4, 5};
    const auto x = random_tensor<float, Eigen::RowMajor>(shape, 1);
    const Eigen::TensorMap<const Tensor4<float, Eigen::RowMajor>> map(x.data(), 2, 3, 4, 5);
    const Tensor4<float, Eigen::RowMajor> p = actfn::softmax(map, 2);
    const Tensor4<float, Eigen::RowMajor> log_p = actfn::log_softmax<actfn::exact>(x, -2);
    const Tensor4<float, Eigen::RowMajor> hard = actfn::hardmax(x, 2), lowest = actfn::softmin(x, 2);
    Eigen::Tensor<float, 3, Eigen::RowMajor> sums(2, 3, 5);
    actfn::forward(actfn::LogSumExp<float>(), x, sums, 2);
    Tensor4<float, Eigen::RowMajor> dx(2, 3, 4, 5);
    actfn::backward(actfn::LogSumExp<float>(), x, sums, dx, 2);
    for_each_line(shape, 2, [&](const Shape4& at) {
        const std::vector<float> line = line_of(x, at, 2);
        CHECK(near(line_of(p, at, 2), actfn::softmax(line)));
        CHECK(near(line_of(log_p, at, 2), actfn::log_softmax(line)));
        CHECK(line_of(hard, at, 2) == actfn::hardmax(line));
        CHECK(near(line_of(lowest, at, 2), actfn::softmin(line)));
        CHECK(std::abs(sums(at[0], at[1], at[3]) - actfn::logsumexp(line)) <= 1e-6f);
        for (Index k = 0; k < 4; ++k) {
            CHECK(std::abs(dx(at[0], at[1], k, at[3]) - sums(at[0], at[1], at[3]) * p(at[0], at[1], k, at[3])) <=
                  1e-5f);
        }
    });
}

TEST_CASE("gumbel_softmax along a dimension, and tensors of a fixed size", "[tensor]") {
    const auto x = random_tensor<float, Eigen::RowMajor>({2, 3, 4, 5}, 1);
    const actfn::GumbelSoftmax<float> f(0.5, 7);
    auto y = x, dx = x, expected_dx = x;
    actfn::forward(f, x, y, 2, 1);
    std::vector<float> expected(120);
    actfn::forward(f, std::span(x.data(), 120), expected, 2, actfn::Lines{2, 3, 20});
    CHECK(std::equal(expected.begin(), expected.end(), y.data()));
    const auto made = actfn::gumbel_softmax(x, -3, 7, 2, 0.5);
    CHECK(std::equal(expected.begin(), expected.end(), made.data()));
    actfn::backward_from_output(f, y, x, dx, 1);
    actfn::backward_from_output(f.softmax(), y, x, expected_dx, 1);
    CHECK(std::equal(dx.data(), dx.data() + dx.size(), expected_dx.data()));

    Eigen::TensorFixedSize<float, Eigen::Sizes<3, 4>> fixed;
    fixed.setRandom();
    const Eigen::Tensor<float, 2> same_size = fixed;
    const auto of_fixed = actfn::softmax(fixed, 1);
    const auto of_other = actfn::softmax(same_size, 1);
    CHECK(std::equal(of_fixed.data(), of_fixed.data() + 12, of_other.data()));
    actfn::forward(actfn::Softmax<float>(), fixed, fixed, 1);
    CHECK(std::equal(of_fixed.data(), of_fixed.data() + 12, fixed.data()));
}

TEST_CASE("cross_entropy of N x C x H x W logits", "[tensor]") {
    const auto x = random_tensor<float, Eigen::RowMajor>({2, 3, 4, 5}, 1);
    Eigen::Tensor<int, 3, Eigen::RowMajor> targets(2, 4, 5);
    for (Index i = 0; i < 40; ++i) targets.data()[i] = static_cast<int>(i % 3);
    Tensor4<float, Eigen::RowMajor> gradient(2, 3, 4, 5);
    const float loss = actfn::cross_entropy(x, targets, gradient, 1);
    CHECK(loss == actfn::cross_entropy(x, targets, 1));
    double sum = 0;
    const Tensor4<double, Eigen::RowMajor> log_p =
        actfn::log_softmax(Tensor4<double, Eigen::RowMajor>(x.cast<double>()), 1);
    for (Index n = 0; n < 2; ++n)
        for (Index h = 0; h < 4; ++h)
            for (Index w = 0; w < 5; ++w) {
                const int target = targets(n, h, w);
                sum -= log_p(n, target, h, w);
                for (int c = 0; c < 3; ++c) {
                    const double g = (std::exp(log_p(n, c, h, w)) - (c == target ? 1 : 0)) / 40;
                    CHECK(std::abs(static_cast<double>(gradient(n, c, h, w)) - g) <= 1e-8);
                }
            }
    CHECK(std::abs(static_cast<double>(loss) - sum / 40) <= 1e-6);
}

TEST_CASE("calls on tensors refuse what does not fit", "[tensor][errors]") {
    const auto x = random_tensor<float, Eigen::ColMajor>({2, 3, 4, 5}, 1);
    Tensor4<float, Eigen::ColMajor> y(2, 3, 5, 4);
    y.setConstant(42);
    const actfn::Softmax<float> s;
    CHECK(message([&] { actfn::forward(s, x, y, 1); }) == "actfn: forward: dimension 2 of x is 4, but that of y is 5");
    CHECK(message([&] { actfn::backward_from_output(s, x, x, y, 1); }) ==
          "actfn: backward_from_output: dimension 2 of y is 4, but that of dx is 5");
    CHECK(message([&] { actfn::cross_entropy(x, y, 1); }) ==
          "actfn: cross_entropy: dimension 2 of logits is 4, but that of targets is 5");
    auto z = x;
    CHECK(message([&] { actfn::forward(s, x, z, 4); }) == "actfn: forward: dimension 4 of a tensor with 4 dimensions");
    CHECK(message([&] { actfn::forward(s, x, z, -5); }) ==
          "actfn: forward: dimension -5 of a tensor with 4 dimensions");
    CHECK(message([&] { actfn::softmax(x, 7); }) == "actfn: softmax: dimension 7 of a tensor with 4 dimensions");
    CHECK(std::all_of(y.data(), y.data() + y.size(), [](float v) { return v == 42; }));
    Eigen::Tensor<float, 0> scalar;
    CHECK(message([&] { actfn::softmax(scalar, 0); }) == "actfn: softmax: dimension 0 of a tensor with 0 dimensions");
}
