// A user's own functor, by the recipe of docs/your_own_function.md: it gets everything that ours have.

#include "../support/eigen_setup.hpp"

#include <concepts>
#include <set>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <unsupported/Eigen/CXX11/Tensor>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../support/differences.hpp"
#include "actfn/actfn.hpp"

using namespace tests;

namespace user {

template <class T = float, class Tier = actfn::standard>
struct Swish2 : actfn::Elementwise<Swish2<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "swish2";
    template <class V>
    V value(V x) const {
        return x / (V(1) + actfn::math::exp(V(-2) * x));
    }
};

/// The same with a derivative.
template <class T = float, class Tier = actfn::standard>
struct Swish2WithGradient : actfn::Elementwise<Swish2WithGradient<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "swish2";
    template <class V>
    V value(V x) const {
        return x / (V(1) + actfn::math::exp(V(-2) * x));
    }
    template <class V>
    V gradient(V x) const {
        const V s = V(1) / (V(1) + actfn::math::exp(V(-2) * x));
        // A bare a * b + c may be fused by the compiler for scalars and not for batches.
        return actfn::math::fma(V(2) * x, s * (V(1) - s), s);
    }
};

/// Records on how many lanes the formula was called.
struct Recorder : actfn::Elementwise<Recorder, float, actfn::standard> {
    static constexpr std::string_view name = "recorder";
    static inline std::set<std::size_t> lanes;
    template <class V>
    V value(V x) const {
        lanes.insert(sizeof(V) / sizeof(float));
        return x + V(1);
    }
};

/// With a parameter and an operator of its own.
struct Shift : actfn::Elementwise<Shift, double, actfn::standard> {
    static constexpr std::string_view name = "shift";
    double by = 0;
    constexpr Shift() = default;
    constexpr explicit Shift(double b) : by(b) {}
    template <class V>
    V value(V x) const {
        return x + V(by);
    }
    friend constexpr bool operator==(const Shift&, const Shift&) = default;
};

/// With a parameter, but none.
struct Incomparable : actfn::Elementwise<Incomparable, float, actfn::standard> {
    static constexpr std::string_view name = "incomparable";
    float by = 0;
    template <class V>
    V value(V x) const {
        return x + V(by);
    }
};

}  // namespace user

using namespace user;

namespace {

template <class F>
constexpr bool has_derivative = requires(const F& f, typename F::value_type x) {
    f.derivative(x);
};
template <class F>
constexpr bool has_second_derivative = requires(const F& f, typename F::value_type x) {
    f.second_derivative(x);
};
template <class F>
constexpr bool has_from_output_call = requires(const F& f, typename F::value_type x) {
    f.derivative_from_output(x);
};

static_assert(actfn::ElementwiseFunctor<Swish2<>> && actfn::ElementwiseFunctor<Swish2<float, actfn::exact>>);
static_assert(actfn::ElementwiseFunctor<Swish2<double>> && actfn::ElementwiseFunctor<Swish2WithGradient<>>);
static_assert(actfn::ElementwiseFunctor<actfn::Derivative<Swish2WithGradient<>>>);
static_assert(!actfn::ElementwiseFunctor<float>);
// Members that the functor does not have are not there to be called.
static_assert(!has_derivative<Swish2<>> && !has_second_derivative<Swish2<>> && !has_from_output_call<Swish2<>>);
static_assert(!actfn::has_derivative_from_output<Swish2<>>);
static_assert(has_derivative<Swish2WithGradient<>> && !has_second_derivative<Swish2WithGradient<>>);
static_assert(!actfn::has_derivative_from_output<Swish2WithGradient<>>);

// A functor without an operator== of its own has none that ignores its parameter.
static_assert(std::equality_comparable<Shift> && !std::equality_comparable<Incomparable>);
static_assert(Shift(1) == Shift(1) && Shift(1) != Shift(2));

template <class X>
void check_forms(Differences& d, const X& f, const std::string& name) {
    using T = typename X::value_type;
    const auto x = inputs<T>(7);
    const Eigen::Map<const Eigen::ArrayX<T>> array(x.data(), static_cast<Eigen::Index>(x.size()));
    using V = actfn::core::native_batch<T>;
    std::vector<T> by_batches(x.size() / V::size * V::size);
    for (std::size_t i = 0; i < by_batches.size(); i += V::size) {
        f(V::load_unaligned(&x[i])).store_unaligned(&by_batches[i]);
    }
    const Eigen::ArrayX<T> by_expression = f(array);
    const Eigen::ArrayX<T> by_unary_expr = array.unaryExpr(f);
    std::vector<T> by_span(x.size());
    actfn::forward(f, x, by_span);
    Eigen::ArrayX<T> by_buffer(array.size());
    actfn::forward(f, array, by_buffer);
    const Eigen::Tensor<T, 1> by_tensor =
        Eigen::TensorMap<const Eigen::Tensor<T, 1>>(x.data(), array.size()).unaryExpr(f);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const auto k = static_cast<Eigen::Index>(i);
        const T expected = f(x[i]);
        if (i < by_batches.size()) d.compare(name + " by batches", x[i], expected, by_batches[i]);
        d.compare(name + " by expression", x[i], expected, by_expression[k]);
        d.compare(name + " by unaryExpr", x[i], expected, by_unary_expr[k]);
        d.compare(name + " by span", x[i], expected, by_span[i]);
        d.compare(name + " by buffer", x[i], expected, by_buffer[k]);
        d.compare(name + " by tensor", x[i], expected, by_tensor(k));
    }
}

}  // namespace

TEST_CASE("a user's functor has every form of f", "[user]") {
    Differences d;
    check_forms(d, Swish2<float>(), "swish2<float>");
    check_forms(d, Swish2<float, actfn::exact>(), "swish2<float, exact>");
    check_forms(d, Swish2<float, actfn::fast>(), "swish2<float, fast>");
    check_forms(d, Swish2<double>(), "swish2<double>");
    CHECK(d.text() == "");
    CHECK(std::abs(Swish2<double>()(1.0) - 0.8807970779778823) < 1e-15);
    // The kernels of a user's formula are the short ones, too.
    const float short_of_it = Swish2<float, actfn::fast>()(0.3f);
    CHECK(short_of_it != Swish2<float>()(0.3f));
    CHECK(std::abs(short_of_it / Swish2<float>()(0.3f) - 1) < 0x1p-12f);
    // One rounding of the same formula in double.
    CHECK(Swish2<float, actfn::exact>()(0.3f) == static_cast<float>(Swish2<double>()(double(0.3f))));
}

TEST_CASE("with a gradient it has the derivative and the buffer calls too", "[user]") {
    Differences d;
    const Swish2WithGradient<float> f;
    check_forms(d, actfn::Derivative<Swish2WithGradient<float>>(f), "swish2'");
    const auto x = inputs<float>(8);
    const std::vector<float> dy(x.rbegin(), x.rend());
    std::vector<float> y(x.size()), g(x.size()), dx(x.size());
    actfn::forward_with_derivative(f, x, y, g);
    actfn::backward(f, x, dy, dx);
    for (std::size_t i = 0; i < x.size(); ++i) {
        d.compare("value of forward_with_derivative", x[i], f(x[i]), y[i]);
        d.compare("derivative of forward_with_derivative", x[i], f.derivative(x[i]), g[i]);
        d.compare("backward", x[i], dy[i] * f.derivative(x[i]), dx[i]);
    }
    CHECK(d.text() == "");
    const double h = 1e-5;
    const Swish2WithGradient<double> wide;
    CHECK(std::abs(wide.derivative(0.7) - (wide(0.7 + h) - wide(0.7 - h)) / (2 * h)) < 1e-9);
}

TEST_CASE("it vectorises, in plain unaryExpr too", "[user]") {
    using Traits = Eigen::internal::functor_traits<Recorder>;
    constexpr bool vectorisable = Eigen::internal::packet_traits<float>::Vectorizable;
    STATIC_REQUIRE(bool(Traits::PacketAccess) == vectorisable);
    constexpr std::size_t packet = Eigen::internal::packet_traits<float>::size;
    const Eigen::ArrayXf x = Eigen::ArrayXf::LinSpaced(8 * packet, -1, 1);
    Eigen::ArrayXf y(x.size());
    const auto lanes = [&](const auto& run) {
        Recorder::lanes.clear();
        run();
        CHECK((y == x + 1).all());
        return Recorder::lanes;
    };
    // The arrays start aligned and end with a whole packet: not one element is left to the scalar formula.
    const std::set<std::size_t> packets_only = {vectorisable ? packet : 1};
    CHECK(lanes([&] { y = x.unaryExpr(Recorder()); }) == packets_only);
    CHECK(lanes([&] { y = Recorder()(x); }) == packets_only);
    CHECK(lanes([&] { y = Recorder()(x + 0.0f); }) == packets_only);
    constexpr std::size_t native = actfn::core::lanes<actfn::core::native_batch<float>>;
    CHECK(lanes([&] { actfn::forward(Recorder(), x, y); }) == std::set<std::size_t>{native});
    CHECK(lanes([&] { actfn::forward(Recorder(), x.head(x.size()), y.head(y.size())); }) ==
          std::set<std::size_t>{native});
    CHECK(lanes([&] {
              Eigen::TensorMap<Eigen::Tensor<float, 1>>(y.data(), y.size()) =
                  Eigen::TensorMap<const Eigen::Tensor<float, 1>>(x.data(), x.size()).unaryExpr(Recorder());
          }) == packets_only);
    CHECK(lanes([&] {
              for (Eigen::Index i = 0; i < x.size(); ++i) y[i] = Recorder()(x[i]);
          }) == std::set<std::size_t>{1});
    using Chunk = Eigen::Array<float, packet, 1>;
    CHECK(lanes([&] {
              y = Recorder()(Chunk(x.head<packet>())).replicate(8, 1) - x.head<packet>().replicate(8, 1) + x;
          }).size() == 1);
}
