// Functors on number types: y = f(x) and dy = f'(x) dx of the library's own f and f'.

#include "actfn/number_types.hpp"

#include <cmath>
#include <limits>
#include <tuple>
#include <type_traits>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "actfn/actfn.hpp"

using actfn::core::equal;

namespace {

/// A dual number of a user's program.
struct Dual {
    double a;
    double b;
};

}  // namespace

template <>
struct actfn::NumberTraits<Dual> {
    static double value(const Dual& x) { return x.a; }
    static Dual chain(const Dual& x, double y, double dy) { return {y, dy * x.b}; }
};

namespace {

template <class T>
using AutoDiff = Eigen::AutoDiffScalar<Eigen::Matrix<T, 2, 1>>;

const double inputs[] = {-740, -20, -1.5, -0.25, 0.0, 0.25, 1.5, 20, 740};

}  // namespace

TEMPLATE_TEST_CASE("a functor takes numbers with derivatives, and gives its own f' times theirs", "",
                   actfn::Sigmoid<double>, actfn::ELU<double>, actfn::GELU<double>, actfn::ReLU<double>,
                   actfn::Swish<double>, actfn::Tanh<float>, (actfn::Sigmoid<float, actfn::exact>)) {
    using T = typename TestType::value_type;
    const TestType f;
    for (const double input : inputs) {
        const T x = static_cast<T>(input);
        CAPTURE(x);
        const AutoDiff<T> y = f(AutoDiff<T>(x, {T(2), T(-3)}));
        CHECK(equal(y.value(), f(x)));
        CHECK(equal(y.derivatives()(0), f.derivative(x) * T(2)));
        CHECK(equal(y.derivatives()(1), f.derivative(x) * T(-3)));
    }
}

TEST_CASE("numbers with derivatives of numbers with derivatives give f''") {
    using Inner = AutoDiff<double>;
    using Outer = Eigen::AutoDiffScalar<Eigen::Matrix<Inner, 1, 1>>;
    const actfn::GELU<double> f;
    for (const double x : inputs) {
        CAPTURE(x);
        Outer number(Inner(x, 2, 0), 1, 0);
        const Outer y = f(number);
        CHECK(equal(y.value().value(), f(x)));
        CHECK(equal(y.value().derivatives()(0), f.derivative(x)));
        CHECK(equal(y.derivatives()(0).value(), f.derivative(x)));
        CHECK(equal(y.derivatives()(0).derivatives()(0), f.second_derivative(x)));
    }
}

TEST_CASE("expressions of numbers, and arrays of them") {
    const AutoDiff<double> a(0.5, 2, 0);
    const AutoDiff<double> b(-0.25, 2, 1);
    const AutoDiff<double> y = actfn::tanh(a * b + a);
    const double slope = actfn::Tanh<double>().derivative(0.375);
    CHECK(equal(y.derivatives()(0), slope * 0.75));
    CHECK(equal(y.derivatives()(1), slope * 0.5));

    Eigen::Array<AutoDiff<double>, Eigen::Dynamic, 2> x(2, 2);
    x << a, b, b, a;
    const Eigen::Array<AutoDiff<double>, Eigen::Dynamic, 2> z = actfn::silu(x);
    CHECK(equal(z(0, 1).value(), actfn::silu(-0.25)));
    CHECK(equal(z(0, 1).derivatives()(1), actfn::SiLU<double>().derivative(-0.25)));
    CHECK(equal(z(1, 1).derivatives()(0), actfn::SiLU<double>().derivative(0.5)));

    // A gradient of several functors of one number by the chain rule, against differences.
    const auto network = [](const auto& u, const auto& v) { return actfn::softplus(u * actfn::gelu(v) + v); };
    const AutoDiff<double> whole = network(a, b);
    const double h = 0x1p-17;
    CHECK(std::abs((network(0.5 + h, -0.25) - network(0.5 - h, -0.25)) / (2 * h) - whole.derivatives()(0)) < 1e-9);
    CHECK(std::abs((network(0.5, -0.25 + h) - network(0.5, -0.25 - h)) / (2 * h) - whole.derivatives()(1)) < 1e-9);
}

TEST_CASE("a number type of the user's") {
    const Dual y = actfn::sigmoid(Dual{1.5, 4});
    CHECK(equal(y.a, actfn::sigmoid(1.5)));
    CHECK(equal(y.b, actfn::Sigmoid<double>().derivative(1.5) * 4));
}

TEST_CASE("long double is the functor of double, without a step between two doubles") {
    const actfn::Sigmoid<double> f;
    for (const double x : inputs) {
        CAPTURE(x);
        CHECK(equal(f(static_cast<long double>(x)), static_cast<long double>(f(x))));
    }
    const long double x = 0.3L;
    const long double truth = 1 / (1 + std::exp(-x));
    STATIC_CHECK(std::is_same_v<decltype(f(x)), long double>);
    CHECK(std::abs(actfn::sigmoid(x) - truth) <= static_cast<long double>(f.bounds.value) * 0x1p-53L);
    // Its difference quotient is f' over a step that double does not resolve.
    const long double h = 0x1p-56L;
    CHECK(std::abs(static_cast<double>((f(0.25L + h) - f(0.25L)) / h) - f.derivative(0.25)) < 0x1p-7);
    const long double infinity = std::numeric_limits<long double>::infinity();
    CHECK(equal(f(infinity), 1.0L));
    CHECK(equal(f(-infinity), 0.0L));
    CHECK(equal(f((std::numeric_limits<long double>::max)()), 1.0L));
    CHECK(std::isnan(f(std::numeric_limits<long double>::quiet_NaN())));
}

TEST_CASE("at zeros and infinities every functor of long double has double's value with its sign") {
    const double infinity = std::numeric_limits<double>::infinity();
    const auto check = [&](const auto& f) {
        for (const double x : {-0.0, 0.0, -infinity, infinity, -740.0}) {
            CAPTURE(f.name, x);
            const double expected = f(x);
            const long double got = f(static_cast<long double>(x));
            CHECK((equal(got, static_cast<long double>(expected)) || (std::isnan(got) && std::isnan(expected))));
            CHECK((std::isnan(got) || std::signbit(got) == std::signbit(expected)));
        }
    };
    std::apply([&](const auto&... f) { (check(f), ...); }, actfn::AllFunctions<double, actfn::standard>());
}
