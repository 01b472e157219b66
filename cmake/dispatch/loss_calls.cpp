// The component's side of a call of logsumexp or cross-entropy: checks the arrays, and hands over the passes.

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include <Eigen/Core>

#include "actfn/dispatch/boundary.hpp"
#include "actfn/functions/binary_cross_entropy_with_logits.hpp"
#include "actfn/functions/cross_entropy.hpp"
#include "actfn/functions/logsumexp.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/overlap.hpp"
#include "actfn/rows/lines.hpp"
#include "actfn/rows/reduction.hpp"
#include "actfn/rows/targets.hpp"
#include "call_executor.hpp"
#include "choice.hpp"
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

    template <class F, class E, std::size_t In>
    void operator()(E& executor, const Lines& lines, const std::array<View<const typename F::value_type>, In>& in,
                    const View<typename F::value_type>& out, const F& pass) const {
        run(executor, &lines, in, out, pass);
    }
    template <class F, class E, std::size_t In>
    void operator()(E& executor, Axis axis, std::array<View<const typename F::value_type>, In> in,
                    const View<typename F::value_type>& out, const F& pass) const {
        for (auto& v : in) v = core::oriented(v, axis);
        run(executor, nullptr, in, core::oriented(out, axis), pass);
    }

private:
    template <class F, class E, class In, class Out>
    void run(E& executor, const Lines* lines, const In& in, const Out& out, const F& pass) const {
        static_assert(std::is_trivially_copyable_v<F>);
        std::array<Array, std::tuple_size_v<In> + 1> arrays;
        for (std::size_t i = 0; i < in.size(); ++i) arrays[i] = array_of(in[i]);
        arrays[in.size()] = array_of(out);
        kernel(&pass, arrays.data(), lines, core::AnyExecutor(executor).erased());
    }
};

/// use(Lines or the Axis of the call, the executor).
template <class Call, class Use>
auto with_lines(const Call& call, const ErasedExecutor* executor, const Use& use) {
    CallExecutor e(executor);
    return call.lines != nullptr ? use(*call.lines, e.any) : use(call.axis, e.any);
}

/// Checks the arrays as rows/reduction.hpp does.
template <class T>
void run(const LogSumExpCall& call, const LossKernels& kernels, const Array* arrays, const ErasedExecutor* executor) {
    using S = LogSumExp<T>;  // whose passes have the same bytes in every tier
    with_lines(call, executor, [&](const auto& along, auto& e) {
        const auto x = view_of<const T>(arrays[0]);
        if (call.backward) {
            const auto dx = view_of<T>(arrays[2]);
            core::require_same_shape("backward", "x", x, "dx", dx);
            core::require_in_place_or_apart("backward", "dx", dx, "x", x);
            const Index lines = core::count_lines("backward", x, along);
            const auto dy = map_of<const T>(arrays[1]);
            const auto numbers = core::line_numbers<const T>("backward", "dy", dy, lines);
            core::require_disjoint("backward", "dx", dx, "dy", core::view<const T>(dy));
            RunKernel{kernels.logsumexp_backward}(e, along, std::array{x}, dx, typename S::Backward{numbers});
        } else {
            const Index lines = core::count_lines("forward", x, along);
            auto y = map_of<T>(arrays[1]);
            const auto numbers = core::line_numbers<T>("forward", "y", y, lines);
            core::require_disjoint("forward", "y", core::view<T>(y), "x", x);
            if (x.empty()) {
                for (Index line = 0; line < lines; ++line) numbers[line] = S::of_nothing;
            } else {
                RunKernel{kernels.logsumexp}(e, along, std::array{x}, core::no_output(x), typename S::Forward{numbers});
            }
        }
    });
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
double run(const CrossEntropyCall& call, const LossKernels& kernels, const Array* arrays,
           const ErasedExecutor* executor) {
    const bool from_indices = call.bytes_of_index != 0;
    const RunKernel kernel = {
        (from_indices ? kernels.cross_entropy_from_indices : kernels.cross_entropy_from_probabilities)[WithGradient]};
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
double run(const CrossEntropyCall& call, const LossKernels& kernels, const Array* arrays,
           const ErasedExecutor* executor) {
    return call.with_gradient ? run<T, true>(call, kernels, arrays, executor)
                              : run<T, false>(call, kernels, arrays, executor);
}

/// The loops of the table, in the place of core::BinaryCrossEntropyLoops.
struct BinaryLoopsOfTable {
    const LossKernels& kernels;

    template <class F, class T, class E>
    double loss(const F& f, const View<const T>& x, const View<const T>& t, E& executor) const {
        const Array arrays[] = {array_of(x), array_of(t)};
        return kernels.binary_cross_entropy(&f, arrays, core::AnyExecutor(executor).erased());
    }
    template <class F, class T, class E>
    double with_gradient(const F& f, double weight, const View<const T>& x, const View<const T>& t, const View<T>& g,
                         E& executor) const {
        const Array arrays[] = {array_of(x), array_of(t), array_of(g)};
        return kernels.binary_cross_entropy_with_gradient(&f, arrays, weight, core::AnyExecutor(executor).erased());
    }
};

template <class T>
double run(const boundary::BinaryCrossEntropyCall& call, const LossKernels& kernels, const Array* arrays,
           const ErasedExecutor* executor) {
    const BinaryCrossEntropyWithLogits<T> f(call.pos_weight, call.reduction);
    static_assert(std::is_trivially_copyable_v<decltype(f)>);
    CallExecutor e(executor);
    const BinaryLoopsOfTable loops{kernels};
    const auto x = view_of<const T>(arrays[0]);
    const auto t = view_of<const T>(arrays[1]);
    return call.with_gradient ? core::binary_cross_entropy<true>(f, x, t, view_of<T>(arrays[2]), e.any, loops)
                              : core::binary_cross_entropy<false>(f, x, t, {}, e.any, loops);
}

}  // namespace ACTFN_ISA

double boundary::call_binary_cross_entropy(const BinaryCrossEntropyCall& call, const Array* arrays,
                                           const ErasedExecutor* executor) {
    const LossFunction& function = *kernels().losses;
    return call.number == Number::float64 ? run<double>(call, function.wide, arrays, executor)
                                          : run<float>(call, function.standard, arrays, executor);
}

void boundary::call_logsumexp(const LogSumExpCall& call, const Array* arrays, const ErasedExecutor* executor) {
    const LossFunction& function = *kernels().losses;
    if (call.number == Number::float64) {
        run<double>(call, function.wide, arrays, executor);
    } else {
        const bool is_exact = call.digits == Digits::exact;
        const bool is_fast = call.digits == Digits::fast;
        run<float>(call, is_exact ? function.exact : is_fast ? function.fast : function.standard, arrays, executor);
    }
}

double boundary::call_cross_entropy(const CrossEntropyCall& call, const Array* arrays, const ErasedExecutor* executor) {
    const LossFunction& function = *kernels().losses;
    return call.number == Number::float64 ? run<double>(call, function.wide, arrays, executor)
                                          : run<float>(call, function.standard, arrays, executor);
}

}  // namespace actfn::dispatch
