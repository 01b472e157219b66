// The component's side of a call of softmax and its kin: checks the arrays and turns their lines to rows.

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include <Eigen/Core>

#include "actfn/base/error.hpp"
#include "actfn/base/softmax_options.hpp"
#include "actfn/dispatch/boundary.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/overlap.hpp"
#include "actfn/random/gumbel.hpp"
#include "actfn/rows/lines_in_float.hpp"
#include "actfn/rows/masked_calls.hpp"
#include "call_executor.hpp"
#include "choice.hpp"
#include "convert_by_kernels.hpp"
#include "kernels.hpp"
#include "view_of.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

using boundary::Array;
using boundary::Mask;
using boundary::RowCall;
using core::Index;
using core::View;

/// The kernels of a call. The arrays are inputs and then the output.
struct RowPass {
    const RowKernels* plain;
    const OptionKernels* with_options;  ///< null: without
    const SoftmaxOptions* options;
    bool backward;
    bool masked;

    void rows(const Array* arrays, const ErasedExecutor& e) const {
        with_options == nullptr ? plain->rows(arrays, e) : optional(arrays, nullptr, e);
    }
    void tensor(const Array* arrays, const Lines& lines, const ErasedExecutor& e) const {
        with_options == nullptr ? plain->tensor(arrays, lines, e) : optional(arrays, &lines, e);
    }
    void line(const Array* arrays, const ErasedExecutor& e) const {
        with_options == nullptr ? plain->line(arrays) : optional(arrays, nullptr, e);
    }

private:
    void optional(const Array* arrays, const Lines* lines, const ErasedExecutor& e) const {
        if (backward) {
            with_options->backward(*options, arrays[0], arrays[1], arrays[2], lines, e);
        } else if (masked) {
            with_options->forward(*options, arrays[0], arrays[1], arrays[2], lines, e);
        } else {
            with_options->forward(*options, arrays[0], {}, arrays[1], lines, e);
        }
    }
};

RowPass pass_of(const RowCall& call, const IsaKernels& isa) {
    static constexpr SoftmaxOptions defaults;
    const bool is_double = call.number == boundary::Number::float64;
    const bool is_exact = call.digits == boundary::Digits::exact;
    const bool is_fast = call.digits == boundary::Digits::fast;
    RowPass pass = {nullptr, nullptr, call.options != nullptr ? call.options : &defaults, call.backward,
                    call.mask != Mask::none};
    if (call.options != nullptr || pass.masked) {
        const OptionFunction& f = *isa.softmax_options;
        pass.with_options = is_double ? &f.wide : is_exact ? &f.exact : is_fast ? &f.fast : &f.standard;
    } else {
        const RowFunction& f = *isa.row_functions[static_cast<std::size_t>(call.function)];
        const RowFunctionKernels& kernels = is_double ? f.wide : is_exact ? f.exact : is_fast ? f.fast : f.standard;
        pass.plain = call.backward ? &kernels.backward : &kernels.forward;
    }
    return pass;
}

/// out = x plus the noise of a call.
template <class T>
void add_noise(const boundary::GumbelNoise& noise, const core::ElementIndices& indices, const Array& x,
               const Array& out, const ErasedExecutor& executor) {
    const OptionFunction& f = *kernels().softmax_options;
    (std::is_same_v<T, double> ? f.add_gumbel_wide : f.add_gumbel)(
        x, out, {noise.seed, noise.step, indices.first, indices.of_row, indices.of_col}, executor);
}

/// Runs the kernels over arrays that have been checked.
template <class T, std::size_t Inputs>
void run(const RowCall& call, const core::Views<T, Inputs, 1>& views, const ErasedExecutor* executor) {
    const CallExecutor given(executor);
    const ErasedExecutor& e = given.any.erased();
    const IsaKernels& isa = kernels();
    const RowPass pass = pass_of(call, isa);
    const auto along_rows = [&](const auto& v) { return call.lines != nullptr ? v : core::oriented(v, call.axis); };
    std::array<View<const T>, Inputs> in;
    for (std::size_t i = 0; i < Inputs; ++i) in[i] = along_rows(views.in[i]);
    const View<T> out = along_rows(views.out[0]);
    if constexpr (core::Scalar<T>) {
        std::array<Array, Inputs + 1> arrays;
        for (std::size_t i = 0; i < Inputs; ++i) arrays[i] = array_of(in[i]);
        arrays[Inputs] = array_of(out);
        if (call.lines != nullptr) {
            pass.tensor(arrays.data(), *call.lines, e);
        } else {
            call.is_vector ? pass.line(arrays.data(), e) : pass.rows(arrays.data(), e);
        }
    } else {
        core::AnyExecutor any(e);
        const auto run_block = [&](const core::AnyExecutor& of_block, const auto& inputs, const View<float>& output,
                                   Index line) {
            std::array<Array, Inputs + 1> arrays;
            for (std::size_t i = 0; i < Inputs; ++i) arrays[i] = array_of(inputs[i]);
            arrays[Inputs] = array_of(output);
            if (call.noise != nullptr) {
                const Index rows = views.in[0].rows;
                const auto indices = call.lines != nullptr ? core::indices_of_lines(*call.lines, rows, line)
                                                           : core::indices_of_lines(call.axis, rows, line);
                add_noise<float>(*call.noise, indices, arrays[0], arrays[Inputs], of_block.erased());
                arrays[0] = arrays[Inputs];
            }
            pass.rows(arrays.data(), of_block.erased());
        };
        const auto convert = convert_by_kernels<T>(isa);
        if (call.lines != nullptr) {
            core::for_blocks_in_float(any, *call.lines, in, out, run_block, convert);
        } else {
            core::for_blocks_in_float(any, in, out, run_block, convert);
        }
    }
}

/// Checks the arrays as rows/calls.hpp does.
template <class T, std::size_t Inputs>
void check_and_run(const RowCall& call, const core::Names<Inputs + 1>& names, const Array* arrays,
                   const ErasedExecutor* executor) {
    core::Views<T, Inputs, 1> views;
    for (std::size_t i = 0; i < Inputs; ++i) views.in[i] = view_of<const T>(arrays[i]);
    views.out[0] = view_of<T>(arrays[Inputs]);
    core::check(names, views);
    if (call.lines != nullptr) core::require_lines(names.call, views.out[0].rows, *call.lines);
    if constexpr (core::Scalar<T> && Inputs == 1) {
        if (call.noise != nullptr) {
            const CallExecutor given(executor);
            add_noise<T>(*call.noise, {0, 1, views.out[0].rows}, arrays[0], arrays[1], given.any.erased());
            views.in[0] = view_of<const T>(arrays[1]);
        }
    }
    run(call, views, executor);
}

/// Checks the arrays as rows/masked_calls.hpp does.
template <class T>
void check_and_run_masked(const RowCall& call, const Array* arrays, const ErasedExecutor* executor) {
    const auto x = view_of<const T>(arrays[0]);
    const auto y = view_of<T>(arrays[2]);
    const auto run_with = [&](const auto& mask, const auto& added) {
        core::require_same_shape("forward", "x", x, "mask", mask);
        core::require_same_shape("forward", "x", x, "y", y);
        core::require_in_place_or_apart("forward", "y", y, "x", x);
        core::require_disjoint("forward", "y", y, "mask", mask);
        if (x.empty()) return;
        if (call.lines != nullptr) core::require_lines("forward", x.rows, *call.lines);
        const auto in_elements = added();
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(mask)>, View<const bool>>) {
            run<T, 2>(call, {{x, in_elements.view()}, {y}}, executor);
        } else {
            run<T, 2>(call, {{x, in_elements}, {y}}, executor);
        }
    };
    if (call.mask == Mask::takes_part) {
        const auto mask = view_of<const bool>(arrays[1]);
        run_with(mask, [&] { return core::AddedMask<T>(mask, x); });
    } else {
        const auto mask = view_of<const T>(arrays[1]);
        run_with(mask, [&] { return mask; });
    }
}

template <class T>
void run_call(const RowCall& call, const Array* arrays, const ErasedExecutor* executor) {
    if (call.mask != Mask::none) {
        check_and_run_masked<T>(call, arrays, executor);
    } else if (call.backward) {
        check_and_run<T, 2>(call, {call.name, {call.input_name, "dy", "dx"}}, arrays, executor);
    } else {
        check_and_run<T, 1>(call, {call.name, {call.input_name, "y"}}, arrays, executor);
    }
}

}  // namespace ACTFN_ISA

void boundary::call_rows(const RowCall& call, const Array* arrays, const ErasedExecutor* executor) {
    constexpr std::array all = {&run_call<float>, &run_call<double>, &run_call<Eigen::half>,
                                &run_call<Eigen::bfloat16>};
    all[static_cast<std::size_t>(call.number)](call, arrays, executor);
}

}  // namespace actfn::dispatch
