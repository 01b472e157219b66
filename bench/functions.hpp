#pragma once

// actfn's rows of those functions of its list that formulas.hpp has, too, so that there is something to compare with.
// Included by a source for each element type and tier, since they take long to compile.

#include <concepts>
#include <string_view>
#include <tuple>

#include "actfn/actfn.hpp"
#include "formulas.hpp"
#include "maps.hpp"
#include "rows.hpp"

namespace bench {
namespace {

// Site: a program calls a function from several places. Of one that is called from a single place, a compiler inlines what it
// would not inline otherwise.
template <class F, int Site = 0>
void forward(const Data<typename F::value_type>& d) {
    with_arrays(d, [](const auto& x, const auto&, auto y) { actfn::forward(F(), x, y); });
}
template <class F, int Site = 0>
void expression(const Data<typename F::value_type>& d) {
    with_arrays(d, [](const auto& x, const auto&, auto y) { y = F()(x); });
}

// The calls that do the work of two passes in one, and the two passes.
template <class F, int Site = 0>
void backward(const Data<typename F::value_type>& d) {
    with_arrays(d, [](const auto& x, const auto& dy, auto dx) { actfn::backward(F(), x, dy, dx); });
}
template <class F>
void backward_in_two_passes(const Data<typename F::value_type>& d) {
    with_arrays(d, [](const auto& x, const auto& dy, auto dx) {
        actfn::forward(actfn::Derivative(F()), x, dx);
        dx *= dy;
    });
}
template <class F>
void backward_from_output(const Data<typename F::value_type>& d) {
    with_arrays(d, [](const auto& y, const auto& dy, auto dx) { actfn::backward_from_output(F(), y, dy, dx); });
}
template <class F>
void backward_from_output_in_two_passes(const Data<typename F::value_type>& d) {
    with_arrays(d, [](const auto& y, const auto& dy, auto dx) {
        actfn::forward(actfn::DerivativeFromOutput(F()), y, dx);
        dx *= dy;
    });
}
template <class F>
void forward_with_derivative(const Data<typename F::value_type>& d) {
    with_two_results(d, [](const auto& x, auto y, auto slope) { actfn::forward_with_derivative(F(), x, y, slope); });
}
template <class F>
void forward_with_derivative_in_two_passes(const Data<typename F::value_type>& d) {
    with_two_results(d, [](const auto& x, auto y, auto slope) {
        actfn::forward(F(), x, y);
        actfn::forward(actfn::Derivative(F()), x, slope);
    });
}

/// The calls from two more places, which are compiled and not measured.
template <class F>
void keep_other_sites() {
    using Calls = Kernel<typename F::value_type>;
    static volatile Calls others[] = {forward<F, 1>,    forward<F, 2>,  expression<F, 1>,
                                      expression<F, 2>, backward<F, 1>, backward<F, 2>};
    static_cast<void>(others[0]);
}

template <class F, class... Formulas>
constexpr bool is_among(std::tuple<Formulas...>) {
    return ((F::name == Formulas::name) || ...);
}

/// The functions of a list that are measured.
template <class... Fs>
constexpr auto measured(std::tuple<Fs...>) {
    const auto chosen = []<class F>(F f) {
        if constexpr (is_among<F>(Formulas<Scalars<float>>::All())) {
            return std::tuple(f);
        } else {
            return std::tuple();
        }
    };
    return std::tuple_cat(chosen(Fs())...);
}

template <class... Fs>
void add_functions(Rows& rows, const Tier& peers, std::tuple<Fs...>) {
    const auto add = [&]<class F>(F) {
        if constexpr (std::same_as<typename F::value_type, float> && std::same_as<typename F::tier, actfn::standard>)
            keep_other_sites<F>();
        rows.push_back({peers.calls, F::name, Operation::forward, forward<F>});
        rows.push_back({peers.expressions, F::name, Operation::forward, expression<F>});
        rows.push_back({peers.calls, F::name, Operation::derivative, forward<actfn::Derivative<F>>});
        rows.push_back({peers.expressions, F::name, Operation::derivative, expression<actfn::Derivative<F>>});
        rows.push_back({peers.calls, F::name, Operation::backward, backward<F>});
        rows.push_back({peers.two_passes, F::name, Operation::backward, backward_in_two_passes<F>});
        if constexpr (actfn::has_derivative_from_output<F>) {
            rows.push_back({peers.calls, F::name, Operation::backward_from_output, backward_from_output<F>});
            rows.push_back(
                {peers.two_passes, F::name, Operation::backward_from_output, backward_from_output_in_two_passes<F>});
        }
        rows.push_back({peers.calls, F::name, Operation::forward_with_derivative, forward_with_derivative<F>});
        rows.push_back(
            {peers.two_passes, F::name, Operation::forward_with_derivative, forward_with_derivative_in_two_passes<F>});
    };
    (add(Fs()), ...);
}

}  // namespace
}  // namespace bench
