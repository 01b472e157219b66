#pragma once

// What a loop over memory evaluates of a functor: in which type, how many batches at a time, and how long that takes.

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

/// What a functor's formula is asked for in its own compute type.
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

/// A formula of one rounding is the same code in both tiers.
template <class F>
concept OneRounding = requires {
    requires F::one_rounding;
};

/// The type in which f is evaluated.
template <class F>
using evaluated_in = std::conditional_t<OneRounding<F>, typename F::value_type, compute_of<F>>;

/// The type in which dy * g is formed: the compute type, unless every value of g is a number of its element type.
template <class G>
using product_in = std::conditional_t<G::representable, typename G::value_type, compute_of<G>>;

/// Whether a loop hands several batches at a time to the formula of F.
template <class F>
inline constexpr bool works_in_step = F::in_step&& batches_in_step > 1;

/// The batch of T that a loop over memory reads for a formula in the type Compute: of its lanes, where there is such a one.
template <Scalar T, Scalar Compute>
using batch_for = std::conditional_t<std::same_as<T, Compute> || !is_x86<half_batch>, native_batch<T>, half_batch>;

/// How many batches of so many lanes at a time: as many as fill the batches in step of the type Compute.
template <class F, std::size_t Lanes, Scalar Compute>
inline constexpr std::size_t batches_at_a_time =
    works_in_step<F> ? batches_in_step* lanes<native_batch<Compute>> / Lanes : 1;

// What loops over memory evaluate, as templates on the functor alone: a loop is compiled once, whatever the types of the arrays.

/// What loop/sweep.hpp asks of a loop over memory with F's formula in the type Compute.
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
        const auto product = [this](auto v, auto w) __attribute__((always_inline)) {
            return w * g.value(v);
        };
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
}  // namespace ACTFN_ISA
}  // namespace actfn
