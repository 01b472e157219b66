#pragma once

// Which types are dense expressions of Eigen, and when an expression may refer to its argument.

#include <concepts>
#include <type_traits>
#include <utility>

#include <Eigen/Core>

#include "actfn/base/precision.hpp"

#if !EIGEN_VERSION_AT_LEAST(3, 4, 0)
#error "actfn needs Eigen 3.4 or newer."
#endif

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

template <>
inline constexpr Format format_of<Eigen::half> = Format::half;
template <>
inline constexpr Format format_of<Eigen::bfloat16> = Format::bfloat16;

template <class D>
std::true_type dense_expression(const Eigen::DenseBase<D>&);
template <class D>
D plain_object(const Eigen::PlainObjectBase<D>&);

/// Any dense Eigen expression, by value or by reference.
template <class X>
concept Dense = requires(const std::remove_cvref_t<X>& x) {
    dense_expression(x);
};

/// A dense expression with elements in memory: Array, Matrix, Map, Ref, and Block of any of these.
template <class X>
concept DenseInMemory = Dense<X> &&(static_cast<bool>(std::remove_cvref_t<X>::Flags& Eigen::DirectAccessBit));

template <class Plain, int Options, class Stride>
std::true_type reference(const Eigen::Ref<Plain, Options, Stride>&);

/// True where an expression of x would outlive it: x is a temporary that expressions refer to instead of copying.
/// Ref is one of them, since a Ref<const T> may own its array.
template <class X>
concept Temporary =
    !std::is_lvalue_reference_v<X> && (
                                          requires(const std::remove_cvref_t<X>& x) { plain_object(x); } ||
                                          requires(const std::remove_cvref_t<X>& x) { reference(x); });

template <class D>
std::true_type array_expression(const Eigen::ArrayBase<D>&);
template <class X>
inline constexpr bool is_array = requires(const std::remove_cvref_t<X>& x) {
    array_expression(x);
};

/// The lazy expression f(x), or f(x, others), coefficient by coefficient; evaluated at once if x is a temporary array.
/// Pass x by std::forward.
template <class F, class X, class... Others>
ACTFN_INLINE inline auto lazily(const F& f, X&& x, const Others&... others) {
    const auto expression = [&]() ACTFN_INLINE_LAMBDA {
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

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
