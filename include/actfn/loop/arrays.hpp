#pragma once

// Checks the arrays of a call and runs the loop of loop/sweep.hpp over them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>

#include "actfn/loop/sweep.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Runs the loop over arrays of any strides and storage order; throws if the arguments are invalid. Out of line, and
/// takes only the arrays' addresses: views passed by reference would be stored to memory by every call, a latency that
/// a short call would feel.
template <class Plan, class F, class E, class... In, class... Out>
[[gnu::noinline]] void sweep_arrays(const F& f, const Names<sizeof...(In) + sizeof...(Out)>& names, E& executor,
                                    std::tuple<In&...> in, std::tuple<Out&...> out) {
    const auto views = core::views_of_arrays(in, out);
    core::check_views(names, views);
    core::sweep_views<Plan>(f, views.in, views.out, executor);
}

/// Throws if the arguments are invalid. Out of line, as the loop above.
template <class... In, class... Out>
[[gnu::noinline]] void check_arguments(const Names<sizeof...(In) + sizeof...(Out)>& names, std::tuple<In&...> in,
                                       std::tuple<Out&...> out) {
    core::check_views(names, core::views_of_arrays(in, out));
}

/// Whether a and b, of n elements each, begin at one address (in place) or are disjoint.
template <class A, class B>
ACTFN_INLINE inline bool in_place_or_apart(const A* a, const B* b, Index n) {
    const auto extent = [n](std::size_t size) { return static_cast<std::uintptr_t>(n) * size; };
    const auto x = reinterpret_cast<std::uintptr_t>(a);
    const auto y = reinterpret_cast<std::uintptr_t>(b);
    if (x == y) return sizeof(A) == sizeof(B);
    return x < y ? y - x >= extent(sizeof(A)) : x - y >= extent(sizeof(B));
}

/// Whether all arrays have one shape and storage order and are contiguous.
template <class First, class... Rest>
ACTFN_INLINE inline bool packed_alike(const First& first, const Rest&... rest) {
    const auto by_columns = [](const auto&... v) ACTFN_INLINE_LAMBDA { return (... && v.packed()); };
    return (... && (rest.rows == first.rows && rest.cols == first.cols)) &&
           (by_columns(first, rest...) || by_columns(first.transposed(), rest.transposed()...));
}

/// The addresses of the arrays of a call, and whether these are in the common case: contiguous, of one shape and storage
/// order, in place or disjoint.
template <class In, class Out>
struct Vectors {
    Index n;
    In in;
    Out out;
    bool common;
};

template <class... In, class... Out>
ACTFN_INLINE inline auto vectors_of(std::tuple<In&...> in, std::tuple<Out&...> out) {
    const auto with = [](const auto& arrays, const auto& use) ACTFN_INLINE_LAMBDA { return std::apply(use, arrays); };
    const auto inputs = with(in, [](auto&... x) ACTFN_INLINE_LAMBDA {
        return core::together(core::view<const elements_of<decltype(x)>>(x).data...);
    });
    const auto outputs = with(out, [](auto&... y) ACTFN_INLINE_LAMBDA {
        return core::together(core::view<elements_of<decltype(y)>>(y).data...);
    });
    const bool packed = with(in, [&](auto&... x) ACTFN_INLINE_LAMBDA {
        return with(out, [&](auto&... y) ACTFN_INLINE_LAMBDA {
            return core::packed_alike(core::view<const elements_of<decltype(x)>>(x)...,
                                      core::view<const elements_of<decltype(y)>>(y)...);
        });
    });
    const auto& first_input = std::get<0>(in);
    const Index n = core::view<const elements_of<decltype(first_input)>>(first_input).size();
    const auto apart_from_inputs = [&](const auto* y) ACTFN_INLINE_LAMBDA {
        return with(inputs,
                    [y, n](auto... x) ACTFN_INLINE_LAMBDA { return (... && core::in_place_or_apart(y, x, n)); });
    };
    const auto apart_from = [n](const auto* a, const auto* b) ACTFN_INLINE_LAMBDA {
        return static_cast<const void*>(a) != b && core::in_place_or_apart(a, b, n);
    };
    const bool apart = with(outputs, [&](const auto* first, auto... rest) ACTFN_INLINE_LAMBDA {
        return apart_from_inputs(first) && (... && (apart_from_inputs(rest) && apart_from(first, rest)));
    });
    using Inputs = std::remove_const_t<decltype(inputs)>;
    using Outputs = std::remove_const_t<decltype(outputs)>;
    return Vectors<Inputs, Outputs>{n, inputs, outputs, packed && apart};
}

/// outputs = f(inputs), element by element. The common case is inlined; where the types alone say that the arrays are
/// contiguous, no other loop is compiled.
template <class Plan, class F, class E, class... In, class... Out>
ACTFN_INLINE inline void sweep(const F& f, const Names<sizeof...(In) + sizeof...(Out)>& names, E& executor,
                               std::tuple<In&...> in, std::tuple<Out&...> out) {
    const auto vectors = core::vectors_of(in, out);
    if (!vectors.common) {
        if constexpr (packed_by_type<In..., Out...>) {
            core::check_arguments(names, in, out);
        } else {
            return core::sweep_arrays<Plan>(f, names, executor, in, out);
        }
    }
    core::sweep_vectors<Plan>(f, vectors.n, vectors.in, vectors.out, executor);
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
