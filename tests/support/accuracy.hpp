#pragma once

// What the accuracy test of every function does: compares a functor, by every call that has a bound, with a reference
// written in MPFR, and with the published and special values of its data file.

#include <concepts>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "actfn/elementwise/calls.hpp"
#include "actfn/elementwise/functor.hpp"
#include "function_data.hpp"
#include "reference.hpp"

namespace tests {

/// One functor behind plain calls, so that the test itself is compiled once per element type, in accuracy.cpp.
template <class T>
struct Subject {
    using Array = std::vector<T>;

    std::string label;
    bool exact;
    actfn::Bounds bounds;
    std::function<T(T x)> scalar_value, scalar_gradient, scalar_curvature;
    std::function<Array(const Array&x)> value, gradient, curvature;
    std::function<std::pair<Array, Array>(const Array& x)> value_and_gradient;
    std::function<Array(const Array& x, const Array& dy)> backward;
    std::function<std::pair<Array, Array>(const Array& x, const Array& dy, const Array& ddx)> backward_backward;
    std::function<Array(const Array& y)> from_output;  ///< empty where the functor has none
    std::function<Array(const Array& y, const Array& dy)> backward_from_output;
};

template <class F>
std::string label_of(const F&) {
    const bool exact = std::same_as<typename F::tier, actfn::exact>;
    return std::string(F::name) + (sizeof(typename F::value_type) == 4 ? " float" : " double") +
           (exact ? " exact" : " standard");
}

template <class G>
auto array_call(const G& g) {
    using T = typename G::value_type;
    return [g](const std::vector<T>& x) {
        std::vector<T> y(x.size());
        actfn::forward(g, std::span(x), std::span(y));
        return y;
    };
}

template <class F>
auto subject(const F& f, const std::string& parameters = "") {
    using T = typename F::value_type;
    using Array = std::vector<T>;
    Subject<T> s;
    s.label = label_of(f) + parameters;
    s.exact = std::same_as<typename F::tier, actfn::exact>;
    s.bounds = F::bounds;
    const actfn::Derivative<F> derivative(f);
    s.scalar_value = [f](T x) { return f(x); };
    s.scalar_gradient = [f](T x) { return f.derivative(x); };
    s.scalar_curvature = [f](T x) { return f.second_derivative(x); };
    s.value = array_call(f);
    s.gradient = array_call(derivative);
    s.curvature = array_call(actfn::Derivative<actfn::Derivative<F>>(derivative));
    s.value_and_gradient = [f](const Array& x) {
        std::pair<Array, Array> result(x.size(), x.size());
        actfn::forward_with_derivative(f, std::span(x), std::span(result.first), std::span(result.second));
        return result;
    };
    s.backward = [f](const Array& x, const Array& dy) {
        Array dx(x.size());
        actfn::backward(f, std::span(x), std::span(dy), std::span(dx));
        return dx;
    };
    s.backward_backward = [f](const Array& x, const Array& dy, const Array& ddx) {
        std::pair<Array, Array> result(x.size(), x.size());
        actfn::backward_backward(f, std::span(x), std::span(dy), std::span(ddx), std::span(result.first),
                                 std::span(result.second));
        return result;
    };
    if constexpr (actfn::has_derivative_from_output<F>) {
        s.from_output = [f](const Array& y) { return array_call(actfn::DerivativeFromOutput<F>(f))(y); };
        s.backward_from_output = [f](const Array& y, const Array& dy) {
            Array dx(y.size());
            actfn::backward_from_output(f, std::span(y), std::span(dy), std::span(dx));
            return dx;
        };
    }
    return s;
}

/// All calls of the tiers of one functor against the reference, on the given share of the points: every bound, the fused
/// call bit for bit, the backward calls. Where the output does not determine the input, that from-output calls throw.
template <class T>
void check_bounds(const Reference& reference, const std::vector<Subject<T>>& tiers, double share);

/// The derivatives of the reference are those of its value.
void check_reference_derivatives(const Reference& reference);

/// Both the reference and the functor have the published values.
template <class T>
void check_literals(const Reference& reference, const Subject<T>& s, const std::vector<Literal>& literals);

/// By scalar and in every lane of a batch, among lanes with another value; backward at infinite, NaN and zero factors.
template <class T>
void check_special_values(const Subject<T>& s, const std::vector<Special<T>>& table);

std::string parameter_text(const std::vector<double>& parameters);

/// Calls what(functor) for every element type and tier, with the parameters rounded to the element type.
template <template <class, class> class F, class What>
void for_each_tier(const std::vector<double>& parameters, const What& what) {
    what(with_rounded_parameters<F<float, actfn::standard>>(parameters));
    what(with_rounded_parameters<F<float, actfn::exact>>(parameters));
    what(with_rounded_parameters<F<double, actfn::standard>>(parameters));
}

/// The bounds of every element type and tier, with the default parameters and the others of the data file.
template <template <class, class> class F>
void check_accuracy() {
    const auto check = [](const std::vector<double>& parameters, double share) {
        const auto text = parameter_text(parameters);
        const auto narrow = with_rounded_parameters<F<float, actfn::standard>>(parameters);
        const auto exactly = with_rounded_parameters<F<float, actfn::exact>>(parameters);
        const auto of_float = reference<Real>(narrow);
        check_reference_derivatives(of_float);
        check_bounds<float>(of_float, {subject(narrow, text), subject(exactly, text)}, share);
        const auto wide = with_rounded_parameters<F<double, actfn::standard>>(parameters);
        check_bounds<double>(reference<Real>(wide), {subject(wide, text)}, share / 2);
    };
    check({}, 1);
    for (const auto& parameters : FunctionData<F>::parameters()) check(parameters, 0.2);
}

template <template <class, class> class F>
void check_published_values() {
    using Data = FunctionData<F>;
    std::vector<double> parameters;
    if constexpr (requires { Data::published_parameters(); }) parameters = Data::published_parameters();
    for_each_tier<F>(parameters, [](const auto& f) {
        const auto truth = reference<Real>(f);
        check_literals(truth, subject(f), Data::published());
    });
}

template <template <class, class> class F>
void check_special_values() {
    using Data = FunctionData<F>;
    const auto check = [](const auto& f) { check_special_values(subject(f), Data::special_values(f)); };
    for_each_tier<F>({}, check);
    const auto others = [] {
        if constexpr (requires { Data::special_parameters(); }) return Data::special_parameters();
        return Data::parameters();
    };
    for (const auto& parameters : others()) for_each_tier<F>(parameters, check);
}

}  // namespace tests
