#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/base/no_such_call.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/eigen/assignment.hpp"
#include "actfn/eigen/expression.hpp"
#include "actfn/eigen/packet.hpp"
#include "actfn/eigen/transposes.hpp"
#include "actfn/elementwise/number.hpp"
#include "actfn/loop/formula.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/simd/convert.hpp"
#include "actfn/simd/memory.hpp"
#include "actfn/simd/value.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

template <class F>
struct Derivative;
template <class F>
struct DerivativeFromOutput;

namespace core {

/// The element type of a scalar, a batch, a number type or an Eigen expression.
template <class X>
struct element {};
template <class X>
requires(std::is_arithmetic_v<X> || Stored<X> || Number<X>) struct element<X> : innermost<X> {
};
template <Batch X>
struct element<X> {
    using type = scalar_of<X>;
};
template <class X>
requires(!Number<X> && requires { typename X::Scalar; }) struct element<X> : innermost<typename X::Scalar> {
};
template <class X>
using element_of = typename element<std::remove_cvref_t<X>>::type;

/// An argument of the free functions: anything with an element type. The functor's assertions check the rest.
template <class X>
concept Argument = requires {
    typename element_of<X>;
};

}  // namespace core

/// What F says of its parameters, in the order of its constructor; empty where it has none.
template <class F>
inline constexpr std::array<ParameterInfo, 0> parameters_of{};
template <class F>
requires requires {
    F::parameters;
}
inline constexpr auto parameters_of<F> = F::parameters;

/// F(values[0], values[1], ...), or F() where F has no parameters.
template <class F>
constexpr F with_parameters(const std::array<typename F::value_type, parameters_of<F>.size()>& values) {
    return std::apply([](const auto&... value) { return F{value...}; }, values);
}

/// Whether f.derivative_from_output(y) exists.
template <class F>
inline constexpr bool has_derivative_from_output = core::HasGradientFromOutput<F>;

/// The base of every element-wise functor, the library's and the user's. `Derived` defines its formula once, as
/// templates over a Value V (float, double or a batch):
///
///     template <class V> V value(V x) const;                 f(x), required
///     template <class V> V gradient(V x) const;              f'(x)
///     template <class V> V curvature(V x) const;             f''(x)
///     template <class V> V gradient_from_output(V y) const;  f'(x) as a function of y = f(x)
///     template <class V> std::pair<V, V> value_and_gradient(V x) const;   where both share an exponential
///     template <class V> std::array<V, P> parameter_gradients(V x) const;   df/dp of its P `parameters`, for Learnable
///
/// Mark them ACTFN_INLINE, as the library does, if an optimised build is to inline them into every loop. Write
/// a * b + c as math::fma(a, b, c), since a compiler may fuse it for scalars and not for batches, and quotients and square roots
/// as math::divide(a, b) and math::sqrt(a), since xsimd's own are not correctly rounded on NEON.
/// `Derived` inherits the calls below for scalars T, xsimd::batch<T, A> and every dense Eigen expression of T. For a T of
/// 16 bits (Eigen::half, Eigen::bfloat16) the formula is that of `Derived` with float in the place of T. Optional
/// are: `cost` (cycles per element, for Eigen's estimates and to decide whether threads pay off), `exact_in_element_type = true`
/// (the formula rounds once in T, so both tiers are the same code), `check_from_output()` (throws if y does not
/// determine x), `interleaved = true` (the formula uses only +, -, *, /, <, >, ==, V(c) and actfn::math on V: loops may
/// call it with several interleaved batches, which hides the latency of a long dependency chain).
template <class Derived, class T = float, class Tier = standard>
struct Elementwise {
    // Variables, not concepts: a compiler explains at length why a concept is not satisfied.
    static constexpr bool valid_element = core::Element<T>;
    static constexpr bool valid_tier = core::TierTag<Tier>;
    static constexpr bool valid_precision = core::has_tier<T, Tier>;
    static_assert(valid_element,
                  "actfn: the element type must be float, double, Eigen::half or Eigen::bfloat16: convert x, e.g. with "
                  "x.cast<float>(), or write 3.0f.");
    static_assert(
        valid_precision,
        "actfn: `exact` is computed in double and rounded once, `fast` in float: for double there is only the "
        "standard tier: use actfn::standard, or float.");
    static_assert(valid_tier, "actfn: the tier is actfn::standard, actfn::exact or actfn::fast.");

    using value_type = T;
    using tier = Tier;
    using packet_functor = Derived;
    static constexpr int cost = 20;
    static constexpr bool interleaved = false;

    /// f(x). For an Eigen expression the result is lazy; for a temporary array it is evaluated.
    template <class X>
    ACTFN_INLINE auto operator()(X&& x) const {
        using P = std::remove_cvref_t<X>;
        if constexpr (!(valid_element && valid_tier && valid_precision)) {
            return x;  // the assertions above say what is wrong
        } else if constexpr (std::same_as<P, T> || core::Batch<P>) {
            if constexpr (std::same_as<core::element_of<P>, T>) {
                using Plan = core::PlanFor<Derived>;
                using Wide = core::value_in<P, typename Plan::Compute>;
                return core::convert<P>(evaluate(core::convert<Wide>(x)));
            } else {
                static_assert(std::same_as<core::element_of<P>, T>,
                              "actfn: the batch's element type is not the functor's.");
                return x;
            }
        } else if constexpr (core::Number<P>) {
            return apply_to_number(x);
        } else if constexpr (core::Dense<X>) {
            if constexpr (std::same_as<core::element_of<P>, T>) {
                if constexpr (core::check_formula<core::FormulaOf<Derived>>()) {
                    return core::lazily(self(), std::forward<X>(x));
                } else {
                    return x;
                }
            } else {
                static_assert(
                    std::same_as<core::element_of<P>, T>,
                    "actfn: the array's element type is not the functor's: convert one with x.cast<float>() or "
                    "x.cast<double>(), or use e.g. Sigmoid<double> or actfn::sigmoid(x).");
                return x;
            }
        } else {
            constexpr bool known = core::Dense<X>;
            static_assert(
                known,
                "actfn: x must be a scalar of exactly the functor's element type, an xsimd::batch of it or a dense "
                "Eigen expression of it; write spans with actfn::forward(f, x, y), tensors with x.unaryExpr(f).");
            return x;
        }
    }

    /// f'(x), from the input.
    template <class X, class F = Derived>
    requires core::HasGradient<F> ACTFN_INLINE auto derivative(X&& x) const {
        return Derivative<Derived>(self())(std::forward<X>(x));
    }

    /// f''(x).
    template <class X, class F = Derived>
    requires core::HasCurvature<F> ACTFN_INLINE auto second_derivative(X&& x) const {
        return Derivative<Derivative<Derived>>(Derivative<Derived>(self()))(std::forward<X>(x));
    }

    /// f'(x) from y = f(x).
    template <class Y, class F = Derived>
    requires has_derivative_from_output<F>
    auto derivative_from_output(Y&& y) const { return DerivativeFromOutput<Derived>(self())(std::forward<Y>(y)); }

    /// f of one of Eigen's packets, or of several in an array, evaluated interleaved.
    template <class Packet>
    ACTFN_INLINE Packet packetOp(const Packet& p) const {
        if constexpr (core::Stored<T>) {
            return core::stored_packet_of<T, Packet>(evaluate(core::value_of<T, core::compute_of<Derived>>(p)));
        } else {
            return core::packet_of<Packet>((*this)(core::batch_of<T>(p)));
        }
    }

    /// Always true: the base has no state. Constrained to the base itself, so that functors with parameters
    /// and no operator== of their own do not compare equal through it.
    template <std::same_as<Elementwise> Base>
    friend constexpr bool operator==(const Base&, const Base&) {
        return true;
    }

private:
    constexpr const Derived& self() const { return static_cast<const Derived&>(*this); }

    /// f(x) for a number type with NumberTraits, whose derivatives follow from f'.
    template <class N>
    auto apply_to_number(const N& x) const {
        constexpr bool same_element = std::same_as<core::element_of<N>, T>;
        constexpr bool has_gradient = core::HasGradient<Derived>;
        static_assert(same_element, "actfn: the number's element type is not the functor's.");
        static_assert(has_gradient,
                      "actfn: a functor needs `gradient` to be applied to a number type with derivatives.");
        if constexpr (same_element && has_gradient) {
            const auto& inner = NumberTraits<N>::value(x);
            return NumberTraits<N>::chain(x, (*this)(inner), derivative(inner));
        } else {
            return x;
        }
    }

    /// f(x) in the type in which the formula is evaluated.
    template <Value V>
    ACTFN_INLINE V evaluate(const V& x) const {
        const auto& f = core::formula_of(self());
        return core::PlanFor<Derived>::evaluate([&f](auto v) ACTFN_INLINE_LAMBDA { return f.value(v); }, x);
    }
};

/// An element-wise functor: f(x) on scalars, batches and Eigen expressions.
template <class F>
concept ElementwiseFunctor = std::derived_from<F, Elementwise<F, typename F::value_type, typename F::tier>> &&
    requires(const F& f, core::compute_of<F> x) {
    { f.value(x) } -> std::same_as<core::compute_of<F>>;
};

/// The functor of f'. Its own derivative is f''.
template <class F>
struct Derivative : Elementwise<Derivative<F>, typename F::value_type, typename F::tier> {
    static constexpr std::string_view name = F::name;
    static constexpr int cost = F::cost;
    static constexpr bool interleaved = F::interleaved;
    static constexpr bool exact_in_element_type = core::ExactInElementType<F>;
    static constexpr bool product_in_element_type = requires { requires F::bounds.gradient == 0; };

    constexpr Derivative() = default;
    constexpr explicit Derivative(const F& f) : f_(f) {}

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return f_.gradient(x);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const requires requires(const F& f) {
        f.curvature(x);
    }
    { return f_.curvature(x); }

    /// The functor whose formula is evaluated for this one: see core::formula_of().
    constexpr auto formula() const requires core::Stored<typename F::value_type> {
        return Derivative<core::FormulaOf<F>>(core::formula_of(f_));
    }

    friend constexpr bool operator==(const Derivative&, const Derivative&) = default;

private:
    F f_;
};

/// The functor of f' as a function of y = f(x). Throws where y does not determine x.
template <class F>
struct DerivativeFromOutput : Elementwise<DerivativeFromOutput<F>, typename F::value_type, typename F::tier> {
    static constexpr std::string_view name = F::name;
    static constexpr int cost = F::cost;
    static constexpr bool interleaved = F::interleaved;
    static constexpr bool exact_in_element_type = core::ExactInElementType<F>;
    static constexpr bool product_in_element_type = requires { requires F::bounds.from_output == 0; };

    constexpr explicit DerivativeFromOutput(const F& f) : f_(f) {
        if constexpr (requires { f.check_from_output(); }) f.check_from_output();
    }

    template <Value V>
    ACTFN_INLINE V value(V y) const {
        return f_.gradient_from_output(y);
    }

    /// The functor whose formula is evaluated for this one: see core::formula_of().
    constexpr auto formula() const requires core::Stored<typename F::value_type> {
        return DerivativeFromOutput<core::FormulaOf<F>>(core::formula_of(f_));
    }

    friend constexpr bool operator==(const DerivativeFromOutput&, const DerivativeFromOutput&) = default;

private:
    F f_;
};

}  // namespace ACTFN_ISA
}  // namespace actfn
