#pragma once

// A leaky ReLU whose slope depends on the element, as Eigen expressions: the building blocks of PReLU.

#include <concepts>
#include <type_traits>
#include <utility>

#include <Eigen/Core>

#include "actfn/base/precision.hpp"
#include "actfn/channels/sweep.hpp"
#include "actfn/eigen/assignment.hpp"
#include "actfn/eigen/expression.hpp"
#include "actfn/eigen/packet.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/simd/convert.hpp"
#include "actfn/simd/memory.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The slope of element (i, j): slopes[i * row_step + j * col_step]. A step of 0 broadcasts it over that index. A
/// functor for Eigen's NullaryExpr, whose packets run along rows (ByRows) or columns.
template <class T, bool ByRows = false>
struct SlopeAt {
    using value_type = T;
    using packet_functor = SlopeAt;
    static constexpr int cost = 2;

    const T* slopes;
    Index row_step;
    Index col_step;

    SlopeAt(const T* values, Index along_rows, Index along_cols)
        : slopes(values), row_step(along_rows), col_step(along_cols) {}
    /// Copies member by member. g++ copies a trivial object by vector loads, which must wait until the narrow stores to
    /// its members are in the cache.
    SlopeAt(const SlopeAt& other) : slopes(other.slopes), row_step(other.row_step), col_step(other.col_step) {}
    SlopeAt& operator=(const SlopeAt&) = delete;

    T operator()(Eigen::Index i, Eigen::Index j) const { return slopes[i * row_step + j * col_step]; }
    template <class Packet>
    ACTFN_INLINE Packet packetOp(Eigen::Index i, Eigen::Index j) const {
        return core::packet_from<Packet>(slopes + i * row_step + j * col_step, ByRows ? col_step : row_step);
    }
    /// Returns a view of the slopes of a rows x cols array.
    View<const T> view(Index rows, Index cols) const { return {slopes, rows, cols, row_step, col_step}; }
};

/// f(x, a) or f'(x, a) of a leaky ReLU whose slope is an operand, for Eigen's binaryExpr. Eigen has no packets for an x of 16
/// bits and a slope, which is a float then: it calls the functor with one element.
template <class T, bool IsDerivative>
struct LeakyOf {
    using value_type = T;
    using packet_functor = LeakyOf;
    static constexpr int cost = 3;

    template <class V, class S>
    ACTFN_INLINE V operator()(V x, S slope) const {
        if constexpr (Stored<V>) {
            return core::convert<V>((*this)(core::convert<S>(x), slope));
        } else if constexpr (IsDerivative) {
            return math::leaky_gradient(x, core::spread<V>(slope));
        } else {
            return math::leaky(x, slope);
        }
    }
    template <class Packet>
    ACTFN_INLINE Packet packetOp(const Packet& x, const Packet& slope) const {
        return core::packet_of<Packet>((*this)(core::batch_of<T>(x), core::batch_of<T>(slope)));
    }

    /// Called by the assignment of eigen/assignment.hpp where both arrays are in memory.
    template <bool ByRows, class X, class Y>
    ACTFN_INLINE void assign(const X& x, const SlopeAt<lane_type<T>, ByRows>& slopes, Y& y) const {
        Serial serial;
        core::sweep_with_slopes<T>(*this, core::view<const T>(x), slopes.view(x.rows(), x.cols()), core::view<T>(y),
                                   serial);
    }
};

/// The plain object of X's kind and shape with elements of S.
template <class X, class S>
struct plain_of : plain_of<decltype(std::declval<const X&>().template cast<S>()), S> {};
template <class X, class S>
requires std::same_as<typename X::Scalar, S>
struct plain_of<X, S> {
    using type = typename X::PlainObject;
};

/// Returns a lazy expression of f(x) or f'(x) with slopes as in SlopeAt. If x is a temporary array, the result is
/// evaluated. Call with std::forward.
template <bool IsDerivative, class S, class X>
ACTFN_INLINE inline auto with_slopes(X&& x, const S* slopes, Index row_step, Index col_step) {
    using T = typename std::remove_cvref_t<X>::Scalar;
    using Plain = typename plain_of<std::remove_cvref_t<X>, S>::type;
    const SlopeAt<S, static_cast<bool>(Plain::IsRowMajor)> at{slopes, row_step, col_step};
    const auto operand = Plain::NullaryExpr(x.rows(), x.cols(), at);
    return core::lazily(LeakyOf<T, IsDerivative>(), std::forward<X>(x), operand);
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn

template <actfn::core::Stored T, bool IsDerivative>
struct Eigen::ScalarBinaryOpTraits<T, float, actfn::core::LeakyOf<T, IsDerivative>> {
    using ReturnType = T;
};
