// The buffer calls on a spec give the bits of the calls on its functor, in every layout, and refuse what those refuse.

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../every_function/calls.hpp"
#include "../every_function/map.hpp"
#include "../support/allocations.hpp"
#include "../support/differences.hpp"
#include "../support/message.hpp"
#include "actfn/activation_spec.hpp"

using namespace tests;
using actfn::ActivationSpec;
using actfn::exact;
using actfn::standard;

namespace {

/// The call of this name on the arrays. Each is compiled for every function: in exact and double, which differ from float in
/// nothing that is tested here, there is but forward, and in the quick build forward alone of float.
template <class T, class Tier, class In, class Out, class... E>
bool call_on(const ActivationSpec& spec, const std::string& call, const In& in, Out& out, const E&... executor) {
    constexpr bool others = std::is_same_v<T, double> || std::is_same_v<Tier, exact>;
    if constexpr (TESTS_QUICK && others) {
        return false;
    } else if (call == "forward") {
        actfn::forward<Tier>(spec, in[0], out[0], executor...);
    } else if constexpr (TESTS_QUICK || others) {
        return false;
    } else if (call == "backward") {
        actfn::backward(spec, in[0], in[1], out[0], executor...);
    } else if (call == "backward_from_output") {
        actfn::backward_from_output(spec, in[0], in[1], out[0], executor...);
    } else if (call == "forward_with_derivative") {
        actfn::forward_with_derivative(spec, in[0], out[0], out[1], executor...);
    } else {
        REQUIRE(call == "backward_backward");
        actfn::backward_backward(spec, in[0], in[1], in[2], out[0], out[1], executor...);
    }
    return true;
}

template <class T, class In, class Out, class... E>
bool call_on(const ActivationSpec& spec, bool is_exact, const std::string& call, const In& in, Out& out,
             const E&... executor) {
    if constexpr (std::is_same_v<T, float>) {
        if (is_exact) return call_on<T, exact>(spec, call, in, out, executor...);
    }
    return call_on<T, standard>(spec, call, in, out, executor...);
}

/// Odd parts, the last first.
void in_odd_parts(Index n, const Executor::Task& task) {
    for (Index begin = (n - 1) / 7 * 7; begin >= 0; begin -= 7) task(begin, std::min(n, begin + 7));
}

template <class T>
ActivationSpec spec_of(const Function<T>& f) {
    return actfn::parse_activation(f.label.substr(0, f.label.find('<')));
}

}  // namespace

TEMPLATE_TEST_CASE("a call on a spec gives the bits of the call on its functor", "[spec][buffers]", float, double) {
    using T = TestType;
    constexpr Index rows = 31;
    constexpr Index cols = 13;
    constexpr std::size_t size = 3 * (rows + 1) * (cols + 1);
    const std::array<std::vector<T>, 3> values = {inputs<T>(1), inputs<T>(2), inputs<T>(3)};
    // Contiguous by columns, by rows, and neither.
    const std::array<std::array<Index, 2>, 3> strides = {{{1, rows}, {cols, 1}, {3, 3 * (rows + 1)}}};
    for (const auto& f : functions<T>()) {
        if (f.fast) continue;  // calls without a tier are the standard ones
        const ActivationSpec spec = spec_of(f);
        for (const auto& call : calls(f)) {
            for (const auto& [row_stride, col_stride] : strides) {
                INFO(call.label << ", strides " << row_stride << " and " << col_stride);
                std::vector<Matrix<const T>> in;
                std::vector<Strided<const T>> x;
                for (const auto& v : values) {
                    REQUIRE(v.size() >= size);
                    in.push_back({v.data(), rows, cols, row_stride, col_stride});
                    x.push_back(map(in.back()));
                }
                std::array<std::vector<T>, 4> memory;
                memory.fill(std::vector<T>(size, T(77)));
                std::vector<Matrix<T>> out;
                std::vector<Strided<T>> y;
                for (std::size_t k = 0; k < 2; ++k) {
                    out.push_back({memory[k].data(), rows, cols, row_stride, col_stride});
                    y.push_back(map(Matrix<T>{memory[k + 2].data(), rows, cols, row_stride, col_stride}));
                }
                call.run(in, out, Executor());
                for (const Executor& executor : {Executor(), Executor{3, &in_odd_parts}}) {
                    if (!call_on<T>(spec, f.exact, call.name, x, y, executor)) continue;
                    CHECK(std::ranges::equal(memory[0], memory[2], same<T>));
                    CHECK(std::ranges::equal(memory[1], memory[3], same<T>));
                    CHECK(allocations([&] { call_on<T>(spec, f.exact, call.name, x, y, executor); }) == 0);
                }
            }
        }
    }
}

#if !TESTS_QUICK
TEST_CASE("a call on a spec takes spans, and needs no executor", "[spec][buffers]") {
    const std::vector<float> x = inputs<float>(1);
    for (const auto& f : functions<float>()) {
        if (f.exact || f.fast) continue;
        INFO(f.label);
        std::vector<float> y(x.size());
        std::vector<float> expected(x.size());
        f.forward_span(x, expected);
        actfn::forward(spec_of(f), x, y);
        CHECK(std::ranges::equal(y, expected, same<float>));
        y = x;
        actfn::forward(spec_of(f), y, y);  // in place
        CHECK(std::ranges::equal(y, expected, same<float>));
    }
}

TEST_CASE("a call on a spec has the parameters of the spec", "[spec][buffers]") {
    const Eigen::ArrayXXf x = Eigen::ArrayXXf::Random(5, 7);
    Eigen::ArrayXXf y(5, 7);
    actfn::forward(actfn::parse_activation("elu(alpha=0.3)"), x, y);
    CHECK((y == actfn::elu(x, 0.3)).all());
    actfn::forward(actfn::ActivationSpec(actfn::LeakyReLU<float>(0.2f)), x, y.topRows(5));
    CHECK((y == actfn::leaky_relu(x, 0.2)).all());
    actfn::forward<exact>(actfn::parse_activation("softplus(beta=3)"), x, y, Executor());
    CHECK((y == actfn::softplus<exact>(x, 3)).all());
}

TEST_CASE("a call on a spec refuses what the call on a functor refuses", "[spec][buffers]") {
    const ActivationSpec elu = actfn::parse_activation("elu(alpha=-1)");
    std::vector<float> x(5);
    std::vector<float> y(4);
    CHECK(message([&] { actfn::forward(elu, x, y); }) == "actfn: forward: x is 5 x 1, but y is 4 x 1");
    CHECK(message([&] { actfn::forward(elu, std::span(x).first(4), std::span(x).last(4)); }) ==
          "actfn: forward: y overlaps x in part; in place, both must have the same address, shape and strides");
    CHECK(message([&] {
              actfn::backward_from_output(elu, x, x, x);
          }).starts_with("actfn: elu: the derivative from the output needs a alpha >= 0, but it is -1"));
    CHECK(message([&] { actfn::backward_from_output(actfn::parse_activation("step"), x, x, x); }) ==
          "actfn: backward_from_output: the derivative of step is not a function of its output: keep x and call "
          "backward");
}
#endif
