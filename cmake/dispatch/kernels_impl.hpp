#pragma once

// The loops of one instruction set: that of the flags with which the including unit is compiled. Nothing is checked here,
// nothing throws, and no function is visible to another unit (ACTFN_ISA_LOCAL).

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include "actfn/elementwise/functor.hpp"
#include "actfn/loop/sweep.hpp"
#include "kernels.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The loop of a formula on its functor's bytes, over elements of the type in which it is evaluated.
template <class Formula, class Plan, std::size_t Inputs, std::size_t Outputs>
void run_kernel(const void* functor, std::ptrdiff_t n, std::array<const typename Plan::Element*, Inputs> in,
                std::array<typename Plan::Element*, Outputs> out, bool past_caches) {
    static_assert(std::is_trivially_copyable_v<Formula>);
    using Bytes = std::array<std::byte, sizeof(Formula)>;
    core::sweep_contiguous<Plan>(std::bit_cast<Formula>(*static_cast<const Bytes*>(functor)), n, in, out, past_caches);
}

/// The loops of F that are evaluated in T. `Standard` loops are interleaved where F is; those of the exact tier are not,
/// since that would double the time to compile the component.
template <class F, class T, bool Standard>
struct KernelsOf {
    template <class Formula>
    static constexpr bool in_type =
        std::is_same_v<typename Formula::WidePlan::Compute, T> || std::is_same_v<typename Formula::Plan::Compute, T>;

    /// Null if the formula is not evaluated in T.
    template <class Formula, std::size_t Inputs, std::size_t Outputs>
    static constexpr dispatch::Kernel<T, Inputs, Outputs> kernel() {
        static_assert(sizeof(Formula) == sizeof(F), "a formula must have the bytes of its functor");
        if constexpr (in_type<Formula>) {
            using Digits = std::conditional_t<std::is_same_v<typename F::tier, fast>, fast, T>;
            using Plan = LoopPlan<T, T, F::interleaved && Standard, F::cost, Digits>;
            return &core::run_kernel<Formula, Plan, Inputs, Outputs>;
        } else {
            return nullptr;
        }
    }

    static constexpr dispatch::Kernels<T> all() {
        dispatch::Kernels<T> kernels = {kernel<ValueOf<F>, 1, 1>(), kernel<ProductWith<Derivative<F>>, 2, 1>(), nullptr,
                                        kernel<ValueAndGradientOf<F>, 1, 2>(), kernel<BackwardOfBackward<F>, 3, 2>()};
        if constexpr (has_derivative_from_output<F>)
            kernels.backward_from_output = kernel<ProductWith<DerivativeFromOutput<F>>, 2, 1>();
        return kernels;
    }
};

/// Functions that have in the exact tier of float the very formula of double: without parameters, and a formula that asks
/// neither for its tier nor for its element type. The checksums of tests/dispatch find one that does not belong here.
inline constexpr std::string_view same_in_double[] = {
    "asinh", "atan",     "erf",         "exponential",    "gaussian", "identity", "log_sigmoid",
    "mish",  "relu",     "relu6",       "selu",           "serf",     "sine",     "relu_squared",
    "smish", "softsign", "sparse_plus", "sparse_sigmoid", "tanh_exp"};

/// The loops of the exact tier in double: those of double itself where the formula is the same.
template <template <class, class> class F>
using ExactKernelsOf =
    std::conditional_t<std::is_empty_v<F<float, exact>> &&
                           std::ranges::count(same_in_double, F<float, exact>::name) != 0,
                       KernelsOf<F<double, standard>, double, true>, KernelsOf<F<float, exact>, double, false>>;

template <template <class, class> class F>
constexpr dispatch::FunctionKernels kernels_of() {
    return {KernelsOf<F<float, standard>, float, true>::all(), KernelsOf<F<double, standard>, double, true>::all(),
            ExactKernelsOf<F>::all(), KernelsOf<F<float, fast>, float, true>::all(),
            KernelsOf<F<float, exact>, float, false>::all()};
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn

#define ACTFN_DISPATCH_JOINED(a, b) kernels_##a##_##b
#define ACTFN_DISPATCH_JOIN(a, b) ACTFN_DISPATCH_JOINED(a, b)
/// The name of a function's loops for the instruction set ACTFN_DISPATCH_ISA.
#define ACTFN_DISPATCH_KERNELS(F) ACTFN_DISPATCH_JOIN(ACTFN_DISPATCH_ISA, F)
