#pragma once

// PReLU, and RReLU in training, of the compiled component.

#include <cstdint>

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/channels/slope_types.hpp"
#include "actfn/dispatch/arguments.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {
namespace arguments {

/// The call on x and y, or on x, dy, dx and dslope.
template <SlopesFunctor P, class E, class... X>
void call_slopes(const P& p, const Lines* lines, E& executor, X&... x) {
    const auto slopes = p.channel_slopes().view();
    const boundary::SlopesCall call = {sizeof...(X) == 4,
                                       number_of<typename P::value_type>,
                                       slopes.data,
                                       slopes.size,
                                       slopes.rows,
                                       slopes.axis,
                                       lines};
    const boundary::Array arrays[] = {arguments::array_of(x)...};
    arguments::with_executor(executor, [&](const ErasedExecutor* e) { boundary::call_slopes(call, arrays, e); });
}

/// The call on x and y, or on x, dy and dx.
template <RandomSlopesFunctor F, class E, class... X>
void call_random_slopes(const F& f, std::uint64_t step, E& executor, X&... x) {
    const boundary::RandomSlopesCall call = {sizeof...(X) == 3,
                                             number_of<typename F::value_type>,
                                             static_cast<double>(f.lower()),
                                             static_cast<double>(f.upper()),
                                             f.seed(),
                                             step};
    const boundary::Array arrays[] = {arguments::array_of(x)...};
    arguments::with_executor(executor, [&](const ErasedExecutor* e) { boundary::call_random_slopes(call, arrays, e); });
}

}  // namespace arguments

// The calls of channels/calls.hpp, for slopes of any form: shared, per channel, per element.

/// y = p(x). In place if y is x.
template <arguments::SlopesFunctor P, class X, class Y, Executor E = core::Serial>
void forward(const P& p, const X& x, Y&& y, E&& executor = E()) {
    using T = typename P::value_type;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>())
        arguments::call_slopes(p, nullptr, executor, x, y);
}

/// y = p(x) for spans that are tensors, whose middle index is the channel. In place if y is x.
template <arguments::SlopesFunctor P, class X, class Y, Executor E = core::Serial>
void forward(const P& p, const X& x, Y&& y, Lines lines, E&& executor = E()) {
    using T = typename P::value_type;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>() && core::check_spans<const X&, Y>())
        arguments::call_slopes(p, &lines, executor, x, y);
}

/// dx = dy * f'(x) and dslope = sum of dy * df/da over the elements of each slope, in one pass. dx may be x or dy. dslope has
/// the element type of the slopes.
template <arguments::SlopesFunctor P, class X, class DY, class DX, class DS, Executor E = core::Serial>
void backward(const P& p, const X& x, const DY& dy, DX&& dx, DS&& dslope, E&& executor = E()) {
    using T = typename P::value_type;
    if constexpr (core::check_types<core::WithSlopes<T>, const X&, const DY&, DX, DS>() &&
                  core::check_slopes<T, DS, const X&, const DY&, DX>() && core::check_outputs<DX, DS>())
        arguments::call_slopes(p, nullptr, executor, x, dy, dx, dslope);
}

/// The same for spans that are tensors, whose middle index is the channel.
template <arguments::SlopesFunctor P, class X, class DY, class DX, class DS, Executor E = core::Serial>
void backward(const P& p, const X& x, const DY& dy, DX&& dx, DS&& dslope, Lines lines, E&& executor = E()) {
    using T = typename P::value_type;
    if constexpr (core::check_types<core::WithSlopes<T>, const X&, const DY&, DX, DS>() &&
                  core::check_slopes<T, DS, const X&, const DY&, DX>() && core::check_outputs<DX, DS>() &&
                  core::check_spans<const X&, const DY&, DX, DS>())
        arguments::call_slopes(p, &lines, executor, x, dy, dx, dslope);
}

// The calls of functions/rrelu_training.hpp.

/// y = f(x) with the slopes of this step. In place if y is x.
template <arguments::RandomSlopesFunctor F, class X, class Y, Executor E = core::Serial>
void forward(const F& f, const X& x, Y&& y, std::uint64_t step, E&& executor = E()) {
    using T = typename F::value_type;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>())
        arguments::call_random_slopes(f, step, executor, x, y);
}

/// dx = dy * f'(x) with the slopes of this step. dx may be x or dy.
template <arguments::RandomSlopesFunctor F, class X, class DY, class DX, Executor E = core::Serial>
void backward(const F& f, const X& x, const DY& dy, DX&& dx, std::uint64_t step, E&& executor = E()) {
    using T = typename F::value_type;
    if constexpr (core::check_types<T, const X&, const DY&, DX>() && core::check_outputs<DX>())
        arguments::call_random_slopes(f, step, executor, x, dy, dx);
}

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch
