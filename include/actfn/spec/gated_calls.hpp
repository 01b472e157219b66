#pragma once

// The calls of gated/calls.hpp on a spec: the same verbs, arguments and results. The element type is that of the arrays; a
// tier may be named: actfn::forward<actfn::exact>(spec, gate, up, y). Each compiles the loops of every unit.

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/gated_spec.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/gated/calls.hpp"
#include "actfn/gated/order.hpp"
#include "actfn/loop/arrays.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/spec/gated.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// y = f(gate) * g(up). y may be gate or up.
template <core::TierTag Tier = standard, class A, class B, class Y, Executor E = core::Serial>
void forward(const GatedSpec& spec, const A& gate, const B& up, Y&& y, E&& executor = E()) {
    using T = core::elements_of<A>;
    if constexpr (core::check_types<T, const A&, const B&, Y>() && core::check_outputs<Y>())
        visit<T, Tier>(spec, [&](const auto& unit) { actfn::forward(unit, gate, up, y, executor); });
}

/// dgate = dy * g(up) * f'(gate) and dup = dy * f(gate) * g'(up) in one pass. dgate or dup may be gate, up or dy.
template <core::TierTag Tier = standard, class A, class B, class DY, class DA, class DB, Executor E = core::Serial>
requires(!core::is_order<DB>) void backward(const GatedSpec& spec, const A& gate, const B& up, const DY& dy, DA&& dgate,
                                            DB&& dup, E&& executor = E()) {
    using T = core::elements_of<A>;
    if constexpr (core::check_types<T, const A&, const B&, const DY&, DA, DB>() && core::check_outputs<DA, DB>())
        visit<T, Tier>(spec, [&](const auto& unit) { actfn::backward(unit, gate, up, dy, dgate, dup, executor); });
}

/// y = f(gate) * g(up), where x holds gate and up along each row or column in this order; y is half as large. y may be
/// the gate or the up in x.
template <core::TierTag Tier = standard, class X, class Y, Executor E = core::Serial>
void forward(const GatedSpec& spec, const X& x, Y&& y, Axis axis, GateOrder order, E&& executor = E()) {
    using T = core::elements_of<X>;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>())
        visit<T, Tier>(spec, [&](const auto& unit) { actfn::forward(unit, x, y, axis, order, executor); });
}

/// dx = the gradients of gate and up, in the order in which x holds them along each row or column, in one pass. dx may be
/// x.
template <core::TierTag Tier = standard, class X, class DY, class DX, Executor E = core::Serial>
void backward(const GatedSpec& spec, const X& x, const DY& dy, DX&& dx, Axis axis, GateOrder order,
              E&& executor = E()) {
    using T = core::elements_of<X>;
    if constexpr (core::check_types<T, const X&, const DY&, DX>() && core::check_outputs<DX>())
        visit<T, Tier>(spec, [&](const auto& unit) { actfn::backward(unit, x, dy, dx, axis, order, executor); });
}

/// y = f(gate) * g(up) for spans that are tensors: the lines of x, of lines.length entries, hold gate and up in this
/// order; those of y are half as long.
template <core::TierTag Tier = standard, class X, class Y, Executor E = core::Serial>
void forward(const GatedSpec& spec, const X& x, Y&& y, Lines lines, GateOrder order, E&& executor = E()) {
    using T = core::elements_of<X>;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>() && core::check_spans<const X&, Y>())
        visit<T, Tier>(spec, [&](const auto& unit) { actfn::forward(unit, x, y, lines, order, executor); });
}

/// dx = the gradients of gate and up for spans that are tensors, in the order in which the lines of x hold them, in one
/// pass. dx may be x.
template <core::TierTag Tier = standard, class X, class DY, class DX, Executor E = core::Serial>
void backward(const GatedSpec& spec, const X& x, const DY& dy, DX&& dx, Lines lines, GateOrder order,
              E&& executor = E()) {
    using T = core::elements_of<X>;
    if constexpr (core::check_types<T, const X&, const DY&, DX>() && core::check_outputs<DX>() &&
                  core::check_spans<const X&, const DY&, DX>())
        visit<T, Tier>(spec, [&](const auto& unit) { actfn::backward(unit, x, dy, dx, lines, order, executor); });
}

}  // namespace ACTFN_ISA
}  // namespace actfn
