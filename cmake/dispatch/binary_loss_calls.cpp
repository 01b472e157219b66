// The component's side of a call of binary cross-entropy: checks the arrays, and adds up the losses of their elements.

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "actfn/base/precision.hpp"
#include "actfn/dispatch/arguments.hpp"
#include "actfn/dispatch/boundary.hpp"
#include "actfn/functions/binary_cross_entropy_with_logits.hpp"
#include "actfn/loop/sum.hpp"
#include "actfn/memory/view.hpp"
#include "call_executor.hpp"
#include "choice.hpp"
#include "element.hpp"
#include "kernels.hpp"
#include "view_of.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

using boundary::Array;
using boundary::BinaryCrossEntropyCall;
using core::Index;
using core::View;

/// A formula of the table on its bytes.
template <class C, std::size_t Outputs>
struct LossFormula {
    Kernel<C, 2, Outputs> kernel;
    const void* bytes;
    const IsaKernels& isa;
};

/// How core::sum_over() evaluates it in C on elements of T, chunk by chunk.
template <class T, class C>
struct ChunkPlan {
    static constexpr int cost = core::BinaryCrossEntropyLoops<BinaryCrossEntropyWithLogits<C>>::Plan::cost;

    template <std::size_t Outputs, class Out>
    static void sweep_contiguous(const LossFormula<C, Outputs>& f, Index n, const std::array<const T*, 2>& in,
                                 const Out& out) {
        constexpr auto chunk = static_cast<std::size_t>(core::chunk_of_sum);
        alignas(64) C in_block[2][chunk];
        alignas(64) C out_block[Outputs][chunk];
        std::array<const void*, 2> from = {in[0], in[1]};
        if constexpr (!std::is_same_v<T, C>) {
            for (std::size_t k = 0; k < 2; ++k) {
                conversion<T>(f).load(in[k], in_block[k], n);
                from[k] = in_block[k];
            }
        }
        std::array<void*, Outputs> to;
        each_output<Outputs>(out, [&](auto k, auto* result) {
            to[k()] = std::is_same_v<decltype(result), C*> ? static_cast<void*>(result) : out_block[k()];
        });
        f.kernel(f.bytes, n, from, to, {arguments::number_of<C>});
        each_output<Outputs>(out, [&]<class R>(auto k, R* result) {
            if constexpr (!std::is_same_v<R, C>) conversion<R>(f).store(out_block[k()], result, n);
        });
    }

private:
    template <class R, std::size_t Outputs>
    static const Conversion<R, C>& conversion(const LossFormula<C, Outputs>& f) {
        return std::get<Conversion<R, C>>(f.isa.conversions);
    }
    template <std::size_t Outputs, class Out, class Use>
    static void each_output(const Out& out, const Use& use) {
        core::for_each_index<Outputs>([&](auto k) { use(k, std::get<k()>(out)); });
    }
};

/// The formulas of the table, evaluated in C, in the place of core::BinaryCrossEntropyLoops.
template <class C>
struct BinaryLoopsOfTable {
    using F = BinaryCrossEntropyWithLogits<C>;
    using Formulas = core::BinaryCrossEntropyLoops<F>;
    const IsaKernels& isa;

    template <class G, class T, class E>
    double loss(const G& g, const View<const T>& x, const View<const T>& t, E& executor) const {
        const typename Formulas::Loss formula{in_compute_type(g)};
        return core::sum_over<ChunkPlan<T, C>>(LossFormula<C, 1>{kernels().loss, &formula, isa}, std::array{x, t},
                                               std::array<View<T>, 0>(), executor);
    }
    template <class G, class T, class E>
    double with_gradient(const G& g, double weight, const View<const T>& x, const View<const T>& t,
                         const View<T>& gradient, E& executor) const {
        const typename Formulas::LossAndGradient formula{in_compute_type(g), static_cast<C>(weight)};
        return core::sum_over<ChunkPlan<T, C>>(LossFormula<C, 2>{kernels().loss_and_gradient, &formula, isa},
                                               std::array{x, t}, std::array{gradient}, executor);
    }

private:
    template <class G>
    static F in_compute_type(const G& g) {
        return F(static_cast<double>(g.pos_weight()), g.reduction());
    }
    const BinaryLossKernels<C>& kernels() const { return std::get<BinaryLossKernels<C>>(isa.losses->binary); }
};

template <class C, class T>
double run(const BinaryCrossEntropyCall& call, const Array* arrays, const ErasedExecutor* executor) {
    const BinaryCrossEntropyWithLogits<T> f(call.pos_weight, call.reduction);
    CallExecutor e(executor);
    const BinaryLoopsOfTable<C> loops{kernels()};
    const auto x = view_of<const T>(arrays[0]);
    const auto t = view_of<const T>(arrays[1]);
    return call.with_gradient ? core::binary_cross_entropy<true>(f, x, t, view_of<T>(arrays[2]), e.any, loops)
                              : core::binary_cross_entropy<false>(f, x, t, {}, e.any, loops);
}

}  // namespace ACTFN_ISA

double boundary::call_binary_cross_entropy(const BinaryCrossEntropyCall& call, const Array* arrays,
                                           const ErasedExecutor* executor) {
    return with_element(call.number, [&]<class T>(std::type_identity<T>) {
        // The tier fast has the formulas of the standard one.
        return call.digits == Digits::exact ? run<double, T>(call, arrays, executor)
                                            : run<core::lane_type<T>, T>(call, arrays, executor);
    });
}

}  // namespace actfn::dispatch
