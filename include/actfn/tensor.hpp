#pragma once

// Softmax and its family along a dimension of an Eigen::Tensor or TensorMap. Not part of actfn.hpp: Eigen's tensors are
// large headers.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include <unsupported/Eigen/CXX11/Tensor>

#include "actfn/base/axis.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/functions/cross_entropy.hpp"
#include "actfn/functions/gumbel_softmax.hpp"
#include "actfn/functions/hardmax.hpp"
#include "actfn/functions/log_softmax.hpp"
#include "actfn/functions/softmax.hpp"
#include "actfn/functions/softmin.hpp"
#include "actfn/rows/calls.hpp"
#include "actfn/rows/reduction.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

// A dimension is counted from 0, or with a negative number from the end: -1 is the last, as PyTorch's dim and the
// axis of ONNX (operator set 13 and later). It is a dimension of the tensor as Eigen numbers it, in either layout.

namespace core {

/// A tensor in memory: Eigen::Tensor, TensorFixedSize or a TensorMap of one.
template <class X>
concept TensorInMemory = requires(std::remove_cvref_t<X>& x) {
    x.data();
    x.dimensions();
    typename std::remove_cvref_t<X>::Scalar;
    { std::remove_cvref_t<X>::NumDimensions } -> std::convertible_to<int>;
};

/// A functor whose calls are along lines: softmax and its kin, logsumexp.
template <class S>
concept LineFunctor = RowFunctorLike<S> || LineReductionLike<S>;

template <TensorInMemory X>
auto elements_of_tensor(X& x) {
    return std::span(x.data(), static_cast<std::size_t>(x.size()));
}

/// How the lines of x lie along a dimension.
template <TensorInMemory X>
Lines lines_of_dimension(const char* call, const X& x, std::ptrdiff_t dimension) {
    constexpr std::ptrdiff_t rank = X::NumDimensions;
    const std::ptrdiff_t d = dimension < 0 ? dimension + rank : dimension;
    if (d < 0 || d >= rank) {
        core::fail(core::Message(call) + ": dimension " + core::text(dimension) + " of a tensor with " +
                   core::text(rank) + " dimensions");
    }
    constexpr bool last_is_contiguous = static_cast<int>(X::Layout) == static_cast<int>(Eigen::RowMajor);
    Lines lines = {1, x.dimension(static_cast<std::size_t>(d)), 1};
    for (std::ptrdiff_t k = 0; k < rank; ++k) {
        if (k != d)
            ((k > d) == last_is_contiguous ? lines.inner : lines.outer) *= x.dimension(static_cast<std::size_t>(k));
    }
    return lines;
}

template <TensorInMemory A, TensorInMemory B>
void require_same_dimensions(const char* call, const char* name_a, const A& a, const char* name_b, const B& b) {
    constexpr bool alike =
        A::NumDimensions == B::NumDimensions && static_cast<int>(A::Layout) == static_cast<int>(B::Layout);
    static_assert(alike, "actfn: the tensors of a call must have one rank and one layout.");
    if constexpr (alike) {
        for (int d = 0; d < A::NumDimensions; ++d) {
            const auto k = static_cast<std::size_t>(d);
            if (a.dimension(k) == b.dimension(k)) continue;
            core::fail(core::Message(call) + ": dimension " + core::text(d) + " of " + name_a + " is " +
                       core::text(a.dimension(k)) + ", but that of " + name_b + " is " + core::text(b.dimension(k)));
        }
    }
}

/// A new tensor with the dimensions of x, which may be of a fixed size.
template <TensorInMemory X>
auto made_like_tensor(const X& x) {
    Eigen::DSizes<Eigen::Index, X::NumDimensions> dimensions;
    for (int d = 0; d < X::NumDimensions; ++d) dimensions[d] = x.dimension(static_cast<std::size_t>(d));
    return Eigen::Tensor<std::remove_const_t<typename X::Scalar>, X::NumDimensions, X::Layout>(dimensions);
}

/// A new tensor, s(x) along the dimension.
template <class S, TensorInMemory X>
auto along_dimension(const S& s, const X& x, std::ptrdiff_t dimension) {
    auto y = core::made_like_tensor(x);
    const Lines lines = core::lines_of_dimension(S::name.data(), x, dimension);
    actfn::forward(s, core::elements_of_tensor(x), core::elements_of_tensor(y), lines);
    return y;
}

/// Targets that are probabilities have the dimensions of the logits.
template <class X, class Targets>
void require_dimensions_of_probabilities([[maybe_unused]] const X& logits, [[maybe_unused]] const Targets& targets) {
    if constexpr (std::same_as<std::remove_const_t<typename X::Scalar>, std::remove_const_t<typename Targets::Scalar>>)
        core::require_same_dimensions("cross_entropy", "logits", logits, "targets", targets);
}

}  // namespace core

/// y = s(x) along a dimension. y has the dimensions of x, or for one number of each line (logsumexp) as many elements
/// as there are lines, in the order of x without the dimension. In place if y is x.
template <core::LineFunctor S, core::TensorInMemory X, core::TensorInMemory Y, Executor E = core::Serial>
void forward(const S& s, const X& x, Y&& y, std::ptrdiff_t dimension, E&& executor = E()) {
    if constexpr (core::RowFunctorLike<S>) core::require_same_dimensions("forward", "x", x, "y", y);
    const Lines lines = core::lines_of_dimension("forward", x, dimension);
    actfn::forward(s, core::elements_of_tensor(x), core::elements_of_tensor(y), lines, executor);
}

/// dx from the output y of softmax or one of its kin along a dimension. dx may be y or dy.
template <core::RowFunctorLike S, core::TensorInMemory Y, core::TensorInMemory DY, core::TensorInMemory DX,
          Executor E = core::Serial>
void backward_from_output(const S& s, const Y& y, const DY& dy, DX&& dx, std::ptrdiff_t dimension, E&& executor = E()) {
    core::require_same_dimensions("backward_from_output", "y", y, "dy", dy);
    core::require_same_dimensions("backward_from_output", "y", y, "dx", dx);
    const Lines lines = core::lines_of_dimension("backward_from_output", y, dimension);
    actfn::backward_from_output(s, core::elements_of_tensor(y), core::elements_of_tensor(dy),
                                core::elements_of_tensor(dx), lines, executor);
}

/// dx from x and dy, the gradient in one number of each line (logsumexp). dx may be x.
template <core::LineReductionLike S, core::TensorInMemory X, core::TensorInMemory DY, core::TensorInMemory DX,
          Executor E = core::Serial>
void backward(const S& s, const X& x, const DY& dy, DX&& dx, std::ptrdiff_t dimension, E&& executor = E()) {
    core::require_same_dimensions("backward", "x", x, "dx", dx);
    const Lines lines = core::lines_of_dimension("backward", x, dimension);
    actfn::backward(s, core::elements_of_tensor(x), core::elements_of_tensor(dy), core::elements_of_tensor(dx), lines,
                    executor);
}

/// y = softmax((x + g) / tau) along a dimension; the index of an element's noise is that in memory. In place if y is x.
template <class T, class Tier, core::TensorInMemory X, core::TensorInMemory Y, Executor E = core::Serial>
void forward(const GumbelSoftmax<T, Tier>& f, const X& x, Y&& y, std::uint64_t step, std::ptrdiff_t dimension,
             E&& executor = E()) {
    core::require_same_dimensions("forward", "x", x, "y", y);
    const Lines lines = core::lines_of_dimension("forward", x, dimension);
    actfn::forward(f, core::elements_of_tensor(x), core::elements_of_tensor(y), step, lines, executor);
}
/// dx from the output p of gumbel_softmax along a dimension, of any step. dx may be p or dp.
template <class T, class Tier, core::TensorInMemory P, core::TensorInMemory DP, core::TensorInMemory DX,
          Executor E = core::Serial>
void backward_from_output(const GumbelSoftmax<T, Tier>& f, const P& p, const DP& dp, DX&& dx, std::ptrdiff_t dimension,
                          E&& executor = E()) {
    actfn::backward_from_output(f.softmax(), p, dp, dx, dimension, executor);
}
/// forward(GumbelSoftmax<T, Tier>(tau, seed), ...) along a dimension, to a new tensor.
template <class Tier = standard, core::TensorInMemory X>
auto gumbel_softmax(const X& logits, std::ptrdiff_t dimension, std::uint64_t seed, std::uint64_t step, double tau = 1) {
    auto y = core::made_like_tensor(logits);
    const GumbelSoftmax<std::remove_const_t<typename X::Scalar>, Tier> f(tau, seed);
    actfn::forward(f, logits, y, step, dimension);
    return y;
}

/// The softmax of each line along a dimension, as a new tensor.
template <class Tier = standard, core::TensorInMemory X>
auto softmax(const X& x, std::ptrdiff_t dimension) {
    return core::along_dimension(Softmax<std::remove_const_t<typename X::Scalar>, Tier>(), x, dimension);
}
/// The logarithm of the softmax of each line along a dimension, as a new tensor.
template <class Tier = standard, core::TensorInMemory X>
auto log_softmax(const X& x, std::ptrdiff_t dimension) {
    return core::along_dimension(LogSoftmax<std::remove_const_t<typename X::Scalar>, Tier>(), x, dimension);
}
/// The softmin of each line along a dimension, as a new tensor.
template <class Tier = standard, core::TensorInMemory X>
auto softmin(const X& x, std::ptrdiff_t dimension) {
    return core::along_dimension(Softmin<std::remove_const_t<typename X::Scalar>, Tier>(), x, dimension);
}
/// The hardmax of each line along a dimension, as a new tensor.
template <class Tier = standard, core::TensorInMemory X>
auto hardmax(const X& x, std::ptrdiff_t dimension) {
    return core::along_dimension(Hardmax<std::remove_const_t<typename X::Scalar>, Tier>(), x, dimension);
}

/// The cross-entropy of logits whose classes run along a dimension: dimension 1 of N x C x ... in PyTorch. Targets
/// are class indices in the order of the logits without that dimension, or probabilities in a tensor like the logits.
template <class Tier = standard, core::TensorInMemory X, core::TensorInMemory Targets>
auto cross_entropy(const X& logits, const Targets& targets, std::ptrdiff_t dimension,
                   const CrossEntropyOptions& options = {}) {
    core::require_dimensions_of_probabilities(logits, targets);
    const Lines lines = core::lines_of_dimension("cross_entropy", logits, dimension);
    return actfn::cross_entropy<Tier>(core::elements_of_tensor(logits), core::elements_of_tensor(targets), lines,
                                      options);
}
/// The cross-entropy and its gradient in the logits.
template <class Tier = standard, core::TensorInMemory X, core::TensorInMemory Targets, core::TensorInMemory G,
          Executor E = core::Serial>
auto cross_entropy(const X& logits, const Targets& targets, G&& gradient, std::ptrdiff_t dimension,
                   const CrossEntropyOptions& options = {}, E&& executor = E()) {
    core::require_same_dimensions("cross_entropy", "logits", logits, "gradient", gradient);
    core::require_dimensions_of_probabilities(logits, targets);
    const Lines lines = core::lines_of_dimension("cross_entropy", logits, dimension);
    return actfn::cross_entropy<Tier>(core::elements_of_tensor(logits), core::elements_of_tensor(targets),
                                      core::elements_of_tensor(gradient), lines, options, executor);
}

}  // namespace ACTFN_ISA
}  // namespace actfn
