#pragma once

// The element-wise calls of the compiled component.

#include "actfn/base/activation_spec.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/no_such_call.hpp"
#include "actfn/dispatch/arguments.hpp"
#include "actfn/loop/formula.hpp"
#include "actfn/memory/view.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

using core::no_such_call::backward;
using core::no_such_call::backward_backward;
using core::no_such_call::backward_from_output;
using core::no_such_call::forward;
using core::no_such_call::forward_with_derivative;

// The calls of elementwise/calls.hpp: the same verbs, arguments, results and exceptions, by one of the library's functors or
// by a spec, whose tier may be named: actfn::dispatch::forward<actfn::exact>(spec, x, y). All arrays of a call have one
// element type: that of the functor, or for a functor of float one of 16 bits.

/// y = f(x). In place if y is x.
template <core::TierTag Tier = standard, arguments::ElementwiseFunction F, class X, class Y, Executor E = core::Serial>
ACTFN_INLINE inline void forward(const F& f, const X& x, Y&& y, E&& executor = E()) {
    using T = typename arguments::element<F, X>::type;
    if constexpr (arguments::check_function<F, T>() && core::check_types<T, const X&, Y>() &&
                  core::check_outputs<Y>()) {
        arguments::call<Tier, boundary::Verb::forward, T>(f, executor, x, y);
    }
}

/// dx = dy * f'(x) in one pass: the vector-Jacobian product. dx may be x or dy.
template <core::TierTag Tier = standard, arguments::ElementwiseFunction F, class X, class DY, class DX,
          Executor E = core::Serial>
ACTFN_INLINE inline void backward(const F& f, const X& x, const DY& dy, DX&& dx, E&& executor = E()) {
    using T = typename arguments::element<F, X>::type;
    if constexpr (arguments::check_function<F, T>() && core::check_types<T, const X&, const DY&, DX>() &&
                  core::check_outputs<DX>()) {
        arguments::call<Tier, boundary::Verb::backward, T>(f, executor, x, dy, dx);
    }
}

/// dx = dy * f'(x) in one pass from y = f(x), so that x need not be kept. dx may be y or dy. Throws std::invalid_argument
/// where y does not determine x.
template <core::TierTag Tier = standard, arguments::ElementwiseFunction F, class Y, class DY, class DX,
          Executor E = core::Serial>
ACTFN_INLINE inline void backward_from_output(const F& f, const Y& y, const DY& dy, DX&& dx, E&& executor = E()) {
    using T = typename arguments::element<F, Y>::type;
    if constexpr (arguments::check_function<F, T>() && core::check_types<T, const Y&, const DY&, DX>() &&
                  core::check_outputs<DX>()) {
        if constexpr (!arguments::is_spec<F>) {
            constexpr bool from_output = requires(core::lane_type<T> v) {
                core::formula_of(f).gradient_from_output(v);
            };
            static_assert(
                from_output,
                "actfn: this function's derivative is not a function of its output: keep x and call backward.");
            if constexpr (requires { f.check_from_output(); }) f.check_from_output();
        }
        arguments::call<Tier, boundary::Verb::backward_from_output, T>(f, executor, y, dy, dx);
    }
}

/// y = f(x) and d = f'(x) in one pass. y or d may be x.
template <core::TierTag Tier = standard, arguments::ElementwiseFunction F, class X, class Y, class D,
          Executor E = core::Serial>
ACTFN_INLINE inline void forward_with_derivative(const F& f, const X& x, Y&& y, D&& d, E&& executor = E()) {
    using T = typename arguments::element<F, X>::type;
    if constexpr (arguments::check_function<F, T>() && core::check_types<T, const X&, Y, D>() &&
                  core::check_outputs<Y, D>()) {
        arguments::call<Tier, boundary::Verb::forward_with_derivative, T>(f, executor, x, y, d);
    }
}

/// dx2 = ddx * dy * f''(x) and ddy = ddx * f'(x) in one pass: the backward of backward. dx2 or ddy may be x, dy or ddx.
template <core::TierTag Tier = standard, arguments::ElementwiseFunction F, class X, class DY, class DDX, class DX2,
          class DDY, Executor E = core::Serial>
ACTFN_INLINE inline void backward_backward(const F& f, const X& x, const DY& dy, const DDX& ddx, DX2&& dx2, DDY&& ddy,
                                           E&& executor = E()) {
    using T = typename arguments::element<F, X>::type;
    if constexpr (arguments::check_function<F, T>() &&
                  core::check_types<T, const X&, const DY&, const DDX&, DX2, DDY>() &&
                  core::check_outputs<DX2, DDY>()) {
        arguments::call<Tier, boundary::Verb::backward_backward, T>(f, executor, x, dy, ddx, dx2, ddy);
    }
}

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch
