// The component's side of a call of logsumexp or cross-entropy: checks the arrays, and hands over the passes.

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <Eigen/Core>

#include "actfn/dispatch/boundary.hpp"
#include "actfn/functions/cross_entropy.hpp"
#include "actfn/functions/logsumexp.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/rows/line_group.hpp"
#include "actfn/rows/lines_in_float.hpp"
#include "actfn/rows/reduction.hpp"
#include "actfn/rows/targets.hpp"
#include "call_executor.hpp"
#include "choice.hpp"
#include "convert_by_kernels.hpp"
#include "element.hpp"
#include "kernels.hpp"
#include "view_of.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

using boundary::Array;
using boundary::CrossEntropyCall;
using boundary::LogSumExpCall;
using core::Index;
using core::View;

/// A kernel of the table, in the place of core::RunAlong.
struct RunKernel {
    PassWithNumbers kernel;
    const IsaKernels& isa;

    template <class F, class E, core::Along A, core::Scalar T, std::size_t In>
    void operator()(E& executor, const A& along, const std::array<View<const T>, In>& in, const View<T>& out,
                    const F& pass) const {
        const core::AnyExecutor any(executor);
        if constexpr (std::is_same_v<A, Lines>) {
            run(any, &along, in, out, pass);
        } else {
            run(any, nullptr, oriented(in, along), core::oriented(out, along), pass);
        }
    }
    /// Block by block, by the passes in float.
    template <class F, class E, core::Along A, core::Stored T, std::size_t In>
    void operator()(E& executor, const A& along, const std::array<View<const T>, In>& in, const View<T>& out,
                    const F& pass) const {
        core::AnyExecutor any(executor);
        const auto run_block = [&](const core::AnyExecutor& of_block, const auto& inputs, const View<float>& output,
                                   Index first) {
            run(of_block, nullptr, inputs, output, core::from_line(pass, first));
        };
        const auto convert = convert_by_kernels<T>(isa);
        if constexpr (std::is_same_v<A, Lines>) {
            core::for_blocks_in_float(any, along, in, out, run_block, convert);
        } else {
            core::for_blocks_in_float(any, oriented(in, along), core::oriented(out, along), run_block, convert);
        }
    }

private:
    template <class V, std::size_t In>
    static std::array<V, In> oriented(std::array<V, In> in, Axis axis) {
        for (auto& v : in) v = core::oriented(v, axis);
        return in;
    }
    template <class F, class In, class Out>
    void run(const core::AnyExecutor& executor, const Lines* lines, const In& in, const Out& out, const F& pass) const {
        static_assert(std::is_trivially_copyable_v<F>);
        std::array<Array, std::tuple_size_v<In> + 1> arrays;
        for (std::size_t i = 0; i < in.size(); ++i) arrays[i] = array_of(in[i]);
        arrays[in.size()] = array_of(out);
        kernel(&pass, arrays.data(), lines, executor.erased());
    }
};

/// use(Lines or the Axis of the call, the executor).
template <class Call, class Use>
auto with_lines(const Call& call, const ErasedExecutor* executor, const Use& use) {
    CallExecutor e(executor);
    return call.lines != nullptr ? use(*call.lines, e.any) : use(call.axis, e.any);
}

/// The passes over elements of T of a call.
template <class T>
const LossKernels& passes_of(boundary::Digits digits, const LossFunction& function) {
    if constexpr (std::is_same_v<T, double>) return function.wide;
    const bool is_exact = digits == boundary::Digits::exact;
    const bool is_fast = digits == boundary::Digits::fast;
    return is_exact ? function.exact : is_fast ? function.fast : function.standard;
}

/// S is a functor of the standard tier: the passes have the same bytes in each.
template <class S>
void run_numbers(const LogSumExpCall& call, const LossKernels& kernels, const IsaKernels& isa, const Array* arrays,
                 const ErasedExecutor* executor) {
    using T = typename S::value_type;
    with_lines(call, executor, [&](const auto& along, auto& e) {
        const auto x = view_of<const T>(arrays[0]);
        if (call.backward) {
            const RunKernel run = {kernels.logsumexp_backward, isa};
            core::backward_numbers<S>(x, map_of<const T>(arrays[1]), view_of<T>(arrays[2]), along, e, run);
        } else {
            auto y = map_of<T>(arrays[1]);
            core::forward_numbers<S>(x, y, along, e, RunKernel{kernels.logsumexp, isa});
        }
    });
}
template <class T>
void run(const LogSumExpCall& call, const Array* arrays, const ErasedExecutor* executor) {
    const IsaKernels& isa = kernels();
    const LossKernels& passes = passes_of<T>(call.digits, *isa.losses);
    if (call.of_mean) {
        run_numbers<LogMeanExp<T>>(call, passes, isa, arrays, executor);
    } else {
        run_numbers<LogSumExp<T>>(call, passes, isa, arrays, executor);
    }
}

/// use(the class indices of a call, where they lie and in their own type: the checks are of these).
template <class I, class Use>
auto with_integers(bool is_signed, const Array& indices, const Use& use) {
    return is_signed ? use(map_of<const std::make_signed_t<I>>(indices)) : use(map_of<const I>(indices));
}
template <class Use>
auto with_indices(const CrossEntropyCall& call, const Array& indices, const Use& use) {
    switch (call.bytes_of_index) {
        case 1:
            return with_integers<std::uint8_t>(call.index_is_signed, indices, use);
        case 2:
            return with_integers<std::uint16_t>(call.index_is_signed, indices, use);
        case 4:
            return with_integers<std::uint32_t>(call.index_is_signed, indices, use);
        default:
            return with_integers<std::uint64_t>(call.index_is_signed, indices, use);
    }
}

template <class T, bool WithGradient>
double run(const CrossEntropyCall& call, const Array* arrays, const ErasedExecutor* executor) {
    const bool from_indices = call.bytes_of_index != 0;
    const IsaKernels& isa = kernels();
    const LossKernels& passes = passes_of<T>(call.digits, *isa.losses);
    const RunKernel kernel = {
        (from_indices ? passes.cross_entropy_from_indices : passes.cross_entropy_from_probabilities)[WithGradient],
        isa};
    const CrossEntropyOptions options = core::checked("cross_entropy", call.options);
    return with_lines(call, executor, [&](const auto& along, auto& e) -> double {
        const auto x = view_of<const T>(arrays[0]);
        const auto loss = [&](const auto& targets) {
            View<T> gradient = core::no_output(x);
            if constexpr (WithGradient) gradient = view_of<T>(arrays[2]);
            return core::cross_entropy_of<standard, WithGradient>(options, x, targets, gradient, along, e, kernel);
        };
        return from_indices ? with_indices(call, arrays[1], loss) : loss(map_of<const T>(arrays[1]));
    });
}
template <class T>
double run(const CrossEntropyCall& call, const Array* arrays, const ErasedExecutor* executor) {
    return call.with_gradient ? run<T, true>(call, arrays, executor) : run<T, false>(call, arrays, executor);
}

}  // namespace ACTFN_ISA

void boundary::call_logsumexp(const LogSumExpCall& call, const Array* arrays, const ErasedExecutor* executor) {
    with_element(call.number, [&]<class T>(std::type_identity<T>) { run<T>(call, arrays, executor); });
}

double boundary::call_cross_entropy(const CrossEntropyCall& call, const Array* arrays, const ErasedExecutor* executor) {
    return with_element(call.number, [&]<class T>(std::type_identity<T>) { return run<T>(call, arrays, executor); });
}

}  // namespace actfn::dispatch
