#pragma once

// How the loop over a call's arrays (actfn/loop/sweep.hpp) runs the loops of another instruction set.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <tuple>

#include "actfn/base/unrolled.hpp"
#include "actfn/dispatch/arguments.hpp"
#include "actfn/dispatch/boundary.hpp"
#include "actfn/loop/sweep.hpp"
#include "call_executor.hpp"
#include "kernels.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

using core::Index;

/// A loop of the table, on one functor. Elements are of type T, and the loop is over elements of type C.
template <class C, std::size_t Inputs, std::size_t Outputs>
struct Loop {
    Kernel<C, Inputs, Outputs> kernel;
    const void* functor;
    const IsaKernels* isa;

    /// How many of the elements are done: all if they are of C.
    template <class T>
    Index operator()(Index n, const std::array<const T*, Inputs>& in, const std::array<T*, Outputs>& out,
                     bool past_caches = false) const {
        std::array<const void*, Inputs> from;
        std::array<void*, Outputs> to;
        std::copy(in.begin(), in.end(), from.begin());
        std::copy(out.begin(), out.end(), to.begin());
        return kernel(functor, n, from, to, {arguments::number_of<T>, past_caches});
    }
};

/// Elements that lie on the stack in between: enough to hide what a block costs, few enough for the first cache.
inline constexpr Index converted_block = 1024;

/// How the loop over a call's arrays (loop/sweep.hpp) runs those parts that are contiguous.
template <class T, class C>
struct LoopPlan {
    using Element = T;
    using Batch = core::native_batch<core::lane_type<T>>;
    /// So great that the loop leaves streaming stores to this plan. ScaledExecutor takes it back.
    static constexpr int cost = 1000;

    template <class L, std::size_t Inputs, std::size_t Outputs>
    [[gnu::always_inline]] static void sweep_contiguous(const L& loop, Index n, std::array<const T*, Inputs> in,
                                                        std::array<T*, Outputs> out) {
        constexpr auto bytes = static_cast<Index>((Inputs + Outputs) * sizeof(T));
        if (n >= core::beyond_caches / bytes && core::can_pass_caches_together(in, out)) {
            stream(loop, n, in, out);
        } else {
            run(loop, n, in, out, false);
        }
    }

private:
    /// By the loop, as far as it goes.
    template <class L, std::size_t Inputs, std::size_t Outputs>
    [[gnu::always_inline]] static void run(const L& loop, Index n, const std::array<const T*, Inputs>& in,
                                           const std::array<T*, Outputs>& out, bool past_caches) {
        if constexpr (std::same_as<T, C>) {
            loop(n, in, out, past_caches);
        } else if constexpr (requires { loop(n, in, out, past_caches); }) {
            const Index done = loop(n, in, out, past_caches);
            if (done != n) convert(loop, n - done, core::advanced(in, done), core::advanced(out, done));
        } else {
            convert(loop, n, in, out);
        }
    }

    /// Block by block through elements of type C.
    template <class L, std::size_t Inputs, std::size_t Outputs>
    [[gnu::noinline]] static void convert(const L& loop, Index n, const std::array<const T*, Inputs>& in,
                                          const std::array<T*, Outputs>& out) {
        const auto& conversion = std::get<Conversion<T, C>>(loop.isa->conversions);
        alignas(64) C in_block[Inputs][converted_block];
        alignas(64) C out_block[Outputs][converted_block];
        std::array<const C*, Inputs> from;
        std::array<C*, Outputs> to;
        for (std::size_t k = 0; k < Inputs; ++k) from[k] = in_block[k];
        for (std::size_t k = 0; k < Outputs; ++k) to[k] = out_block[k];
        for (Index i = 0; i < n; i += converted_block) {
            const Index count = (std::min)(converted_block, n - i);
            for (std::size_t k = 0; k < Inputs; ++k) conversion.load(in[k] + i, in_block[k], count);
            loop(count, from, to);
            for (std::size_t k = 0; k < Outputs; ++k) conversion.store(to[k], out[k] + i, count);
        }
    }

    /// By streaming stores, from the first cache line of the outputs on.
    template <class L, std::size_t Inputs, std::size_t Outputs>
    [[gnu::noinline]] static void stream(const L& loop, Index n, const std::array<const T*, Inputs>& in,
                                         const std::array<T*, Outputs>& out) {
        const Index first = (std::min)(n, core::elements_to_line(out[0]));
        run(loop, first, in, out, false);
        run(loop, n - first, core::advanced(in, first), core::advanced(out, first), true);
        core::finish_stores_past_caches();
    }
};

/// Whether contiguous arrays may be those of one call: each output is an input or overlaps none, nor the other output.
template <class T, std::size_t Inputs, std::size_t Outputs>
[[gnu::always_inline]] inline bool all_in_place_or_apart(Index n, const std::array<const T*, Inputs>& in,
                                                         const std::array<T*, Outputs>& out) {
    bool apart = true;
    core::for_each_index<Outputs>([&](auto o) __attribute__((always_inline)) {
        core::for_each_index<Inputs>([&](auto i) __attribute__((always_inline)) {
            apart = apart && core::in_place_or_apart(out[o()], in[i()], n);
        });
    });
    if constexpr (Outputs == 2) apart = apart && out[0] != out[1] && core::in_place_or_apart(out[0], out[1], n);
    return apart;
}

/// An executor whose overhead is compared with the cost of the function, not with that which LoopPlan states.
struct ScaledExecutor {
    core::AnyExecutor executor;
    double scale;

    Index threads() const { return executor.threads(); }
    double overhead() const { return executor.overhead() * scale; }
    template <class F>
    void parallel_for(Index n, const F& f) {
        executor.parallel_for(n, f);
    }
};

/// use(the executor of a sweep by a LoopPlan, of a function that costs so many cycles per element); null is the calling
/// thread. It is of one type, so that each sweep is compiled once.
template <class Use>
void with_executor(const ErasedExecutor* executor, int cost, const Use& use) {
    constexpr auto nanoseconds = [](double cycles) { return 0.04 + 0.005 * cycles; };  // as core::divide() has it
    const CallExecutor given(executor);
    ScaledExecutor scaled = {given.any, nanoseconds(LoopPlan<float, float>::cost) / nanoseconds(cost)};
    use(scaled);
}

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch
