// Sparsemax and its kin for one instruction set.

#include "actfn/functions/entmax15.hpp"
#include "actfn/functions/hardmax.hpp"
#include "actfn/functions/sparsemax.hpp"
#include "kernels.hpp"
#include "row_kernels_impl.hpp"

namespace actfn::dispatch {

#define KERNELS(F)                                      \
    extern const RowFunction ACTFN_DISPATCH_KERNELS(F); \
    constinit const RowFunction ACTFN_DISPATCH_KERNELS(F) = core::row_kernels_without_exponential<F>();
KERNELS(Sparsemax)
KERNELS(Entmax15)
KERNELS(Hardmax)
#undef KERNELS

}  // namespace actfn::dispatch
