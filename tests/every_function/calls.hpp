#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "../gated/units.hpp"
#include "catalogue.hpp"

namespace tests {

/// A buffer call with inputs and outputs by position, and the scalar functions that say what it must write.
template <class T>
struct Call {
    std::string label;  ///< such as "elu<float, exact> backward"
    std::string name;   ///< such as "backward"
    std::vector<std::string> inputs;
    std::vector<std::string> outputs;
    std::function<void(const std::vector<Matrix<const T>>&, const std::vector<Matrix<T>>&, const Executor&)> run;
    std::function<void(const std::vector<std::span<const T>>&, const std::vector<std::span<T>>&)> run_spans;
    std::vector<std::function<T(T x, T dy, T ddx)>> expected;
};

template <class T>
std::vector<Call<T>> calls(const Function<T>& f) {
    const auto scalar = [](T (*g)(T)) { return [g](T x, T, T) { return g(x); }; };
    const auto product = [](T (*g)(T, T)) { return [g](T x, T dy, T) { return g(x, dy); }; };
    const auto value = scalar(f.mapping("f")->scalar);
    const auto gradient = scalar(f.mapping("f'")->scalar);
    std::vector<Call<T>> all = {
        {f.label + " forward",
         "forward",
         {"x"},
         {"y"},
         [&f](auto& in, auto& out, auto& e) { f.forward(in[0], out[0], e); },
         [&f](auto& in, auto& out) { f.forward_span(in[0], out[0]); },
         {value}},
        {f.label + " backward",
         "backward",
         {"x", "dy"},
         {"dx"},
         [&f](auto& in, auto& out, auto& e) { f.backward(in[0], in[1], out[0], e); },
         [&f](auto& in, auto& out) { f.backward_span(in[0], in[1], out[0]); },
         {product(f.product)}},
        {f.label + " forward_with_derivative",
         "forward_with_derivative",
         {"x"},
         {"y", "d"},
         [&f](auto& in, auto& out, auto& e) { f.forward_with_derivative(in[0], out[0], out[1], e); },
         [&f](auto& in, auto& out) { f.forward_with_derivative_span(in[0], out[0], out[1]); },
         {value, gradient}},
        {f.label + " backward_backward",
         "backward_backward",
         {"x", "dy", "ddx"},
         {"dx2", "ddy"},
         [&f](auto& in, auto& out, auto& e) { f.backward_backward(in[0], in[1], in[2], out[0], out[1], e); },
         [&f](auto& in, auto& out) { f.backward_backward_span(in[0], in[1], in[2], out[0], out[1]); },
         {f.second_product, [&f](T x, T, T ddx) { return f.product(x, ddx); }}}};
    if (f.backward_from_output != nullptr) {
        all.push_back({f.label + " backward_from_output",
                       "backward_from_output",
                       {"y", "dy"},
                       {"dx"},
                       [&f](auto& in, auto& out, auto& e) { f.backward_from_output(in[0], in[1], out[0], e); },
                       [&f](auto& in, auto& out) { f.backward_from_output_span(in[0], in[1], out[0]); },
                       {product(f.product_from_output)}});
    }
    return all;
}

template <class T>
std::vector<Call<T>> calls(const GatedUnit<T>& unit) {
    return {{unit.label + " forward",
             "forward",
             {"gate", "up"},
             {"y"},
             [&unit](auto& in, auto& out, auto& e) { unit.forward(in[0], in[1], out[0], e); },
             [&unit](auto& in, auto& out) { unit.forward_span(in[0], in[1], out[0]); },
             {[&unit](T gate, T up, T) { return unit.value(gate, up); }}},
            {unit.label + " backward",
             "backward",
             {"gate", "up", "dy"},
             {"dgate", "dup"},
             [&unit](auto& in, auto& out, auto& e) { unit.backward(in[0], in[1], in[2], out[0], out[1], e); },
             [&unit](auto& in, auto& out) { unit.backward_span(in[0], in[1], in[2], out[0], out[1]); },
             {unit.dgate, unit.dup}}};
}

/// The calls of every function and of every gated unit.
template <class T>
std::vector<std::vector<Call<T>>> every_call() {
    std::vector<std::vector<Call<T>>> all;
    for (const auto& f : functions<T>()) all.push_back(calls(f));
    for (const auto& unit : gated_units<T>()) all.push_back(calls(unit));
    return all;
}

}  // namespace tests
