#pragma once

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/core/arguments.hpp"
#include "actfn/core/elementwise.hpp"
#include "actfn/core/executor.hpp"
#include "actfn/core/loop.hpp"
#include "actfn/core/row_functor.hpp"
#include "actfn/core/views.hpp"

namespace actfn::inline ACTFN_ISA {

// Calls that write into memory the caller owns. All arguments are Eigen arrays in memory (Array, Matrix, Map, Ref, Block,
// any strides, either storage order, or known by a base class such as MatrixBase; outputs by value or reference), or all are
// spans. Nothing is resized or allocated. A shape mismatch, an overlap other than an output being an input, or an output with
// two elements at one address throws std::invalid_argument before anything is written. An Executor may follow as the last
// argument; without one the calling thread does the work.

/// y = f(x). In place if y is x.
template <ElementwiseFunctor F, class X, class Y, Executor E = core::Serial>
void forward(const F& f, const X& x, Y&& y, E&& executor = E()) {
    using T = typename F::value_type;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>()) {
        core::sweep<T>(core::ValueOf<F>{f}, core::names_of_forward, executor, std::tie(x), std::tie(y));
    }
}

namespace core {

/// dx = dy * g(x) in one pass, where g's value is the factor; formed in g's compute type and rounded once.
template <class G, class X, class DY, class DX, class E>
[[gnu::always_inline]] inline void multiply_by(const G& g, const Names<3>& names, const X& x, const DY& dy, DX&& dx, E& executor) {
    using T = typename G::value_type;
    if constexpr (core::check_types<T, const X&, const DY&, DX>() && core::check_outputs<DX>()) {
        core::sweep<T>(core::ProductWith<G>{g}, names, executor, std::tie(x, dy), std::tie(dx));
    }
}

}  // namespace core

/// dx = dy * f'(x) in one pass: the vector-Jacobian product. dx may be x or dy.
template <ElementwiseFunctor F, class X, class DY, class DX, Executor E = core::Serial>
void backward(const F& f, const X& x, const DY& dy, DX&& dx, E&& executor = E()) {
    static_assert(core::HasGradient<F>, "actfn: backward needs a functor with a gradient(V x).");
    if constexpr (core::HasGradient<F>) core::multiply_by(Derivative<F>(f), core::names_of_backward, x, dy, dx, executor);
}

/// dx = dy * f'(x) in one pass from y = f(x), so that x need not be kept. dx may be y or dy.
template <ElementwiseFunctor F, class Y, class DY, class DX, Executor E = core::Serial>
void backward_from_output(const F& f, const Y& y, const DY& dy, DX&& dx, E&& executor = E()) {
    static_assert(has_derivative_from_output<F>,
                  "actfn: this function's derivative is not a function of its output: keep x and call actfn::backward.");
    if constexpr (has_derivative_from_output<F>) {
        core::multiply_by(DerivativeFromOutput<F>(f), core::names_of_backward_from_output, y, dy, dx, executor);
    }
}

/// y = f(x) and d = f'(x) in one pass, with the bits of f(x) and f.derivative(x). y or d may be x.
template <ElementwiseFunctor F, class X, class Y, class D, Executor E = core::Serial>
void forward_with_derivative(const F& f, const X& x, Y&& y, D&& d, E&& executor = E()) {
    static_assert(core::HasGradient<F>, "actfn: forward_with_derivative needs a functor with a gradient(V x).");
    using T = typename F::value_type;
    if constexpr (core::HasGradient<F> && core::check_types<T, const X&, Y, D>() && core::check_outputs<Y, D>()) {
        core::sweep<T>(core::ValueAndGradientOf<F>{f}, core::names_of_forward_with_derivative, executor, std::tie(x), std::tie(y, d));
    }
}

namespace core {

/// Calls write(views of x and y) if they are what a forward call of a row functor takes.
template <class T, class X, class Y, class F>
[[gnu::always_inline]] inline void forward_rows(const X& x, Y& y, const F& write) {
    if constexpr (core::check_types<T, const X&, Y&>() && core::check_outputs<Y&>()) {
        const auto views = core::views_of<T>(std::tie(x), std::tie(y));
        core::check(core::names_of_forward, views);
        write(views.in[0], views.out[0]);
    }
}

/// The same for y, dy and dx of a backward call.
template <class T, class Y, class DY, class DX, class F>
[[gnu::always_inline]] inline void backward_rows(const Y& y, const DY& dy, DX& dx, const F& write) {
    if constexpr (core::check_types<T, const Y&, const DY&, DX&>() && core::check_outputs<DX&>()) {
        const auto views = core::views_of<T>(std::tie(y, dy), std::tie(dx));
        core::check(core::names_of_backward_by_rows, views);
        write(views.in[0], views.in[1], views.out[0]);
    }
}

}  // namespace core

/// y = s(x) for softmax and log-softmax: each row (rowwise) or column (colwise) of x is one distribution.
template <core::RowFunctorLike S, class X, class Y, core::AxisLike A, Executor E = core::Serial>
void forward(const S& s, const X& x, Y&& y, A axis, E&& executor = E()) {
    core::check_axis<X, A>();
    core::forward_rows<typename S::value_type>(
        x, y, [&](const auto& from, const auto& to) { s.forward_views(from, to, axis, executor); });
}

/// The same for a vector or a span.
template <core::RowFunctorLike S, class X, class Y>
void forward(const S& s, const X& x, Y&& y) {
    const Axis axis = core::axis_of(x);
    core::forward_rows<typename S::value_type>(
        x, y, [&](const auto& from, const auto& to) __attribute__((always_inline)) {
            s.template forward_vector<core::entries_of<X>()>(from, to, axis);
        });
}

/// dx, the vector-Jacobian product of softmax or log-softmax from its output y. dx may be y or dy.
template <core::RowFunctorLike S, class Y, class DY, class DX, core::AxisLike A, Executor E = core::Serial>
void backward(const S& s, const Y& y, const DY& dy, DX&& dx, A axis, E&& executor = E()) {
    core::check_axis<Y, A>();
    core::backward_rows<typename S::value_type>(
        y, dy, dx, [&](const auto& output, const auto& upstream, const auto& result) {
            s.backward_views(output, upstream, result, axis, executor);
        });
}

/// The same for a vector or a span.
template <core::RowFunctorLike S, class Y, class DY, class DX>
void backward(const S& s, const Y& y, const DY& dy, DX&& dx) {
    const Axis axis = core::axis_of(y);
    core::backward_rows<typename S::value_type>(
        y, dy, dx, [&](const auto& output, const auto& upstream, const auto& result) __attribute__((always_inline)) {
            s.template backward_vector<core::entries_of<Y>()>(output, upstream, result, axis);
        });
}

}  // namespace actfn::inline ACTFN_ISA
