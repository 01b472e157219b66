#include "cases.hpp"

#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "../functions/references.hpp"

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

template <class F>
bool output_determines_input(const F& f) {
    if constexpr (actfn::has_derivative_from_output<F>) {
        try {
            static_cast<void>(actfn::DerivativeFromOutput<F>(f));
            return true;
        } catch (const std::invalid_argument&) {
        }
    }
    return false;
}

template <class F>
auto case_of(const F& f, std::size_t index, const std::vector<typename F::value_type>& parameters) {
    using T = typename F::value_type;
    Case<T> c;
    c.name = F::name;
    for (const T p : parameters) {
        char digits[32];
        std::snprintf(digits, sizeof digits, "%s%g", c.parameters.empty() ? "" : " ", static_cast<double>(p));
        c.parameters += digits;
    }
    c.values = parameters;
    c.index = index;
    c.has = {true, true, true, output_determines_input(f)};
    c.screen = screens<T>(tests::reference<Wide<T>>(f));
    c.reference = std::make_shared<const decltype(tests::reference<Real>(f))>(tests::reference<Real>(f));
    return c;
}

/// A functor with these parameters; none where they are not valid.
template <class F, class... P>
std::optional<F> constructed(P... parameters) {
    try {
        return F(parameters...);
    } catch (const std::invalid_argument&) {
        return std::nullopt;
    }
}

template <class F, class T>
void add_other_parameters(std::size_t index, std::vector<Case<T>>& all) {
    const auto add = [&](auto... parameters) {
        const auto f = constructed<F>(parameters...);
        if (f && !(*f == F())) all.push_back(case_of(*f, index, {parameters...}));
    };
    if constexpr (std::is_constructible_v<F, T>) {
        for (const double p : {0.0, 1.0, 0.3, 1e-3, 1e3, -0.5, -1e3}) add(static_cast<T>(p));
    } else if constexpr (std::is_constructible_v<F, T, T>) {
        for (const auto& [p, q] : {std::pair(0.0, 0.0), std::pair(1.0, 1.0), std::pair(0.0, 1.0), std::pair(0.1, 0.3),
                                   std::pair(1e-3, 1e3), std::pair(-0.25, 0.75), std::pair(-1e3, -1e-3)}) {
            add(static_cast<T>(p), static_cast<T>(q));
        }
    }
}

}  // namespace

template <class T>
std::vector<Case<T>> cases(bool other_parameters) {
    using Functions = actfn::AllFunctions<T, actfn::standard>;
    std::vector<Case<T>> all;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        const auto add = [&]<std::size_t J>(std::integral_constant<std::size_t, J>) {
            using F = std::tuple_element_t<J, Functions>;
            if (other_parameters) {
                add_other_parameters<F>(J, all);
            } else {
                all.push_back(case_of(F(), J, {}));
            }
        };
        (add(std::integral_constant<std::size_t, I>()), ...);
    }
    (std::make_index_sequence<std::tuple_size_v<Functions>>());
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
