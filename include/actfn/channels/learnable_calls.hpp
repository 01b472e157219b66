#pragma once

// Buffer calls of a function whose parameters are learnt; see elementwise/calls.hpp.

#include <concepts>
#include <tuple>

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/channels/learnable_gradients.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// A functor whose parameters are learnt, with or without an affine part.
template <class L>
concept LearnableFunctor = requires(const L& l) {
    typename L::Formula;
    l.gradients_formula(Index(0));
};

}  // namespace core

/// y = l(x), by channel. In place if y is x.
template <core::LearnableFunctor L, class X, class Y, Executor E = core::Serial>
void forward(const L& l, const X& x, Y&& y, E&& executor = E()) {
    if constexpr (core::check_types<core::Converted<typename L::T>, const X&, Y>() && core::check_outputs<Y>()) {
        const auto views = core::views_of_arrays(std::tie(x), std::tie(y));
        core::check(core::names_of_forward, views);
        core::forward_learnable(l, views.in[0], views.out[0], nullptr, executor);
    }
}

/// y = l(x) for spans that are tensors, whose middle index is the channel. In place if y is x. N x C x H x W is
/// Lines{N, C, H * W}.
template <core::LearnableFunctor L, class X, class Y, Executor E = core::Serial>
void forward(const L& l, const X& x, Y&& y, Lines lines, E&& executor = E()) {
    if constexpr (core::check_types<core::Converted<typename L::T>, const X&, Y>() && core::check_outputs<Y>() &&
                  core::check_spans<const X&, Y>()) {
        const auto views = core::views_of_arrays(std::tie(x), std::tie(y));
        core::check(core::names_of_forward, views);
        core::require_lines("forward", views.in[0].rows, lines);
        core::forward_learnable(l, views.in[0], views.out[0], &lines, executor);
    }
}

/// dx = dy * f'(x) and dparameters = sum of dy * df/dp over the elements of each channel, in one pass. dx may be x or dy.
/// dparameters has a row for each channel and a column for each parameter; as a vector, these columns one after the other.
template <core::LearnableFunctor L, class X, class DY, class DX, class DP, Executor E = core::Serial>
requires(!L::affine) void backward(const L& l, const X& x, const DY& dy, DX&& dx, DP&& dparameters,
                                   E&& executor = E()) {
    if constexpr (core::check_types<core::Converted<typename L::T>, const X&, const DY&, DX, DP>() &&
                  core::check_outputs<DX, DP>()) {
        l.backward(core::view<const core::elements_of<X>>(x), core::view<const core::elements_of<DY>>(dy),
                   core::view<core::elements_of<DX>>(dx), core::view<core::elements_of<DP>>(dparameters), nullptr,
                   executor);
    }
}

/// The same for spans that are tensors, whose middle index is the channel.
template <core::LearnableFunctor L, class X, class DY, class DX, class DP, Executor E = core::Serial>
requires(!L::affine) void backward(const L& l, const X& x, const DY& dy, DX&& dx, DP&& dparameters, Lines lines,
                                   E&& executor = E()) {
    if constexpr (core::check_types<core::Converted<typename L::T>, const X&, const DY&, DX, DP>() &&
                  core::check_outputs<DX, DP>() && core::check_spans<const X&, const DY&, DX, DP>()) {
        const auto input = core::view<const core::elements_of<X>>(x);
        core::require_lines("backward", input.rows, lines);
        l.backward(input, core::view<const core::elements_of<DY>>(dy), core::view<core::elements_of<DX>>(dx),
                   core::view<core::elements_of<DP>>(dparameters), &lines, executor);
    }
}

/// dx = dy * weight_c * f'(x) and, summed over the elements of each channel (dparameters: over all if they are shared),
/// dparameters = dy * weight_c * df/dp, dweight = dy * f(x) and dbias = dy, in one pass. dx may be x or dy.
template <core::LearnableFunctor L, class X, class DY, class DX, class DP, class DW, class DB,
          Executor E = core::Serial>
requires(L::affine) void backward(const L& l, const X& x, const DY& dy, DX&& dx, DP&& dparameters, DW&& dweight,
                                  DB&& dbias, E&& executor = E()) {
    if constexpr (core::check_types<core::Converted<typename L::T>, const X&, const DY&, DX, DP, DW, DB>() &&
                  core::check_outputs<DX, DP, DW, DB>()) {
        l.backward(core::view<const core::elements_of<X>>(x), core::view<const core::elements_of<DY>>(dy),
                   core::view<core::elements_of<DX>>(dx), core::view<core::elements_of<DP>>(dparameters),
                   core::view<core::elements_of<DW>>(dweight), core::view<core::elements_of<DB>>(dbias), nullptr,
                   executor);
    }
}

/// The same for spans that are tensors, whose middle index is the channel.
template <core::LearnableFunctor L, class X, class DY, class DX, class DP, class DW, class DB,
          Executor E = core::Serial>
requires(L::affine) void backward(const L& l, const X& x, const DY& dy, DX&& dx, DP&& dparameters, DW&& dweight,
                                  DB&& dbias, Lines lines, E&& executor = E()) {
    if constexpr (core::check_types<core::Converted<typename L::T>, const X&, const DY&, DX, DP, DW, DB>() &&
                  core::check_outputs<DX, DP, DW, DB>() && core::check_spans<const X&, const DY&, DX, DP, DW, DB>()) {
        const auto input = core::view<const core::elements_of<X>>(x);
        core::require_lines("backward", input.rows, lines);
        l.backward(input, core::view<const core::elements_of<DY>>(dy), core::view<core::elements_of<DX>>(dx),
                   core::view<core::elements_of<DP>>(dparameters), core::view<core::elements_of<DW>>(dweight),
                   core::view<core::elements_of<DB>>(dbias), &lines, executor);
    }
}

}  // namespace ACTFN_ISA
}  // namespace actfn
