#pragma once

// The passes of softmax and its kin for the instruction set with whose flags the including unit is compiled.

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "actfn/rows/lines.hpp"
#include "kernels.hpp"
#include "kernels_impl.hpp"
#include "view_of.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The passes F over arrays that have been checked.
template <class F, std::size_t Inputs>
struct RowKernelsOf {
    using T = typename F::value_type;
    using Array = dispatch::boundary::Array;

    static std::array<View<const T>, Inputs> inputs(const Array* arrays) {
        return core::each_of<Inputs>([arrays](auto i) { return dispatch::view_of<const T>(arrays[i()]); });
    }
    static void rows(const Array* arrays, const ErasedExecutor& executor) {
        AnyExecutor any(executor);
        core::run_lines<F>(any, inputs(arrays), dispatch::view_of<T>(arrays[Inputs]));
    }
    static void tensor(const Array* arrays, const Lines& lines, const ErasedExecutor& executor) {
        AnyExecutor any(executor);
        core::run_tensor<F>(any, lines, core::each_of<Inputs>([arrays](auto i) {
                                return dispatch::view_of<const T>(arrays[i()]).data;
                            }),
                            dispatch::view_of<T>(arrays[Inputs]).data);
    }
    static void line(const Array* arrays) {
        core::run_line<0, F>(inputs(arrays), dispatch::view_of<T>(arrays[Inputs]));
    }
    static constexpr dispatch::RowKernels all = {&rows, &tensor, &line};
};

template <class S>
inline constexpr dispatch::RowFunctionKernels row_functor_kernels = {RowKernelsOf<typename S::Forward, 1>::all,
                                                                     RowKernelsOf<typename S::Backward, 2>::all};

/// Functions whose kernels differ between the tiers: those of exponentials.
template <template <class, class> class S>
constexpr dispatch::RowFunction row_kernels_of() {
    dispatch::RowFunctionKernels of_fast = row_functor_kernels<S<float, standard>>;
    of_fast.forward = RowKernelsOf<typename S<float, fast>::Forward, 1>::all;
    if constexpr (S<float, fast>::name == "log_softmax")  // softmax's backward has no exponential
        of_fast.backward = RowKernelsOf<typename S<float, fast>::Backward, 2>::all;
    return {row_functor_kernels<S<float, standard>>, row_functor_kernels<S<double, standard>>,
            row_functor_kernels<S<float, exact>>, of_fast};
}
/// Functions without one: the tier fast has the kernels of the standard tier, and so has the tier exact if it computes in float.
template <template <class, class> class S>
constexpr dispatch::RowFunction row_kernels_without_exponential() {
    using Exact = S<float, exact>;
    constexpr bool is_in_float = std::is_same_v<typename Exact::Forward::compute_type, float>;
    const auto& in_float = row_functor_kernels<S<float, standard>>;
    return {in_float, row_functor_kernels<S<double, standard>>,
            row_functor_kernels<std::conditional_t<is_in_float, S<float, standard>, Exact>>, in_float};
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
