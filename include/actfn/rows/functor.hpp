#pragma once

#include <array>
#include <concepts>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "actfn/base/axis.hpp"
#include "actfn/base/no_such_call.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/dense.hpp"
#include "actfn/rows/lines.hpp"
#include "actfn/rows/lines_in_float.hpp"
#include "actfn/rows/optional_calls.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

template <class X>
concept RowArgument = Dense<X> || SpanLike<const X>;

/// A functor over lines: its Forward::run(lines, x, y) and Backward::run(lines, y, dy, dx) are the passes over a group
/// of lines, or over one short line.
template <class S>
concept RowFunctorLike = requires {
    typename S::row_functor;
};

template <class X>
struct element_type {
    using type = elements_of<X>;
};
template <Dense X>
struct element_type<X> {
    using type = typename X::Scalar;
};

template <class X>
inline constexpr bool is_vector = SpanLike<const X>;
template <Dense X>
inline constexpr bool is_vector<X> = static_cast<bool>(X::IsVectorAtCompileTime);

/// Returns the axis along which a vector or a span lies; that of a span is colwise.
template <class X>
Axis axis_of(const X&) {
    static_assert(is_vector<X>,
                  "actfn: the softmax of a matrix needs an axis: pass actfn::rowwise if each row is one "
                  "distribution, actfn::colwise if each column is.");
    if constexpr (Dense<X>) {
        return X::RowsAtCompileTime == 1 ? Axis::rowwise : Axis::colwise;
    } else {
        return Axis::colwise;
    }
}

/// Whether the types alone say that the axis runs along the vector: its value need not be tested then.
template <class X, class A>
inline constexpr bool lies_along = is_vector<X> && !std::same_as<A, Axis>;

/// Returns the number of entries of a vector or a span if it is known at compile time, else 0.
template <class X>
constexpr Index entries_of() {
    if constexpr (Dense<X>) {
        return X::SizeAtCompileTime == Eigen::Dynamic ? 0 : Index(X::SizeAtCompileTime);
    } else {
        using Span = decltype(std::span(std::declval<const X&>()));
        return Span::extent == std::dynamic_extent ? 0 : static_cast<Index>(Span::extent);
    }
}

/// Axis, or the type of a constant that converts to it.
template <class A>
concept AxisLike = std::convertible_to<A, Axis>;

template <class X>
Eigen::Matrix<typename X::Scalar, Eigen::Dynamic, 1> as_column(const X& x) {
    return x.reshaped().matrix();
}

template <class T, class... X>
constexpr bool check_element_type() {
    constexpr bool same_type = (... && std::same_as<typename element_type<X>::type, T>);
    static_assert(same_type,
                  "actfn: the array's element type is not the functor's: convert one with x.cast<float>() or "
                  "x.cast<double>(), or use e.g. Softmax<double> or actfn::softmax(x).");
    return same_type;
}

/// Returns x itself if it is in memory, else a plain array of its values.
template <class X>
decltype(auto) in_memory(const X& x) {
    if constexpr (!Dense<X> || DenseInMemory<const X>) {
        return static_cast<const X&>(x);
    } else {
        return typename X::PlainObject(x);
    }
}

/// Returns a new plain array of x's kind, shape and storage order; for a span, a std::vector of its size.
template <class T, class X>
auto made_like(const X& x) {
    if constexpr (Dense<X>) {
        // Not as a variable: g++ would see a copy of what is not yet written.
        return typename X::PlainObject(x.rows(), x.cols());
    } else {
        return std::vector<T>(std::span<const T>(x).size());
    }
}

/// Base of row functors: calls that return a plain array of x's kind and storage order, or for a span a std::vector.
template <class Derived, class T, class Tier>
struct RowFunctor {
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
    using row_functor = Derived;

    template <RowArgument X>
    auto operator()(const X& v) const {
        [[maybe_unused]] const Axis axis = core::axis_of(v);
        if constexpr (core::check_element_type<T, X>() && is_vector<X>) {
            const auto& x = core::in_memory(v);
            auto y = core::made_like<T>(x);
            forward_vector<core::entries_of<X>()>(core::view<const T>(x), core::view<T>(y), axis);
            return y;
        } else {
            return core::made_like<typename core::element_type<X>::type>(v);  // a static_assert has failed
        }
    }
    template <RowArgument X, AxisLike A>
    auto operator()(const X& v, A axis) const {
        core::check_axis<X, A>();
        if constexpr (core::lies_along<X, A>) {
            return (*this)(v);
        } else if constexpr (core::check_element_type<T, X>()) {
            const auto& x = core::in_memory(v);
            auto y = core::made_like<T>(x);
            forward_views(core::view<const T>(x), core::view<T>(y), axis);
            return y;
        } else {
            return core::made_like<typename core::element_type<X>::type>(v);
        }
    }

    /// Returns the vector-Jacobian product, computed from the output y. It has the shape of y.
    template <RowArgument Y, RowArgument DY>
    auto backward(const Y& y, const DY& dy) const {
        [[maybe_unused]] const Axis axis = core::axis_of(y);
        return gradient(y, dy, [&](const auto& output, const auto& upstream, const auto& dx) {
            backward_vector<core::entries_of<Y>()>(output, upstream, dx, axis);
        });
    }
    template <RowArgument Y, RowArgument DY, AxisLike A>
    auto backward(const Y& y, const DY& dy, A axis) const {
        core::check_axis<Y, A>();
        if constexpr (core::lies_along<Y, A>) {
            return backward(y, dy);
        } else {
            return gradient(y, dy, [&](const auto& output, const auto& upstream, const auto& dx) {
                backward_views(output, upstream, dx, axis);
            });
        }
    }

    template <class E = Serial>
    void forward_views(View<const T> x, View<T> y, Axis axis, E&& executor = E()) const {
        if (forward_with_options(core::oriented(x, axis), core::oriented(y, axis), nullptr, executor)) return;
        core::run_lines<typename over_floats_t<Derived>::Forward>(executor, std::array{core::oriented(x, axis)},
                                                                  core::oriented(y, axis));
    }
    template <class E = Serial>
    void backward_views(View<const T> y, View<const T> dy, View<T> dx, Axis axis, E&& executor = E()) const {
        const std::array in = {core::oriented(y, axis), core::oriented(dy, axis)};
        if (backward_with_options(in[0], in[1], core::oriented(dx, axis), nullptr, executor)) return;
        core::run_lines<typename over_floats_t<Derived>::Backward>(executor, in, core::oriented(dx, axis));
    }

    /// y = s(x) where x and y are dense tensors: each line along the middle index is one distribution.
    template <class E>
    void forward_lines(const View<const T>& x, const View<T>& y, const Lines& lines, E& executor) const {
        if (forward_with_options(x, y, &lines, executor)) return;
        core::run_tensor<typename over_floats_t<Derived>::Forward>(executor, lines, std::array{x.data}, y.data);
    }
    template <class E>
    void backward_lines(const View<const T>& y, const View<const T>& dy, const View<T>& dx, const Lines& lines,
                        E& executor) const {
        if (backward_with_options(y, dy, dx, &lines, executor)) return;
        core::run_tensor<typename over_floats_t<Derived>::Backward>(executor, lines, std::array{y.data, dy.data},
                                                                    dx.data);
    }

    /// y = s(x) for one distribution along the axis. Entries is its size if known at compile time, else 0.
    template <Index Entries>
    ACTFN_INLINE void forward_vector(const View<const T>& x, const View<T>& y, Axis axis) const {
        Serial serial;
        if (forward_with_options(core::oriented(x, axis), core::oriented(y, axis), nullptr, serial)) return;
        core::run_line<Entries, typename over_floats_t<Derived>::Forward>(std::array{core::oriented(x, axis)},
                                                                          core::oriented(y, axis));
    }
    template <Index Entries>
    ACTFN_INLINE void backward_vector(const View<const T>& y, const View<const T>& dy, const View<T>& dx,
                                      Axis axis) const {
        const std::array in = {core::oriented(y, axis), core::oriented(dy, axis)};
        Serial serial;
        if (backward_with_options(in[0], in[1], core::oriented(dx, axis), nullptr, serial)) return;
        core::run_line<Entries, typename over_floats_t<Derived>::Backward>(in, core::oriented(dx, axis));
    }

    template <std::same_as<RowFunctor> Base>
    friend constexpr bool operator==(const Base&, const Base&) {
        return true;
    }

private:
    // True if the functor has options and has done the call.

    template <class E>
    ACTFN_INLINE bool forward_with_options(const View<const T>& x, const View<T>& y, const Lines* lines,
                                           E& executor) const {
        if constexpr (HasOptions<Derived>) {
            const auto& s = static_cast<const Derived&>(*this);
            if (s.optional_calls() == nullptr) return false;
            s.optional_calls()->forward(s.options(), x, {}, y, lines, AnyExecutor(executor));
            return true;
        } else {
            return false;
        }
    }
    template <class E>
    ACTFN_INLINE bool backward_with_options(const View<const T>& y, const View<const T>& dy, const View<T>& dx,
                                            const Lines* lines, E& executor) const {
        if constexpr (HasOptions<Derived>) {
            const auto& s = static_cast<const Derived&>(*this);
            if (s.optional_calls() == nullptr) return false;
            s.optional_calls()->backward(s.options(), y, dy, dx, lines, AnyExecutor(executor));
            return true;
        } else {
            return false;
        }
    }

    /// Returns a new array dx, which f(view of y, view of dy, view of dx) writes.
    template <class Y, class DY, class F>
    ACTFN_INLINE static auto gradient(const Y& y, const DY& dy, const F& f) {
        if constexpr (core::check_element_type<T, Y, DY>()) {
            const auto& output = core::in_memory(y);
            const auto& upstream = core::in_memory(dy);
            const auto views = std::pair{core::view<const T>(output), core::view<const T>(upstream)};
            core::require_same_shape("backward", "y", views.first, "dy", views.second);
            auto dx = core::made_like<T>(upstream);
            f(views.first, views.second, core::view<T>(dx));
            return dx;
        } else {
            return core::made_like<typename core::element_type<DY>::type>(dy);
        }
    }
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
