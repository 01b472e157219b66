// The loops of PReLU, and of RReLU in training, for one instruction set.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <Eigen/Core>

#include "actfn/base/executor.hpp"
#include "actfn/base/unrolled.hpp"
#include "actfn/channels/slopes_view.hpp"
#include "actfn/functions/rrelu_training.hpp"
#include "kernels.hpp"
#include "kernels_impl.hpp"
#include "view_of.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

template <class T>
struct SlopeKernelsOf {
    using Array = dispatch::boundary::Array;
    using S = lane_type<T>;

    static View<const T> in(const Array& a) { return dispatch::view_of<const T>(a); }
    static View<T> out(const Array& a) { return dispatch::view_of<T>(a); }
    static View<const S> slopes_in(const Array& a) { return dispatch::view_of<const S>(a); }

    static void forward(const Array& x, const Array& slopes, const Array& y, const ErasedExecutor& executor) {
        // As sweep_with_slopes() has it, but with the loops once for both storage orders: half as much to compile.
        AnyExecutor any(executor);
        const View<T> to = out(y);
        if (to.empty()) return;
        const auto by_columns = [by_rows = to.by_rows()](const auto& v) { return by_rows ? v.transposed() : v; };
        core::sweep_columns_with_slopes<T>(LeakyOf<T, false>(), by_columns(in(x)), by_columns(slopes_in(slopes)),
                                           by_columns(to), any);
    }
    static void gradients_of_each(const Array& x, const Array& dy, const Array& slopes, const Array& dx,
                                  const Array& dslope, const ErasedExecutor& executor) {
        AnyExecutor any(executor);
        SlopeLoops<T>().gradients_of_each(in(x), in(dy), slopes_in(slopes), out(dx), dispatch::view_of<S>(dslope), any);
    }
    static S gradients_of_one(S slope, const Array& x, const Array& dy, const Array& dx,
                              const ErasedExecutor& executor) {
        AnyExecutor any(executor);
        return SlopeLoops<T>().gradients_of_one(slope, in(x), in(dy), out(dx), any);
    }
    static void gradients_by_channel(const S* slopes, const Array& x, const Array& dy, const Array& dx, Index outer,
                                     Index outer_step, const ErasedExecutor& executor, S* dslope, Index dslope_step) {
        AnyExecutor any(executor);
        SlopeLoops<T>().gradients_by_channel(slopes, in(x), in(dy), out(dx), outer, outer_step, any,
                                             SlopeEntries<S>{dslope, dslope_step, dslope_step});
    }
    static constexpr dispatch::SlopeKernels<S> all() {
        dispatch::SlopeKernels<S> kernels = {nullptr, &gradients_of_each, &gradients_of_one, &gradients_by_channel};
        if constexpr (Scalar<T>) kernels.forward = &forward;
        return kernels;
    }
};

/// The loop of a formula with slopes that are drawn.
template <class T, class Formula, std::size_t Inputs>
void run_random(const void* slopes, const dispatch::boundary::Array* arrays, std::uint64_t step,
                const ErasedExecutor& executor) {
    using Draws = RandomSlopes<lane_type<T>>;
    static_assert(std::is_trivially_copyable_v<Draws>);
    const auto draws = std::bit_cast<Draws>(*static_cast<const std::array<std::byte, sizeof(Draws)>*>(slopes));
    AnyExecutor any(executor);
    draws.sweep(Formula(), core::each_of<Inputs>([arrays](auto i) { return dispatch::view_of<const T>(arrays[i()]); }),
                dispatch::view_of<T>(arrays[Inputs]), step, any);
}
template <class T>
inline constexpr dispatch::SlopeLoopsOfElement<lane_type<T>> slope_loops = {
    SlopeKernelsOf<T>::all(), {&run_random<T, RReLUTraining<>::Value, 1>, &run_random<T, RReLUTraining<>::Product, 2>}};

}  // namespace core
}  // namespace ACTFN_ISA

namespace dispatch {

extern const SlopeFunction ACTFN_DISPATCH_KERNELS(Slopes);
constinit const SlopeFunction ACTFN_DISPATCH_KERNELS(Slopes) = {core::slope_loops<float>, core::slope_loops<double>,
                                                                core::slope_loops<Eigen::half>,
                                                                core::slope_loops<Eigen::bfloat16>};

}  // namespace dispatch
}  // namespace actfn
