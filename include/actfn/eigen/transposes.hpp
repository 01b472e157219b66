#pragma once

// Detects that the argument of y = f(argument) reads a transpose of y, aliasing that Eigen's own assertions miss.

#include <type_traits>
#include <utility>

#include <Eigen/Core>

#include "actfn/eigen/expression.hpp"
#include "actfn/memory/dense.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Where a matrix lies in memory: its first element, and the strides between rows and columns.
struct Placement {
    const void* elements;
    Eigen::Index row_stride;
    Eigen::Index col_stride;

    template <DenseInMemory X>
    explicit Placement(const X& x)
        : elements(x.data()),
          row_stride(X::IsRowMajor ? x.outerStride() : x.innerStride()),
          col_stride(X::IsRowMajor ? x.innerStride() : x.outerStride()) {}

    Placement transposed() const {
        Placement other = *this;
        other.row_stride = col_stride;
        other.col_stride = row_stride;
        return other;
    }
    friend bool operator==(const Placement&, const Placement&) = default;
};

/// Whether an expression reads what its nested expression reads.
template <class X>
inline constexpr bool reads_as_nested = false;
template <class A>
inline constexpr bool reads_as_nested<Eigen::ArrayWrapper<A>> = true;
template <class A>
inline constexpr bool reads_as_nested<Eigen::MatrixWrapper<A>> = true;
template <class A, int Direction>
inline constexpr bool reads_as_nested<Eigen::Reverse<A, Direction>> = true;
template <class F, class A>
inline constexpr bool reads_as_nested<Eigen::CwiseUnaryOp<F, A>> = true;

template <class X>
bool reads_transpose_of(const Placement& y, const X& x);

/// Whether x reads the array that is placed so, but in another order, as its transpose does. Looks into the expressions that
/// Eigen evaluates coefficient by coefficient while it writes the result.
template <class X>
struct Reads {
    static bool transpose_of(const Placement& y, const X& x) {
        if constexpr (reads_as_nested<X>) {
            return core::reads_transpose_of(y, x.nestedExpression());
        } else if constexpr (DenseInMemory<X>) {
            return x.data() == y.elements && x.rows() > 1 && x.cols() > 1 && Placement(x) != y;
        } else {
            return false;
        }
    }
};
template <class X>
bool reads_transpose_of(const Placement& y, const X& x) {
    return Reads<X>::transpose_of(y, x);
}
template <class A>
struct Reads<Eigen::Transpose<A>> {
    static bool transpose_of(const Placement& y, const Eigen::Transpose<A>& x) {
        return core::reads_transpose_of(y.transposed(), x.nestedExpression());
    }
};
template <class Condition, class A, class B>
struct Reads<Eigen::Select<Condition, A, B>> {
    static bool transpose_of(const Placement& y, const Eigen::Select<Condition, A, B>& x) {
        return core::reads_transpose_of(y, x.conditionMatrix()) || core::reads_transpose_of(y, x.thenMatrix()) ||
               core::reads_transpose_of(y, x.elseMatrix());
    }
};
template <class F, class A, class B>
struct Reads<Eigen::CwiseBinaryOp<F, A, B>> {
    static bool transpose_of(const Placement& y, const Eigen::CwiseBinaryOp<F, A, B>& x) {
        return core::reads_transpose_of(y, x.lhs()) || core::reads_transpose_of(y, x.rhs());
    }
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn

#if !defined(EIGEN_NO_DEBUG)
// Asserts that the arguments of y = f(argument), and of PReLU's y = f(argument, slopes), read no transpose of y. Eigen's own
// check finds one in y = y.transpose() and in sums with it, but not in y = f(y.transpose()).
namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

template <class Source>
inline constexpr bool checks_transposes = false;
template <PacketFunctor F, class A>
inline constexpr bool checks_transposes<Eigen::CwiseUnaryOp<F, A>> = true;
template <PacketFunctor F, class A, class B>
inline constexpr bool checks_transposes<Eigen::CwiseBinaryOp<F, A, B>> = true;
template <class A>
inline constexpr bool checks_transposes<Eigen::MatrixWrapper<A>> = checks_transposes<std::remove_const_t<A>>;
template <class A>
inline constexpr bool checks_transposes<Eigen::ArrayWrapper<A>> = checks_transposes<std::remove_const_t<A>>;

template <class Dst, class Source>
void assert_reads_no_transpose([[maybe_unused]] const Dst& dst, [[maybe_unused]] const Source& source) {
    if constexpr (DenseInMemory<Dst>) {
        eigen_assert(!core::reads_transpose_of(Placement(dst), source) &&
                     "actfn: y = f(argument): the argument reads a transpose of y; evaluate it into a temporary "
                     "with .eval()");
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn

template <class Dst, class Source>
requires actfn::core::checks_transposes<Source>
struct Eigen::internal::checkTransposeAliasing_impl<Dst, Source, false> {
    static void run(const Dst& dst, const Source& source) { actfn::core::assert_reads_no_transpose(dst, source); }
};
#endif
