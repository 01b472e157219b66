#pragma once

// Softmax and log-softmax of the compiled component.

#include <cstddef>
#include <string_view>
#include <type_traits>

#include "actfn/base/axis.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/dispatch/arguments.hpp"
#include "actfn/memory/view.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {
namespace arguments {

template <RowFunctor S>
boundary::Rows rows_of(const S& s) {
    constexpr bool log = S::name == std::string_view("log_softmax");
    static_assert(log || S::name == std::string_view("softmax"),
                  "actfn: of the functions of rows, actfn::dispatch has softmax and log_softmax.");
    constexpr bool has_tier = !std::is_same_v<typename S::tier, fast>;
    static_assert(has_tier, "actfn: actfn::dispatch has softmax and log_softmax in the tiers standard and exact only.");
    if constexpr (requires { s.optional_calls(); }) {
        if (s.optional_calls() != nullptr)
            core::fail("softmax: the compiled component has it without options; call actfn::forward, without dispatch");
    }
    return log ? boundary::Rows::log_softmax : boundary::Rows::softmax;
}

/// That of a vector, along which it lies; spans are columns.
template <class X>
inline constexpr Axis axis_of_vector = Axis::colwise;
template <core::Dense X>
inline constexpr Axis axis_of_vector<X> = X::RowsAtCompileTime == 1 ? Axis::rowwise : Axis::colwise;
template <class X>
inline constexpr bool is_vector = core::SpanLike<const X>;
template <core::Dense X>
inline constexpr bool is_vector<X> = static_cast<bool>(X::IsVectorAtCompileTime);

/// The call along an axis, along the middle index of Lines, or (`along` is nullptr) of vectors.
template <RowFunctor S, class Along, class E, std::size_t N>
void call_rows(const S& s, const char* name, const char* input_name, const boundary::Array (&arrays)[N], Axis axis,
               const Along& along, E& executor) {
    boundary::RowCall call = {arguments::rows_of(s),
                              N == 3,
                              number_of<typename S::value_type>,
                              boundary::digits_of<typename S::tier>,
                              axis,
                              std::is_same_v<Along, std::nullptr_t>,
                              nullptr,
                              name,
                              input_name};
    if constexpr (std::is_same_v<Along, Lines>) call.lines = &along;
    if constexpr (std::is_convertible_v<const Along&, Axis>) call.axis = along;
    arguments::with_executor(executor, [&](const ErasedExecutor* e) { boundary::call_rows(call, arrays, e); });
}

/// An axis of matrices, or the Lines of spans.
template <class A, class X>
concept AlongOf = std::is_convertible_v<A, Axis> ||(std::is_same_v<A, Lines>&& core::SpanLike<const X>);

template <RowFunctor S, class X, class Y, class Along, class E>
void forward_rows(const S& s, const X& x, Y&& y, const Along& along, E& executor) {
    using T = typename S::value_type;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>()) {
        const boundary::Array arrays[] = {arguments::array_of(x), arguments::array_of(y)};
        arguments::call_rows(s, "forward", "x", arrays, axis_of_vector<X>, along, executor);
    }
}
template <RowFunctor S, class Y, class DY, class DX, class Along, class E>
void backward_rows(const char* name, const S& s, const Y& y, const DY& dy, DX&& dx, const Along& along, E& executor) {
    using T = typename S::value_type;
    if constexpr (core::check_types<T, const Y&, const DY&, DX>() && core::check_outputs<DX>()) {
        const boundary::Array arrays[] = {arguments::array_of(y), arguments::array_of(dy), arguments::array_of(dx)};
        arguments::call_rows(s, name, "y", arrays, axis_of_vector<Y>, along, executor);
    }
}

}  // namespace arguments

// Softmax and log-softmax of float and double without options and masks, of float in the exact tier, too: the calls of
// rows/calls.hpp.

/// y = s(x): each row (actfn::rowwise) or column (actfn::colwise) of matrices is one distribution, or each line along the
/// middle index of the tensors that Lines make of spans.
template <arguments::RowFunctor S, class X, class Y, arguments::AlongOf<X> A, Executor E = core::Serial>
void forward(const S& s, const X& x, Y&& y, const A& along, E&& executor = E()) {
    arguments::forward_rows(s, x, y, along, executor);
}
/// y = s(x), where x is a vector or a span: it is one distribution.
template <arguments::RowFunctor S, class X, class Y>
requires arguments::is_vector<X>
void forward(const S& s, const X& x, Y&& y) {
    core::Serial serial;
    arguments::forward_rows(s, x, y, nullptr, serial);
}

/// dx, the vector-Jacobian product from the output y of s. dx may be y or dy.
template <arguments::RowFunctor S, class Y, class DY, class DX, arguments::AlongOf<Y> A, Executor E = core::Serial>
void backward_from_output(const S& s, const Y& y, const DY& dy, DX&& dx, const A& along, E&& executor = E()) {
    arguments::backward_rows("backward_from_output", s, y, dy, dx, along, executor);
}
/// dx, the vector-Jacobian product from the output y of s, a vector or a span. dx may be y or dy.
template <arguments::RowFunctor S, class Y, class DY, class DX>
requires arguments::is_vector<Y>
void backward_from_output(const S& s, const Y& y, const DY& dy, DX&& dx) {
    core::Serial serial;
    arguments::backward_rows("backward_from_output", s, y, dy, dx, nullptr, serial);
}
/// backward_from_output() by its older name.
template <arguments::RowFunctor S, class Y, class DY, class DX, arguments::AlongOf<Y> A, Executor E = core::Serial>
void backward(const S& s, const Y& y, const DY& dy, DX&& dx, const A& along, E&& executor = E()) {
    arguments::backward_rows("backward", s, y, dy, dx, along, executor);
}
/// backward_from_output() by its older name.
template <arguments::RowFunctor S, class Y, class DY, class DX>
requires arguments::is_vector<Y>
void backward(const S& s, const Y& y, const DY& dy, DX&& dx) {
    core::Serial serial;
    arguments::backward_rows("backward", s, y, dy, dx, nullptr, serial);
}

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch
