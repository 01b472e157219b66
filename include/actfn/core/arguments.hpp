#pragma once

// The arguments of a buffer call: what is required of them, and the loop over them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>

#include "actfn/core/each_of.hpp"
#include "actfn/core/sweep.hpp"
#include "actfn/core/views.hpp"

namespace actfn::inline ACTFN_ISA::core {

/// The names of a call and of its arguments, inputs before outputs, for messages.
template <std::size_t N>
struct Names {
    const char* call;
    std::array<const char*, N> argument;
};

inline constexpr Names<2> names_of_forward = {"forward", {"x", "y"}};
inline constexpr Names<3> names_of_backward = {"backward", {"x", "dy", "dx"}};
inline constexpr Names<3> names_of_backward_from_output = {"backward_from_output", {"y", "dy", "dx"}};
inline constexpr Names<3> names_of_forward_with_derivative = {"forward_with_derivative", {"x", "y", "d"}};
/// Of functions over rows, whose backward takes their output.
inline constexpr Names<3> names_of_backward_by_rows = {"backward", {"y", "dy", "dx"}};

/// Views of the arguments of a call.
template <class T, std::size_t Inputs, std::size_t Outputs>
struct Views {
    std::array<View<const T>, Inputs> in;
    std::array<View<T>, Outputs> out;
};

/// Throws if the arguments are not of one shape, if an output overlaps an input other than in place, or another output.
template <class T, std::size_t Inputs, std::size_t Outputs>
[[gnu::always_inline]] inline void check(const Names<Inputs + Outputs>& names, const Views<T, Inputs, Outputs>& views) {
    // By constant indices: an array that is indexed at run time stays in memory.
    const auto each_in = [](const auto& use) __attribute__((always_inline)) { core::for_each_index<Inputs>(use); };
    const auto each_out = [](const auto& use) __attribute__((always_inline)) { core::for_each_index<Outputs>(use); };
    const auto same_shape = [&](const char* name, const auto& view) __attribute__((always_inline)) {
        core::require_same_shape(names.call, names.argument[0], views.in[0], name, view);
    };
    each_in([&](auto i) __attribute__((always_inline)) { same_shape(names.argument[i], views.in[i]); });
    each_out([&](auto o) __attribute__((always_inline)) { same_shape(names.argument[Inputs + o], views.out[o]); });
    each_out([&](auto o) __attribute__((always_inline)) {
        each_in([&](auto i) __attribute__((always_inline)) {
            core::require_in_place_or_apart(names.call, names.argument[Inputs + o], views.out[o], names.argument[i], views.in[i]);
        });
    });
    if constexpr (Outputs == 2)
        core::require_apart(names.call, names.argument[Inputs], views.out[0], names.argument[Inputs + 1], views.out[1]);
}

/// Views of the arrays, checked.
template <class T, class... In, class... Out>
[[gnu::always_inline]] inline auto views_of(const std::tuple<In&...>& in, const std::tuple<Out&...>& out) {
    const auto of_inputs = [](auto&... x) __attribute__((always_inline)) { return std::array{core::view<const T>(x)...}; };
    const auto of_outputs = [](auto&... y) __attribute__((always_inline)) { return std::array{core::view<T>(y)...}; };
    return Views<T, sizeof...(In), sizeof...(Out)>{std::apply(of_inputs, in), std::apply(of_outputs, out)};
}

/// The loop over arguments of any strides and storage order, or what is wrong with them. A function of its own, to which only
/// the arrays' addresses are passed: views that are passed on would be kept in memory by every call, where a short one would wait for
/// them.
template <class T, class F, class E, class... In, class... Out>
[[gnu::noinline]] void sweep_arrays(const F& f, const Names<sizeof...(In) + sizeof...(Out)>& names, E& executor, std::tuple<In&...> in,
                                    std::tuple<Out&...> out) {
    const auto views = core::views_of<T>(in, out);
    core::check(names, views);
    core::sweep_views<T>(f, views.in, views.out, executor);
}

/// Whether both begin at one address, or have no element of n in common.
template <class A, class B>
[[gnu::always_inline]] inline bool in_place_or_apart(const A* a, const B* b, Index n) {
    const auto distance = static_cast<std::uintptr_t>(n) * sizeof(A);
    const auto x = reinterpret_cast<std::uintptr_t>(a);
    const auto y = reinterpret_cast<std::uintptr_t>(b);
    return x == y || (x < y ? y - x >= distance : x - y >= distance);
}

/// Whether arrays have one shape and storage order, and no gaps.
template <class First, class... Rest>
[[gnu::always_inline]] inline bool packed_alike(const First& first, const Rest&... rest) {
    const auto by_columns = [](const auto&... v) __attribute__((always_inline)) { return (... && v.packed()); };
    return (... && (rest.rows == first.rows && rest.cols == first.cols)) &&
           (by_columns(first, rest...) || by_columns(first.transposed(), rest.transposed()...));
}

/// outputs = f(inputs), element by element. What is usual, arrays of one shape and storage order without gaps, is inlined.
template <class T, class F, class E, class... In, class... Out>
[[gnu::always_inline]] inline void sweep(const F& f, const Names<sizeof...(In) + sizeof...(Out)>& names, E& executor,
                                         std::tuple<In&...> in, std::tuple<Out&...> out) {
    const auto with = [](const auto& arrays, const auto& use) __attribute__((always_inline)) { return std::apply(use, arrays); };
    const auto inputs = with(in, [](auto&... x) __attribute__((always_inline)) { return std::array{core::view<const T>(x).data...}; });
    const auto outputs = with(out, [](auto&... y) __attribute__((always_inline)) { return std::array{core::view<T>(y).data...}; });
    const bool packed = with(in, [&](auto&... x) __attribute__((always_inline)) {
        return with(out, [&](auto&... y) __attribute__((always_inline)) {
            return core::packed_alike(core::view<const T>(x)..., core::view<const T>(y)...);
        });
    });
    const auto n = static_cast<Index>(core::view<const T>(std::get<0>(in)).size());
    const auto apart_from_inputs = [&](const T* y) __attribute__((always_inline)) {
        return with(inputs, [y, n](auto... x) __attribute__((always_inline)) { return (... && core::in_place_or_apart(y, x, n)); });
    };
    const bool apart = with(outputs, [&](const T* first, auto... rest) __attribute__((always_inline)) {
        return apart_from_inputs(first) &&
               (... && (apart_from_inputs(rest) && first != rest && core::in_place_or_apart(first, rest, n)));
    });
    if (packed && apart) {
        core::sweep_vectors<T>(f, n, inputs, outputs, executor);
    } else {
        core::sweep_arrays<T>(f, names, executor, in, out);
    }
}

}  // namespace actfn::inline ACTFN_ISA::core
