#pragma once

// How a loop over memory evaluates a functor: in which type, on how many interleaved batches, and at what cost.

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "actfn/base/precision.hpp"
#include "actfn/simd/convert.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

template <class F>
using compute_of = compute_t<typename F::value_type, typename F::tier>;

/// Whether F defines f'(x) for its compute type. The next three concepts test the other optional members.
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

/// Whether F declares that its formula rounds once. Both tiers then evaluate it in the element type.
template <class F>
concept OneRounding = requires {
    requires F::one_rounding;
};

/// The type in which f(x) is evaluated: the compute type, or the element type if f rounds once.
template <class F>
using evaluated_in = std::conditional_t<OneRounding<F>, typename F::value_type, compute_of<F>>;

/// The type in which dy * g is formed: the compute type, or the element type if it represents every value of g exactly.
template <class G>
using product_in = std::conditional_t<G::representable, typename G::value_type, compute_of<G>>;

/// Whether a loop evaluates the formula of F on several interleaved batches.
template <class F>
inline constexpr bool works_in_step = F::in_step&& batches_in_step > 1;

/// The batch of T that a loop loads for a formula in the type Compute: with as many lanes as a native batch of Compute
/// if x86 has such a batch of T, a native one otherwise.
template <Scalar T, Scalar Compute>
using batch_for = std::conditional_t<std::same_as<T, Compute> || !is_x86<half_batch>, native_batch<T>, half_batch>;

/// The number of batches of `Lanes` lanes that a loop interleaves for F: they fill batches_in_step batches of Compute.
template <class F, std::size_t Lanes, Scalar Compute>
inline constexpr std::size_t batches_at_a_time =
    works_in_step<F> ? batches_in_step* lanes<native_batch<Compute>> / Lanes : 1;

// The formulas of loops over memory: templates on the functor alone, so a loop is compiled once for all array types.

/// Batch, number of interleaved batches and cost of a loop in loop/sweep.hpp that evaluates F in the type Compute.
template <class F, Scalar Compute>
struct LoopFor {
    using Batch = batch_for<typename F::value_type, Compute>;
    static constexpr std::size_t batches = batches_at_a_time<F, lanes<Batch>, Compute>;
    // A float evaluated in double takes three times as long.
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
        const auto product = [this](auto v, auto w) __attribute__((always_inline)) {
            return w * g.value(v);
        };
        return core::evaluate<product_in<G>, works_in_step<G>>(product, x, dy);
    }
};

/// f(x) and f'(x); what they share is evaluated once if F has value_and_gradient.
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
}  // namespace ACTFN_ISA
}  // namespace actfn
