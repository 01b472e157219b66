#pragma once

// What the author of a function writes down for its tests, in tests/functions/<name>.hpp: the reference, published values,
// special values, and the parameters to try beside the defaults.

#include <array>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <vector>

#include "actfn/elementwise/functor.hpp"
#include "reference.hpp"

namespace tests {

/// A value as published: a decimal numeral and how far it may be from the truth, relatively, because of its own rounding.
struct Literal {
    double x;
    const char* value;
    double precision;
};

/// What f, f' and f'' give at x, bit for bit; nothing where only the bounds speak.
template <class T>
struct Special {
    T x;
    std::optional<T> value, gradient, curvature;
};

/// A specialisation for each function has
///     static std::vector<std::vector<double>> parameters();           to be tested beside the defaults, {} for none
///     static std::vector<Literal> published();                        at least five
///     static std::vector<double> published_parameters();              optional, of the published values: the defaults
///     template <class T, class Tier> static std::vector<Special<T>> special_values(const F<T, Tier>& f);
///     static std::vector<std::vector<double>> special_parameters();   optional, beside the defaults: parameters()
/// and there is a function reference<R>(f), which makes the reference in the number type R with the parameters that f holds.
template <template <class, class> class F>
struct FunctionData;

/// The functor with these parameters, rounded to its element type; with the defaults if there are none.
template <class F>
F with_rounded_parameters(const std::vector<double>& parameters) {
    std::array<typename F::value_type, actfn::parameters_of<F>.size()> values{};
    if (parameters.empty()) return F();
    if (parameters.size() != values.size()) throw std::logic_error("wrong number of parameters");
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<typename F::value_type>(parameters[i]);
    return actfn::with_parameters<F>(values);
}

}  // namespace tests
