// The component's side of a call of PReLU or of RReLU in training: checks the arrays, and finds the loop.

#include <algorithm>
#include <type_traits>

#include <Eigen/Core>

#include "actfn/channels/expression.hpp"
#include "actfn/channels/slopes_view.hpp"
#include "actfn/dispatch/boundary.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/random/slopes.hpp"
#include "call_executor.hpp"
#include "choice.hpp"
#include "convert_by_kernels.hpp"
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
        if constexpr (core::Scalar<T>) {
            kernels.forward(array_of(x), array_of(slopes), array_of(y), core::AnyExecutor(executor).erased());
        } else if (y.by_rows()) {
            forward_in_float(x.transposed(), slopes.transposed(), y.transposed(), executor);
        } else {
            forward_in_float(x, slopes, y, executor);
        }
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

private:
    /// By the loop over floats, on blocks of them: pieces of a column or, of short columns, several.
    template <class E>
    static void forward_in_float(const View<const T>& x, const View<const S>& slopes, const View<T>& y, E& executor) {
        constexpr Index most = 1024;
        if (y.empty()) return;
        const Index rows = (std::min)(most, y.rows);
        const Index cols = (std::min)(most / rows, y.cols);
        const Index pieces = (y.rows + rows - 1) / rows;
        const Index columns = (y.cols + cols - 1) / cols;
        const IsaKernels& isa = dispatch::kernels();
        const auto convert = convert_by_kernels<T>(isa);
        core::divide(executor, pieces * columns, y.size(), core::LeakyOf<T, false>::cost, [&](Index begin, Index end) {
            const CallExecutor this_thread(nullptr);
            alignas(64) float floats[most];
            for (; begin < end; ++begin) {
                const Index row = begin % pieces * rows;
                const Index col = begin / pieces * cols;
                const auto part = [&](const auto& v) {
                    const auto of_rows = v.some_rows(row, (std::min)(rows, y.rows - row));
                    return of_rows.transposed().some_rows(col, (std::min)(cols, y.cols - col)).transposed();
                };
                const View<T> to = part(y);
                const View<float> block{floats, to.rows, to.cols, 1, to.rows};
                convert(part(x), block);
                isa.slopes->of_float.slopes.forward(array_of(block), array_of(part(slopes)), array_of(block),
                                                    this_thread.any.erased());
                convert(block.as_const(), to);
            }
        });
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
