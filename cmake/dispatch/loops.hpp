#pragma once

// How the loops of an instruction set run: over elements of the type in which a formula is evaluated, or of others in
// memory.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <type_traits>

#include <Eigen/Core>

#include "actfn/base/unrolled.hpp"
#include "actfn/dispatch/arguments.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/loop/sweep.hpp"
#include "actfn/simd/interleaved.hpp"
#include "actfn/simd/load_as.hpp"
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

/// The addresses of elements of T.
template <class T, std::size_t N>
ACTFN_INLINE inline std::array<const T*, N> typed(const std::array<const void*, N>& addresses) {
    return core::each_of_inlined<N>([&](auto k) ACTFN_INLINE_LAMBDA { return static_cast<const T*>(addresses[k()]); });
}
template <class T, std::size_t N>
ACTFN_INLINE inline std::array<T*, N> typed(const std::array<void*, N>& addresses) {
    return core::each_of_inlined<N>([&](auto k) ACTFN_INLINE_LAMBDA { return static_cast<T*>(addresses[k()]); });
}

using dispatch::arguments::number_of;

/// The header's loop of a formula on its functor's bytes, over elements of the type in which it is evaluated.
template <class Formula, class Plan, std::size_t Inputs, std::size_t Outputs>
Index run_kernel(const void* functor, Index n, std::array<const void*, Inputs> in, std::array<void*, Outputs> out,
                 dispatch::InMemory memory) {
    using T = typename Plan::Element;
    if (memory.number != number_of<T>) return 0;
    core::sweep_contiguous<Plan>(core::formula_from<Formula>(functor), n, core::typed<T>(in), core::typed<T>(out),
                                 memory.past_caches);
    return n;
}

/// use(the type of the elements in memory) of a formula that is evaluated in C. `number` is C's (if WithOwn), float (for
/// doubles), half or bfloat16.
template <class C, bool WithOwn, class Use>
ACTFN_LOOP_PART inline auto with_type_in_memory(dispatch::boundary::Number number, const Use& use) {
    if constexpr (std::is_same_v<C, double>) {
        if (number == number_of<float>) return use(std::type_identity<float>());
    }
    if constexpr (WithOwn) {
        if (number == number_of<C>) return use(std::type_identity<C>());
    }
    if (number == number_of<Eigen::half>) return use(std::type_identity<Eigen::half>());
    return use(std::type_identity<Eigen::bfloat16>());
}

/// Plan for elements of T in memory.
template <class Plan, class T>
struct PlanInMemory : Plan {
    using Element = T;
    static constexpr int cost = LoopPlan<T, typename Plan::Compute, false, Plan::cost>::cost;
};

template <class Plan, class T, std::size_t Inputs, std::size_t Outputs>
constexpr bool can_stream_to() {
    if constexpr (is_one_load<typename Plan::Batch, T>) {
        return waits_for_memory<PlanInMemory<Plan, T>, std::array<const T*, Inputs>, std::array<T*, Outputs>>;
    } else {
        return false;
    }
}

/// Applies a formula to whole groups of elements, and returns how many these are. with_type(use) says use(their type) for
/// each group, so that the formula is compiled once for all types.
template <class Plan, bool Unrolled = false, class Formula, std::size_t Inputs, std::size_t Outputs, class WithType>
ACTFN_LOOP_PART inline Index sweep_groups(const Formula& formula, Index n, const std::array<const void*, Inputs>& in,
                                          const std::array<void*, Outputs>& out, bool past_caches,
                                          const WithType& with_type) {
    using Group = typename Plan::Group;
    constexpr auto size = static_cast<Index>(lanes<Group>);
    const auto group = [&](Index i) ACTFN_LOOP_PART_LAMBDA {
        core::sweep_group<Plan>(
            formula, in, out,
            [&](const void* p) ACTFN_LOOP_PART_LAMBDA {
                return with_type([&]<class T>(std::type_identity<T>) ACTFN_LOOP_PART_LAMBDA {
                    return core::load_as<Group>(static_cast<const T*>(p) + i);
                });
            },
            [&](void* p, const Group& v) ACTFN_LOOP_PART_LAMBDA {
                with_type([&]<class T>(std::type_identity<T>) ACTFN_LOOP_PART_LAMBDA {
                    core::store_group<core::can_stream_to<Plan, T, Inputs, Outputs>()>(static_cast<T*>(p) + i, v,
                                                                                       past_caches);
                });
            });
    };
    Index i = 0;
    if constexpr (Unrolled) {
#pragma GCC unroll 4
        for (; i + size <= n; i += size) group(i);
    } else {
        for (; i + size <= n; i += size) group(i);
    }
    return i;
}

/// The loops of a short formula for types in memory other than that in which it is evaluated: one for each.
template <class Formula, class Plan, std::size_t Inputs, std::size_t Outputs>
ACTFN_LOOP Index sweep_groups_of_other_type(const void* functor, Index n, std::array<const void*, Inputs> in,
                                            std::array<void*, Outputs> out, dispatch::InMemory memory) {
    using C = typename Plan::Element;
    constexpr bool unrolled = !Plan::interleaved && std::is_same_v<C, float>;  // doubles gain little by it
    const auto formula = core::formula_from<Formula>(functor);
    return core::with_type_in_memory<C, false>(memory.number, [&](auto type) ACTFN_LOOP_PART_LAMBDA {
        return core::sweep_groups<Plan, unrolled>(formula, n, in, out, memory.past_caches,
                                                  [&](const auto& use) ACTFN_LOOP_PART_LAMBDA { return use(type); });
    });
}

/// A plan that interleaves two batches: a loop is nearly as fast as the header's, and half as long.
template <class Plan>
struct OfPairs : Plan {
    using Group = std::conditional_t<Plan::interleaved, Interleaved<typename Plan::Batch, 2>, typename Plan::Group>;
};

/// The types of elements in memory that a loop may find.
enum class TypesInMemory { own, others, any };

/// The loop of a formula over whole groups of elements, which chooses among their types for each group.
template <class Formula, class Plan, TypesInMemory types, std::size_t Inputs, std::size_t Outputs>
ACTFN_LOOP Index run_groups(const void* functor, Index n, std::array<const void*, Inputs> in,
                            std::array<void*, Outputs> out, dispatch::InMemory memory) {
    using C = typename Plan::Element;
    return core::sweep_groups<Plan>(core::formula_from<Formula>(functor), n, in, out, memory.past_caches,
                                    [&](const auto& use) ACTFN_LOOP_PART_LAMBDA {
                                        if constexpr (types == TypesInMemory::own) {
                                            return use(std::type_identity<C>());
                                        } else {
                                            return core::with_type_in_memory<C, types == TypesInMemory::any>(
                                                memory.number, use);
                                        }
                                    });
}

/// Runs such a loop. Elements of T at the end that fill no group pass through blocks on the stack.
template <class Group, class T, std::size_t Inputs, std::size_t Outputs>
[[gnu::noinline]] Index complete(dispatch::Kernel<T, Inputs, Outputs> loop, const void* functor, Index n,
                                 const std::array<const void*, Inputs>& in, const std::array<void*, Outputs>& out,
                                 dispatch::InMemory memory) {
    using V = native_batch<T>;
    constexpr auto size = static_cast<Index>(lanes<Group>);
    constexpr auto width = static_cast<Index>(lanes<V>);
    const Index rest = n % size;
    const Index whole = n - rest;
    if (whole != 0) loop(functor, whole, in, out, memory);
    if (memory.number != number_of<T>) return whole;
    if (rest == 0) return n;
    const auto count = [=](Index at) { return static_cast<std::size_t>((std::min)(width, rest - at)); };
    alignas(64) T in_block[Inputs][lanes<Group>];
    alignas(64) T out_block[Outputs][lanes<Group>];
    const auto inputs = core::typed<T>(in);
    const auto outputs = core::typed<T>(out);
    const auto from = core::each_of<Inputs>([&](auto k) {
        for (Index i = 0; i < size; i += width) {
            const Index at = (std::min)(i, rest - 1);  // one of the elements in every lane
            core::store_rounded(in_block[k()] + i, core::load_part_as<V>(inputs[k()] + whole + at, count(at)));
        }
        return static_cast<const void*>(in_block[k()]);
    });
    const auto to = core::each_of<Outputs>([&](auto k) { return static_cast<void*>(out_block[k()]); });
    loop(functor, size, from, to, {memory.number});
    core::for_each_index<Outputs>([&](auto k) {
        for (Index i = 0; i < rest; i += width)
            core::store_part_rounded(outputs[k()] + whole + i, core::load_as<V>(out_block[k()] + i), count(i));
    });
    return n;
}
template <class Formula, class Plan, TypesInMemory types, std::size_t Inputs, std::size_t Outputs>
Index run_compactly(const void* functor, Index n, std::array<const void*, Inputs> in, std::array<void*, Outputs> out,
                    dispatch::InMemory memory) {
    using C = typename Plan::Element;
    if (types == TypesInMemory::own && memory.number != number_of<C>) return 0;
    return core::complete<typename Plan::Group, C>(&run_groups<Formula, Plan, types, Inputs, Outputs>, functor, n, in,
                                                   out, memory);
}

/// The header's loop for elements of the type in which the formula is evaluated, and others for other types in memory: one
/// for each type if the formula is short, one that chooses for each group if it is long.
template <class Formula, class Plan, bool is_long, std::size_t Inputs, std::size_t Outputs>
Index run_kernel_of_any_type(const void* functor, Index n, std::array<const void*, Inputs> in,
                             std::array<void*, Outputs> out, dispatch::InMemory memory) {
    if (memory.number == number_of<typename Plan::Element>) {
        return core::run_kernel<Formula, Plan>(functor, n, in, out, memory);
    } else if constexpr (is_long) {
        return core::run_groups<Formula, Plan, TypesInMemory::others>(functor, n, in, out, memory);
    } else {
        return core::sweep_groups_of_other_type<Formula, Plan>(functor, n, in, out, memory);
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
