#pragma once

// Softmax and its kin of the compiled component.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/dispatch/arguments.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/over_floats.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {
namespace arguments {

/// The function in the component's table. Softmin is softmax with an option.
template <RowFunctor S>
constexpr boundary::Rows rows_of() {
    using boundary::Rows;
    constexpr std::string_view name = S::name;
    constexpr bool is_softmax = name == "softmax" || name == "softmin";
    static_assert(is_softmax || name == "log_softmax" || name == "sparsemax" || name == "entmax15" || name == "hardmax",
                  "actfn: of the functions of rows, actfn::dispatch has softmax, softmin, log_softmax, sparsemax, "
                  "entmax15 and hardmax.");
    return is_softmax              ? Rows::softmax
           : name == "log_softmax" ? Rows::log_softmax
           : name == "sparsemax"   ? Rows::sparsemax
           : name == "entmax15"    ? Rows::entmax15
                                   : Rows::hardmax;
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
template <class T, RowFunctor S, class Along, class E, std::size_t N>
void call_rows(const S& s, bool backward, const char* name, const char* input_name, const boundary::Array (&arrays)[N],
               Axis axis, const Along& along, E& executor, boundary::Mask mask = boundary::Mask::none,
               const boundary::GumbelNoise* noise = nullptr) {
    boundary::RowCall call = {arguments::rows_of<S>(),
                              backward,
                              number_of<T>,
                              boundary::digits_of<typename core::over_floats_t<S>::tier>,
                              axis,
                              std::is_same_v<Along, std::nullptr_t>,
                              nullptr,
                              name,
                              input_name,
                              nullptr,
                              mask,
                              noise};
    if constexpr (std::is_same_v<Along, Lines>) call.lines = &along;
    if constexpr (std::is_convertible_v<const Along&, Axis>) call.axis = along;
    if constexpr (requires { s.optional_calls(); }) {
        if (s.optional_calls() != nullptr) call.options = &s.options();
    }
    arguments::with_executor(executor, [&](const ErasedExecutor* e) { boundary::call_rows(call, arrays, e); });
}

/// An axis of matrices, or the Lines of spans.
template <class A, class X>
concept AlongOf = std::is_convertible_v<A, Axis> ||(std::is_same_v<A, Lines>&& core::SpanLike<const X>);

template <RowFunctor S, class X, class Y, class Along, class E>
void forward_rows(const S& s, const X& x, Y&& y, const Along& along, E& executor) {
    using T = functor_element<S, X>;
    core::check_axis<X, Along>();
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>()) {
        const boundary::Array arrays[] = {arguments::array_of(x), arguments::array_of(y)};
        arguments::call_rows<T>(s, false, "forward", "x", arrays, axis_of_vector<X>, along, executor);
    }
}
template <RowFunctor S, class Y, class DY, class DX, class Along, class E>
void backward_rows(const char* name, const S& s, const Y& y, const DY& dy, DX&& dx, const Along& along, E& executor) {
    using T = functor_element<S, Y>;
    core::check_axis<Y, Along>();
    if constexpr (core::check_types<T, const Y&, const DY&, DX>() && core::check_outputs<DX>()) {
        const boundary::Array arrays[] = {arguments::array_of(y), arguments::array_of(dy), arguments::array_of(dx)};
        arguments::call_rows<T>(s, true, name, "y", arrays, axis_of_vector<Y>, along, executor);
    }
}

/// Softmax, whose calls may have a mask.
template <class S>
concept MaskableFunctor = RowFunctor<S> && requires {
    S::masked_calls();
};

}  // namespace arguments

// The calls of rows/calls.hpp and rows/masked_calls.hpp. A functor of float takes arrays of 16-bit elements, too: the result
// is that of the elements in float, rounded to them.

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

/// y = s(x) where the mask, of x's shape, says which entries take part: an array of bool, in which false stands for a logit
/// of -inf, or one of x's elements that is added.
template <arguments::MaskableFunctor S, class X, class M, class Y, arguments::AlongOf<X> A, Executor E = core::Serial>
void forward(const S& s, const X& x, const M& mask, Y&& y, const A& along, E&& executor = E()) {
    using T = arguments::functor_element<S, X>;
    using Element = core::elements_of<const M>;
    constexpr bool is_bool = std::is_same_v<Element, bool>;
    core::check_axis<X, A>();
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>() && core::check_mask<T, const M&>() &&
                  core::check_types<Element, const M&>()) {
        const boundary::Array arrays[] = {arguments::array_of(x), arguments::array_of(mask), arguments::array_of(y)};
        arguments::call_rows<T>(s, false, "forward", "x", arrays, arguments::axis_of_vector<X>, along, executor,
                                is_bool ? boundary::Mask::takes_part : boundary::Mask::added);
    }
}

/// y = softmax((x + g) / tau) with the Gumbel noise g of this step: each row, each column or, of spans, each line of Lines is
/// one sample.
template <arguments::GumbelFunctor F, class X, class Y, arguments::AlongOf<X> A, Executor E = core::Serial>
void forward(const F& f, const X& x, Y&& y, std::uint64_t step, const A& along, E&& executor = E()) {
    using T = typename F::value_type;
    core::check_axis<X, A>();
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>()) {
        const boundary::GumbelNoise noise = {f.seed(), step};
        const boundary::Array arrays[] = {arguments::array_of(x), arguments::array_of(y)};
        arguments::call_rows<T>(f.softmax(), false, "forward", "x", arrays, arguments::axis_of_vector<X>, along,
                                executor, boundary::Mask::none, &noise);
    }
}
/// dx, the vector-Jacobian product from the output p, of any step. dx may be p or dp.
template <arguments::GumbelFunctor F, class P, class DP, class DX, arguments::AlongOf<P> A, Executor E = core::Serial>
void backward_from_output(const F& f, const P& p, const DP& dp, DX&& dx, const A& along, E&& executor = E()) {
    arguments::backward_rows("backward_from_output", f.softmax(), p, dp, dx, along, executor);
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
