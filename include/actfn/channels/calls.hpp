#pragma once

// Buffer calls of a functor whose slopes belong to channels; see elementwise/calls.hpp.

#include <concepts>

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/channels/slope_types.hpp"
#include "actfn/channels/slopes.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// A functor with slopes that belong to channels.
template <class P>
concept ChannelFunctor = requires(const P& p) {
    { p.channel_slopes() } -> std::same_as<const Slopes<lane_type<typename P::value_type>>&>;
};

}  // namespace core

/// y = p(x). In place if y is x.
template <core::ChannelFunctor P, class X, class Y, Executor E = core::Serial>
void forward(const P& p, const X& x, Y&& y, E&& executor = E()) {
    using T = typename P::value_type;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>()) {
        const auto views = core::views_of<T>(std::tie(x), std::tie(y));
        core::check(core::names_of_forward, views);
        p.channel_slopes().view().forward(views.in[0], views.out[0], executor);
    }
}

/// y = p(x) for spans that are tensors, whose middle index is the channel. In place if y is x. N x C x H x W is
/// Lines{N, C, H * W}.
template <core::ChannelFunctor P, class X, class Y, Executor E = core::Serial>
void forward(const P& p, const X& x, Y&& y, Lines lines, E&& executor = E()) {
    using T = typename P::value_type;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>() && core::check_spans<const X&, Y>()) {
        const auto views = core::views_of<T>(std::tie(x), std::tie(y));
        core::check(core::names_of_forward, views);
        core::require_lines("forward", views.in[0].rows, lines);
        p.channel_slopes().view().forward(views.in[0], views.out[0], lines, executor);
    }
}

/// dx = dy * f'(x) and dslope = sum of dy * df/da over the elements of each slope, in one pass. dx may be x or dy. dslope has
/// the element type of the slopes.
template <core::ChannelFunctor P, class X, class DY, class DX, class DS, Executor E = core::Serial>
void backward(const P& p, const X& x, const DY& dy, DX&& dx, DS&& dslope, E&& executor = E()) {
    using T = typename P::value_type;
    using S = core::lane_type<T>;
    if constexpr (core::check_types<core::WithSlopes<T>, const X&, const DY&, DX, DS>() &&
                  core::check_slopes<T, DS, const X&, const DY&, DX>() && core::check_outputs<DX, DS>()) {
        p.channel_slopes().view().backward(core::view<const T>(x), core::view<const T>(dy), core::view<T>(dx),
                                           core::view<S>(dslope), executor);
    }
}

/// dx = dy * f'(x) and dslope = sum of dy * df/da over the elements of each slope, in one pass, for spans that are
/// tensors: their middle index is the channel. dx may be x or dy.
template <core::ChannelFunctor P, class X, class DY, class DX, class DS, Executor E = core::Serial>
void backward(const P& p, const X& x, const DY& dy, DX&& dx, DS&& dslope, Lines lines, E&& executor = E()) {
    using T = typename P::value_type;
    using S = core::lane_type<T>;
    if constexpr (core::check_types<core::WithSlopes<T>, const X&, const DY&, DX, DS>() &&
                  core::check_slopes<T, DS, const X&, const DY&, DX>() && core::check_outputs<DX, DS>() &&
                  core::check_spans<const X&, const DY&, DX, DS>()) {
        const auto input = core::view<const T>(x);
        core::require_lines("backward", input.rows, lines);
        p.channel_slopes().view().backward(input, core::view<const T>(dy), core::view<T>(dx), core::view<S>(dslope),
                                           lines, executor);
    }
}

}  // namespace ACTFN_ISA
}  // namespace actfn
