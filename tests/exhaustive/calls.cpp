// Compiled for one instruction set: ISA_CALLS is the name under which its calls are found.

#include "calls.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/actfn.hpp"

#define ISA_TEXT(x) #x
#define ISA_NAME(x) ISA_TEXT(x)

namespace {

using namespace exhaustive;

template <class F>
F functor(const typename F::value_type* parameters) {
    using T = typename F::value_type;
    if (parameters == nullptr) return F();
    if constexpr (std::is_constructible_v<F, T>) {
        return F(parameters[0]);
    } else if constexpr (std::is_constructible_v<F, T, T>) {
        return F(parameters[0], parameters[1]);
    } else {
        return F();
    }
}

/// `Make` turns the functor into that of the quantity.
template <class F, auto Make>
void call(const typename F::value_type* parameters, const typename F::value_type* x, typename F::value_type* y,
          std::size_t n) {
    using T = typename F::value_type;
    actfn::forward(Make(functor<F>(parameters)), std::span<const T>(x, n), std::span<T>(y, n));
}

template <class F>
constexpr Calls<typename F::value_type> calls_of() {
    constexpr auto value = [](const F& f) { return f; };
    constexpr auto gradient = [](const F& f) { return actfn::Derivative<F>(f); };
    constexpr auto curvature = [](const F& f) {
        return actfn::Derivative<actfn::Derivative<F>>(actfn::Derivative<F>(f));
    };
    Calls<typename F::value_type> calls = {&call<F, value>, &call<F, gradient>, &call<F, curvature>, nullptr};
    if constexpr (actfn::has_derivative_from_output<F>) {
        constexpr auto from_output = [](const F& f) { return actfn::DerivativeFromOutput<F>(f); };
        calls[3] = &call<F, from_output>;
    }
    return calls;
}

template <class Functions>
constexpr auto all_calls = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array{calls_of<std::tuple_element_t<I, Functions>>()...};
}
(std::make_index_sequence<std::tuple_size_v<Functions>>());

}  // namespace

namespace exhaustive {

extern const Isa ISA_CALLS;
const Isa ISA_CALLS = {
    ISA_NAME(ACTFN_ISA),
    all_calls<actfn::AllFunctions<float, actfn::standard>>.data(),
    all_calls<actfn::AllFunctions<float, actfn::exact>>.data(),
    all_calls<actfn::AllFunctions<double, actfn::standard>>.data(),
};

}  // namespace exhaustive
