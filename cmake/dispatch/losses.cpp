// The functions that make one number of each line, logsumexp and cross-entropy, for one instruction set.

#include <array>
#include <cstddef>
#include <type_traits>

#include "actfn/base/axis.hpp"
#include "actfn/functions/binary_cross_entropy_with_logits.hpp"
#include "actfn/functions/cross_entropy_passes.hpp"
#include "actfn/functions/logsumexp.hpp"
#include "actfn/rows/lines.hpp"
#include "kernels.hpp"
#include "kernels_impl.hpp"
#include "view_of.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The pass F, whose bytes are given.
template <class F, std::size_t Inputs>
void run_with_numbers(const void* bytes, const dispatch::boundary::Array* arrays, const Lines* lines,
                      const ErasedExecutor& executor) {
    using T = typename F::value_type;
    AnyExecutor any(executor);
    const F pass = core::formula_from<F>(bytes);
    const auto in = core::each_of<Inputs>([arrays](auto i) { return dispatch::view_of<const T>(arrays[i()]); });
    const auto out = dispatch::view_of<T>(arrays[Inputs]);
    if (lines == nullptr) {
        core::run_lines(any, in, out, pass);
    } else {
        core::run_along(any, *lines, in, out, pass);
    }
}

/// Those of a binary cross-entropy.
template <class F>
struct BinaryKernels {
    using T = typename F::value_type;
    using Array = dispatch::boundary::Array;
    using Loops = BinaryCrossEntropyLoops<F>;

    static double loss(const void* f, const Array* arrays, const ErasedExecutor& executor) {
        AnyExecutor any(executor);
        return Loops::loss(core::formula_from<F>(f), dispatch::view_of<const T>(arrays[0]),
                           dispatch::view_of<const T>(arrays[1]), any);
    }
    static double with_gradient(const void* f, const Array* arrays, double weight, const ErasedExecutor& executor) {
        AnyExecutor any(executor);
        return Loops::with_gradient(core::formula_from<F>(f), weight, dispatch::view_of<const T>(arrays[0]),
                                    dispatch::view_of<const T>(arrays[1]), dispatch::view_of<T>(arrays[2]), any);
    }
};

template <class T, class Tier>
constexpr dispatch::LossKernels loss_kernels_of() {
    using LogSum = LogSumExp<T, Tier>;
    dispatch::LossKernels kernels = {&run_with_numbers<typename LogSum::Forward, 1>,
                                     &run_with_numbers<typename LogSum::Backward, 1>,
                                     {},
                                     {},
                                     nullptr,
                                     nullptr};
    if constexpr (std::is_same_v<Tier, standard>) {
        using Passes = CrossEntropyPasses<T, Tier>;
        kernels.cross_entropy_from_indices[0] = &run_with_numbers<typename Passes::template FromIndices<false>, 1>;
        kernels.cross_entropy_from_indices[1] = &run_with_numbers<typename Passes::template FromIndices<true>, 1>;
        kernels.cross_entropy_from_probabilities[0] =
            &run_with_numbers<typename Passes::template FromProbabilities<false>, 2>;
        kernels.cross_entropy_from_probabilities[1] =
            &run_with_numbers<typename Passes::template FromProbabilities<true>, 2>;
        using Binary = BinaryKernels<BinaryCrossEntropyWithLogits<T, Tier>>;
        kernels.binary_cross_entropy = &Binary::loss;
        kernels.binary_cross_entropy_with_gradient = &Binary::with_gradient;
    }
    return kernels;
}

}  // namespace core
}  // namespace ACTFN_ISA

namespace dispatch {

extern const LossFunction ACTFN_DISPATCH_KERNELS(Losses);
constinit const LossFunction ACTFN_DISPATCH_KERNELS(Losses) = {
    core::loss_kernels_of<float, standard>(), core::loss_kernels_of<double, standard>(),
    core::loss_kernels_of<float, exact>(), core::loss_kernels_of<float, fast>()};

}  // namespace dispatch
}  // namespace actfn
