#pragma once

// Gated units of the compiled component.

#include <type_traits>

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/dispatch/arguments.hpp"
#include "actfn/gated/order.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {
namespace arguments {

template <class U>
constexpr bool check_unit() {
    constexpr bool known = is_functor<std::remove_cvref_t<decltype(std::declval<const U&>().f())>> &&
                           is_functor<std::remove_cvref_t<decltype(std::declval<const U&>().g())>>;
    static_assert(known, "actfn: actfn::dispatch takes a Gated of two of the library's element-wise functors.");
    return known;
}

/// How one array holds gate and up.
struct Split {
    bool is_split = false;
    Axis axis = Axis::rowwise;
    GateOrder order = GateOrder::gate_first;
    const Lines* lines = nullptr;
};

/// use(f, g) with the unit's functions as the boundary takes them.
template <GatedUnit U, class Use>
void with_functions(const U& unit, const Use& use) {
    const auto function_of = []<class F>(const F& f, const auto& object) {
        return boundary::GatedFunction{arguments::id_of(f), F::cost, &object};
    };
    const auto& f = arguments::object_of(unit.f());
    const auto& g = arguments::object_of(unit.g());
    use(function_of(unit.f(), f), function_of(unit.g(), g));
}

template <GatedUnit U, class E, class... X>
void call_gated(const U& unit, bool backward, const Split& split, E& executor, X&... x) {
    arguments::with_functions(unit, [&](const boundary::GatedFunction& f, const boundary::GatedFunction& g) {
        const boundary::GatedCall call = {backward,
                                          number_of<typename U::value_type>,
                                          boundary::digits_of<typename U::tier>,
                                          f,
                                          g,
                                          split.is_split,
                                          split.axis,
                                          split.order,
                                          split.lines};
        const boundary::Array arrays[] = {arguments::array_of(x)...};
        arguments::with_executor(executor, [&](const ErasedExecutor* e) { boundary::call_gated(call, arrays, e); });
    });
}

/// Whether an argument is no array, but says how one array holds two.
template <class X>
inline constexpr bool is_order = std::is_same_v<std::remove_cvref_t<X>, GateOrder>;

}  // namespace arguments

// The calls of gated/calls.hpp, for units of any two of the library's element-wise functors.

/// y = f(gate) * g(up). y may be gate or up.
template <arguments::GatedUnit U, class A, class B, class Y, Executor E = core::Serial>
void forward(const U& unit, const A& gate, const B& up, Y&& y, E&& executor = E()) {
    using T = typename U::value_type;
    if constexpr (arguments::check_unit<U>() && core::check_types<T, const A&, const B&, Y>() &&
                  core::check_outputs<Y>())
        arguments::call_gated(unit, false, {}, executor, gate, up, y);
}

/// dgate = dy * g(up) * f'(gate) and dup = dy * f(gate) * g'(up) in one pass. dgate or dup may be gate, up or dy.
template <arguments::GatedUnit U, class A, class B, class DY, class DA, class DB, Executor E = core::Serial>
requires(!arguments::is_order<DB>) void backward(const U& unit, const A& gate, const B& up, const DY& dy, DA&& dgate,
                                                 DB&& dup, E&& executor = E()) {
    using T = typename U::value_type;
    if constexpr (arguments::check_unit<U>() && core::check_types<T, const A&, const B&, const DY&, DA, DB>() &&
                  core::check_outputs<DA, DB>())
        arguments::call_gated(unit, true, {}, executor, gate, up, dy, dgate, dup);
}

/// y = f(gate) * g(up), where x holds gate and up along each row or column in this order; y is half as large. y may be the
/// gate or the up in x.
template <arguments::GatedUnit U, class X, class Y, Executor E = core::Serial>
void forward(const U& unit, const X& x, Y&& y, Axis axis, GateOrder order, E&& executor = E()) {
    using T = typename U::value_type;
    if constexpr (arguments::check_unit<U>() && core::check_types<T, const X&, Y>() && core::check_outputs<Y>())
        arguments::call_gated(unit, false, {true, axis, order, nullptr}, executor, x, y);
}

/// dx = the gradients of gate and up, in the order in which x holds them along each row or column, in one pass. dx may be x.
template <arguments::GatedUnit U, class X, class DY, class DX, Executor E = core::Serial>
void backward(const U& unit, const X& x, const DY& dy, DX&& dx, Axis axis, GateOrder order, E&& executor = E()) {
    using T = typename U::value_type;
    if constexpr (arguments::check_unit<U>() && core::check_types<T, const X&, const DY&, DX>() &&
                  core::check_outputs<DX>())
        arguments::call_gated(unit, true, {true, axis, order, nullptr}, executor, x, dy, dx);
}

/// y = f(gate) * g(up) for spans that are tensors: the lines of x, of lines.length entries, hold gate and up in this order;
/// those of y are half as long.
template <arguments::GatedUnit U, class X, class Y, Executor E = core::Serial>
void forward(const U& unit, const X& x, Y&& y, Lines lines, GateOrder order, E&& executor = E()) {
    using T = typename U::value_type;
    if constexpr (arguments::check_unit<U>() && core::check_types<T, const X&, Y>() && core::check_outputs<Y>() &&
                  core::check_spans<const X&, Y>())
        arguments::call_gated(unit, false, {true, Axis::rowwise, order, &lines}, executor, x, y);
}

/// dx = the gradients of gate and up for spans that are tensors, in the order in which the lines of x hold them, in one pass.
/// dx may be x.
template <arguments::GatedUnit U, class X, class DY, class DX, Executor E = core::Serial>
void backward(const U& unit, const X& x, const DY& dy, DX&& dx, Lines lines, GateOrder order, E&& executor = E()) {
    using T = typename U::value_type;
    if constexpr (arguments::check_unit<U>() && core::check_types<T, const X&, const DY&, DX>() &&
                  core::check_outputs<DX>() && core::check_spans<const X&, const DY&, DX>())
        arguments::call_gated(unit, true, {true, Axis::rowwise, order, &lines}, executor, x, dy, dx);
}

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch
