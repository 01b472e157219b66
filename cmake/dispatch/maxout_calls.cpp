// The component's side of a call of maxout.

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "actfn/dispatch/boundary.hpp"
#include "actfn/gated/maxout.hpp"
#include "actfn/loop/sweep.hpp"
#include "actfn/memory/view.hpp"
#include "choice.hpp"
#include "element.hpp"
#include "kernels.hpp"
#include "loop_plan.hpp"
#include "view_of.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

using boundary::Array;
using boundary::MaxoutCall;

/// The loops of the table, in the place of core::SweepPieces.
template <class T>
struct SweepByTable {
    using C = core::lane_type<T>;
    const IsaKernels& isa;
    const ErasedExecutor* given;

    template <class Formula, std::size_t Inputs, std::size_t Outputs>
    void operator()(const Formula& formula, const std::array<core::View<const T>, Inputs>& in,
                    const std::array<core::View<T>, Outputs>& out, core::Serial&) const {
        static_assert(std::is_trivially_copyable_v<Formula>);
        const Loop<C, Inputs, Outputs> loop{kernel<Formula, Inputs>(), &formula, &isa};
        with_executor(given, core::LoopPlan<C>::cost,
                      [&](auto& e) { core::sweep_views<LoopPlan<T, C>>(loop, in, out, e); });
    }

private:
    template <class Formula, std::size_t Inputs>
    auto kernel() const {
        const auto& kernels = std::get<MaxoutKernels<C>>(isa.maxout);
        if constexpr (std::is_same_v<Formula, core::GreaterPiece>) {
            return kernels.greater;
        } else if constexpr (std::is_same_v<Formula, core::PieceGradient<C>>) {
            return kernels.gradient;
        } else if constexpr (Inputs == 2) {
            return kernels.first_winner;
        } else {
            return kernels.winner;
        }
    }
};

template <class T>
void run(const MaxoutCall& call, const Array* arrays, const ErasedExecutor* executor) {
    const Maxout<T> m(call.pieces);
    const SweepByTable<T> sweep{kernels(), executor};
    core::Serial serial;
    const auto first = view_of<const T>(arrays[0]);
    if (call.backward) {
        core::maxout_backward(m, first, view_of<const T>(arrays[1]), view_of<T>(arrays[2]), call.axis, call.order,
                              serial, sweep);
    } else if (call.with_winner) {
        core::maxout_with_winner(m, first, view_of<T>(arrays[1]), view_of<T>(arrays[2]), call.axis, call.order, serial,
                                 sweep);
    } else {
        core::maxout(m, first, view_of<T>(arrays[1]), call.axis, call.order, serial, sweep);
    }
}

}  // namespace ACTFN_ISA

void boundary::call_maxout(const MaxoutCall& call, const Array* arrays, const ErasedExecutor* executor) {
    with_element(call.number, [&]<class T>(std::type_identity<T>) { run<T>(call, arrays, executor); });
}

}  // namespace actfn::dispatch
