// The functions that make one number of each line, logsumexp and cross-entropy, for one instruction set.

#include <array>
#include <cstddef>

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

template <class T>
constexpr dispatch::BinaryLossKernels<T> binary_loss_kernels_of() {
    using Loops = BinaryCrossEntropyLoops<BinaryCrossEntropyWithLogits<T>>;
    return {&run_kernel<typename Loops::Loss, typename Loops::Plan, 2, 1>,
            &run_kernel<typename Loops::LossAndGradient, typename Loops::Plan, 2, 2>};
}

template <class T, class Tier>
constexpr dispatch::LossKernels loss_kernels_of() {
    using LogSum = LogOfExponentials<T, Tier>;
    using Passes = CrossEntropyPasses<T, Tier>;
    return {&run_with_numbers<typename LogSum::Forward, 1>,
            &run_with_numbers<typename LogSum::Backward, 1>,
            {&run_with_numbers<typename Passes::template FromIndices<false>, 1>,
             &run_with_numbers<typename Passes::template FromIndices<true>, 1>},
            {&run_with_numbers<typename Passes::template FromProbabilities<false>, 2>,
             &run_with_numbers<typename Passes::template FromProbabilities<true>, 2>}};
}

}  // namespace core
}  // namespace ACTFN_ISA

namespace dispatch {

extern const LossFunction ACTFN_DISPATCH_KERNELS(Losses);
constinit const LossFunction ACTFN_DISPATCH_KERNELS(Losses) = {
    core::loss_kernels_of<float, standard>(),
    core::loss_kernels_of<double, standard>(),
    core::loss_kernels_of<float, exact>(),
    core::loss_kernels_of<float, fast>(),
    {core::binary_loss_kernels_of<float>(), core::binary_loss_kernels_of<double>()}};

}  // namespace dispatch
}  // namespace actfn
