#pragma once

// Detects that the argument of y = f(argument) reads a transpose of y, aliasing that Eigen's own assertions miss.

#include <concepts>

#include <Eigen/Core>

#include "actfn/eigen/expression.hpp"
#include "actfn/memory/dense.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Whether x reads a transpose of the array at `elements`; `transposed` says whether x itself is transposed. Looks
/// into the expressions that Eigen evaluates coefficient by coefficient while it writes the result.
template <class X>
struct Reads {
    static bool transpose_of(const void* elements, const X& x, bool transposed) {
        if constexpr (DenseInMemory<X>) {
            return transposed && x.data() == elements && x.rows() > 1 && x.cols() > 1;
        } else {
            return false;
        }
    }
};
template <class X>
bool reads_transpose_of(const void* elements, const X& x, bool transposed = false) {
    return Reads<X>::transpose_of(elements, x, transposed);
}
template <class A>
struct Reads<Eigen::Transpose<A>> {
    static bool transpose_of(const void* elements, const Eigen::Transpose<A>& x, bool transposed) {
        return core::reads_transpose_of(elements, x.nestedExpression(), !transposed);
    }
};
template <template <class> class Wrapper, class A>
requires std::same_as<Wrapper<A>, Eigen::ArrayWrapper<A>> || std::same_as<Wrapper<A>, Eigen::MatrixWrapper<A>>
struct Reads<Wrapper<A>> {
    static bool transpose_of(const void* elements, const Wrapper<A>& x, bool transposed) {
        return core::reads_transpose_of(elements, x.nestedExpression(), transposed);
    }
};
template <class F, class A>
struct Reads<Eigen::CwiseUnaryOp<F, A>> {
    static bool transpose_of(const void* elements, const Eigen::CwiseUnaryOp<F, A>& x, bool transposed) {
        return core::reads_transpose_of(elements, x.nestedExpression(), transposed);
    }
};
template <class F, class A, class B>
struct Reads<Eigen::CwiseBinaryOp<F, A, B>> {
    static bool transpose_of(const void* elements, const Eigen::CwiseBinaryOp<F, A, B>& x, bool transposed) {
        return core::reads_transpose_of(elements, x.lhs(), transposed) ||
               core::reads_transpose_of(elements, x.rhs(), transposed);
    }
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn

#if !defined(EIGEN_NO_DEBUG)
/// Asserts that the argument of y = f(argument) reads no transpose of y. Eigen's own check finds one in
/// y = y.transpose() and in sums with it, but not in y = f(y.transpose()).
template <class Dst, actfn::core::PacketFunctor F, class Arg>
struct Eigen::internal::checkTransposeAliasing_impl<Dst, Eigen::CwiseUnaryOp<F, Arg>, false> {
    static void run([[maybe_unused]] const Dst& dst, [[maybe_unused]] const CwiseUnaryOp<F, Arg>& source) {
        if constexpr (actfn::core::DenseInMemory<Dst>) {
            eigen_assert(!actfn::core::reads_transpose_of(dst.data(), source.nestedExpression()) &&
                         "actfn: y = f(argument): the argument reads a transpose of y; evaluate it into a temporary "
                         "with .eval()");
        }
    }
};
#endif
