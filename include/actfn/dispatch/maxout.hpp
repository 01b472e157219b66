#pragma once

// Maxout of the compiled component.

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/dispatch/arguments.hpp"
#include "actfn/gated/order.hpp"
#include "actfn/memory/view.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {
namespace arguments {

template <class M, class E, class... X>
void call_maxout(const M& m, bool backward, Axis axis, PieceOrder order, E& executor, X&... x) {
    const boundary::MaxoutCall call = {
        backward, !backward && sizeof...(X) == 3, number_of<typename M::value_type>, m.pieces(), axis, order};
    const boundary::Array arrays[] = {arguments::array_of(x)...};
    arguments::with_executor(executor, [&](const ErasedExecutor* e) { boundary::call_maxout(call, arrays, e); });
}

}  // namespace arguments

// The calls of gated/maxout.hpp.

/// y = the greatest of the pieces that each row or column of x holds. y must not overlap x.
template <arguments::MaxoutFunctor M, class X, class Y, Executor E = core::Serial>
void forward(const M& m, const X& x, Y&& y, Axis axis, PieceOrder order, E&& executor = E()) {
    if constexpr (core::check_types<typename M::value_type, const X&, Y>() && core::check_outputs<Y>())
        arguments::call_maxout(m, false, axis, order, executor, x, y);
}

/// y = the greatest of the pieces that each row or column of x holds, and winner = which piece it is. Neither may overlap
/// x.
template <arguments::MaxoutFunctor M, class X, class Y, class W, Executor E = core::Serial>
void forward(const M& m, const X& x, Y&& y, W&& winner, Axis axis, PieceOrder order, E&& executor = E()) {
    if constexpr (core::check_types<typename M::value_type, const X&, Y, W>() && core::check_outputs<Y, W>())
        arguments::call_maxout(m, false, axis, order, executor, x, y, winner);
}

/// dx = dy at the piece that won, 0 at the others. dx must overlap neither winner nor dy.
template <arguments::MaxoutFunctor M, class W, class DY, class DX, Executor E = core::Serial>
void backward(const M& m, const W& winner, const DY& dy, DX&& dx, Axis axis, PieceOrder order, E&& executor = E()) {
    if constexpr (core::check_types<typename M::value_type, const W&, const DY&, DX>() && core::check_outputs<DX>())
        arguments::call_maxout(m, true, axis, order, executor, winner, dy, dx);
}

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch
