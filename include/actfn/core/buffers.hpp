#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "actfn/core/elementwise.hpp"
#include "actfn/core/executor.hpp"
#include "actfn/core/row_functor.hpp"
#include "actfn/core/sweep.hpp"
#include "actfn/core/views.hpp"

namespace actfn::inline ACTFN_ISA {

namespace core {

// What the buffer calls evaluate, as templates on the functor alone: a loop is compiled once, whatever the types of the arrays.

/// What core/sweep.hpp asks of a loop over memory with F's formula in the type Compute.
template <class F, Scalar Compute>
struct LoopFor {
    using Batch = batch_for<typename F::value_type, Compute>;
    static constexpr std::size_t batches = batches_at_a_time<F, lanes<Batch>, Compute>;
    // A float in double takes three times as long.
    static constexpr int cost = std::same_as<typename F::value_type, Compute> ? F::cost : 3 * F::cost;
};

/// f(x).
template <class F>
struct ValueOf {
    using Loop = LoopFor<F, evaluated_in<F>>;
    F f;

    template <core::Batch V>
    [[gnu::always_inline]] V operator()(V x) const {
        return f(x);
    }
};

/// dy * g(x), rounded once.
template <class G>
struct ProductWith {
    using Loop = LoopFor<G, product_in<G>>;
    G g;

    template <core::Batch V>
    [[gnu::always_inline]] V operator()(V x, V dy) const {
        const auto product = [this](auto v, auto w) __attribute__((always_inline)) { return w * g.value(v); };
        return core::evaluate<product_in<G>, works_in_step<G>>(product, x, dy);
    }
};

/// f(x) and f'(x), from what they share.
template <class F>
struct ValueAndGradientOf {
    using Loop = LoopFor<F, evaluated_in<F>>;
    F f;

    template <core::Batch V>
    [[gnu::always_inline]] std::pair<V, V> operator()(V x) const {
        const auto both = [this](auto v) __attribute__((always_inline)) {
            if constexpr (HasValueAndGradient<F>) {
                return f.value_and_gradient(v);
            } else {
                return std::pair{f.value(v), f.gradient(v)};
            }
        };
        return core::evaluate<evaluated_in<F>, works_in_step<F>>(both, x);
    }
};

}  // namespace core

// Calls that write into memory the caller owns. All arguments are Eigen arrays in memory (Array, Matrix, Map, Ref, Block,
// any strides, either storage order; outputs by value or reference), or all are spans. Nothing is resized or allocated. A
// shape mismatch, or an overlap other than an output being an input, throws std::invalid_argument before anything is
// written. An Executor may follow as the last argument; without one the calling thread does the work.

/// y = f(x). In place if y is x.
template <ElementwiseFunctor F, class X, class Y, Executor E = core::Serial>
void forward(const F& f, const X& x, Y&& y, E&& executor = E()) {
    using T = typename F::value_type;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>()) {
        const auto from = core::view<const T>(x);
        const auto to = core::view<T>(y);
        core::require_same_shape("forward", "x", from, "y", to);
        core::require_in_place_or_apart("forward", "y", to, "x", from);
        core::sweep<T>(core::ValueOf<F>{f}, std::array{from}, std::array{to}, executor);
    }
}

namespace core {

/// What every backward call asks of x (or y), dy and dx.
template <class T>
void require_product_views(const char* call, const char* name_x, const View<const T>& x, const View<const T>& dy,
                           const View<T>& dx) {
    core::require_same_shape(call, name_x, x, "dy", dy);
    core::require_same_shape(call, name_x, x, "dx", dx);
    core::require_in_place_or_apart(call, "dx", dx, name_x, x);
    core::require_in_place_or_apart(call, "dx", dx, "dy", dy);
}

/// dx = dy * g(x) in one pass, where g's value is the factor; formed in g's compute type and rounded once.
template <class G, class X, class DY, class DX, class E>
void multiply_by(const char* call, const char* name_x, const G& g, const X& x, const DY& dy, DX&& dx, E& executor) {
    using T = typename G::value_type;
    if constexpr (core::check_types<T, const X&, const DY&, DX>() && core::check_outputs<DX>()) {
        const auto input = core::view<const T>(x);
        const auto upstream = core::view<const T>(dy);
        const auto result = core::view<T>(dx);
        core::require_product_views(call, name_x, input, upstream, result);
        core::sweep<T>(core::ProductWith<G>{g}, std::array{input, upstream}, std::array{result}, executor);
    }
}

}  // namespace core

/// dx = dy * f'(x) in one pass: the vector-Jacobian product. dx may be x or dy.
template <ElementwiseFunctor F, class X, class DY, class DX, Executor E = core::Serial>
void backward(const F& f, const X& x, const DY& dy, DX&& dx, E&& executor = E()) {
    static_assert(core::HasGradient<F>, "actfn: backward needs a functor with a gradient(V x).");
    if constexpr (core::HasGradient<F>) core::multiply_by("backward", "x", Derivative<F>(f), x, dy, dx, executor);
}

/// dx = dy * f'(x) in one pass from y = f(x), so that x need not be kept. dx may be y or dy.
template <ElementwiseFunctor F, class Y, class DY, class DX, Executor E = core::Serial>
void backward_from_output(const F& f, const Y& y, const DY& dy, DX&& dx, E&& executor = E()) {
    static_assert(has_derivative_from_output<F>,
                  "actfn: this function's derivative is not a function of its output: keep x and call actfn::backward.");
    if constexpr (has_derivative_from_output<F>) {
        core::multiply_by("backward_from_output", "y", DerivativeFromOutput<F>(f), y, dy, dx, executor);
    }
}

/// y = f(x) and d = f'(x) in one pass, with the bits of f(x) and f.derivative(x). y or d may be x.
template <ElementwiseFunctor F, class X, class Y, class D, Executor E = core::Serial>
void forward_with_derivative(const F& f, const X& x, Y&& y, D&& d, E&& executor = E()) {
    static_assert(core::HasGradient<F>, "actfn: forward_with_derivative needs a functor with a gradient(V x).");
    using T = typename F::value_type;
    constexpr auto call = "forward_with_derivative";
    if constexpr (core::HasGradient<F> && core::check_types<T, const X&, Y, D>() && core::check_outputs<Y, D>()) {
        const auto from = core::view<const T>(x);
        const auto value = core::view<T>(y);
        const auto derivative = core::view<T>(d);
        core::require_same_shape(call, "x", from, "y", value);
        core::require_same_shape(call, "x", from, "d", derivative);
        core::require_in_place_or_apart(call, "y", value, "x", from);
        core::require_in_place_or_apart(call, "d", derivative, "x", from);
        core::require_apart(call, "y", value, "d", derivative);
        core::sweep<T>(core::ValueAndGradientOf<F>{f}, std::array{from}, std::array{value, derivative}, executor);
    }
}

namespace core {

/// Calls write(views of x and y) if they are what a forward call of a row functor takes.
template <class T, class X, class Y, class F>
[[gnu::always_inline]] inline void forward_rows(const X& x, Y& y, const F& write) {
    if constexpr (core::check_types<T, const X&, Y&>() && core::check_outputs<Y&>()) {
        const auto from = core::view<const T>(x);
        const auto to = core::view<T>(y);
        core::require_same_shape("forward", "x", from, "y", to);
        if (!core::same_or_apart(to, from)) core::require_in_place_or_apart("forward", "y", to, "x", from);
        write(from, to);
    }
}

/// The same for y, dy and dx of a backward call.
template <class T, class Y, class DY, class DX, class F>
[[gnu::always_inline]] inline void backward_rows(const Y& y, const DY& dy, DX& dx, const F& write) {
    if constexpr (core::check_types<T, const Y&, const DY&, DX&>() && core::check_outputs<DX&>()) {
        const auto output = core::view<const T>(y);
        const auto upstream = core::view<const T>(dy);
        const auto result = core::view<T>(dx);
        core::require_same_shape("backward", "y", output, "dy", upstream);
        core::require_same_shape("backward", "y", output, "dx", result);
        if (!core::same_or_apart(result, output)) core::require_in_place_or_apart("backward", "dx", result, "y", output);
        if (!core::same_or_apart(result, upstream)) core::require_in_place_or_apart("backward", "dx", result, "dy", upstream);
        write(output, upstream, result);
    }
}

}  // namespace core

/// y = s(x) for softmax and log-softmax: each row (rowwise) or column (colwise) of x is one distribution.
template <core::RowFunctorLike S, class X, class Y, core::AxisLike A, Executor E = core::Serial>
void forward(const S& s, const X& x, Y&& y, A axis, E&& executor = E()) {
    core::check_axis<X, A>();
    core::forward_rows<typename S::value_type>(
        x, y, [&](const auto& from, const auto& to) { s.forward_views(from, to, axis, executor); });
}

/// The same for a vector or a span.
template <core::RowFunctorLike S, class X, class Y>
void forward(const S& s, const X& x, Y&& y) {
    const Axis axis = core::axis_of(x);
    core::forward_rows<typename S::value_type>(
        x, y, [&](const auto& from, const auto& to) __attribute__((always_inline)) {
            s.template forward_vector<core::entries_of<X>()>(from, to, axis);
        });
}

/// dx, the vector-Jacobian product of softmax or log-softmax from its output y. dx may be y or dy.
template <core::RowFunctorLike S, class Y, class DY, class DX, core::AxisLike A, Executor E = core::Serial>
void backward(const S& s, const Y& y, const DY& dy, DX&& dx, A axis, E&& executor = E()) {
    core::check_axis<Y, A>();
    core::backward_rows<typename S::value_type>(
        y, dy, dx, [&](const auto& output, const auto& upstream, const auto& result) {
            s.backward_views(output, upstream, result, axis, executor);
        });
}

/// The same for a vector or a span.
template <core::RowFunctorLike S, class Y, class DY, class DX>
void backward(const S& s, const Y& y, const DY& dy, DX&& dx) {
    const Axis axis = core::axis_of(y);
    core::backward_rows<typename S::value_type>(
        y, dy, dx, [&](const auto& output, const auto& upstream, const auto& result) __attribute__((always_inline)) {
            s.template backward_vector<core::entries_of<Y>()>(output, upstream, result, axis);
        });
}

}  // namespace actfn::inline ACTFN_ISA
