#pragma once

#include <string>
#include <tuple>

#include "actfn/base/activation_spec.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/functions/identity.hpp"
#include "actfn/loop/arrays.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/spec/visit.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

// The formula of each call on the functor f.

struct FormulaOfForward {
    template <class F>
    static ValueOf<F> of(const F& f) {
        return {f};
    }
};
struct FormulaOfBackward {
    template <class F>
    static ProductWith<Derivative<F>> of(const F& f) {
        return {Derivative<F>(f)};
    }
};
struct FormulaOfBackwardFromOutput {
    template <class F>
    static auto of(const F& f) {
        if constexpr (has_derivative_from_output<F>) {
            return ProductWith<DerivativeFromOutput<F>>{DerivativeFromOutput<F>(f)};
        } else {
            core::fail("backward_from_output: the derivative of " + std::string(F::name) +
                       " is not a function of its output: keep x and call backward");
            return FormulaOfBackward::of(f);  // for its type
        }
    }
};
struct FormulaOfForwardWithDerivative {
    template <class F>
    static ValueAndGradientOf<F> of(const F& f) {
        return {f};
    }
};
struct FormulaOfBackwardBackward {
    template <class F>
    static BackwardOfBackward<F> of(const F& f) {
        return {f};
    }
};

/// Calls the loop over the arrays with the formula of the spec's function. The arrays are checked once and the loops see
/// addresses or views, so that what is compiled for every function is its loop alone.
template <class T, class Tier, class Formula, class Names, class E, class... In, class... Out>
void sweep_chosen(const ActivationSpec& spec, const Names& names, E& executor, const std::tuple<In&...>& in,
                  const std::tuple<Out&...>& out) {
    using First = Identity<T, Tier>;
    if constexpr (!(First::valid_element && First::valid_precision)) return;  // its assertion says what is wrong
    const auto views = core::views_of<T>(in, out);
    if (core::packed_and_apart(views)) {
        const auto vectors = core::vectors_of(views);
        // Addresses of one or two arrays come in registers.
        const auto run = [](const auto& f, Index n, const auto& from, const auto& to, E* threads) {
            const auto formula = Formula::of(f);
            core::sweep_vectors<typename decltype(formula)::Plan>(formula, n, from, to, *threads);
        };
        core::visit_with<T, Tier>(spec, run, vectors.n, vectors.in, vectors.out, &executor);
    } else {
        core::check_views(names, views);
        const auto run = [&](const auto& f) {
            const auto formula = Formula::of(f);
            core::sweep_views<typename decltype(formula)::Plan>(formula, views.in, views.out, executor);
        };
        core::visit_with<T, Tier>(spec, run);
    }
}

}  // namespace core

// The calls of elementwise/calls.hpp on a spec: the same verbs, arguments and results. The element type is that of the
// arrays; a tier may be named: actfn::forward<actfn::exact>(spec, x, y). Each compiles the loops of every function.

/// y = f(x). In place if y is x.
template <core::TierTag Tier = standard, class X, class Y, Executor E = core::Serial>
void forward(const ActivationSpec& spec, const X& x, Y&& y, E&& executor = E()) {
    using T = core::elements_of<X>;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>()) {
        core::sweep_chosen<T, Tier, core::FormulaOfForward>(spec, core::names_of_forward, executor, std::tie(x),
                                                            std::tie(y));
    }
}

/// dx = dy * f'(x) in one pass: the vector-Jacobian product. dx may be x or dy.
template <core::TierTag Tier = standard, class X, class DY, class DX, Executor E = core::Serial>
void backward(const ActivationSpec& spec, const X& x, const DY& dy, DX&& dx, E&& executor = E()) {
    using T = core::elements_of<X>;
    if constexpr (core::check_types<T, const X&, const DY&, DX>() && core::check_outputs<DX>()) {
        core::sweep_chosen<T, Tier, core::FormulaOfBackward>(spec, core::names_of_backward, executor, std::tie(x, dy),
                                                             std::tie(dx));
    }
}

/// dx = dy * f'(x) in one pass from y = f(x), so that x need not be kept. dx may be y or dy. Throws
/// std::invalid_argument where y does not determine x.
template <core::TierTag Tier = standard, class Y, class DY, class DX, Executor E = core::Serial>
void backward_from_output(const ActivationSpec& spec, const Y& y, const DY& dy, DX&& dx, E&& executor = E()) {
    using T = core::elements_of<Y>;
    if constexpr (core::check_types<T, const Y&, const DY&, DX>() && core::check_outputs<DX>()) {
        core::sweep_chosen<T, Tier, core::FormulaOfBackwardFromOutput>(spec, core::names_of_backward_from_output,
                                                                       executor, std::tie(y, dy), std::tie(dx));
    }
}

/// y = f(x) and d = f'(x) in one pass. y or d may be x.
template <core::TierTag Tier = standard, class X, class Y, class D, Executor E = core::Serial>
void forward_with_derivative(const ActivationSpec& spec, const X& x, Y&& y, D&& d, E&& executor = E()) {
    using T = core::elements_of<X>;
    if constexpr (core::check_types<T, const X&, Y, D>() && core::check_outputs<Y, D>()) {
        core::sweep_chosen<T, Tier, core::FormulaOfForwardWithDerivative>(spec, core::names_of_forward_with_derivative,
                                                                          executor, std::tie(x), std::tie(y, d));
    }
}

/// dx2 = ddx * dy * f''(x) and ddy = ddx * f'(x) in one pass: the backward of backward. dx2 or ddy may be x, dy or ddx.
template <core::TierTag Tier = standard, class X, class DY, class DDX, class DX2, class DDY, Executor E = core::Serial>
void backward_backward(const ActivationSpec& spec, const X& x, const DY& dy, const DDX& ddx, DX2&& dx2, DDY&& ddy,
                       E&& executor = E()) {
    using T = core::elements_of<X>;
    if constexpr (core::check_types<T, const X&, const DY&, const DDX&, DX2, DDY>() &&
                  core::check_outputs<DX2, DDY>()) {
        core::sweep_chosen<T, Tier, core::FormulaOfBackwardBackward>(spec, core::names_of_backward_backward, executor,
                                                                     std::tie(x, dy, ddx), std::tie(dx2, ddy));
    }
}

}  // namespace ACTFN_ISA
}  // namespace actfn
