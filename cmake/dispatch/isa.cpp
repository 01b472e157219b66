// The table of one instruction set.

#include <algorithm>
#include <array>
#include <cstddef>

#include "actfn/gated/clamped_swiglu.hpp"
#include "actfn/gated/functor.hpp"
#include "actfn/gated/maxout.hpp"
#include "actfn/simd/load_as.hpp"
#include "flags.hpp"
#include "kernels_impl.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Conversions by whole batches: what is left at the end of the elements passes through a batch that is filled with 0.
template <class T, class C>
struct ConversionOf {
    using Batch = typename LoopPlan<T, C>::Batch;
    static constexpr auto width = static_cast<std::ptrdiff_t>(lanes<Batch>);

    static void load(const T* from, C* to, std::ptrdiff_t n) {
        std::ptrdiff_t i = 0;
        for (; i + width <= n; i += width) core::store_rounded(to + i, core::load_as<Batch>(from + i));
        if (i == n) return;
        std::array<T, lanes<Batch>> rest = {};
        std::array<C, lanes<Batch>> converted;
        std::copy_n(from + i, n - i, rest.begin());
        core::store_rounded(converted.data(), core::load_as<Batch>(rest.data()));
        std::copy_n(converted.begin(), n - i, to + i);
    }
    static void store(const C* from, T* to, std::ptrdiff_t n) {
        std::ptrdiff_t i = 0;
        for (; i + width <= n; i += width) core::store_rounded(to + i, core::load_as<Batch>(from + i));
        if (i == n) return;
        std::array<C, lanes<Batch>> rest = {};
        std::array<T, lanes<Batch>> converted;
        std::copy_n(from + i, n - i, rest.begin());
        core::store_rounded(converted.data(), core::load_as<Batch>(rest.data()));
        std::copy_n(converted.begin(), n - i, to + i);
    }
    static constexpr dispatch::Conversion<T, C> both = {&load, &store};
};

template <class T>
inline constexpr dispatch::GatedKernels<T> gated_kernels = {&run_kernel<GatedProduct, LoopPlan<T>, 2, 1>,
                                                            &run_kernel<GatedGradientProducts, LoopPlan<T>, 5, 2>};

template <class T>
inline constexpr dispatch::MaxoutKernels<T> maxout_kernels = {
    &run_kernel<GreaterPiece, LoopPlan<T>, 2, 1>, &run_kernel<Winner<T>, LoopPlan<T>, 2, 2>,
    &run_kernel<Winner<T>, LoopPlan<T>, 3, 2>, &run_kernel<PieceGradient<T>, LoopPlan<T>, 2, 1>};

}  // namespace core
}  // namespace ACTFN_ISA

namespace dispatch {

#define FUNCTION(F) extern const FunctionKernels ACTFN_DISPATCH_KERNELS(F);
#include "functions.inc"
#undef FUNCTION
extern const RowFunction ACTFN_DISPATCH_KERNELS(Softmax);
extern const RowFunction ACTFN_DISPATCH_KERNELS(LogSoftmax);
extern const RowFunction ACTFN_DISPATCH_KERNELS(Sparsemax);
extern const RowFunction ACTFN_DISPATCH_KERNELS(Entmax15);
extern const RowFunction ACTFN_DISPATCH_KERNELS(Hardmax);
extern const OptionFunction ACTFN_DISPATCH_KERNELS(SoftmaxOptions);
extern const LossFunction ACTFN_DISPATCH_KERNELS(Losses);
extern const SlopeFunction ACTFN_DISPATCH_KERNELS(Slopes);

namespace {

constinit const FunctionKernels clamped_swish = core::unit_kernels_of<ClampedSwish>();
constinit const FunctionKernels clamped_plus_one = core::unit_kernels_of<ClampedPlusOne>();

constexpr const FunctionKernels* functions[] = {
#define FUNCTION(F) &ACTFN_DISPATCH_KERNELS(F),
#include "functions.inc"
#undef FUNCTION
};
constexpr const RowFunction* row_functions[] = {&ACTFN_DISPATCH_KERNELS(Softmax), &ACTFN_DISPATCH_KERNELS(LogSoftmax),
                                                &ACTFN_DISPATCH_KERNELS(Sparsemax), &ACTFN_DISPATCH_KERNELS(Entmax15),
                                                &ACTFN_DISPATCH_KERNELS(Hardmax)};

}  // namespace

extern const IsaKernels ACTFN_DISPATCH_KERNELS(all);
constinit const IsaKernels ACTFN_DISPATCH_KERNELS(all) = {
    ACTFN_DISPATCH_NAME(ACTFN_DISPATCH_ISA),
    functions,
    row_functions,
    &ACTFN_DISPATCH_KERNELS(SoftmaxOptions),
    &ACTFN_DISPATCH_KERNELS(Losses),
    &ACTFN_DISPATCH_KERNELS(Slopes),
    {core::gated_kernels<float>, core::gated_kernels<double>},
    &clamped_swish,
    &clamped_plus_one,
    {core::maxout_kernels<float>, core::maxout_kernels<double>},
    {core::ConversionOf<float, double>::both, core::ConversionOf<Eigen::half, float>::both,
     core::ConversionOf<Eigen::bfloat16, float>::both, core::ConversionOf<Eigen::half, double>::both,
     core::ConversionOf<Eigen::bfloat16, double>::both}};

}  // namespace dispatch
}  // namespace actfn
