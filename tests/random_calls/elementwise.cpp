// Random calls of the element-wise functions, from the catalogue: every functor is compiled once.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "../support/differences.hpp"
#include "random_calls.hpp"

namespace tests {

template <class T>
std::string judge_bits(const std::vector<Values<T>>& in, const std::vector<Values<T>>& out,
                       const Scalars<T>& expected) {
    for (std::size_t k = 0; k < out.size(); ++k) {
        for (std::size_t i = 0; i < out[k].element.size(); ++i) {
            const T x = in[0].element[i];
            const T dy = in[std::min<std::size_t>(1, in.size() - 1)].element[i];
            const T ddx = in.back().element[i];
            const T truth = expected[k](x, dy, ddx);
            const T got = out[k].element[i];
            if (!same(truth, got)) {
                return "output " + std::to_string(k) + ", element " + std::to_string(i) + ", x = " + text(x) +
                       ", dy = " + text(dy) + ", ddx = " + text(ddx) + ": expected " + text(truth) + ", got " +
                       text(got);
            }
        }
    }
    return "";
}
template std::string judge_bits(const std::vector<Values<float>>&, const std::vector<Values<float>>&,
                                const Scalars<float>&);
template std::string judge_bits(const std::vector<Values<double>>&, const std::vector<Values<double>>&,
                                const Scalars<double>&);

namespace {

template <class T>
void set_parameters(const Function<T>& f, Draw& draw, std::string& label) {
    f.hold_default();
    if (draw.one_in(3)) return;
    const auto parameter = [&draw] {
        const auto size = draw.one_in(2) ? draw.uniform(0.01, 2) : std::exp2(draw.uniform(-20, 10));
        return static_cast<T>(draw.one_in(9) ? 0 : draw.one_in(3) ? -size : size);
    };
    const T a = parameter();
    const T b = parameter();
    f.hold(a, b);
    label += " with parameters near " + text(a) + ", " + text(b);
}

}  // namespace

template <class T>
RandomCall<T> random_elementwise(Draw& draw) {
    const auto& all = functions<T>();
    const Function<T>& f = all[static_cast<std::size_t>(draw.from(0, static_cast<Index>(all.size()) - 1))];
    RandomCall<T> call;
    call.label = f.label;
    set_parameters(f, draw, call.label);
    call.after = [&f] { f.hold_default(); };
    Scalars<T> expected;
    const auto scalar = [](T (*g)(T)) { return [g](T x, T, T) { return g(x); }; };
    const auto product = [](T (*g)(T, T)) { return [g](T x, T dy, T) { return g(x, dy); }; };
    const auto value = scalar(f.mapping("f")->scalar);
    const auto gradient = scalar(f.mapping("f'")->scalar);
    const auto span = [](const auto& m) { return std::span(m.data, static_cast<std::size_t>(m.rows)); };
    const bool spans = draw.one_in(4);
    call.layouts = spans ? Layouts::spans : Layouts::any;
    Index which = draw.from(0, f.backward_from_output != nullptr ? 7 : 6);
    const bool expression = which >= 3 && which <= 5;
    if (expression && f.assign == nullptr) which = 0;
    switch (which) {
        case 0:
            call.label += " forward";
            call.run = [&f, spans, span](auto& in, auto& out, auto& e) {
                spans ? f.forward_span(span(in[0]), span(out[0])) : f.forward(in[0], out[0], e);
            };
            expected = {value};
            break;
        case 1:
            call.label += " backward";
            call.inputs = 2;
            call.run = [&f, spans, span](auto& in, auto& out, auto& e) {
                spans ? f.backward_span(span(in[0]), span(in[1]), span(out[0])) : f.backward(in[0], in[1], out[0], e);
            };
            expected = {product(f.product)};
            break;
        case 2:
            call.label += " forward_with_derivative";
            call.run = [&f, spans, span](auto& in, auto& out, auto& e) {
                spans ? f.forward_with_derivative_span(span(in[0]), span(out[0]), span(out[1]))
                      : f.forward_with_derivative(in[0], out[0], out[1], e);
            };
            expected = {value, gradient};
            break;
        case 3:
        case 4:
            call.label += which == 3 ? " expression" : " expression of a strided array";
            call.layouts = Layouts::columns;
            call.checks = false;
            call.run = [&f, which](auto& in, auto& out, auto&) {
                which == 3 ? f.assign(in[0], out[0]) : f.assign_strided(in[0], out[0]);
            };
            expected = {value};
            break;
        case 5:
            call.label += " expression dy * f'(x)";
            call.layouts = Layouts::columns;
            call.inputs = 2;
            call.checks = false;
            call.run = [&f](auto& in, auto& out, auto&) { f.assign_product(in[0], in[1], out[0]); };
            expected = {[gradient](T x, T dy, T ddx) { return dy * gradient(x, dy, ddx); }};
            break;
        case 6:
            call.label += " backward_backward";
            call.inputs = 3;
            call.run = [&f, spans, span](auto& in, auto& out, auto& e) {
                spans ? f.backward_backward_span(span(in[0]), span(in[1]), span(in[2]), span(out[0]), span(out[1]))
                      : f.backward_backward(in[0], in[1], in[2], out[0], out[1], e);
            };
            expected = {f.second_product, [&f](T x, T, T ddx) { return f.product(x, ddx); }};
            break;
        default:
            call.label += " backward_from_output";
            call.inputs = 2;
            call.run = [&f, spans, span](auto& in, auto& out, auto& e) {
                spans ? f.backward_from_output_span(span(in[0]), span(in[1]), span(out[0]))
                      : f.backward_from_output(in[0], in[1], out[0], e);
            };
            expected = {product(f.product_from_output)};
            try {
                f.mapping("f' from output")->scalar(T(1));
            } catch (const std::invalid_argument&) {
                call.valid = false;
            }
    }
    call.outputs.assign(expected.size(), &RandomCall<T>::same_shape);
    call.judge = [expected](const auto& in, const auto&, const auto& out) { return judge_bits<T>(in, out, expected); };
    return call;
}
template RandomCall<float> random_elementwise(Draw&);
template RandomCall<double> random_elementwise(Draw&);

}  // namespace tests
