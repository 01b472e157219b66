// The component's calls give the bits of the header's in every layout, and refuse what those refuse with
// the same words.

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <Eigen/Core>
#include <catch2/catch_test_macros.hpp>

#include "../support/message.hpp"
#include "actfn/actfn.hpp"
#include "actfn/dispatch.hpp"
#include "actfn/spec/catalogue.hpp"
#include "refusals.hpp"
#include "same_bits.hpp"

namespace dispatch = actfn::dispatch;
using Eigen::ArrayXf;
using Eigen::ArrayXXf;
using RowMajor = Eigen::Array<float, -1, -1, Eigen::RowMajor>;
using tests::check_refusals;
using tests::message;
using tests::SameBits;

namespace {

/// The calls of the header and of the component under one name.
struct Header {
    template <class... A>
    static void forward(A&&... a) {
        actfn::forward(std::forward<A>(a)...);
    }
    template <class... A>
    static void backward(A&&... a) {
        actfn::backward(std::forward<A>(a)...);
    }
    template <class... A>
    static void backward_from_output(A&&... a) {
        actfn::backward_from_output(std::forward<A>(a)...);
    }
    template <class... A>
    static void forward_with_derivative(A&&... a) {
        actfn::forward_with_derivative(std::forward<A>(a)...);
    }
    template <class... A>
    static void backward_backward(A&&... a) {
        actfn::backward_backward(std::forward<A>(a)...);
    }
};
struct Component {
    template <class... A>
    static void forward(A&&... a) {
        dispatch::forward(std::forward<A>(a)...);
    }
    template <class... A>
    static void backward(A&&... a) {
        dispatch::backward(std::forward<A>(a)...);
    }
    template <class... A>
    static void backward_from_output(A&&... a) {
        dispatch::backward_from_output(std::forward<A>(a)...);
    }
    template <class... A>
    static void forward_with_derivative(A&&... a) {
        dispatch::forward_with_derivative(std::forward<A>(a)...);
    }
    template <class... A>
    static void backward_backward(A&&... a) {
        dispatch::backward_backward(std::forward<A>(a)...);
    }
};

ArrayXXf some(Eigen::Index rows, Eigen::Index cols) {
    ArrayXXf x(rows, cols);
    for (Eigen::Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i * 7919 % 1009) / 64.0f - 8.0f;
    return x;
}

template <class A, class B>
bool same_bits(const A& a, const B& b) {
    if (a.rows() != b.rows() || a.cols() != b.cols()) return false;
    for (Eigen::Index j = 0; j < a.cols(); ++j) {
        for (Eigen::Index i = 0; i < a.rows(); ++i) {
            const auto x = a(i, j);
            const auto y = b(i, j);
            if (std::memcmp(&x, &y, sizeof x) != 0) return false;
        }
    }
    return true;
}

}  // namespace

TEST_CASE("the component has the bits of the header in every layout", "[dispatch]") {
    const SameBits same;
    const actfn::ELU<float> f(0.5f);
    const actfn::ELU<float, actfn::exact> exact(0.5f);
    const ArrayXXf big = some(80, 70);
    const auto check = [&](const auto& x, auto expected, auto y) {
        const auto dy = (x * 0.25f + 1.0f).eval();
        auto e2 = expected;
        auto y2 = y;
        Header::forward(f, x, expected);
        Component::forward(f, x, y);
        CHECK(same_bits(expected, y));
        Component::forward(actfn::ActivationSpec(f), x, y2);
        CHECK(same_bits(expected, y2));
        Header::forward(exact, x, expected);
        Component::forward(exact, x, y);
        CHECK(same_bits(expected, y));
        Header::backward(f, x, dy, expected);
        Component::backward(f, x, dy, y);
        CHECK(same_bits(expected, y));
        Header::backward_from_output(f, x, dy, expected);
        Component::backward_from_output(f, x, dy, y);
        CHECK(same_bits(expected, y));
        Header::forward_with_derivative(f, x, expected, e2);
        Component::forward_with_derivative(f, x, y, y2);
        CHECK((same_bits(expected, y) && same_bits(e2, y2)));
        Header::backward_backward(f, x, dy, dy, expected, e2);
        Component::backward_backward(f, x, dy, dy, y, y2);
        CHECK((same_bits(expected, y) && same_bits(e2, y2)));
    };
    for (const Eigen::Index n : {0, 1, 2, 7, 16, 33, 64, 80}) check(big.col(3).head(n), ArrayXf(n), ArrayXf(n));
    check(big, ArrayXXf(80, 70), ArrayXXf(80, 70));
    check(big, ArrayXXf(80, 70), RowMajor(80, 70));
    check(big.block(3, 5, 70, 60), ArrayXXf(70, 60), ArrayXXf(70, 60));
    check(big.row(3), RowMajor(1, 70), RowMajor(1, 70));
    check(big.transpose(), ArrayXXf(70, 80), ArrayXXf(70, 80));
    check(Eigen::Map<const ArrayXXf, 0, Eigen::Stride<-1, -1>>(big.data(), 20, 30, {160, 3}), ArrayXXf(20, 30),
          ArrayXXf(20, 30));
    // Into a block, and nowhere else.
    ArrayXXf y = ArrayXXf::Constant(82, 72, 77.0f);
    ArrayXXf expected = y;
    Header::forward(f, big, expected.block(1, 1, 80, 70));
    Component::forward(f, big, y.block(1, 1, 80, 70));
    CHECK(same_bits(expected, y));
}

TEST_CASE("large arrays, which are written past the caches, have the bits of others", "[dispatch]") {
    const SameBits same;
    const Eigen::Index n = (Eigen::Index(1) << 24) + 3;
    const ArrayXf x = some(n, 1).col(0);
    ArrayXf y = ArrayXf::Constant(n + 8, 77.0f);
    dispatch::forward(actfn::ReLU<float>(), x, y.segment(3, n));
    CHECK((y.segment(3, n) == x.cwiseMax(0.0f)).all());
    CHECK((y.head(3) == 77.0f).all());
    CHECK((y.tail(5) == 77.0f).all());

    const auto check = [&](const auto& f) {
        using T = typename std::remove_cvref_t<decltype(f)>::value_type;
        const Eigen::Array<T, Eigen::Dynamic, 1> in = x.cast<T>();
        Eigen::Array<T, Eigen::Dynamic, 1> out = decltype(in)::Constant(n, T(77));
        Eigen::Array<T, Eigen::Dynamic, 1> expected = out;
        dispatch::forward(f, in, out);
        actfn::forward(f, in, expected);
        CHECK((out == expected).all());
    };
    check(actfn::ReLU<Eigen::half>());
    check(actfn::ReLU<Eigen::bfloat16>());
    check(actfn::LeakyReLU<float, actfn::exact>());
}

namespace {

/// What both say to each of a list of calls that are not valid.
template <class Calls>
std::vector<std::string> refusals() {
    std::vector<std::string> said;
    const auto refuse = [&](const auto& call) { said.push_back(message(call)); };
    const actfn::Tanh<float> f;
    const ArrayXXf x = some(6, 4);
    ArrayXXf y = ArrayXXf::Constant(6, 4, 77.0f);
    ArrayXXf wrong = ArrayXXf::Constant(4, 6, 77.0f);
    std::vector<float> v(10, 77.0f);
    const std::span<float> s = v;
    refuse([&] { Calls::forward(f, x, wrong); });
    refuse([&] { Calls::forward(f, s.first(3), s.last(4)); });
    refuse([&] { Calls::forward(f, s.first(5), s.subspan(2, 5)); });
    refuse([&] { Calls::backward(f, x, y, wrong); });
    refuse([&] { Calls::backward(f, s.first(4), s.subspan(4, 4), s.subspan(3, 4)); });
    refuse([&] { Calls::backward_from_output(f, x, wrong, y); });
    refuse([&] { Calls::backward_from_output(actfn::LeakyReLU<float>(-1.0f), x, x, y); });
    refuse([&] { Calls::forward_with_derivative(f, x, y, y); });
    refuse([&] { Calls::forward_with_derivative(f, x, y, wrong); });
    refuse([&] { Calls::backward_backward(f, x, x, x, y, y.transpose()); });
    refuse([&] { Calls::forward(f, x, Eigen::Map<ArrayXXf, 0, Eigen::Stride<-1, -1>>(y.data(), 6, 4, {1, 0})); });
    CHECK((y == 77.0f).all());
    CHECK((wrong == 77.0f).all());
    CHECK(std::count(v.begin(), v.end(), 77.0f) == 10);
    return said;
}

}  // namespace

TEST_CASE("what the header refuses, the component refuses with the same words, and nothing is written", "[dispatch]") {
    check_refusals(refusals<Header>(), refusals<Component>());
}

TEST_CASE("a spec that is not valid for the call is refused", "[dispatch]") {
    const std::vector<float> x(4, 1.0f);
    std::vector<float> y(4, 77.0f);
    const auto spec = [](const char* text) { return dispatch::parse_activation(text); };
    CHECK(message([&] { dispatch::forward(spec("relu"), x, std::span(y).first(3)); }) ==
          "actfn: forward: x is 4 x 1, but y is 3 x 1");
    CHECK(message([&] { dispatch::backward_from_output(spec("gelu"), x, x, y); }) ==
          "actfn: backward_from_output: the derivative of gelu is not a function of its output: keep x and call "
          "backward");
    CHECK(message([&] { dispatch::backward_from_output(spec("leaky_relu(-1)"), x, x, y); }) ==
          "actfn: leaky_relu: the derivative from the output needs a slope >= 0, but it is -1; use the derivative from "
          "the "
          "input");
    CHECK(message([&] { dispatch::forward(spec("softplus(1e-300)"), x, y); }) ==
          "actfn: softplus: beta must be > 0, but is 0");
    actfn::ActivationSpec strange;
    strange.function = 7;
    CHECK(message([&] { dispatch::forward(strange, x, y); }) ==
          "actfn: this function is not in the compiled component");
    CHECK(message([&] { spec("gellu"); }).find("actfn: there is no activation \"gellu\"") == 0);
    CHECK(std::count(y.begin(), y.end(), 77.0f) == 4);
}

namespace {

/// Three threads that take turns.
struct Turns {
    int calls = 0;
    static std::ptrdiff_t threads() { return 3; }
    static double overhead() { return 0; }
    template <class F>
    void parallel_for(std::ptrdiff_t n, const F& f) {
        ++calls;
        f(std::ptrdiff_t(0), n / 3);
        f(n / 3, n / 2);
        f(n / 2, n);
    }
};

}  // namespace

TEST_CASE("an executor is asked for work, if there is enough", "[dispatch]") {
    const SameBits same;
    const ArrayXXf x = some(333, 7);
    ArrayXXf y(333, 7);
    ArrayXXf expected(333, 7);
    Turns turns;
    dispatch::forward(actfn::Tanh<float>(), x, y, turns);
    actfn::forward(actfn::Tanh<float>(), x, expected);
    CHECK(same_bits(expected, y));
    CHECK(turns.calls == 1);
    dispatch::forward(actfn::Tanh<float>(), x.topRows(300), y.topRows(300), turns);
    dispatch::forward(actfn::Tanh<float, actfn::exact>(), x, y, turns);
    CHECK(turns.calls == 3);
    actfn::forward(actfn::Tanh<float, actfn::exact>(), x, expected);
    CHECK(same_bits(expected, y));

    struct Costly : Turns {
        static double overhead() { return 25000; }
    } costly;
    const auto asked = [&](auto f, Eigen::Index n) {
        const ArrayXf a = ArrayXf::Zero(n);
        ArrayXf b(n);
        const int before = costly.calls;
        dispatch::forward(f, a, b, costly);
        const int component = costly.calls - before;
        actfn::forward(f, a, b, costly);
        CHECK(costly.calls - before == 2 * component);
        return component;
    };
    // The dearer the function, the sooner, and as the header has it.
    CHECK(asked(actfn::ReLU<float>(), 600000) == 0);
    CHECK(asked(actfn::Softplus<float>(), 600000) == 1);
    CHECK(asked(actfn::Sigmoid<float, actfn::exact>(), 300000) == 1);
    CHECK(asked(actfn::Sigmoid<float>(), 300000) == 0);
}

namespace {

template <class T = float, class Tier = actfn::standard>
struct Unknown : actfn::Elementwise<Unknown<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "of the user";
    template <class V>
    V value(V x) const {
        return x;
    }
};

}  // namespace

TEST_CASE("an instruction set or a function that is not there is refused", "[dispatch]") {
    const std::string before(dispatch::isa());
    CHECK(message([] { dispatch::set_isa("avx1024"); }).find("actfn: set_isa: this machine has no \"avx1024\", but ") ==
          0);
    CHECK(dispatch::isa() == before);
    for (const std::string_view isa : dispatch::isas()) {
        dispatch::set_isa(isa);
        CHECK(dispatch::isa() == isa);
    }
    const std::vector<float> x(3);
    std::vector<float> y(3);
    CHECK(message([&] { dispatch::forward(Unknown<float>(), x, y); }) ==
          "actfn: this function is not in the compiled component");
}
