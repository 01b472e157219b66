#pragma once

// What loops over memory evaluate, and how: in which type, on how many interleaved batches, and at what cost.

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "actfn/base/precision.hpp"
#include "actfn/base/unrolled.hpp"
#include "actfn/simd/convert.hpp"
#include "actfn/simd/interleaved.hpp"
#include "actfn/simd/value.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Whether F declares that its formula rounds once. Both tiers then evaluate it in the element type.
template <class F>
concept ExactInElementType = requires {
    requires F::exact_in_element_type;
};

/// The type in which f(x) is evaluated: that of F's tier, or the element type if f rounds once and formulas are evaluated
/// in that type.
template <class F>
using compute_of = std::conditional_t<ExactInElementType<F> && Scalar<typename F::value_type>, typename F::value_type,
                                      compute_t<typename F::value_type, typename F::tier>>;

/// Fails to compile, with one sentence, where a loop could not evaluate f(x).
template <class F>
constexpr bool check_formula() {
    using V = native_batch<compute_of<F>>;
    constexpr bool over_batches = requires(const F& f, V x) {
        { f.value(x) } -> std::same_as<V>;
    };
    static_assert(
        over_batches,
        "actfn: a functor's value must be a template that returns the type of its argument, which is a number or "
        "a batch of them: template <class V> V value(V x) const.");
    return over_batches;
}

/// Whether F defines f'(x). The next concepts test the other optional members.
template <class F>
concept HasGradient = requires(const F& f, compute_of<F> x) {
    f.gradient(x);
};
template <class F>
concept HasCurvature = requires(const F& f, compute_of<F> x) {
    f.curvature(x);
};
template <class F>
concept HasGradientFromOutput = requires(const F& f, compute_of<F> y) {
    f.gradient_from_output(y);
};
template <class F>
concept HasValueAndGradient = requires(const F& f, compute_of<F> x) {
    f.value_and_gradient(x);
};

/// Whether F defines the derivatives in its parameters, which can then be learnt: an array of them, in the parameters'
/// order.
template <class F>
concept HasParameterGradients = requires(const F& f, compute_of<F> x) {
    { f.parameter_gradients(x) } -> std::same_as<std::array<compute_of<F>, F::parameters.size()>>;
    f.parameter_values();
};

/// What a loop loads from elements of T for a formula in the type C: a native batch of C, or as many as a native batch of
/// T fills where no batch of T is narrower.
template <class T, Scalar C>
constexpr auto loaded() {
    if constexpr (Stored<T>) {
        return core::loaded<lane_type<T>, C>();
    } else if constexpr (!Scalar<T>) {
        return std::type_identity<native_batch<C>>{};
    } else if constexpr (Batch<batch_with<T, lanes<native_batch<C>>>>) {
        return std::type_identity<native_batch<C>>{};
    } else {
        return std::type_identity<value_in<native_batch<T>, C>>{};
    }
}

/// How a loop evaluates a formula on elements of type T: in the type C, on one batch or several interleaved ones, with
/// kernels of C's digits or those of `fast`, at Cost cycles per element. The defaults are those of a few operations in T.
template <class T, class C = T, bool Interleave = false, int Cost = 3, class Precision = C>
struct LoopPlan {
    using Element = T;
    using Compute = C;
    using Batch = typename decltype(core::loaded<T, C>())::type;
    static constexpr bool interleaved = Interleave && interleaved_batches > 1;
    /// Whether the formula is so short that the loop around it counts and is unrolled.
    static constexpr bool is_short = !Interleave;
    /// What one pass through the loop loads.
    using Group = std::conditional_t<interleaved, Interleaved<native_batch<C>, interleaved_batches>, Batch>;
    /// How many values of `Lanes` lanes are a group.
    template <std::size_t Lanes>
    static constexpr std::size_t values = interleaved ? lanes<Group> / Lanes : 1;
    // A float evaluated in double takes three times as long.
    static constexpr int cost = std::same_as<C, double> && !std::same_as<T, double> ? 3 * Cost : Cost;

    /// f(x...), which is one value, a pair or an array of them. Several batches that the plan does not interleave are evaluated one after
    /// the other: interleaved, they may not fit into the registers.
    template <class F, Value V, std::same_as<V>... More>
    ACTFN_INLINE static auto evaluate(const F& f, const V& x, const More&... more) {
        if constexpr (interleaved || !is_interleaved<V>) {
            return together(f, x, more...);
        } else {
            constexpr std::size_t n = batches_of<V>::number;
            const auto y = core::each_of_inlined<n>(
                [&](std::size_t k) ACTFN_INLINE_LAMBDA { return together(f, x.data[k], more.data[k]...); });
            if constexpr (requires { V(y); }) {
                return V(y);
            } else if constexpr (requires { y[0].first; }) {
                return std::pair{
                    V(core::each_of_inlined<n>([&](std::size_t k) ACTFN_INLINE_LAMBDA { return y[k].first; })),
                    V(core::each_of_inlined<n>([&](std::size_t k) ACTFN_INLINE_LAMBDA { return y[k].second; }))};
            } else {
                return core::each_of_inlined<std::tuple_size_v<std::remove_cvref_t<decltype(y[0])>>>(
                    [&](std::size_t result) ACTFN_INLINE_LAMBDA {
                        return V(
                            core::each_of_inlined<n>([&](std::size_t k) ACTFN_INLINE_LAMBDA { return y[k][result]; }));
                    });
            }
        }
    }

private:
    template <class F, Value V, std::same_as<V>... More>
    ACTFN_INLINE static auto together(const F& f, const V& x, const More&... more) {
        if constexpr (std::same_as<Precision, fast>) {
            return core::from_fast<V>(f(core::to_fast(x), core::to_fast(more)...));
        } else {
            return f(x, more...);
        }
    }
};

/// The plan for the functor F, evaluated in the type C.
template <class F, class C = compute_of<F>>
using PlanFor = LoopPlan<typename F::value_type, C, F::interleaved, F::cost,
                         std::conditional_t<std::same_as<typename F::tier, fast>, fast, C>>;

// The formulas of loops over memory, in the type that their Plan says: templates on the functor alone, so a loop is
// compiled once for all array types. WidePlan is that of the tier, even if the element type would do.

/// The plan for a formula whose results are stored to elements of these types. A result that is exact to a float's last
/// bit is not rounded twice.
template <class Formula, class... Elements>
using plan_into = std::conditional_t<(... || Stored<Elements>), typename Formula::WidePlan, typename Formula::Plan>;

/// f(x).
template <class F>
struct ValueOf {
    using Plan = PlanFor<F>;
    using WidePlan = PlanFor<F, compute_t<typename F::value_type, typename F::tier>>;
    F f;

    template <Value V>
    ACTFN_LOOP_PART V operator()(V x) const {
        return f.value(x);
    }
};

/// dy * g(x), in the type of G's tier, or in the element type if that represents every value of g.
template <class G>
struct ProductWith {
    using T = typename G::value_type;
    using WidePlan = PlanFor<G, compute_t<T, typename G::tier>>;
    using Plan = std::conditional_t<G::product_in_element_type && Scalar<T>, PlanFor<G, T>, WidePlan>;
    G g;

    template <Value V>
    ACTFN_LOOP_PART V operator()(V x, V dy) const {
        return dy * g.value(x);
    }
};

/// f(x) and f'(x); what they share is evaluated once if F has value_and_gradient.
template <class F>
struct ValueAndGradientOf {
    using Plan = PlanFor<F>;
    using WidePlan = PlanFor<F, compute_t<typename F::value_type, typename F::tier>>;
    F f;

    template <Value V>
    ACTFN_LOOP_PART std::pair<V, V> operator()(V x) const {
        if constexpr (HasValueAndGradient<F>) {
            return f.value_and_gradient(x);
        } else {
            return {f.value(x), f.gradient(x)};
        }
    }
};

/// ddx * dy * f''(x) and ddx * f'(x), in the type of F's tier. Not in the element type even if f'' is exact there: the
/// product of ddx and dy would be rounded, and could overflow.
template <class F>
struct BackwardOfBackward {
    using WidePlan = PlanFor<F, compute_t<typename F::value_type, typename F::tier>>;
    using Plan = WidePlan;
    F f;

    template <Value V>
    ACTFN_LOOP_PART std::pair<V, V> operator()(V x, V dy, V ddx) const {
        return {ddx * dy * f.curvature(x), ddx * f.gradient(x)};
    }
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
