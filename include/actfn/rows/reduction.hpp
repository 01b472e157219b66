#pragma once

// Functions that give one number for each line (a row or a column), such as logsumexp, and their calls.

#include <array>
#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <vector>

#include "actfn/base/axis.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/message.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/functor.hpp"
#include "actfn/rows/lines_in_float.hpp"
#include "actfn/simd/convert.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// A functor that gives one number for each line: its Passes are Forward and Backward, with a LineNumbers member.
template <class S>
concept LineReductionLike = requires {
    typename S::line_reduction;
};

/// The numbers of `lines` lines in a vector or a span; throws if it has another size.
template <class T, class Y>
LineNumbers<T> line_numbers(const char* call, const char* name, Y& y, Index lines) {
    const View<T> v = core::view<T>(y);
    if ((v.rows != 1 && v.cols != 1) || v.size() != lines) {
        core::fail(core::Message(call) + ": " + name + " is " + core::shape(v.rows, v.cols) + ", but there are " +
                   core::text(lines) + " lines, each of which has one number");
    }
    return {v.data, v.rows == 1 ? v.col_stride : v.row_stride};
}

/// The numbers of lines as the passes read or write them: those in memory or, of 16 bits, a copy in float.
template <class T>
class NumbersToCompute {
public:
    NumbersToCompute(const LineNumbers<T>& in_memory, Index) : numbers_(in_memory) {}
    const LineNumbers<T>& of_passes() const { return numbers_; }
    void store(const LineNumbers<T>&) const {}

private:
    LineNumbers<T> numbers_;
};
template <class T>
requires Stored<std::remove_const_t<T>>
class NumbersToCompute<T> {
public:
    NumbersToCompute(const LineNumbers<T>& in_memory, Index lines) : floats_(static_cast<std::size_t>(lines)) {
        if constexpr (std::is_const_v<T>) {
            for (std::size_t i = 0; i < floats_.size(); ++i)
                floats_[i] = core::convert<float>(in_memory[static_cast<Index>(i)]);
        }
    }
    using Number = std::conditional_t<std::is_const_v<T>, const float, float>;
    LineNumbers<Number> of_passes() const { return {floats_.data(), 1}; }
    void store(const LineNumbers<T>& to) const {
        for (std::size_t i = 0; i < floats_.size(); ++i) to[static_cast<Index>(i)] = core::convert<T>(floats_[i]);
    }

private:
    mutable std::vector<std::remove_const_t<Number>> floats_;
};

/// Base of such functors: calls that return the numbers, as a column vector of x's kind or a std::vector.
template <class Derived, class T, class Tier>
struct LineReduction {
    static constexpr bool is_known = Element<T>;
    static_assert(is_known,
                  "actfn: the element type must be float, double, Eigen::half or Eigen::bfloat16: convert x, e.g. with "
                  "x.cast<float>().");
    static_assert(
        has_tier<T, Tier>,
        "actfn: `exact` is computed in double and rounded once, `fast` in float: for double there is only the "
        "standard tier: use actfn::standard, or float.");

    using value_type = T;
    using tier = Tier;
    using line_reduction = Derived;

    /// The number of a vector or a span.
    template <RowArgument X>
    T operator()(const X& v) const {
        [[maybe_unused]] const Axis axis = core::axis_of(v);
        T result(0);
        if constexpr (core::check_element_type<T, X>()) {
            const auto& x = core::in_memory(v);
            Serial serial;
            run_forward(serial, core::view<const T>(x), {&result, 1}, axis, 1);
        }
        return result;
    }
    /// The numbers of the rows (rowwise) or columns (colwise), as a column vector.
    template <Dense X, AxisLike A>
    auto operator()(const X& of, A axis) const {
        using Array = Eigen::Array<T, Eigen::Dynamic, 1>;
        using Result = std::conditional_t<is_array<X>, Array, Eigen::Matrix<T, Eigen::Dynamic, 1>>;
        core::check_axis<X, A>();
        if constexpr (core::check_element_type<T, X>()) {
            const auto& x = core::in_memory(of);
            const auto view = core::view<const T>(x);
            Result result(core::oriented(view, axis).rows);
            Serial serial;
            run_forward(serial, view, {result.data(), 1}, axis, result.size());
            return result;
        } else {
            return Result();
        }
    }

    /// y[i] = the number of line i of x, for i below `lines`. `run` is a RunAlong, or runs other loops.
    template <class E, Along A, class Run = RunAlong>
    static void run_forward(E& executor, const View<const T>& x, const LineNumbers<T>& y, const A& along, Index lines,
                            const Run& run = {}) {
        if (x.empty()) {
            for (Index line = 0; line < lines; ++line) y[line] = static_cast<T>(Derived::of_nothing);
        } else {
            const NumbersToCompute<T> numbers(y, lines);
            using Forward = typename over_floats_t<Derived>::Passes::Forward;
            run(executor, along, std::array{x}, core::no_output(x), Forward{numbers.of_passes(), Derived::of_mean});
            numbers.store(y);
        }
    }
    /// dx of x and dy, the gradients in these numbers.
    template <class E, Along A, class Run = RunAlong>
    static void run_backward(E& executor, const View<const T>& x, const LineNumbers<const T>& dy, const View<T>& dx,
                             const A& along, Index lines, const Run& run = {}) {
        using Backward = typename over_floats_t<Derived>::Passes::Backward;
        const NumbersToCompute<const T> upstream(dy, lines);
        run(executor, along, std::array{x}, dx, Backward{upstream.of_passes()});
    }

    template <std::same_as<LineReduction> Base>
    friend constexpr bool operator==(const Base&, const Base&) {
        return true;
    }
};

/// Checks the arrays of a call, and runs it: y = the number of each line of x.
template <class S, class T, class Y, Along A, class E, class Run = RunAlong>
void forward_numbers(const View<const T>& x, Y& y, const A& along, E& executor, const Run& run = {}) {
    const Index lines = core::count_lines("forward", x, along);
    const auto numbers = core::line_numbers<T>("forward", "y", y, lines);
    const auto to = core::view<T>(y);
    core::require_unfolded("forward", "y", to);
    core::require_disjoint("forward", "y", to, "x", x);
    S::run_forward(executor, x, numbers, along, lines, run);
}
/// The same: dx from x and dy.
template <class S, class T, class DY, Along A, class E, class Run = RunAlong>
void backward_numbers(const View<const T>& x, const DY& dy, const View<T>& dx, const A& along, E& executor,
                      const Run& run = {}) {
    core::require_same_shape("backward", "x", x, "dx", dx, true);
    core::require_in_place_or_apart("backward", "dx", dx, "x", x);
    const Index lines = core::count_lines("backward", x, along);
    const auto numbers = core::line_numbers<const T>("backward", "dy", dy, lines);
    core::require_disjoint("backward", "dx", dx, "dy", core::view<const T>(dy));
    S::run_backward(executor, x, numbers, dx, along, lines, run);
}

}  // namespace core

/// y = the number of each line of x: y is a vector or a span with one element for each row (rowwise) or column
/// (colwise) of x; for spans that are tensors (Lines), the number of line (o, i) is y[o * inner + i].
template <core::LineReductionLike S, class X, class Y, core::Along A, Executor E = core::Serial>
void forward(const S&, const X& x, Y&& y, A along, E&& executor = E()) {
    using T = typename S::value_type;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>() && core::check_along<A, X, Y>()) {
        core::forward_numbers<S>(core::view<const T>(x), y, along, executor);
    }
}

/// dx from x and dy, the gradient in the number of each line, which lies as y of forward(). dx may be x.
template <core::LineReductionLike S, class X, class DY, class DX, core::Along A, Executor E = core::Serial>
void backward(const S&, const X& x, const DY& dy, DX&& dx, A along, E&& executor = E()) {
    using T = typename S::value_type;
    if constexpr (core::check_types<T, const X&, const DY&, DX>() && core::check_outputs<DX>() &&
                  core::check_along<A, X, DY, DX>()) {
        core::backward_numbers<S>(core::view<const T>(x), dy, core::view<T>(dx), along, executor);
    }
}

}  // namespace ACTFN_ISA
}  // namespace actfn
