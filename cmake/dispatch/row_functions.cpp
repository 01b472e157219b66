// The functions of rows, softmax's options and masks among them, for one instruction set. In one unit, since the headers
// take long to read.

#include <type_traits>

#include "actfn/base/softmax_options.hpp"
#include "actfn/functions/entmax15.hpp"
#include "actfn/functions/hardmax.hpp"
#include "actfn/functions/log_softmax.hpp"
#include "actfn/functions/softmax.hpp"
#include "actfn/functions/sparsemax.hpp"
#include "actfn/random/gumbel.hpp"
#include "kernels.hpp"
#include "kernels_impl.hpp"
#include "row_kernels_impl.hpp"
#include "view_of.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

template <class T, class Tier>
struct OptionKernelsOf {
    using Array = dispatch::boundary::Array;

    static constexpr const OptionalCalls<T, SoftmaxOptions>& calls = Softmax<T, Tier>::masked_calls();

    static void forward(const SoftmaxOptions& options, const Array& x, const Array& mask, const Array& y,
                        const Lines* lines, const ErasedExecutor& executor) {
        calls.forward(options, dispatch::view_of<const T>(x), dispatch::view_of<const T>(mask), dispatch::view_of<T>(y),
                      lines, AnyExecutor(executor));
    }
    static void backward(const SoftmaxOptions& options, const Array& y, const Array& dy, const Array& dx,
                         const Lines* lines, const ErasedExecutor& executor) {
        calls.backward(options, dispatch::view_of<const T>(y), dispatch::view_of<const T>(dy), dispatch::view_of<T>(dx),
                       lines, AnyExecutor(executor));
    }
    /// Backward has no exponential: the tier fast has the loops of the standard one.
    using OfBackward = std::conditional_t<std::is_same_v<Tier, fast>, OptionKernelsOf<T, standard>, OptionKernelsOf>;
    static constexpr dispatch::OptionKernels all = {&forward, &OfBackward::backward};
};

template <class T>
void add_gumbel(const dispatch::boundary::Array& x, const dispatch::boundary::Array& out,
                const dispatch::GumbelNumbers& numbers, const ErasedExecutor& executor) {
    AnyExecutor any(executor);
    core::add_gumbel_numbers(dispatch::view_of<const T>(x), dispatch::view_of<T>(out),
                             {numbers.first, numbers.of_row, numbers.of_col}, numbers.seed, numbers.step, any);
}

}  // namespace core
}  // namespace ACTFN_ISA

namespace dispatch {

extern const OptionFunction ACTFN_DISPATCH_KERNELS(SoftmaxOptions);
constinit const OptionFunction ACTFN_DISPATCH_KERNELS(SoftmaxOptions) = {core::OptionKernelsOf<float, standard>::all,
                                                                         core::OptionKernelsOf<double, standard>::all,
                                                                         core::OptionKernelsOf<float, exact>::all,
                                                                         core::OptionKernelsOf<float, fast>::all,
                                                                         &core::add_gumbel<float>,
                                                                         &core::add_gumbel<double>};

#define KERNELS(F, of)                                  \
    extern const RowFunction ACTFN_DISPATCH_KERNELS(F); \
    constinit const RowFunction ACTFN_DISPATCH_KERNELS(F) = core::of<F>();
KERNELS(Softmax, row_kernels_of)
KERNELS(LogSoftmax, row_kernels_of)
KERNELS(Sparsemax, row_kernels_without_exponential)
KERNELS(Entmax15, row_kernels_without_exponential)
KERNELS(Hardmax, row_kernels_without_exponential)
#undef KERNELS

}  // namespace dispatch
}  // namespace actfn
