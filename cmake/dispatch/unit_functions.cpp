// The functions of ClampedSwiGLU for one instruction set.

#include "actfn/gated/clamped_swiglu.hpp"
#include "kernels_impl.hpp"

namespace actfn::dispatch {

#define KERNELS(F)                                          \
    extern const FunctionKernels ACTFN_DISPATCH_KERNELS(F); \
    constinit const FunctionKernels ACTFN_DISPATCH_KERNELS(F) = core::unit_kernels_of<F>();
KERNELS(ClampedSwish)
KERNELS(ClampedPlusOne)
#undef KERNELS

}  // namespace actfn::dispatch
