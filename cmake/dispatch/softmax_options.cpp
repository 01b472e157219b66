// Softmax with options and masks for one instruction set.

#include "actfn/base/softmax_options.hpp"
#include "actfn/functions/softmax.hpp"
#include "kernels.hpp"
#include "kernels_impl.hpp"
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
    static constexpr dispatch::OptionKernels all = {&forward, &backward};
};

}  // namespace core
}  // namespace ACTFN_ISA

namespace dispatch {

extern const OptionFunction ACTFN_DISPATCH_KERNELS(SoftmaxOptions);
constinit const OptionFunction ACTFN_DISPATCH_KERNELS(SoftmaxOptions) = {core::OptionKernelsOf<float, standard>::all,
                                                                         core::OptionKernelsOf<double, standard>::all,
                                                                         core::OptionKernelsOf<float, exact>::all};

}  // namespace dispatch
}  // namespace actfn
