#pragma once

// Buffer calls of softmax and its kin: they write into memory the caller owns. See elementwise/calls.hpp.

#include <tuple>

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/functor.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// Checks the arguments of a row functor's forward call, then calls write(view of x, view of y).
template <class T, class X, class Y, class F>
ACTFN_INLINE inline void forward_rows(const X& x, Y& y, const F& write) {
    if constexpr (core::check_types<T, const X&, Y&>() && core::check_outputs<Y&>()) {
        const auto views = core::views_of<T>(std::tie(x), std::tie(y));
        core::check(core::names_of_forward, views);
        write(views.in[0], views.out[0]);
    }
}

/// Checks the arguments of a row functor's backward call, then calls write(view of y, view of dy, view of dx).
template <class T, class Y, class DY, class DX, class F>
ACTFN_INLINE inline void backward_rows(const Names<3>& names, const Y& y, const DY& dy, DX& dx, const F& write) {
    if constexpr (core::check_types<T, const Y&, const DY&, DX&>() && core::check_outputs<DX&>()) {
        const auto views = core::views_of<T>(std::tie(y, dy), std::tie(dx));
        core::check(names, views);
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

/// y = s(x) for softmax and log-softmax, where x is a vector or a span: it is one distribution.
template <core::RowFunctorLike S, class X, class Y>
void forward(const S& s, const X& x, Y&& y) {
    const Axis axis = core::axis_of(x);
    core::forward_rows<typename S::value_type>(x, y, [&](const auto& from, const auto& to) ACTFN_INLINE_LAMBDA {
        s.template forward_vector<core::entries_of<X>()>(from, to, axis);
    });
}

/// y = s(x) for softmax and log-softmax along any axis of a dense tensor of any rank, given as spans: each line along
/// the middle index is one distribution. Axis C of N x C x H x W is Lines{N, C, H * W}.
template <core::RowFunctorLike S, class X, class Y, Executor E = core::Serial>
void forward(const S& s, const X& x, Y&& y, Lines lines, E&& executor = E()) {
    if constexpr (core::check_spans<const X&, Y>()) {
        core::forward_rows<typename S::value_type>(x, y, [&](const auto& from, const auto& to) {
            core::require_lines("forward", from.rows, lines);
            s.forward_lines(from, to, lines, executor);
        });
    }
}

namespace core {

template <class S, class Y, class DY, class DX, AxisLike A, class E>
void backward_along_axis(const Names<3>& names, const S& s, const Y& y, const DY& dy, DX& dx, A axis, E& executor) {
    core::check_axis<Y, A>();
    core::backward_rows<typename S::value_type>(names, y, dy, dx,
                                                [&](const auto& output, const auto& upstream, const auto& result) {
                                                    s.backward_views(output, upstream, result, axis, executor);
                                                });
}
template <class S, class Y, class DY, class DX>
ACTFN_INLINE inline void backward_along_vector(const Names<3>& names, const S& s, const Y& y, const DY& dy, DX& dx) {
    const Axis axis = core::axis_of(y);
    core::backward_rows<typename S::value_type>(
        names, y, dy, dx, [&](const auto& output, const auto& upstream, const auto& result) ACTFN_INLINE_LAMBDA {
            s.template backward_vector<core::entries_of<Y>()>(output, upstream, result, axis);
        });
}
template <class S, class Y, class DY, class DX, class E>
void backward_along_lines(const Names<3>& names, const S& s, const Y& y, const DY& dy, DX& dx, const Lines& lines,
                          E& executor) {
    if constexpr (core::check_spans<const Y&, const DY&, DX&>()) {
        core::backward_rows<typename S::value_type>(names, y, dy, dx,
                                                    [&](const auto& output, const auto& upstream, const auto& result) {
                                                        core::require_lines(names.call, output.rows, lines);
                                                        s.backward_lines(output, upstream, result, lines, executor);
                                                    });
    }
}

}  // namespace core

/// dx, the vector-Jacobian product of softmax or log-softmax from its output y. dx may be y or dy.
template <core::RowFunctorLike S, class Y, class DY, class DX, core::AxisLike A, Executor E = core::Serial>
void backward_from_output(const S& s, const Y& y, const DY& dy, DX&& dx, A axis, E&& executor = E()) {
    core::backward_along_axis(core::names_of_backward_from_output, s, y, dy, dx, axis, executor);
}

/// dx, the vector-Jacobian product of softmax or log-softmax from its output y, a vector or a span. dx may be y or dy.
template <core::RowFunctorLike S, class Y, class DY, class DX>
void backward_from_output(const S& s, const Y& y, const DY& dy, DX&& dx) {
    core::backward_along_vector(core::names_of_backward_from_output, s, y, dy, dx);
}

/// dx, the vector-Jacobian product of softmax or log-softmax from its output y, for spans that are tensors: each line
/// along their middle index is one distribution. dx may be y or dy.
template <core::RowFunctorLike S, class Y, class DY, class DX, Executor E = core::Serial>
void backward_from_output(const S& s, const Y& y, const DY& dy, DX&& dx, Lines lines, E&& executor = E()) {
    core::backward_along_lines(core::names_of_backward_from_output, s, y, dy, dx, lines, executor);
}

/// backward_from_output() by its older name: unlike backward() of an element-wise function it takes the output.
template <core::RowFunctorLike S, class Y, class DY, class DX, core::AxisLike A, Executor E = core::Serial>
void backward(const S& s, const Y& y, const DY& dy, DX&& dx, A axis, E&& executor = E()) {
    core::backward_along_axis(core::names_of_backward_by_rows, s, y, dy, dx, axis, executor);
}
/// backward_from_output() by its older name: unlike backward() of an element-wise function it takes the output.
template <core::RowFunctorLike S, class Y, class DY, class DX>
void backward(const S& s, const Y& y, const DY& dy, DX&& dx) {
    core::backward_along_vector(core::names_of_backward_by_rows, s, y, dy, dx);
}

}  // namespace ACTFN_ISA
}  // namespace actfn
