#pragma once

// Checks of the arguments of a buffer call.

#include <array>
#include <cstddef>
#include <string>
#include <tuple>
#include <utility>

#include "actfn/base/axis.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/unrolled.hpp"
#include "actfn/memory/overlap.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

inline std::string shape(Index rows, Index cols) {
    return core::text(rows) + " x " + core::text(cols);
}

// A call on a short array takes as long as its checks. Failures and rare cases are functions of their own, out of line,
// and take views by value: passing a view's address stores it to memory, and the call would wait for that.

[[noreturn, gnu::noinline, gnu::cold]] inline void fail_shapes(const char* call, const char* name_a, Index rows_a,
                                                               Index cols_a, const char* name_b, Index rows_b,
                                                               Index cols_b) {
    core::fail(std::string(call) + ": " + name_a + " is " + core::shape(rows_a, cols_a) + ", but " + name_b + " is " +
               core::shape(rows_b, cols_b));
}

template <class A, class B>
ACTFN_INLINE inline void require_same_shape(const char* call, const char* name_a, const View<A>& a, const char* name_b,
                                            const View<B>& b) {
    if (a.rows != b.rows || a.cols != b.cols) {
        core::fail_shapes(call, name_a, a.rows, a.cols, name_b, b.rows, b.cols);
    }
}

/// Throws unless a span of x has outer * length * inner elements.
inline void require_lines(const char* call, Index elements, const Lines& lines) {
    const auto [outer, length, inner] = lines;
    Index size = 0;
    if (outer >= 0 && length >= 0 && inner >= 0 && !__builtin_mul_overflow(outer, length, &size) &&
        !__builtin_mul_overflow(size, inner, &size) && size == elements) {
        return;
    }
    core::fail(std::string(call) + ": x has " + core::text(elements) + " elements, which are not those of Lines{" +
               core::text(outer) + ", " + core::text(length) + ", " + core::text(inner) + "}");
}

template <class... X>
constexpr bool check_spans() {
    constexpr bool spans = (... && SpanLike<X>);
    static_assert(spans,
                  "actfn: Lines say how a span is a tensor: hand over spans (std::span, std::vector, std::array).");
    return spans;
}

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
inline constexpr Names<5> names_of_backward_backward = {"backward_backward", {"x", "dy", "ddx", "dx2", "ddy"}};
/// The names in backward() of a function over rows, which takes the function's output.
inline constexpr Names<3> names_of_backward_by_rows = {"backward", {"y", "dy", "dx"}};

/// Views of the arguments of a call, each in an array or a tuple.
template <class In, class Out>
struct ViewsOf {
    In in;
    Out out;
};
template <class T, std::size_t Inputs, std::size_t Outputs>
using Views = ViewsOf<std::array<View<const T>, Inputs>, std::array<View<T>, Outputs>>;

/// Throws if the shapes differ, if an output overlaps an input other than in place, or if two outputs overlap.
template <std::size_t Arguments, class In, class Out>
ACTFN_INLINE inline void check(const Names<Arguments>& names, const ViewsOf<In, Out>& views) {
    constexpr std::size_t Inputs = std::tuple_size_v<In>;
    constexpr std::size_t Outputs = std::tuple_size_v<Out>;
    using std::get;
    // Unrolled, with constant indices: an array that is indexed at run time stays in memory.
    const auto each_in = [](const auto& use) ACTFN_INLINE_LAMBDA { core::for_each_index<Inputs>(use); };
    const auto each_out = [](const auto& use) ACTFN_INLINE_LAMBDA { core::for_each_index<Outputs>(use); };
    const auto same_shape = [&](const char* name, const auto& view) ACTFN_INLINE_LAMBDA {
        core::require_same_shape(names.call, names.argument[0], get<0>(views.in), name, view);
    };
    each_in([&](auto i) ACTFN_INLINE_LAMBDA { same_shape(names.argument[i], get<i()>(views.in)); });
    each_out([&](auto o) ACTFN_INLINE_LAMBDA { same_shape(names.argument[Inputs + o], get<o()>(views.out)); });
    each_out([&](auto o) ACTFN_INLINE_LAMBDA {
        each_in([&](auto i) ACTFN_INLINE_LAMBDA {
            core::require_in_place_or_apart(names.call, names.argument[Inputs + o], get<o()>(views.out),
                                            names.argument[i], get<i()>(views.in));
        });
    });
    if constexpr (Outputs == 2)
        core::require_apart(names.call, names.argument[Inputs], get<0>(views.out), names.argument[Inputs + 1],
                            get<1>(views.out));
}

/// Calls check(); not inlined, so that it is compiled once for all arrays of the same elements.
template <std::size_t Arguments, class In, class Out>
[[gnu::noinline]] void check_views(const Names<Arguments>& names, const ViewsOf<In, Out>& views) {
    core::check(names, views);
}

/// The views of the arrays of a call.
template <class... In, class... Out>
ACTFN_INLINE inline auto views_of_arrays(const std::tuple<In&...>& in, const std::tuple<Out&...>& out) {
    const auto of_inputs = [](auto&... x) ACTFN_INLINE_LAMBDA {
        return core::together(core::view<const elements_of<decltype(x)>>(x)...);
    };
    const auto of_outputs = [](auto&... y) ACTFN_INLINE_LAMBDA {
        return core::together(core::view<elements_of<decltype(y)>>(y)...);
    };
    using Inputs = decltype(std::apply(of_inputs, in));
    using Outputs = decltype(std::apply(of_outputs, out));
    return ViewsOf<Inputs, Outputs>{std::apply(of_inputs, in), std::apply(of_outputs, out)};
}
/// The same, where all have elements of T.
template <class T, class... In, class... Out>
ACTFN_INLINE inline Views<T, sizeof...(In), sizeof...(Out)> views_of(const std::tuple<In&...>& in,
                                                                     const std::tuple<Out&...>& out) {
    return core::views_of_arrays(in, out);
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
