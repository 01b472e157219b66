// The component's side of a call of softmax and its kin: checks the arrays and turns their lines to rows.

#include <array>
#include <cstddef>

#include "actfn/dispatch/boundary.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/rows/lines.hpp"
#include "choice.hpp"
#include "kernels.hpp"
#include "view_of.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

using boundary::Array;
using boundary::RowCall;

/// Checks the arrays as rows/calls.hpp does, and runs the kernels over them.
template <class T, std::size_t Inputs>
void run(const RowCall& call, const RowKernels& kernels, const core::Names<Inputs + 1>& names, const Array* arrays,
         const ErasedExecutor* executor) {
    core::Views<T, Inputs, 1> views;
    for (std::size_t i = 0; i < Inputs; ++i) views.in[i] = view_of<const T>(arrays[i]);
    views.out[0] = view_of<T>(arrays[Inputs]);
    core::check(names, views);
    core::Serial serial;
    const core::AnyExecutor calling_thread(serial);
    const ErasedExecutor& e = executor != nullptr ? *executor : calling_thread.erased();
    if (call.lines != nullptr) {
        core::require_lines(names.call, views.out[0].rows, *call.lines);
        return kernels.tensor(arrays, *call.lines, e);
    }
    std::array<Array, Inputs + 1> rows;
    for (std::size_t i = 0; i < Inputs; ++i) rows[i] = array_of(core::oriented(views.in[i], call.axis));
    rows[Inputs] = array_of(core::oriented(views.out[0], call.axis));
    call.is_vector ? kernels.line(rows.data()) : kernels.rows(rows.data(), e);
}

template <class T>
void run(const RowCall& call, const RowFunctionKernels& kernels, const Array* arrays, const ErasedExecutor* executor) {
    if (call.backward) {
        run<T, 2>(call, kernels.backward, {call.name, {call.input_name, "dy", "dx"}}, arrays, executor);
    } else {
        run<T, 1>(call, kernels.forward, {call.name, {call.input_name, "y"}}, arrays, executor);
    }
}

}  // namespace ACTFN_ISA

void boundary::call_rows(const RowCall& call, const Array* arrays, const ErasedExecutor* executor) {
    const RowFunction& function = *kernels().row_functions[static_cast<std::size_t>(call.function)];
    if (call.number == Number::float64) {
        run<double>(call, function.wide, arrays, executor);
    } else {
        run<float>(call, call.digits == Digits::exact ? function.exact : function.standard, arrays, executor);
    }
}

}  // namespace actfn::dispatch
