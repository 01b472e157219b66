// The component's side of a call of a gated unit: checks the arrays, and runs the loop of GLU, ReGLU, GEGLU or SwiGLU, or joins
// the loops of the unit's two functions block by block. So any two functions make a unit, and none is compiled for it.

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>

#include "actfn/dispatch/arguments.hpp"
#include "actfn/dispatch/boundary.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/gated/calls.hpp"
#include "actfn/loop/sweep.hpp"
#include "actfn/memory/arguments.hpp"
#include "choice.hpp"
#include "kernels.hpp"
#include "loop_plan.hpp"
#include "view_of.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

using arguments::number_of;
using boundary::Array;
using boundary::GatedCall;

/// Values and derivatives that lie on the stack in between.
inline constexpr Index gated_block = 512;
template <class C>
struct GatedBlock {
    alignas(64) C values[gated_block];
};

/// The loops of one of the two functions.
template <class C>
struct LoopsOfFunction {
    Kernels<C> kernels;
    const void* functor;
    bool is_identity;
    static constexpr InMemory in_memory = {number_of<C>};

    LoopsOfFunction(const IsaKernels& isa, const boundary::GatedFunction& f, Kernels<C> FunctionKernels::*digits)
        : kernels(kernels_of_function(isa, f.id).*digits),
          functor(f.object),
          is_identity(f.id == core::id_of_identity) {}

    /// Where f(x) is: in the block, or x itself.
    const C* values(Index n, const C* x, GatedBlock<C>& block) const {
        if (is_identity) return x;
        kernels.forward(functor, n, {x}, {block.values}, in_memory);
        return block.values;
    }
    /// Whether there is times(): for the functions of GLU and its kin.
    bool has_times() const { return kernels.times_up != nullptr; }
    /// y = f(x) factor, by one loop.
    void times(Index n, const C* x, const C* factor, C* y, bool past_caches) const {
        kernels.times_up(functor, n, {x, factor}, {y}, {number_of<C>, past_caches});
    }
    const C* values_and_gradients(Index n, const C* x, GatedBlock<C>& block, GatedBlock<C>& gradients) const {
        kernels.forward_with_derivative(functor, n, {x}, {block.values, gradients.values}, in_memory);
        return block.values;
    }
};

/// The loops of a gated unit over contiguous elements, as core::GatedValue and core::GatedGradients have them.
template <class C>
struct GatedLoop {
    const IsaKernels* isa;
    LoopsOfFunction<C> f, g;
    GatedKernels<C> products = std::get<GatedKernels<C>>(isa->gated);

    /// By one loop if there is one for the unit. Elements are of type T; how many of them are done.
    template <class T, std::size_t Inputs, std::size_t Outputs>
    Index operator()(Index n, const std::array<const T*, Inputs>& in, const std::array<T*, Outputs>& out,
                     bool past_caches = false) const {
        const Kernel<C, Inputs, Outputs> kernel = g.is_identity ? one_loop<Inputs>() : nullptr;
        if (kernel != nullptr) return Loop<C, Inputs, Outputs>{kernel, f.functor, isa}(n, in, out, past_caches);
        if constexpr (std::same_as<T, C>) {
            join(n, in, out, past_caches);
            return n;
        } else {
            return 0;
        }
    }

private:
    template <std::size_t Inputs>
    auto one_loop() const {
        if constexpr (Inputs == 2) {
            return f.kernels.times_up;
        } else {
            return f.kernels.times_up_backward;
        }
    }
    void join(Index n, const std::array<const C*, 2>& gate_and_up, const std::array<C*, 1>& y, bool past_caches) const {
        GatedBlock<C> v;
        GatedBlock<C> w;
        for (Index i = 0; i < n; i += gated_block) {
            const Index count = (std::min)(gated_block, n - i);
            const C* const gate = gate_and_up[0] + i;
            const C* const up = gate_and_up[1] + i;
            // The product is the same from either side.
            if (f.has_times()) {
                f.times(count, gate, g.values(count, up, w), y[0] + i, past_caches);
            } else if (g.has_times()) {
                g.times(count, up, f.values(count, gate, v), y[0] + i, past_caches);
            } else {
                products.forward(isa, count, {f.values(count, gate, v), g.values(count, up, w)}, {y[0] + i},
                                 {number_of<C>, past_caches});
            }
        }
    }
    void join(Index n, const std::array<const C*, 3>& gate_up_dy, const std::array<C*, 2>& gradients,
              bool past_caches) const {
        GatedBlock<C> v;
        GatedBlock<C> dv;
        GatedBlock<C> w;
        GatedBlock<C> dw;
        for (Index i = 0; i < n; i += gated_block) {
            const Index count = (std::min)(gated_block, n - i);
            const C* const of_gate = f.values_and_gradients(count, gate_up_dy[0] + i, v, dv);
            const C* const of_up = g.values_and_gradients(count, gate_up_dy[1] + i, w, dw);
            products.backward(isa, count, {of_gate, dv.values, of_up, dw.values, gate_up_dy[2] + i},
                              {gradients[0] + i, gradients[1] + i}, {number_of<C>, past_caches});
        }
    }
};

template <class C>
GatedLoop<C> loop_of(const GatedCall& call, Kernels<C> FunctionKernels::*digits) {
    const IsaKernels& isa = kernels();
    return {&isa, {isa, call.f, digits}, {isa, call.g, digits}};
}

/// Runs the loop over arrays of one shape.
template <class T, class C, std::size_t Inputs, std::size_t Outputs>
void run(const GatedCall& call, Kernels<C> FunctionKernels::*digits, const core::Names<Inputs + Outputs>& names,
         const core::Views<T, Inputs, Outputs>& views, const ErasedExecutor* executor) {
    core::check_views(names, views);
    const GatedLoop<C> loop = loop_of(call, digits);
    const int cost = call.f.cost + call.g.cost;
    with_executor(executor, std::same_as<C, double> && !std::same_as<T, C> ? 3 * cost : cost,
                  [&](auto& e) { core::sweep_views<LoopPlan<T, C>>(loop, views.in, views.out, e); });
}

/// The halves of an array that holds gate and up, and those that belong to them.
template <class T>
core::GatePair<T> halves(const GatedCall& call, const char* name, const char* array, const core::View<T>& x) {
    if (call.lines != nullptr) return core::split(x, *call.lines, call.order);
    return core::split(name, array, x, call.axis, call.order);
}
template <class T>
core::View<T> half_of(const GatedCall& call, const core::View<T>& y) {
    return call.lines != nullptr ? core::runs(y, *call.lines, call.order, 1) : y;
}

/// Runs the loop on columns of one length that are contiguous, without the views and checks of a call on any arrays, which
/// would take longer than a short loop. Else does nothing, and returns false.
template <class T, class C, std::size_t Inputs, std::size_t Outputs>
bool run_contiguous(const GatedCall& call, Kernels<C> FunctionKernels::*digits, const Array* arrays) {
    const Index n = arrays[0].rows;
    bool contiguous = true;
    core::for_each_index<Inputs + Outputs>([&](auto i) __attribute__((always_inline)) {
        const Array& a = arrays[i()];
        contiguous = contiguous && a.rows == n && a.cols == 1 && a.row_stride == 1;
    });
    const auto in = core::each_of<Inputs>([&](std::size_t i) __attribute__((always_inline)) {
        return static_cast<const T*>(arrays[i].data);
    });
    const auto out = core::each_of<Outputs>([&](std::size_t o) __attribute__((always_inline)) {
        return const_cast<T*>(static_cast<const T*>(arrays[Inputs + o].data));
    });
    if (!contiguous || !all_in_place_or_apart(n, in, out)) return false;
    LoopPlan<T, C>::sweep_contiguous(loop_of(call, digits), n, in, out);
    return true;
}

template <class T, class C>
void run(const GatedCall& call, Kernels<C> FunctionKernels::*digits, const Array* arrays,
         const ErasedExecutor* executor) {
    if (executor == nullptr && !call.split) {
        if (call.backward ? run_contiguous<T, C, 3, 2>(call, digits, arrays)
                          : run_contiguous<T, C, 2, 1>(call, digits, arrays))
            return;
    }
    const auto in = [arrays](std::size_t i) { return view_of<const T>(arrays[i]); };
    const auto out = [arrays](std::size_t i) { return view_of<T>(arrays[i]); };
    const char* const name = call.backward ? "backward" : "forward";
    if (!call.split) {
        if (call.backward) {
            run<T, C, 3, 2>(call, digits, core::names_of_gated_backward, {{in(0), in(1), in(2)}, {out(3), out(4)}},
                            executor);
        } else {
            run<T, C, 2, 1>(call, digits, core::names_of_gated_forward, {{in(0), in(1)}, {out(2)}}, executor);
        }
        return;
    }
    if (call.lines != nullptr) {
        const Index elements = arrays[0].rows;
        core::require_halves(name, elements, *call.lines);
        core::require_elements(name, call.backward ? "dy" : "y", arrays[1].rows, elements / 2);
        if (call.backward) core::require_elements(name, "dx", arrays[2].rows, elements);
    }
    const auto x = halves(call, name, "x", in(0));
    if (call.backward) {
        const auto dx = halves(call, name, "dx", out(2));
        run<T, C, 3, 2>(call, digits, core::names_of_split_backward,
                        {{x.gate, x.up, half_of(call, in(1))}, {dx.gate, dx.up}}, executor);
    } else {
        run<T, C, 2, 1>(call, digits, core::names_of_split_forward, {{x.gate, x.up}, {half_of(call, out(1))}},
                        executor);
    }
}

/// On arrays of T, in the type of the tier.
template <class T>
void run(const GatedCall& call, const Array* arrays, const ErasedExecutor* executor) {
    if constexpr (std::same_as<T, double>) {
        run<T, double>(call, &FunctionKernels::wide, arrays, executor);
    } else if (call.digits == boundary::Digits::exact) {
        run<T, double>(call, &FunctionKernels::exact, arrays, executor);
    } else {
        const bool is_fast = call.digits == boundary::Digits::fast;
        run<T, float>(call, is_fast ? &FunctionKernels::fast : &FunctionKernels::standard, arrays, executor);
    }
}

}  // namespace ACTFN_ISA

void boundary::call_gated(const GatedCall& call, const Array* arrays, const ErasedExecutor* executor) {
    constexpr std::array all = {&run<float>, &run<double>, &run<Eigen::half>, &run<Eigen::bfloat16>};
    all[static_cast<std::size_t>(call.number)](call, arrays, executor);
}

}  // namespace actfn::dispatch
