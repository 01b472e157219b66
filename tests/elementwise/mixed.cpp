// Buffer calls of a float functor whose arrays have other element types: each element is converted where it is loaded, and
// rounded once where it is stored.

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "actfn/elementwise/calls.hpp"
#include "actfn/functions/leaky_relu.hpp"
#include "actfn/functions/sigmoid.hpp"
#include "actfn/functions/softplus.hpp"

using Eigen::bfloat16;
using Eigen::half;

namespace {

template <class T>
std::vector<T> numbers(std::size_t n, float scale) {
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = T((static_cast<float>(i * 37 % 101) - 50.0f) * scale);
    return x;
}
template <class T>
std::vector<float> widened(const std::vector<T>& x) {
    return std::vector<float>(x.begin(), x.end());
}
/// a == b, element by element, where a is rounded to b's type.
template <class T>
bool rounds_to(const std::vector<float>& a, const std::vector<T>& b) {
    bool same = a.size() == b.size();
    for (std::size_t i = 0; i < a.size(); ++i) same = same && T(a[i]) == b[i];
    return same;
}

/// Dense matrices and blocks of them, all element types different.
template <class F>
void check_matrices(const F& f) {
    constexpr int dynamic = Eigen::Dynamic;
    Eigen::Array<half, dynamic, dynamic> x(9, 7);
    Eigen::Array<bfloat16, dynamic, dynamic, Eigen::RowMajor> dy(9, 7);
    Eigen::Array<float, dynamic, dynamic> dx(9, 7), wide_dx(9, 7);
    for (Eigen::Index i = 0; i < x.size(); ++i) {
        x.data()[i] = half(static_cast<float>(i) * 0.1f - 3.0f);
        dy.data()[i] = bfloat16(static_cast<float>(i % 5) - 2.0f);
    }
    const Eigen::ArrayXXf wide_x = x.template cast<float>();
    const Eigen::ArrayXXf wide_dy = dy.template cast<float>();
    actfn::backward(f, wide_x, wide_dy, wide_dx);
    actfn::backward(f, x, dy, dx);
    CHECK((dx == wide_dx).all());
    dx.setZero();
    actfn::backward(f, x.block(2, 1, 5, 6), dy.block(2, 1, 5, 6), dx.block(2, 1, 5, 6));
    CHECK((dx.block(2, 1, 5, 6) == wide_dx.block(2, 1, 5, 6)).all());
    CHECK((dx.row(0) == 0.0f).all());
}

}  // namespace

TEMPLATE_TEST_CASE("memory of other element types", "[mixed]", half, bfloat16) {
    using T = TestType;
    const actfn::Sigmoid<float> f;
    const actfn::LeakyReLU<float> g(0.3f);
    for (std::size_t n = 0; n < 150; ++n) {
        const std::vector<T> x = numbers<T>(n, 0.2f);
        const std::vector<float> wide_x = widened(x);
        const std::vector<float> dy = numbers<float>(n, 0.7f);
        std::vector<float> y(n), d(n), wide_y(n), wide_d(n);
        std::vector<T> narrow_y(n), narrow_d(n);
        actfn::forward(f, wide_x, wide_y);
        actfn::forward(f, x, y);
        CHECK(y == wide_y);
        actfn::forward(f, wide_x, narrow_y);
        CHECK(rounds_to(wide_y, narrow_y));

        actfn::backward(g, wide_x, dy, wide_d);
        actfn::backward(g, x, dy, d);
        CHECK(d == wide_d);
        actfn::backward(g, wide_x, dy, narrow_d);
        CHECK(rounds_to(wide_d, narrow_d));

        actfn::forward_with_derivative(f, wide_x, wide_y, wide_d);
        actfn::forward_with_derivative(f, x, y, narrow_d);
        CHECK((y == wide_y && rounds_to(wide_d, narrow_d)));

        std::vector<T> in_place = x;
        actfn::forward(f, in_place, in_place);
        CHECK(rounds_to(wide_y, in_place));
    }
    check_matrices(f);
    check_matrices(g);
    check_matrices(actfn::Softplus<float, actfn::exact>(1.5f));
}

TEST_CASE("in place needs elements of one size", "[mixed]") {
    alignas(float) std::byte memory[64 * sizeof(float)] = {};
    auto floats = Eigen::Map<Eigen::ArrayXf>(reinterpret_cast<float*>(memory), 32);
    auto halves = Eigen::Map<Eigen::Array<half, Eigen::Dynamic, 1>>(reinterpret_cast<half*>(memory), 32);
    CHECK_THROWS_AS(actfn::forward(actfn::Sigmoid<float>(), halves, floats), std::invalid_argument);
    CHECK_THROWS_AS(actfn::forward(actfn::Sigmoid<float>(), floats, halves), std::invalid_argument);
    auto beyond = Eigen::Map<Eigen::Array<half, Eigen::Dynamic, 1>>(reinterpret_cast<half*>(memory) + 64, 32);
    CHECK_NOTHROW(actfn::forward(actfn::Sigmoid<float>(), floats, beyond));
    CHECK_THROWS_AS(
        actfn::forward(actfn::Sigmoid<float>(), floats,
                       Eigen::Map<Eigen::Array<half, Eigen::Dynamic, 1>>(reinterpret_cast<half*>(memory) + 63, 32)),
        std::invalid_argument);
}

TEST_CASE("parameters of 16 bits are checked and named", "[mixed]") {
    const half infinity = std::numeric_limits<half>::infinity();
    CHECK_THROWS_AS(actfn::LeakyReLU<half>(infinity), std::invalid_argument);
    try {
        actfn::Softplus<bfloat16> f(bfloat16(-0.5f));
        FAIL("a negative beta");
    } catch (const std::invalid_argument& e) {
        CHECK(std::string(e.what()) == "actfn: softplus: beta must be > 0, but is -0.5");
    }
    const actfn::LeakyReLU<half> f(half(0.2f));
    CHECK(f.slope() == half(0.2f));
    CHECK(f == actfn::LeakyReLU<half>(half(0.2f)));
    CHECK(f(half(-1.0f)) == half(-0.2f));
    CHECK(actfn::leaky_relu(half(-1.0f), 0.2) == half(-0.2f));
}
