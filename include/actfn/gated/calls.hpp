#pragma once

// Calls of gated units that write into memory the caller owns; see elementwise/calls.hpp for what arrays they take and what
// they throw.

#include <concepts>
#include <tuple>
#include <type_traits>

#include "actfn/base/axis.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/gated/functor.hpp"
#include "actfn/gated/order.hpp"
#include "actfn/loop/arrays.hpp"
#include "actfn/loop/sweep.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

inline constexpr Names<3> names_of_gated_forward = {"forward", {"gate", "up", "y"}};
inline constexpr Names<5> names_of_gated_backward = {"backward", {"gate", "up", "dy", "dgate", "dup"}};
/// The names where one array holds gate and up.
inline constexpr Names<3> names_of_split_forward = {"forward", {"the gate in x", "the up in x", "y"}};
inline constexpr Names<5> names_of_split_backward = {
    "backward", {"the gate in x", "the up in x", "dy", "the gate in dx", "the up in dx"}};

/// Whether an argument is no array, but says how one array holds two.
template <class X>
inline constexpr bool is_order = std::same_as<std::remove_cvref_t<X>, GateOrder>;

}  // namespace core

/// y = f(gate) * g(up). y may be gate or up.
template <class F, class G, class A, class B, class Y, Executor E = core::Serial>
void forward(const Gated<F, G>& unit, const A& gate, const B& up, Y&& y, E&& executor = E()) {
    using T = typename F::value_type;
    if constexpr (core::check_types<T, const A&, const B&, Y>() && core::check_outputs<Y>()) {
        using Formula = core::GatedValue<F, G>;
        core::sweep<typename Formula::Plan>(core::gated_formula<Formula>(unit), core::names_of_gated_forward, executor,
                                            std::tie(gate, up), std::tie(y));
    }
}

/// dgate = dy * g(up) * f'(gate) and dup = dy * f(gate) * g'(up) in one pass. dgate or dup may be gate, up or dy.
template <class F, class G, class A, class B, class DY, class DA, class DB, Executor E = core::Serial>
requires(!core::is_order<DB>) void backward(const Gated<F, G>& unit, const A& gate, const B& up, const DY& dy,
                                            DA&& dgate, DB&& dup, E&& executor = E()) {
    using T = typename F::value_type;
    if constexpr (core::check_types<T, const A&, const B&, const DY&, DA, DB>() && core::check_outputs<DA, DB>()) {
        using Formula = core::GatedGradients<F, G>;
        core::sweep<typename Formula::Plan>(core::gated_formula<Formula>(unit), core::names_of_gated_backward, executor,
                                            std::tie(gate, up, dy), std::tie(dgate, dup));
    }
}

namespace core {

/// Gates and ups of an array that holds both.
template <class T>
struct GatePair {
    View<T> gate, up;
};

template <class T>
GatePair<T> in_order(const View<T>& first, const View<T>& second, GateOrder order) {
    const bool gate_first = order == GateOrder::gate_first || order == GateOrder::gate_first_pairs;
    return gate_first ? GatePair<T>{first, second} : GatePair<T>{second, first};
}
inline bool in_pairs(GateOrder order) {
    return order == GateOrder::gate_first_pairs || order == GateOrder::up_first_pairs;
}

[[noreturn, gnu::noinline, gnu::cold]] inline void fail_odd(const char* call, const char* name, Index length) {
    core::fail(Message(call) + ": " + name + " holds gate and up in lines of " + core::text(length) +
               " entries, which cannot be halved");
}

/// The two halves of each line of a matrix. Throws if a line has an odd number of entries.
template <class T>
GatePair<T> split(const char* call, const char* name, const View<T>& x, Axis axis, GateOrder order) {
    if (axis == Axis::rowwise) {
        const auto [gate, up] = core::split(call, name, x.transposed(), Axis::colwise, order);
        return {gate.transposed(), up.transposed()};
    }
    if (x.rows % 2 != 0) core::fail_odd(call, name, x.rows);
    const Index n = x.rows / 2;
    const bool pairs = core::in_pairs(order);
    const View<T> first{x.data, n, x.cols, pairs ? 2 * x.row_stride : x.row_stride, x.col_stride};
    const Index apart = pairs ? 1 : n;
    View<T> second = first;
    if (!x.empty()) second.data = x.at(apart, 0);
    return core::in_order(first, second, order);
}

/// A span that is a tensor, of which each line has `parts` halves: a matrix whose columns are the runs of contiguous
/// entries that belong together, with those of the other half in between.
template <class T>
View<T> runs(const View<T>& span, const Lines& lines, GateOrder order, Index parts) {
    const Index run = core::in_pairs(order) ? lines.inner : lines.length / 2 * lines.inner;
    return {span.data, run, run == 0 ? 0 : span.rows / (parts * run), 1, parts * run};
}

/// The two halves of each line of a span that is a tensor.
template <class T>
GatePair<T> split(const View<T>& span, const Lines& lines, GateOrder order) {
    const View<T> first = core::runs(span, lines, order, 2);
    View<T> second = first;
    if (!first.empty()) second.data = span.data + first.rows;
    return core::in_order(first, second, order);
}

template <class F, class G, class T, class E>
void gated_forward(const Gated<F, G>& unit, const GatePair<const T>& x, const View<T>& y, E& executor) {
    using Formula = GatedValue<F, G>;
    const Views<T, 2, 1> views{{x.gate, x.up}, {y}};
    core::check_views(names_of_split_forward, views);
    core::sweep_views<typename Formula::Plan>(core::gated_formula<Formula>(unit), views.in, views.out, executor);
}

template <class F, class G, class T, class E>
void gated_backward(const Gated<F, G>& unit, const GatePair<const T>& x, const View<const T>& dy, const GatePair<T>& dx,
                    E& executor) {
    using Formula = GatedGradients<F, G>;
    const Views<T, 3, 2> views{{x.gate, x.up, dy}, {dx.gate, dx.up}};
    core::check_views(names_of_split_backward, views);
    core::sweep_views<typename Formula::Plan>(core::gated_formula<Formula>(unit), views.in, views.out, executor);
}

/// Throws unless x has the elements of these lines, and an even number in each.
inline void require_halves(const char* call, Index elements, const Lines& lines) {
    core::require_lines(call, elements, lines);
    if (lines.length % 2 != 0) core::fail_odd(call, "x", lines.length);
}

inline void require_elements(const char* call, const char* name, Index elements, Index expected) {
    if (elements != expected) {
        core::fail(Message(call) + ": " + name + " has " + core::text(elements) + " elements, but x asks for " +
                   core::text(expected));
    }
}

}  // namespace core

/// y = f(gate) * g(up), where x holds gate and up along each row or column in this order; y is half as large. y may be
/// the gate or the up in x.
template <class F, class G, class X, class Y, Executor E = core::Serial>
void forward(const Gated<F, G>& unit, const X& x, Y&& y, Axis axis, GateOrder order, E&& executor = E()) {
    using T = typename F::value_type;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>()) {
        core::gated_forward(unit, core::split("forward", "x", core::view<const T>(x), axis, order), core::view<T>(y),
                            executor);
    }
}

/// dx = the gradients of gate and up, in the order in which x holds them along each row or column, in one pass. dx may be
/// x.
template <class F, class G, class X, class DY, class DX, Executor E = core::Serial>
void backward(const Gated<F, G>& unit, const X& x, const DY& dy, DX&& dx, Axis axis, GateOrder order,
              E&& executor = E()) {
    using T = typename F::value_type;
    if constexpr (core::check_types<T, const X&, const DY&, DX>() && core::check_outputs<DX>()) {
        core::gated_backward(unit, core::split("backward", "x", core::view<const T>(x), axis, order),
                             core::view<const T>(dy), core::split("backward", "dx", core::view<T>(dx), axis, order),
                             executor);
    }
}

/// y = f(gate) * g(up) for spans that are tensors: the lines of x, of lines.length entries, hold gate and up in this
/// order; those of y are half as long.
template <class F, class G, class X, class Y, Executor E = core::Serial>
void forward(const Gated<F, G>& unit, const X& x, Y&& y, Lines lines, GateOrder order, E&& executor = E()) {
    using T = typename F::value_type;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>() && core::check_spans<const X&, Y>()) {
        const auto input = core::view<const T>(x);
        const auto output = core::view<T>(y);
        core::require_halves("forward", input.rows, lines);
        core::require_elements("forward", "y", output.rows, input.rows / 2);
        core::gated_forward(unit, core::split(input, lines, order), core::runs(output, lines, order, 1), executor);
    }
}

/// dx = the gradients of gate and up for spans that are tensors, in the order in which the lines of x hold them, in one
/// pass. dx may be x.
template <class F, class G, class X, class DY, class DX, Executor E = core::Serial>
void backward(const Gated<F, G>& unit, const X& x, const DY& dy, DX&& dx, Lines lines, GateOrder order,
              E&& executor = E()) {
    using T = typename F::value_type;
    if constexpr (core::check_types<T, const X&, const DY&, DX>() && core::check_outputs<DX>() &&
                  core::check_spans<const X&, const DY&, DX>()) {
        const auto input = core::view<const T>(x);
        const auto upstream = core::view<const T>(dy);
        const auto output = core::view<T>(dx);
        core::require_halves("backward", input.rows, lines);
        core::require_elements("backward", "dy", upstream.rows, input.rows / 2);
        core::require_elements("backward", "dx", output.rows, input.rows);
        core::gated_backward(unit, core::split(input, lines, order), core::runs(upstream, lines, order, 1),
                             core::split(output, lines, order), executor);
    }
}

}  // namespace ACTFN_ISA
}  // namespace actfn
