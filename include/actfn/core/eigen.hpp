#pragma once

// The one file that knows Eigen's internals: which types are dense expressions, when an expression may refer to its
// argument, and how Eigen is told that our functors vectorise.

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
auto lazily(const F& f, X&& x, const Others&... others) {
    const auto expression = [&] {
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
