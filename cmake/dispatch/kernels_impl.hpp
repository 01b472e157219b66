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

/// The formula whose bytes these are.
template <class Formula>
ACTFN_INLINE inline Formula formula_from(const void* bytes) {
    static_assert(std::is_trivially_copyable_v<Formula>);
    return std::bit_cast<Formula>(*static_cast<const std::array<std::byte, sizeof(Formula)>*>(bytes));
}

/// The header's loop of a formula on its functor's bytes, over elements of the type in which it is evaluated.
template <class Formula, class Plan, std::size_t Inputs, std::size_t Outputs>
void run_kernel(const void* functor, std::ptrdiff_t n, std::array<const typename Plan::Element*, Inputs> in,
                std::array<typename Plan::Element*, Outputs> out, bool past_caches) {
    core::sweep_contiguous<Plan>(core::formula_from<Formula>(functor), n, in, out, past_caches);
}

/// A plan that interleaves two batches: a loop is nearly as fast as the header's, and half as long.
template <class Plan>
struct OfPairs : Plan {
    using Group = std::conditional_t<Plan::interleaved, Interleaved<typename Plan::Batch, 2>, typename Plan::Group>;
};

/// The loop of a formula over whole groups of elements.
template <class Formula, class Plan, std::size_t Inputs, std::size_t Outputs>
[[gnu::flatten]] void run_groups_of(const void* functor, std::ptrdiff_t n,
                                    std::array<const typename Plan::Element*, Inputs> in,
                                    std::array<typename Plan::Element*, Outputs> out,
                                    [[maybe_unused]] bool past_caches) {
    using Group = typename Plan::Group;
    constexpr auto size = static_cast<Index>(lanes<Group>);
    const auto formula = core::formula_from<Formula>(functor);
    for (Index i = 0; i < n; i += size) {
        core::sweep_group<Plan>(
            formula, in, out, [i](const auto* p) ACTFN_INLINE_LAMBDA { return core::load_as<Group>(p + i); },
            [&](auto* p, const Group& v) ACTFN_INLINE_LAMBDA {
                if constexpr (core::waits_for_memory<Plan>(decltype(in)(), decltype(out)())) {
                    if (past_caches) return core::stream_rounded(p + i, v);
                }
                core::store_rounded(p + i, v);
            });
    }
}

/// Runs such a loop; the elements at the end that fill no group pass through blocks on the stack.
template <class Group, class T, std::size_t Inputs, std::size_t Outputs>
[[gnu::noinline]] void complete(dispatch::Kernel<T, Inputs, Outputs> loop, const void* functor, std::ptrdiff_t n,
                                const std::array<const T*, Inputs>& in, const std::array<T*, Outputs>& out,
                                bool past_caches) {
    using V = native_batch<T>;
    constexpr auto size = static_cast<Index>(lanes<Group>);
    constexpr auto width = static_cast<Index>(lanes<V>);
    const Index rest = n % size;
    const Index whole = n - rest;
    if (whole != 0) loop(functor, whole, in, out, past_caches);
    if (rest == 0) return;
    const auto count = [=](Index at) { return static_cast<std::size_t>((std::min)(width, rest - at)); };
    alignas(64) T in_block[Inputs][lanes<Group>];
    alignas(64) T out_block[Outputs][lanes<Group>];
    const auto from = core::each_of<Inputs>([&](auto k) {
        for (Index i = 0; i < size; i += width) {
            const Index at = (std::min)(i, rest - 1);  // one of the elements in every lane
            core::store_rounded(in_block[k()] + i, core::load_part_as<V>(in[k()] + whole + at, count(at)));
        }
        return static_cast<const T*>(in_block[k()]);
    });
    loop(functor, size, from, core::each_of<Outputs>([&](auto k) { return out_block[k()]; }), false);
    core::for_each_index<Outputs>([&](auto k) {
        for (Index i = 0; i < rest; i += width)
            core::store_part_rounded(out[k()] + whole + i, core::load_as<V>(out_block[k()] + i), count(i));
    });
}
template <class Formula, class Plan, std::size_t Inputs, std::size_t Outputs>
void run_compactly(const void* functor, std::ptrdiff_t n, std::array<const typename Plan::Element*, Inputs> in,
                   std::array<typename Plan::Element*, Outputs> out, bool past_caches) {
    core::complete<typename Plan::Group>(&run_groups_of<Formula, Plan, Inputs, Outputs>, functor, n, in, out,
                                         past_caches);
}

template <class F>
using BackwardOf = ProductWith<Derivative<F>>;
template <class F>
using BackwardFromOutputOf = ProductWith<DerivativeFromOutput<F>>;

/// The loops of F that are evaluated in T, compiled from the functor As, which has the bytes and the formula of F.
template <class F, class T, class As = F>
struct KernelsOf {
    using Digits = std::conditional_t<std::is_same_v<typename As::tier, fast>, fast, T>;
    template <bool Interleave>
    using Plan = LoopPlan<T, T, Interleave, F::cost, Digits>;

    static constexpr bool is_long = F::cost >= 10;
    static constexpr bool is_exact = std::is_same_v<typename As::tier, exact>;
    static constexpr bool interleaves = Plan<F::interleaved>::interleaved && !is_exact;

    template <template <class> class Formula>
    static constexpr bool in_type = std::is_same_v<typename Formula<F>::WidePlan::Compute, T> ||
                                    std::is_same_v<typename Formula<F>::Plan::Compute, T>;

    /// The header's loop, which has a formula on the batches that it interleaves and once more for the end, or is unrolled.
    /// Null if the formula is not evaluated in T.
    template <template <class> class Formula, std::size_t Inputs, std::size_t Outputs>
    static constexpr dispatch::Kernel<T, Inputs, Outputs> loop_of_header() {
        static_assert(sizeof(Formula<As>) == sizeof(F), "a formula must have the bytes of its functor");
        if constexpr (in_type<Formula>) {
            return &core::run_kernel<Formula<As>, Plan<interleaves>, Inputs, Outputs>;
        } else {
            return nullptr;
        }
    }
    /// For a long formula a loop that has it once, on one batch or two.
    template <template <class> class Formula, std::size_t Inputs, std::size_t Outputs, bool Interleave>
    static constexpr dispatch::Kernel<T, Inputs, Outputs> compact_loop() {
        if constexpr (is_long && in_type<Formula>) {
            return &core::run_compactly<Formula<As>, OfPairs<Plan<Interleave>>, Inputs, Outputs>;
        } else {
            return loop_of_header<Formula, Inputs, Outputs>();
        }
    }
    /// Of the calls that are made most.
    template <template <class> class Formula, std::size_t Inputs, std::size_t Outputs>
    static constexpr dispatch::Kernel<T, Inputs, Outputs> loop() {
        if constexpr (interleaves) {
            return loop_of_header<Formula, Inputs, Outputs>();
        } else {
            return compact_loop<Formula, Inputs, Outputs, false>();
        }
    }

    static constexpr dispatch::Kernels<T> all() {
        dispatch::Kernels<T> kernels = {loop<ValueOf, 1, 1>(), loop<BackwardOf, 2, 1>(), nullptr,
                                        compact_loop<ValueAndGradientOf, 1, 2, interleaves>(),
                                        compact_loop<BackwardOfBackward, 3, 2, false>()};
        // Most of these formulas are short.
        if constexpr (has_derivative_from_output<F>)
            kernels.backward_from_output = loop_of_header<BackwardFromOutputOf, 2, 1>();
        return kernels;
    }
    /// Those that a gated unit takes.
    static constexpr dispatch::Kernels<T> of_unit() {
        return {loop<ValueOf, 1, 1>(), nullptr, nullptr, compact_loop<ValueAndGradientOf, 1, 2, interleaves>(),
                nullptr};
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
    return {KernelsOf<Standard, float>::all(), KernelsOf<Wide, double>::all(),
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
