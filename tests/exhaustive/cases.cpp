#include "cases.hpp"

#include <cstdio>
#include <memory>
#include <utility>

#include "../support/function_data.hpp"
#include "data_of_functions.inc"

namespace exhaustive {

namespace {

using tests::Real;

/// The formula is called by its class's name, so that it is inlined and not dispatched for every element.
template <class T, class Ref>
std::array<Screen<T>, quantities> screens(const Ref& reference) {
    const auto over = [](auto formula) -> Screen<T> {
        return [formula](const T* x, Wide<T>* truth, std::size_t n) {
            for (std::size_t i = 0; i < n; ++i) truth[i] = formula(static_cast<Wide<T>>(x[i]));
        };
    };
    return {over([reference](Wide<T> x) { return reference.Ref::value(x); }),
            over([reference](Wide<T> x) { return reference.Ref::gradient(x); }),
            over([reference](Wide<T> x) { return reference.Ref::curvature(x); }),
            over([reference](Wide<T> y) { return reference.Ref::gradient_from_output(y); })};
}

/// The parameters of a functor, rounded to its element type; none for the defaults.
template <class F>
auto case_of(std::size_t index, const std::vector<double>& parameters) {
    using T = typename F::value_type;
    const auto f = tests::with_rounded_parameters<F>(parameters);
    Case<T> c;
    c.name = F::name;
    for (const double p : parameters) {
        char digits[32];
        std::snprintf(digits, sizeof digits, "%s%g", c.parameters.empty() ? "" : " ", p);
        c.parameters += digits;
        c.values.push_back(static_cast<T>(p));
    }
    c.index = index;
    c.reference = std::make_shared<const decltype(tests::reference<Real>(f))>(tests::reference<Real>(f));
    c.has = {true, true, true, actfn::has_derivative_from_output<F> && c.reference->output_determines_input()};
    c.screen = screens<T>(tests::reference<Wide<T>>(f));
    return c;
}

}  // namespace

template <class T>
std::vector<Case<T>> cases(bool other_parameters) {
    std::vector<Case<T>> all;
    std::size_t index = 0;
    const auto add = [&]<template <class, class> class F>() {
        using Functor = F<T, actfn::standard>;
        if (other_parameters) {
            for (const auto& parameters : tests::FunctionData<F>::parameters())
                all.push_back(case_of<Functor>(index, parameters));
        } else {
            all.push_back(case_of<Functor>(index, {}));
        }
        ++index;
    };
#define FUNCTION(F) add.template operator()<actfn::F>();
#include "functions.inc"
#undef FUNCTION
    return all;
}

tests::Real truth(const tests::Reference& reference, std::size_t quantity, const tests::Real& x) {
    switch (quantity) {
        case 0:
            return reference.value(x);
        case 1:
            return reference.gradient(x);
        case 2:
            return reference.curvature(x);
        default:
            return reference.gradient_from_output(x);
    }
}

template std::vector<Case<float>> cases(bool);
template std::vector<Case<double>> cases(bool);

}  // namespace exhaustive
