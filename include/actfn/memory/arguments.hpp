#pragma once

// Checks of the arguments of a buffer call.

#include <array>
#include <concepts>
#include <cstddef>
#include <tuple>
#include <utility>

#include "actfn/base/axis.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/base/unrolled.hpp"
#include "actfn/memory/dense.hpp"
#include "actfn/memory/overlap.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

[[gnu::noinline, gnu::cold]] inline Text<47> shape(Index rows, Index cols) {
    Text<47> text(core::text(rows));
    text.append(" x ");
    text.append(core::text(cols));
    return text;
}

// A call on a short array takes as long as its checks. The common case is inlined; failures and all other cases are functions of their
// own, out of line, that know no types.

[[noreturn, gnu::noinline, gnu::cold]] inline void fail_shapes(const char* call, const char* name_a, const AnyView& a,
                                                               const char* name_b, const AnyView& b, bool b_is_output) {
    Message message = Message(call) + ": " + name_a + " is " + core::shape(a.rows, a.cols) + ", but " + name_b +
                      " is " + core::shape(b.rows, b.cols);
    if (b_is_output && (b.rows == 0 || b.cols == 0)) message = Message(message) + "; resize " + name_b + " first";
    core::fail(message);
}

inline void require_same_shape(const char* call, const char* name_a, const AnyView& a, const char* name_b,
                               const AnyView& b, bool b_is_output = false) {
    if (a.rows != b.rows || a.cols != b.cols) core::fail_shapes(call, name_a, a, name_b, b, b_is_output);
}

/// Throws unless a span of x has outer * length * inner elements.
inline void require_lines(const char* call, Index elements, const Lines& lines) {
    const auto [outer, length, inner] = lines;
    Index size = 0;
    if (outer >= 0 && length >= 0 && inner >= 0 && !__builtin_mul_overflow(outer, length, &size) &&
        !__builtin_mul_overflow(size, inner, &size) && size == elements) {
        return;
    }
    core::fail(Message(call) + ": x has " + core::text(elements) + " elements, which are not those of Lines{" +
               core::text(outer) + ", " + core::text(length) + ", " + core::text(inner) + "}");
}

template <class... X>
constexpr bool check_spans() {
    constexpr bool spans = (... && SpanLike<X>);
    static_assert(spans,
                  "actfn: Lines say how a span is a tensor: hand over spans (std::span, std::vector, std::array).");
    return spans;
}

/// Fails to compile, with one sentence, for logits of a type that the losses do not take, and where X are not arrays of it.
template <class T, class... X>
constexpr bool check_logits() {
    constexpr bool is_known = Element<T>;  // a compiler would explain the concept
    static_assert(
        is_known,
        "actfn: a loss takes logits of float, double, Eigen::half or Eigen::bfloat16: convert them, e.g. with "
        "x.cast<float>().");
    return is_known && core::check_types<T, X...>();
}

/// Fails to compile if the axis, known from its type, runs across a vector. A vector of one entry lies along both.
template <class X, class A>
constexpr void check_axis() {
    if constexpr (Dense<X>) {
        constexpr bool column = X::ColsAtCompileTime == 1 && X::RowsAtCompileTime != 1;
        constexpr bool row = X::RowsAtCompileTime == 1 && X::ColsAtCompileTime != 1;
        constexpr bool across = (column && std::same_as<A, Rowwise>) || (row && std::same_as<A, Colwise>);
        static_assert(!across,
                      "actfn: this axis makes each entry of the vector a distribution of its own: pass none, or "
                      "actfn::colwise for a column vector and actfn::rowwise for a row vector.");
    }
}

/// Whether the arrays are spans if their lines are Lines. Fails to compile if the axis runs across X, a vector.
template <class A, class X, class... More>
constexpr bool check_along() {
    if constexpr (std::same_as<A, Lines>) {
        return core::check_spans<const X&, const More&...>();
    } else {
        core::check_axis<X, A>();
        return true;
    }
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

/// Throws if the shapes differ, if an output overlaps an input other than in place, or if two outputs overlap. The views are
/// those of the inputs, then those of the outputs.
[[gnu::noinline]] inline void check_any(const char* call, const char* const* names, const AnyView* views,
                                        std::size_t inputs, std::size_t all) {
    for (std::size_t i = 1; i < all; ++i)
        core::require_same_shape(call, names[0], views[0], names[i], views[i], i >= inputs);
    for (std::size_t o = inputs; o < all; ++o) {
        for (std::size_t i = 0; i < inputs; ++i)
            core::require_in_place_or_apart(call, names[o], views[o], names[i], views[i]);
    }
    for (std::size_t o = inputs + 1; o < all; ++o)
        core::require_apart(call, names[inputs], views[inputs], names[o], views[o]);
}
template <std::size_t Arguments, class In, class Out>
void check_views(const Names<Arguments>& names, const ViewsOf<In, Out>& views) {
    const std::array<AnyView, Arguments> all =
        std::apply([](const auto&... v) { return std::array{AnyView(v)...}; }, std::tuple_cat(views.in, views.out));
    core::check_any(names.call, names.argument.data(), all.data(), std::tuple_size_v<In>, Arguments);
}

/// Whether all arrays have one shape and storage order and are contiguous, and each output is in place or disjoint from all
/// others: what check_views() accepts at a glance.
template <class In, class Out>
ACTFN_INLINE inline bool packed_and_apart(const ViewsOf<In, Out>& views) {
    constexpr std::make_index_sequence<std::tuple_size_v<In>> inputs;
    constexpr std::make_index_sequence<std::tuple_size_v<Out>> outputs;
    return [&]<std::size_t... I, std::size_t First, std::size_t... Rest>(
        std::index_sequence<I...>, std::index_sequence<First, Rest...>) ACTFN_INLINE_LAMBDA {
        using std::get;
        const auto& x = get<0>(views.in);
        const auto& y = get<First>(views.out);
        const Index n = x.size();
        const auto alike = [&](const auto&... v)
                               ACTFN_INLINE_LAMBDA { return (... && (v.rows == x.rows && v.cols == x.cols)); };
        const auto by_columns = [](const auto&... v) ACTFN_INLINE_LAMBDA { return (... && v.packed()); };
        const auto from_inputs = [&](const auto& v) ACTFN_INLINE_LAMBDA {
            return (... && core::in_place_or_apart(v.data, get<I>(views.in).data, n));
        };
        [[maybe_unused]] const auto from_first = [&](const auto& v) ACTFN_INLINE_LAMBDA {
            return static_cast<const void*>(y.data) != v.data && core::in_place_or_apart(y.data, v.data, n);
        };
        return alike(get<I>(views.in)..., y, get<Rest>(views.out)...) &&
               (by_columns(get<I>(views.in)..., y, get<Rest>(views.out)...) ||
                by_columns(get<I>(views.in).transposed()..., y.transposed(), get<Rest>(views.out).transposed()...)) &&
               from_inputs(y) && (... && (from_inputs(get<Rest>(views.out)) && from_first(get<Rest>(views.out))));
    }
    (inputs, outputs);
}

/// The same as check_views(). Only what is not packed and apart needs a call.
template <std::size_t Arguments, class In, class Out>
ACTFN_INLINE inline void check(const Names<Arguments>& names, const ViewsOf<In, Out>& views) {
    if (!core::packed_and_apart(views)) core::check_views(names, views);
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
