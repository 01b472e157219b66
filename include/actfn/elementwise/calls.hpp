#pragma once

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/base/executor.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/loop/arrays.hpp"
#include "actfn/loop/formula.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

// Calls that write into memory the caller owns. Either all arguments are spans, or all are Eigen arrays in memory:
// Array, Matrix, Map, Ref, Block, of any strides and storage order, or a base class of these such as MatrixBase;
// outputs by value or reference. Nothing is resized or allocated. A shape mismatch, an overlap other than in place, or
// an output with two elements at one address throws std::invalid_argument before anything is written. The last argument
// may be an Executor; without one the calling thread does the work. A functor of float takes elements of 16 bits
// (Eigen::half, Eigen::bfloat16) in any of the arrays: converted where they are loaded, and rounded once where stored.

/// y = f(x). In place if y is x.
template <ElementwiseFunctor F, class X, class Y, Executor E = core::Serial>
void forward(const F& f, const X& x, Y&& y, E&& executor = E()) {
    using T = typename F::value_type;
    if constexpr (core::check_formula<core::FormulaOf<F>>() && core::check_types<core::Converted<T>, const X&, Y>() &&
                  core::check_outputs<Y>()) {
        using Formula = core::ValueOf<core::FormulaOf<F>>;
        core::sweep<core::plan_into<Formula, core::elements_of<Y>>>(
            core::formula<Formula, F>(f), core::names_of_forward, executor, std::tie(x), std::tie(y));
    }
}

namespace core {

/// dx = dy * g(x) with g = G(f) in one pass, formed in g's compute type and rounded once.
template <class G, class F, class X, class DY, class DX, class E>
ACTFN_INLINE inline void multiply_by(const F& f, const Names<3>& names, const X& x, const DY& dy, DX&& dx,
                                     E& executor) {
    using T = typename G::value_type;
    if constexpr (core::check_types<core::Converted<T>, const X&, const DY&, DX>() && core::check_outputs<DX>()) {
        using Formula = ProductWith<FormulaOf<G>>;
        core::sweep<plan_into<Formula, elements_of<DX>>>(core::formula<Formula, G>(f), names, executor, std::tie(x, dy),
                                                         std::tie(dx));
    }
}

}  // namespace core

/// dx = dy * f'(x) in one pass: the vector-Jacobian product. dx may be x or dy.
template <ElementwiseFunctor F, class X, class DY, class DX, Executor E = core::Serial>
void backward(const F& f, const X& x, const DY& dy, DX&& dx, E&& executor = E()) {
    static_assert(core::HasGradient<F>, "actfn: backward needs a functor with a gradient(V x).");
    if constexpr (core::HasGradient<F>)
        core::multiply_by<Derivative<F>>(f, core::names_of_backward, x, dy, dx, executor);
}

/// dx = dy * f'(x) in one pass from y = f(x), so that x need not be kept. dx may be y or dy.
template <ElementwiseFunctor F, class Y, class DY, class DX, Executor E = core::Serial>
void backward_from_output(const F& f, const Y& y, const DY& dy, DX&& dx, E&& executor = E()) {
    static_assert(
        has_derivative_from_output<F>,
        "actfn: this function's derivative is not a function of its output: keep x and call actfn::backward.");
    if constexpr (has_derivative_from_output<F>) {
        core::multiply_by<DerivativeFromOutput<F>>(f, core::names_of_backward_from_output, y, dy, dx, executor);
    }
}

/// y = f(x) and d = f'(x) in one pass, with the bits of f(x) and f.derivative(x). y or d may be x.
template <ElementwiseFunctor F, class X, class Y, class D, Executor E = core::Serial>
void forward_with_derivative(const F& f, const X& x, Y&& y, D&& d, E&& executor = E()) {
    static_assert(core::HasGradient<F>, "actfn: forward_with_derivative needs a functor with a gradient(V x).");
    using T = typename F::value_type;
    if constexpr (core::HasGradient<F> && core::check_formula<core::FormulaOf<F>>() &&
                  core::check_types<core::Converted<T>, const X&, Y, D>() && core::check_outputs<Y, D>()) {
        using Formula = core::ValueAndGradientOf<core::FormulaOf<F>>;
        core::sweep<core::plan_into<Formula, core::elements_of<Y>, core::elements_of<D>>>(
            core::formula<Formula, F>(f), core::names_of_forward_with_derivative, executor, std::tie(x),
            std::tie(y, d));
    }
}

/// dx2 = ddx * dy * f''(x) and ddy = ddx * f'(x) in one pass: the backward of backward, where ddx is the gradient of
/// its dx, dx2 that of x and ddy that of dy. In the standard tier with the bits of these products, multiplied from the
/// left; in the exact tier formed in the wider type and rounded once. dx2 or ddy may be x, dy or ddx.
template <ElementwiseFunctor F, class X, class DY, class DDX, class DX2, class DDY, Executor E = core::Serial>
void backward_backward(const F& f, const X& x, const DY& dy, const DDX& ddx, DX2&& dx2, DDY&& ddy, E&& executor = E()) {
    constexpr bool twice = core::HasGradient<F> && core::HasCurvature<F>;
    static_assert(twice, "actfn: backward_backward needs a functor with a gradient(V x) and a curvature(V x).");
    using T = typename F::value_type;
    if constexpr (twice && core::check_types<core::Converted<T>, const X&, const DY&, const DDX&, DX2, DDY>() &&
                  core::check_outputs<DX2, DDY>()) {
        using Formula = core::BackwardOfBackward<core::FormulaOf<F>>;
        core::sweep<core::plan_into<Formula, core::elements_of<DX2>, core::elements_of<DDY>>>(
            core::formula<Formula, F>(f), core::names_of_backward_backward, executor, std::tie(x, dy, ddx),
            std::tie(dx2, ddy));
    }
}

}  // namespace ACTFN_ISA
}  // namespace actfn
