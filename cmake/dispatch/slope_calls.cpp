// The component's side of a call of PReLU or of RReLU in training: checks the arrays, and finds the loop.

#include <type_traits>

#include <Eigen/Core>

#include "actfn/channels/slopes_view.hpp"
#include "actfn/dispatch/boundary.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/random/slopes.hpp"
#include "call_executor.hpp"
#include "choice.hpp"
#include "element.hpp"
#include "kernels.hpp"
#include "view_of.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

using boundary::Array;
using boundary::SlopesCall;
using core::Index;
using core::View;

/// The loops of the table, in the place of core::SlopeLoops.
template <class T>
struct LoopsOfTable {
    using S = core::lane_type<T>;
    const SlopeKernels<S>& kernels;

    template <class E>
    void forward(const View<const T>& x, const View<const S>& slopes, const View<T>& y, E& executor) const {
        kernels.forward(array_of(x), array_of(slopes), array_of(y), core::AnyExecutor(executor).erased());
    }
    template <class E>
    void gradients_of_each(const View<const T>& x, const View<const T>& dy, const View<const S>& slopes,
                           const View<T>& dx, const View<S>& dslope, E& executor) const {
        kernels.gradients_of_each(array_of(x), array_of(dy), array_of(slopes), array_of(dx), array_of(dslope),
                                  core::AnyExecutor(executor).erased());
    }
    template <class E>
    S gradients_of_one(S slope, const View<const T>& x, const View<const T>& dy, const View<T>& dx, E& executor) const {
        return kernels.gradients_of_one(slope, array_of(x), array_of(dy), array_of(dx),
                                        core::AnyExecutor(executor).erased());
    }
    template <class E>
    void gradients_by_channel(const S* slopes, const View<const T>& x, const View<const T>& dy, const View<T>& dx,
                              Index outer, Index outer_step, E& executor, const core::SlopeEntries<S>& dslope) const {
        kernels.gradients_by_channel(slopes, array_of(x), array_of(dy), array_of(dx), outer, outer_step,
                                     core::AnyExecutor(executor).erased(), dslope.base, dslope.step);
    }
};

template <class T>
void run(const SlopesCall& call, const SlopeLoopsOfElement<core::lane_type<T>>& kernels, const Array* arrays,
         const ErasedExecutor* executor) {
    using S = core::lane_type<T>;
    CallExecutor e(executor);
    const LoopsOfTable<T> loops{kernels.slopes};
    const core::SlopesView<S> slopes{static_cast<const S*>(call.slopes), call.size, call.slope_rows, call.axis};
    const auto x = view_of<const T>(arrays[0]);
    if (call.backward) {
        if (call.lines != nullptr) core::require_lines("backward", x.rows, *call.lines);
        const auto dy = view_of<const T>(arrays[1]);
        const auto dx = view_of<T>(arrays[2]);
        const auto dslope = view_of<S>(arrays[3]);
        if (call.lines != nullptr) {
            slopes.backward(x, dy, dx, dslope, *call.lines, e.any, loops);
        } else {
            slopes.backward(x, dy, dx, dslope, e.any, loops);
        }
    } else {
        const auto y = view_of<T>(arrays[1]);
        core::check(core::names_of_forward, core::Views<T, 1, 1>{{x}, {y}});
        if (call.lines != nullptr) {
            core::require_lines("forward", x.rows, *call.lines);
            slopes.forward(x, y, *call.lines, e.any, loops);
        } else {
            slopes.forward(x, y, e.any, loops);
        }
    }
}

template <class T>
void run(const boundary::RandomSlopesCall& call, const SlopeLoopsOfElement<core::lane_type<T>>& kernels,
         const Array* arrays, const ErasedExecutor* executor) {
    using S = core::lane_type<T>;
    const core::RandomSlopes<S> slopes(static_cast<S>(call.lower), static_cast<S>(call.upper), call.seed);
    const CallExecutor e(executor);
    const auto x = view_of<const T>(arrays[0]);
    if (call.backward) {
        core::check(core::names_of_backward,
                    core::Views<T, 2, 1>{{x, view_of<const T>(arrays[1])}, {view_of<T>(arrays[2])}});
        kernels.random.backward(&slopes, arrays, call.step, e.any.erased());
    } else {
        core::check(core::names_of_forward, core::Views<T, 1, 1>{{x}, {view_of<T>(arrays[1])}});
        kernels.random.forward(&slopes, arrays, call.step, e.any.erased());
    }
}

template <class T>
const SlopeLoopsOfElement<core::lane_type<T>>& loops_of() {
    const SlopeFunction& function = *kernels().slopes;
    if constexpr (std::is_same_v<T, double>) {
        return function.of_double;
    } else {
        return std::is_same_v<T, Eigen::half>       ? function.of_half
               : std::is_same_v<T, Eigen::bfloat16> ? function.of_bfloat16
                                                    : function.of_float;
    }
}

}  // namespace ACTFN_ISA

void boundary::call_slopes(const SlopesCall& call, const Array* arrays, const ErasedExecutor* executor) {
    with_element(call.number, [&]<class T>(std::type_identity<T>) { run<T>(call, loops_of<T>(), arrays, executor); });
}

void boundary::call_random_slopes(const RandomSlopesCall& call, const Array* arrays, const ErasedExecutor* executor) {
    with_element(call.number, [&]<class T>(std::type_identity<T>) { run<T>(call, loops_of<T>(), arrays, executor); });
}

}  // namespace actfn::dispatch
