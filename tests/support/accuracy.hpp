#pragma once

// What the accuracy test of every function does: compares a functor, by every call that has a bound, with a reference
// written in MPFR. A function's own file holds the reference, its literal values and its table of special values.

#include <concepts>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "actfn/elementwise/calls.hpp"
#include "actfn/elementwise/functor.hpp"
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
void check_bounds(const Reference& reference, const std::vector<Subject<T>>& tiers, bool output_determines_input,
                  double share);

/// The derivatives of the reference are those of its value.
void check_reference_derivatives(const Reference& reference);

/// A value as published: a decimal numeral and how far it may be from the truth, relatively, because of its own rounding.
struct Literal {
    double x;
    const char* value;
    double precision;
};

/// Both the reference and the functor have the published values.
template <class T>
void check_literals(const Reference& reference, const Subject<T>& s, const std::vector<Literal>& literals);

/// What f, f' and f'' give at x, bit for bit; nothing where only the bounds speak.
template <class T>
struct Special {
    T x;
    std::optional<T> value, gradient, curvature;
};

/// By scalar and in every lane of a batch, among lanes with another value; backward at infinite, NaN and zero factors.
template <class T>
void check_special_values(const Subject<T>& s, const std::vector<Special<T>>& table);

std::string parameter_text(std::vector<double> parameters);

/// Calls what(functor) for every element type and tier, with the parameters rounded to the element type.
template <template <class, class> class Functor, class What, class... P>
void for_each_tier(const What& what, P... parameters) {
    what(Functor<float, actfn::standard>(static_cast<float>(parameters)...));
    what(Functor<float, actfn::exact>(static_cast<float>(parameters)...));
    what(Functor<double, actfn::standard>(static_cast<double>(parameters)...));
}

/// The bounds of every element type and tier. A parameter is rounded to the element type; that value is the reference's, too.
template <template <class, class> class Functor, class Ref, class... P>
void check_accuracy(double share, bool output_determines_input, P... parameters) {
    const auto text = parameter_text({static_cast<double>(parameters)...});
    const Ref narrow(Real(static_cast<float>(parameters))...);
    check_reference_derivatives(narrow);
    check_bounds<float>(narrow,
                        {subject(Functor<float, actfn::standard>(static_cast<float>(parameters)...), text),
                         subject(Functor<float, actfn::exact>(static_cast<float>(parameters)...), text)},
                        output_determines_input, share);
    const Ref wide(Real(static_cast<double>(parameters))...);
    check_bounds<double>(wide, {subject(Functor<double, actfn::standard>(static_cast<double>(parameters)...), text)},
                         output_determines_input, share / 2);
}

}  // namespace tests
