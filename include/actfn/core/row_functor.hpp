#pragma once

#include <concepts>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "actfn/core/rows.hpp"
#include "actfn/core/tiers.hpp"

namespace actfn::inline ACTFN_ISA::core {

template <class X>
concept RowArgument = Dense<X> || SpanLike<const X>;

/// A functor over distributions: it has forward_phases() on strips of x and y, and backward_phases() of y, dy and dx.
template <class S>
concept RowFunctorLike = requires { typename S::row_functor; };

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

/// The axis along which a vector lies.
template <class X>
Axis axis_of(const X&) {
    static_assert(is_vector<X>, "actfn: the softmax of a matrix needs an axis: pass actfn::rowwise if each row is one "
                                "distribution, actfn::colwise if each column is.");
    if constexpr (Dense<X>) {
        return X::RowsAtCompileTime == 1 ? rowwise : colwise;
    } else {
        return colwise;
    }
}

template <class X>
Eigen::Matrix<typename X::Scalar, Eigen::Dynamic, 1> as_column(const X& x) {
    return x.reshaped().matrix();
}

/// The entry of lanes that are not there. Beyond the end of a distribution, one whose exponential is 0; where each has a lane
/// of its own, a number that makes no infinity, hence no exception, in the lanes of none.
template <class T, Layout L>
inline constexpr T absent = L == Layout::along ? -std::numeric_limits<T>::infinity() : T(0);

/// The greatest entry of each distribution of a strip. A NaN need not be found: its own difference makes the sum NaN.
template <Scalar C, Layout L, class X>
[[gnu::always_inline]] inline PerDistribution<C, L> greatest_of(Strip<L> strip, const X& x) {
    using T = std::remove_cvref_t<decltype(*x.base)>;
    auto max = core::broadcast<blocks_in_step>(C(absent<T, Layout::along>));  // one would wait for the block before
    strip.for_each_block([&](auto at) __attribute__((always_inline)) {
        const auto entries = core::load<C>(x, at, absent<T, L>);
        core::each_of<entries.batches>([&](auto i) __attribute__((always_inline)) {
            max.batch[i] = math::max(max.batch[i], entries.batch[i]);
            return 0;
        });
    });
    return core::greatest<L>(max);
}

/// The phase that a forward pass begins with.
template <Scalar C>
inline constexpr auto find_greatest = [](auto strip, auto x, auto, Start) __attribute__((always_inline)) {
    return core::greatest_of<C>(strip, x);
};

/// For lanes beyond the end whose exponential is not used: that of the greatest entry is 1, while one that underflows can be
/// slow. Where a distribution has a lane of its own, it has none beyond the end.
template <class T, class Max>
[[gnu::always_inline]] inline T unused(const Max& max) {
    if constexpr (Scalar<Max>) {
        return static_cast<T>(max);
    } else {
        return absent<T, Layout::across>;
    }
}

/// Whether the difference of an entry to the greatest one may overflow.
template <class T, class Max>
[[gnu::always_inline]] inline bool differences_may_overflow(const Max& max) {
    constexpr T great = std::numeric_limits<T>::max() / 2;
    if constexpr (Scalar<Max>) {
        return max > great;
    } else {
        bool any = false;
        for (const auto& lanes : max.batch) any = any || core::any(lanes > std::remove_cvref_t<decltype(lanes)>(great));
        return any;
    }
}

/// A plain array of x's kind and storage order, or a std::vector, that holds x.
template <class T, class X>
auto evaluated(const X& x) {
    constexpr bool same_type = std::same_as<typename element_type<X>::type, T>;
    static_assert(same_type, "actfn: the array's element type is not the functor's: convert one with x.cast<float>() or "
                             "x.cast<double>().");
    if constexpr (Dense<X>) {
        return typename X::PlainObject(x);
    } else {
        const std::span<const T> s(x);
        return std::vector<T>(s.begin(), s.end());
    }
}

/// The calls that return: a plain array of x's kind and storage order, or a std::vector for a span.
template <class Derived, class T, class Tier>
struct RowFunctor {
    static_assert(Scalar<T>, "actfn: the element type must be float or double: convert x, e.g. with x.cast<float>().");
    static_assert(!(std::same_as<T, double> && std::same_as<Tier, exact>),
                  "actfn: `exact` is float computed in double; for double there is only the standard tier.");

    using value_type = T;
    using tier = Tier;
    using row_functor = Derived;

    template <RowArgument X>
    auto operator()(const X& v) const {
        return (*this)(v, core::axis_of(v));
    }
    template <RowArgument X>
    auto operator()(const X& x, Axis axis) const {
        auto y = core::evaluated<T>(x);
        if constexpr (std::same_as<typename core::element_type<X>::type, T>) {
            self().forward_views(core::view<const T>(std::as_const(y)), core::view<T>(y), axis);
        }
        return y;
    }

    /// The vector-Jacobian product from the output, of the shape of y.
    template <RowArgument Y, RowArgument DY>
    auto backward(const Y& y, const DY& dy) const {
        return backward(y, dy, core::axis_of(y));
    }
    template <RowArgument Y, RowArgument DY>
    auto backward(const Y& y, const DY& dy, Axis axis) const {
        const auto output = core::evaluated<T>(y);
        auto dx = core::evaluated<T>(dy);
        const auto views = std::pair{core::view<const T>(output), core::view<T>(dx)};
        core::require_same_shape("backward", "y", views.first, "dy", views.second);
        self().backward_views(views.first, views.second.as_const(), views.second, axis);
        return dx;
    }

    template <class E = Serial>
    void forward_views(View<const T> x, View<T> y, Axis axis, E&& executor = E()) const {
        core::for_each_strip(self().forward_phases(), axis, executor, x, y);
    }
    template <class E = Serial>
    void backward_views(View<const T> y, View<const T> dy, View<T> dx, Axis axis, E&& executor = E()) const {
        core::for_each_strip(self().backward_phases(), axis, executor, y, dy, dx);
    }

    template <std::same_as<RowFunctor> Base>
    friend constexpr bool operator==(const Base&, const Base&) {
        return true;
    }

private:
    const Derived& self() const { return static_cast<const Derived&>(*this); }
};

}  // namespace actfn::inline ACTFN_ISA::core
