#pragma once

// What the component has for each instruction set: tables of loops over contiguous elements. Plain data that generate no
// code, so that the unit that calls them and those that hold them may be compiled with different flags.

#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include <Eigen/Core>

#include "actfn/base/axis.hpp"
#include "actfn/base/softmax_options.hpp"
#include "actfn/dispatch/boundary.hpp"

namespace actfn::dispatch {

/// What a loop finds in memory: elements of this type; past_caches is that of core::sweep_contiguous().
struct InMemory {
    boundary::Number number;
    bool past_caches = false;
};

/// A loop over n contiguous elements by a formula that is evaluated in T. It returns how many it has done: all if they are
/// of type T, else as many as fill the groups that it evaluates at once, or none. The functor is handed over by its bytes,
/// which are those of the same functor in every instruction set's namespace: its parameters.
template <class T, std::size_t Inputs, std::size_t Outputs>
using Kernel = std::ptrdiff_t (*)(const void* functor, std::ptrdiff_t n, std::array<const void*, Inputs> in,
                                  std::array<void*, Outputs> out, InMemory memory);

/// The loops of a functor over elements of T; null where it has none.
template <class T>
struct Kernels {
    Kernel<T, 1, 1> forward;
    Kernel<T, 2, 1> backward, backward_from_output;
    Kernel<T, 1, 2> forward_with_derivative;
    Kernel<T, 3, 2> backward_backward;
    /// y = f(x) up, and the gradients in x and up: of the functions of GLU and its kin; null for others.
    Kernel<T, 2, 1> times_up = nullptr;
    Kernel<T, 3, 2> times_up_backward = nullptr;
};

/// The loops of a function.
struct FunctionKernels {
    Kernels<float> standard;
    Kernels<double> wide;             ///< the standard tier of double
    Kernels<double> exact;            ///< the exact tier of float, on floats and results that are held in double
    Kernels<float> fast;              ///< the tier fast of float
    Kernels<float> exact_in_element;  ///< where the exact tier rounds once in float; else null
};

/// A pass over lines that are distributions: over the rows of arrays, along the middle index of tensors, or over the one
/// row of arrays. The inputs, then the output.
struct RowKernels {
    void (*rows)(const boundary::Array* arrays, const ErasedExecutor& executor);
    void (*tensor)(const boundary::Array* arrays, const Lines& lines, const ErasedExecutor& executor);
    void (*line)(const boundary::Array* arrays);
};
/// Of a function of rows in one element type.
struct RowFunctionKernels {
    RowKernels forward, backward;
};
/// Of a function of rows: in float, in double, and in the tiers exact and fast of float.
struct RowFunction {
    RowFunctionKernels standard, wide, exact, fast;
};

/// The passes of softmax with options, on arrays that have been checked: core::OptionalCalls. Without a mask, that array
/// has no data.
struct OptionKernels {
    using Array = boundary::Array;

    void (*forward)(const SoftmaxOptions& options, const Array& x, const Array& mask, const Array& y,
                    const Lines* lines, const ErasedExecutor& executor);
    void (*backward)(const SoftmaxOptions& options, const Array& y, const Array& dy, const Array& dx,
                     const Lines* lines, const ErasedExecutor& executor);
};
/// What determines the numbers of the Gumbel distribution at element (i, j): seed and step, and the index first + i * of_row +
/// j * of_col.
struct GumbelNumbers {
    std::uint64_t seed, step;
    std::ptrdiff_t first, of_row, of_col;
};
/// out = x plus these: core::add_gumbel_numbers().
using AddGumbelNumbers = void (*)(const boundary::Array& x, const boundary::Array& out, const GumbelNumbers& numbers,
                                  const ErasedExecutor& executor);
/// In float, in double, and in the tiers exact and fast of float; and for Gumbel-softmax, in float and in double.
struct OptionFunction {
    OptionKernels standard, wide, exact, fast;
    AddGumbelNumbers add_gumbel, add_gumbel_wide;
};

/// A pass that has numbers of its own for each line, over lines that are the rows of arrays or, if `lines` is not null, those of
/// tensors. The inputs, then the output. The pass is handed over by its bytes as functors are.
using PassWithNumbers = void (*)(const void* pass, const boundary::Array* arrays, const Lines* lines,
                                 const ErasedExecutor& executor);
/// Of logsumexp, which are those of logmeanexp, and of cross-entropy.
struct LossKernels {
    PassWithNumbers logsumexp, logsumexp_backward;
    PassWithNumbers cross_entropy_from_indices[2];        ///< the loss alone, and with its gradient
    PassWithNumbers cross_entropy_from_probabilities[2];  ///< the same
};
/// The formulas of core::BinaryCrossEntropyLoops: the loss of each element, and with its gradient.
template <class T>
struct BinaryLossKernels {
    Kernel<T, 2, 1> loss;
    Kernel<T, 2, 2> loss_and_gradient;
};
/// In float, in double, and in the tiers exact and fast of float. Those of binary cross-entropy in double are the tier exact of
/// float, too.
struct LossFunction {
    LossKernels standard, wide, exact, fast;
    std::tuple<BinaryLossKernels<float>, BinaryLossKernels<double>> binary;
};

/// The loops of core::SlopeLoops, on arrays that have been checked. T is the type of slopes: that of the elements or, of 16 bits,
/// float.
template <class T>
struct SlopeKernels {
    using Array = boundary::Array;

    /// Null for elements of 16 bits, which take blocks of floats.
    void (*forward)(const Array& x, const Array& slopes, const Array& y, const ErasedExecutor& executor);
    void (*gradients_of_each)(const Array& x, const Array& dy, const Array& slopes, const Array& dx,
                              const Array& dslope, const ErasedExecutor& executor);
    T (*gradients_of_one)(T slope, const Array& x, const Array& dy, const Array& dx, const ErasedExecutor& executor);
    void (*gradients_by_channel)(const T* slopes, const Array& x, const Array& dy, const Array& dx,
                                 std::ptrdiff_t outer, std::ptrdiff_t outer_step, const ErasedExecutor& executor,
                                 T* dslope, std::ptrdiff_t dslope_step);
};
/// The loops of RReLU in training, on inputs and an output that have been checked. The slopes are a core::RandomSlopes, handed
/// over by its bytes as functors are.
struct RandomSlopeKernels {
    using Loop = void (*)(const void* slopes, const boundary::Array* arrays, std::uint64_t step,
                          const ErasedExecutor& executor);
    Loop forward, backward;
};
/// Of both, on elements of one type, whose slopes are of T.
template <class T>
struct SlopeLoopsOfElement {
    SlopeKernels<T> slopes;
    RandomSlopeKernels random;
};
struct SlopeFunction {
    SlopeLoopsOfElement<float> of_float;
    SlopeLoopsOfElement<double> of_double;
    SlopeLoopsOfElement<float> of_half, of_bfloat16;
};

/// The products of a gated unit, from the values and derivatives of its functions.
template <class T>
struct GatedKernels {
    Kernel<T, 2, 1> forward;
    Kernel<T, 5, 2> backward;
};

/// The formulas of maxout: core::GreaterPiece, core::Winner of the first two pieces and of one more, core::PieceGradient.
template <class T>
struct MaxoutKernels {
    Kernel<T, 2, 1> greater;
    Kernel<T, 2, 2> first_winner;
    Kernel<T, 3, 2> winner;
    Kernel<T, 2, 1> gradient;
};

/// Copies between elements of T and the type in which their formulas are evaluated: converted exactly, and rounded once.
template <class T, class Compute>
struct Conversion {
    void (*load)(const T* from, Compute* to, std::ptrdiff_t n);
    void (*store)(const Compute* from, T* to, std::ptrdiff_t n);
};

struct IsaKernels {
    const char* name;
    const FunctionKernels* const* functions;  ///< in the order of actfn::AllFunctions
    const RowFunction* const* row_functions;  ///< by boundary::Rows
    const OptionFunction* softmax_options;
    const LossFunction* losses;
    const SlopeFunction* slopes;
    std::tuple<GatedKernels<float>, GatedKernels<double>> gated;
    /// Functions that only a gated unit has: forward and forward_with_derivative of ClampedSwish and ClampedPlusOne.
    const FunctionKernels* clamped_swish;
    const FunctionKernels* clamped_plus_one;
    std::tuple<MaxoutKernels<float>, MaxoutKernels<double>> maxout;
    std::tuple<Conversion<float, double>, Conversion<Eigen::half, float>, Conversion<Eigen::bfloat16, float>,
               Conversion<Eigen::half, double>, Conversion<Eigen::bfloat16, double>>
        conversions;
};

}  // namespace actfn::dispatch
