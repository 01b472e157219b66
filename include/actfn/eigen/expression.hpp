#pragma once

// Which types are dense expressions, when an expression may refer to its argument, and how Eigen is told that our functors
// vectorise.

#include <concepts>
#include <type_traits>
#include <utility>

#include <Eigen/Core>

#include "actfn/core/tiers.hpp"

#if !EIGEN_VERSION_AT_LEAST(3, 4, 0)
#error "actfn needs Eigen 3.4 or newer."
#endif

namespace actfn::inline ACTFN_ISA::core {

template <class D>
std::true_type dense_expression(const Eigen::DenseBase<D>&);
template <class D>
D plain_object(const Eigen::PlainObjectBase<D>&);

/// Any dense Eigen expression, by value or by reference.
template <class X>
concept Dense = requires(const std::remove_cvref_t<X>& x) { dense_expression(x); };

/// A dense expression with elements in memory: Array, Matrix, Map, Ref, Block of such.
template <class X>
concept DenseInMemory = Dense<X> && (static_cast<bool>(std::remove_cvref_t<X>::Flags & Eigen::DirectAccessBit));

template <class Plain, int Options, class Stride>
std::true_type reference(const Eigen::Ref<Plain, Options, Stride>&);

/// True where an expression of x would outlive it: x is a temporary that expressions refer to instead of copying.
/// Ref is one of them, since a Ref<const T> may own its array.
template <class X>
concept Temporary = !std::is_lvalue_reference_v<X> && (requires(const std::remove_cvref_t<X>& x) { plain_object(x); } ||
                                                       requires(const std::remove_cvref_t<X>& x) { reference(x); });

template <class D>
std::true_type array_expression(const Eigen::ArrayBase<D>&);
template <class X>
inline constexpr bool is_array = requires(const std::remove_cvref_t<X>& x) { array_expression(x); };

/// The lazy expression f(x), or f(x, others) coefficient by coefficient; evaluated where x is a temporary array. Call with
/// std::forward.
template <class F, class X, class... Others>
[[gnu::always_inline]] inline auto lazily(const F& f, X&& x, const Others&... others) {
    const auto expression = [&]() __attribute__((always_inline)) {
        if constexpr (sizeof...(Others) == 0) {
            return x.unaryExpr(f);
        } else if constexpr (is_array<X>) {
            // An array and a matrix do not mix in Eigen's binary expressions.
            return x.binaryExpr(others.array()..., f);
        } else {
            return x.binaryExpr(others.matrix()..., f);
        }
    };
    if constexpr (Temporary<X>) {
        return expression().eval();
    } else {
        return expression();
    }
}

/// A functor that says of itself that its packetOp may be called.
template <class F>
concept PacketFunctor = requires { typename F::packet_functor; } && std::same_as<typename F::packet_functor, F>;

}  // namespace actfn::inline ACTFN_ISA::core

template <actfn::core::PacketFunctor F>
struct Eigen::internal::functor_traits<F> {
    enum { Cost = F::cost, PacketAccess = packet_traits<typename F::value_type>::Vectorizable, IsRepeatable = true };
};

namespace actfn::inline ACTFN_ISA::core {

/// Whether x reads a transpose of the array with these elements; `transposed`: x itself is transposed. Through what Eigen evaluates
/// coefficient by coefficient while it writes the result.
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
        return core::reads_transpose_of(elements, x.lhs(), transposed) || core::reads_transpose_of(elements, x.rhs(), transposed);
    }
};

}  // namespace actfn::inline ACTFN_ISA::core

#if !defined(EIGEN_NO_DEBUG)
/// Eigen's own check sees the transpose in y = y.transpose() and in sums with it, but not in y = f(y.transpose()).
template <class Dst, actfn::core::PacketFunctor F, class Arg>
struct Eigen::internal::checkTransposeAliasing_impl<Dst, Eigen::CwiseUnaryOp<F, Arg>, false> {
    static void run([[maybe_unused]] const Dst& dst, [[maybe_unused]] const CwiseUnaryOp<F, Arg>& source) {
        if constexpr (actfn::core::DenseInMemory<Dst>) {
            eigen_assert(!actfn::core::reads_transpose_of(dst.data(), source.nestedExpression()) &&
                         "actfn: y = f(argument): the argument reads a transpose of y; evaluate it into a temporary with .eval()");
        }
    }
};
#endif
