#pragma once

// From a call's arguments to the boundary of the compiled component.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>

#include "actfn/base/activation_spec.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/dispatch/boundary.hpp"
#include "actfn/loop/formula.hpp"
#include "actfn/memory/view.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {
namespace arguments {

template <core::Element T>
inline constexpr boundary::Number number_of =
    core::format_of<T> == core::Format::half       ? boundary::Number::half
    : core::format_of<T> == core::Format::bfloat16 ? boundary::Number::bfloat16
    : std::is_same_v<T, double>                    ? boundary::Number::float64
                                                   : boundary::Number::float32;

/// Whether F has the form of the library's functors: Name<T, Tier>. (That of a derivative has not.)
template <class F>
inline constexpr bool is_functor = false;
template <template <class, class> class F, class T, class Tier>
inline constexpr bool is_functor<F<T, Tier>> = requires {
    typename F<T, Tier>::packet_functor;
    F<T, Tier>::name;
};
template <class F>
inline constexpr bool is_spec = std::is_same_v<F, ActivationSpec>;

/// The number of the function, and what holds its parameters.
template <class F>
ACTFN_INLINE inline std::uint32_t id_of([[maybe_unused]] const F& f) {
    if constexpr (is_spec<F>) {
        return f.function;
    } else {
        return core::id_of<F>;
    }
}
template <class F>
ACTFN_INLINE inline decltype(auto) object_of(const F& f) {
    if constexpr (is_spec<F>) {
        return (f);
    } else {
        return core::formula_of(f);
    }
}

/// Softmax and its kin.
template <class S>
concept RowFunctor = requires {
    typename S::row_functor;
};
/// Gumbel-softmax.
template <class F>
concept GumbelFunctor = requires(const F& f) {
    f.softmax();
    f.tau();
};
/// Logsumexp.
template <class S>
concept LineReductionFunctor = requires {
    typename S::line_reduction;
};
/// PReLU.
template <class P>
concept SlopesFunctor = requires(const P& p) {
    p.channel_slopes().view();
};
/// RReLU in training.
template <class F>
concept RandomSlopesFunctor = requires(const F& f) {
    f.evaluation();
    f.seed();
};
/// Gated units.
template <class U>
concept GatedUnit = requires(const U& u) {
    typename U::value_type;
    u.f();
    u.g();
};
/// Maxout.
template <class M>
concept MaxoutFunctor = requires(const M& m) {
    typename M::value_type;
    m.pieces();
};
template <class F>
concept ElementwiseFunction = !RowFunctor<F> && !GumbelFunctor<F> && !LineReductionFunctor<F> && !SlopesFunctor<F> &&
                              !RandomSlopesFunctor<F> && !GatedUnit<F> && !MaxoutFunctor<F>;

/// The type of all elements of a call: that of the functor or, for float, one of 16 bits in memory.
template <class F, class X>
using functor_element = std::conditional_t<core::converts<typename F::value_type, core::elements_of<const X>>,
                                           core::elements_of<const X>, typename F::value_type>;
/// The same, where a spec takes any.
template <class F, class X>
struct element {
    using type = core::elements_of<X>;
};
template <class F, class X>
requires is_functor<F>
struct element<F, X> {
    using type = functor_element<F, X>;
};

template <class X>
ACTFN_INLINE inline boundary::Array array_of(X& x) {
    const auto v = core::view<const core::elements_of<X>>(x);
    return {v.data, v.rows, v.cols, v.row_stride, v.col_stride};
}

/// The compile-time checks of a function that is called on elements of T.
template <class F, class T>
constexpr bool check_function() {
    constexpr bool known = is_spec<F> || is_functor<F>;
    static_assert(known,
                  "actfn: actfn::dispatch takes an ActivationSpec or one of the library's element-wise functors; the "
                  "component does not contain others.");
    constexpr bool has_type = core::Element<T>;
    static_assert(!known || has_type,
                  "actfn: the element type must be float, double, Eigen::half or Eigen::bfloat16: convert x, e.g. with "
                  "x.cast<float>().");
    return known && has_type;
}

/// use(executor as the boundary takes it).
template <class E, class F>
ACTFN_INLINE inline void with_executor([[maybe_unused]] E& executor, const F& use) {
    if constexpr (std::is_same_v<std::remove_const_t<E>, core::Serial>) {
        use(nullptr);
    } else {
        const core::AnyExecutor any(executor);
        use(&any.erased());
    }
}

/// Whether the types of the arrays alone say that they are contiguous, in one storage order if their shapes are the same.
template <class X>
concept HasDataAndSize = requires(X& x) {
    x.data();
    x.size();
};
template <class... X>
inline constexpr bool contiguous = core::packed_by_type<X...> && (... && HasDataAndSize<X>);

/// The number of elements of each array if all have the shape of the first, else -1.
template <class X, class... Rest>
ACTFN_INLINE inline std::ptrdiff_t common_size(const X& x, const Rest&... rest) {
    const auto n = x.size();
    bool same = (... && (n == rest.size()));
    if constexpr (core::Dense<X>) same = same && (... && (x.rows() == rest.rows()));
    return same ? static_cast<std::ptrdiff_t>(n) : -1;
}

/// Hands over a call: inputs, then outputs. With the fewest steps where these are contiguous, since a program that is not
/// optimised takes each of them.
template <class Tier, boundary::Verb verb, class T, class F, class E, class... X>
ACTFN_INLINE inline void call(const F& f, [[maybe_unused]] E& executor, X&... x) {
    constexpr bool serial = std::is_same_v<std::remove_const_t<E>, core::Serial>;
    constexpr boundary::Digits digits = [] {
        if constexpr (is_spec<F>) {
            return boundary::digits_of<Tier>;
        } else {
            return boundary::digits_of<typename F::tier>;
        }
    }();
    constexpr bool has_tier = !std::is_same_v<T, double> || digits == boundary::Digits::standard;
    static_assert(
        has_tier,
        "actfn: `exact` is computed in double and rounded once, `fast` in float: for double there is only the "
        "standard tier: use actfn::standard, or float.");
    constexpr boundary::Code code = boundary::code_of(verb, number_of<T>, is_spec<F>, digits);
    const auto& object = arguments::object_of(f);
    const std::uint32_t id = arguments::id_of(f);
    if constexpr (serial && contiguous<X...>) {
        const std::ptrdiff_t n = arguments::common_size(x...);
        if (n >= 0) {
            boundary::call_contiguous(code, id, &object, n, x.data()...);
            return;
        }
    }
    const boundary::Array arrays[] = {arguments::array_of(x)...};
    arguments::with_executor(
        executor, [&](const ErasedExecutor* e) ACTFN_INLINE_LAMBDA { boundary::call(code, id, &object, arrays, e); });
}

}  // namespace arguments

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch
