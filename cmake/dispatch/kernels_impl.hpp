#pragma once

// The loops of one instruction set: that of the flags with which the including unit is compiled. Nothing is checked here,
// nothing throws, and no function is visible to another unit (ACTFN_ISA_LOCAL).

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/functions/identity.hpp"
#include "actfn/gated/functor.hpp"
#include "kernels.hpp"
#include "loops.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

template <class F>
using BackwardOf = ProductWith<Derivative<F>>;
template <class F>
using BackwardFromOutputOf = ProductWith<DerivativeFromOutput<F>>;

template <class F>
using IdentityLike = Identity<typename F::value_type, typename F::tier>;

/// GatedValue and GatedGradients of F and the identity, on the bytes of F.
template <class F>
struct TimesUp {
    using Formula = GatedValue<F, IdentityLike<F>>;
    using Plan = typename Formula::Plan;
    using WidePlan = PlanFor<F, compute_t<typename F::value_type, typename F::tier>>;
    F f;

    template <Value V>
    ACTFN_LOOP_PART V operator()(V gate, V up) const {
        return Formula{f, {}}(gate, up);
    }
};
template <class F>
struct TimesUpBackward {
    using Formula = GatedGradients<F, IdentityLike<F>>;
    using Plan = typename Formula::Plan;
    using WidePlan = Plan;
    F f;

    template <Value V>
    ACTFN_LOOP_PART std::pair<V, V> operator()(V gate, V up, V dy) const {
        return Formula{f, {}}(gate, up, dy);
    }
};

/// The functions of GLU, ReGLU, GEGLU (both) and SwiGLU.
inline constexpr std::string_view gates_of_named_units[] = {"sigmoid", "relu", "gelu", "gelu_tanh", "silu"};

/// The loops of F that are evaluated in T, compiled from the functor As, which has the bytes and the formula of F. Those
/// that are used most find elements of other types in memory, too, if OfAnyType.
template <class F, class T, class As = F, bool OfAnyType = std::is_same_v<typename F::value_type, float>,
          class Digits = std::conditional_t<std::is_same_v<typename As::tier, fast>, fast, T>>
struct KernelsOf {
    template <bool Interleave>
    using Plan = LoopPlan<T, T, Interleave, F::cost, Digits>;

    static constexpr bool is_long = F::cost >= 10;
    static constexpr bool interleaves = Plan<F::interleaved>::interleaved;
    using Single = Plan<false>;
    using Group = Plan<interleaves>;
    using Pair = OfPairs<Group>;

    template <template <class> class Formula>
    static constexpr bool in_type = std::is_same_v<typename Formula<F>::WidePlan::Compute, T> ||
                                    std::is_same_v<typename Formula<F>::Plan::Compute, T>;

    /// The header's loop, of elements of T alone, or of any. Null if the formula is not evaluated in T.
    template <template <class> class Formula, std::size_t Inputs, std::size_t Outputs, bool Any = false>
    static constexpr dispatch::Kernel<T, Inputs, Outputs> loop_of_header() {
        static_assert(sizeof(Formula<As>) == sizeof(F), "a formula must have the bytes of its functor");
        if constexpr (!in_type<Formula>) {
            return nullptr;
        } else if constexpr (Any) {
            return &core::run_kernel_of_any_type<Formula<As>, Group, is_long, Inputs, Outputs>;
        } else {
            return &core::run_kernel<Formula<As>, Group, Inputs, Outputs>;
        }
    }
    /// For a long formula a loop that has it once, on the batches that CompactPlan says.
    template <template <class> class Formula, std::size_t Inputs, std::size_t Outputs, class CompactPlan,
              bool Any = false>
    static constexpr dispatch::Kernel<T, Inputs, Outputs> compact_loop() {
        if constexpr (is_long && in_type<Formula>) {
            constexpr TypesInMemory types = Any ? TypesInMemory::any : TypesInMemory::own;
            return &core::run_compactly<Formula<As>, CompactPlan, types, Inputs, Outputs>;
        } else {
            return loop_of_header<Formula, Inputs, Outputs, Any>();
        }
    }
    /// Of the calls that are made most.
    template <template <class> class Formula, std::size_t Inputs, std::size_t Outputs>
    static constexpr dispatch::Kernel<T, Inputs, Outputs> loop() {
        if constexpr (std::is_same_v<typename As::tier, exact>) {
            // Elements that fill no group are converted in blocks, so the loop needs none for them. Long formulas are on
            // two batches: on four they gain little, and take most of the time to compile.
            using Batches = std::conditional_t<F::cost <= 30, Group, Pair>;
            return compact_loop<Formula, Inputs, Outputs, Batches, OfAnyType>();
        } else if constexpr (interleaves) {
            return loop_of_header<Formula, Inputs, Outputs, OfAnyType>();
        } else {
            return compact_loop<Formula, Inputs, Outputs, Group, OfAnyType>();
        }
    }

    static constexpr dispatch::Kernels<T> all() {
        dispatch::Kernels<T> kernels = {loop<ValueOf, 1, 1>(), loop<BackwardOf, 2, 1>(), nullptr,
                                        compact_loop<ValueAndGradientOf, 1, 2, Pair>(),
                                        compact_loop<BackwardOfBackward, 3, 2, Single>()};
        // Most of these formulas are short.
        if constexpr (has_derivative_from_output<F>)
            kernels.backward_from_output = loop_of_header<BackwardFromOutputOf, 2, 1>();
        if constexpr (std::ranges::count(gates_of_named_units, F::name) != 0) {
            // These formulas ask their functions' plans for kernels of fewer digits.
            using OfUnit = KernelsOf<F, T, As, OfAnyType, T>;
            kernels.times_up = OfUnit::template loop<TimesUp, 2, 1>();
            kernels.times_up_backward = OfUnit::template compact_loop<TimesUpBackward, 3, 2, typename OfUnit::Pair>();
        }
        return kernels;
    }
    /// Those that a gated unit takes.
    static constexpr dispatch::Kernels<T> of_unit() {
        return {loop<ValueOf, 1, 1>(), nullptr, nullptr, compact_loop<ValueAndGradientOf, 1, 2, Pair>(), nullptr};
    }
};

/// Functions that have in the exact tier of float the very formula of double: without parameters, and a formula that asks
/// neither for its tier nor for its element type. The checksums of tests/dispatch find one that does not belong here.
inline constexpr std::string_view same_in_double[] = {
    "asinh", "atan",     "erf",         "exponential",    "gaussian", "identity", "log_sigmoid",
    "mish",  "relu",     "relu6",       "selu",           "serf",     "sine",     "relu_squared",
    "smish", "softsign", "sparse_plus", "sparse_sigmoid", "tanh_exp"};

template <template <class, class> class F>
constexpr dispatch::FunctionKernels kernels_of() {
    using Standard = F<float, standard>;
    using Wide = F<double, standard>;
    using Exact = F<float, exact>;
    using Fast = F<float, fast>;
    constexpr bool is_same_in_double = std::is_empty_v<Exact> && std::ranges::count(same_in_double, Exact::name) != 0;
    constexpr bool is_same_in_fast = ExactInElementType<Standard>;  // what rounds once needs no kernel of fewer digits
    return {KernelsOf<Standard, float>::all(), KernelsOf<Wide, double, Wide, is_same_in_double>::all(),
            KernelsOf<Exact, double, std::conditional_t<is_same_in_double, Wide, Exact>>::all(),
            KernelsOf<Fast, float, std::conditional_t<is_same_in_fast, Standard, Fast>>::all(),
            KernelsOf<Exact, float>::all()};
}

/// Of a function that only gated units have.
template <template <class, class> class F>
constexpr dispatch::FunctionKernels unit_kernels_of() {
    return {KernelsOf<F<float, standard>, float>::of_unit(),
            KernelsOf<F<double, standard>, double>::of_unit(),
            KernelsOf<F<float, exact>, double>::of_unit(),
            KernelsOf<F<float, fast>, float>::of_unit(),
            {}};
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn

#define ACTFN_DISPATCH_JOINED(a, b) kernels_##a##_##b
#define ACTFN_DISPATCH_JOIN(a, b) ACTFN_DISPATCH_JOINED(a, b)
/// The name of a function's loops for the instruction set ACTFN_DISPATCH_ISA.
#define ACTFN_DISPATCH_KERNELS(F) ACTFN_DISPATCH_JOIN(ACTFN_DISPATCH_ISA, F)
