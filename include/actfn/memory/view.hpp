#pragma once

// Views of arguments: address, shape and strides.

#include <concepts>
#include <cstddef>
#include <cstdlib>
#include <span>
#include <type_traits>
#include <utility>

#include "actfn/base/axis.hpp"
#include "actfn/memory/dense.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

using Index = std::ptrdiff_t;

/// A matrix in memory: element (i, j) is data[i * row_stride + j * col_stride]. What a short call needs is always inlined, so
/// that its views stay in registers.
template <class T>
struct View {
    T* data;
    Index rows;
    Index cols;
    Index row_stride;
    Index col_stride;

    T* at(Index row, Index col) const { return data + row * row_stride + col * col_stride; }
    View some_rows(Index begin, Index count) const { return {at(begin, 0), count, cols, row_stride, col_stride}; }
    ACTFN_INLINE View transposed() const { return {data, cols, rows, col_stride, row_stride}; }
    View<const T> as_const() const { return {data, rows, cols, row_stride, col_stride}; }
    ACTFN_INLINE Index size() const { return rows * cols; }
    bool empty() const { return rows == 0 || cols == 0; }
    /// Whether the elements are contiguous in column-major order.
    ACTFN_INLINE bool packed() const { return (rows == 1 || row_stride == 1) && (cols == 1 || col_stride == rows); }
    /// Whether the elements in column-major order have one stride.
    bool evenly_spaced() const { return cols == 1 || col_stride == rows * row_stride; }
    /// The elements in column-major order, which are evenly spaced, as one column.
    View in_one_column() const { return {data, rows * cols, 1, row_stride, rows * cols * row_stride}; }
    /// Whether the lines have unit stride and do not overlap, as in Eigen's own arrays: no broadcast, nothing reversed.
    bool plain() const {
        return ((rows <= 1 || row_stride == 1) && (cols <= 1 || col_stride >= rows)) ||
               ((cols <= 1 || col_stride == 1) && (rows <= 1 || row_stride >= cols));
    }
    /// Whether the elements are in row-major order: the smaller stride is that within a row.
    bool by_rows() const { return cols > 1 && (rows == 1 || (std::abs)(col_stride) < (std::abs)(row_stride)); }
};

/// A span, or a type that converts to one: std::vector, std::array, a C array.
template <class X>
concept SpanLike = !Dense<X> && requires(X & x) {
    std::span(x);
};

template <class X>
struct elements {
    using type = void;
};
template <DenseInMemory X>
struct elements<X> {
    using type = typename std::remove_cvref_t<X>::Scalar;
};
template <SpanLike X>
struct elements<X> {
    using type = typename decltype(std::span(std::declval<X&>()))::value_type;
};
template <class X>
using elements_of = typename elements<X>::type;

/// Whether the elements of an output can be written.
template <class Y>
inline constexpr bool writable = true;
template <DenseInMemory Y>
inline constexpr bool writable<Y> =
    !std::is_const_v<std::remove_pointer_t<decltype(std::declval<Y&>().derived().data())>>;
template <SpanLike Y>
inline constexpr bool writable<Y> = !std::is_const_v<typename decltype(std::span(std::declval<Y&>()))::element_type>;

/// Checks at compile time that the outputs of a buffer call are writable. Silent where check_types() reports an error.
template <class... Y>
constexpr bool check_outputs() {
    constexpr bool all = (... && writable<Y>);
    static_assert(all, "actfn: the output of a buffer call must be writable, but is const.");
    return all;
}

/// The view of an array in memory. By derived(): x may be its MatrixBase, ArrayBase, DenseBase or PlainObjectBase.
template <class T, DenseInMemory X>
ACTFN_INLINE inline View<T> view(X& dense) {
    auto& x = dense.derived();
    const Index inner = x.innerStride();
    const Index outer = x.outerStride();
    // Eigen does not specify the stride of a dimension of size 1.
    const bool by_rows = std::remove_cvref_t<X>::IsRowMajor;
    return {x.data(), x.rows(), x.cols(), by_rows ? outer : inner, by_rows ? inner : outer};
}
template <class T, SpanLike X>
ACTFN_INLINE inline View<T> view(X& x) {
    const std::span<T> s(x);
    const auto n = static_cast<Index>(s.size());
    return {s.data(), n, 1, 1, n};
}

/// Whether X is an array of its own memory, or a Map of one without strides.
template <class X>
inline constexpr bool is_plain = std::derived_from<X, Eigen::PlainObjectBase<X>>;
template <class Plain, int Options>
inline constexpr bool is_plain<Eigen::Map<Plain, Options, Eigen::Stride<0, 0>>> = true;

/// The storage orders in which an array is contiguous by its type alone: 1 is column-major, 2 row-major, 3 either order.
template <class X>
inline constexpr int packed_orders = 0;
template <SpanLike X>
inline constexpr int packed_orders<X> = 3;
template <DenseInMemory X>
inline constexpr int packed_orders<X> = [] {
    using Self = std::remove_cvref_t<X>;
    if (Self::IsVectorAtCompileTime && Self::InnerStrideAtCompileTime == 1) return 3;
    return is_plain<Self> ? (Self::IsRowMajor ? 2 : 1) : 0;
}();

/// Whether arrays of these types, if of one shape, are all contiguous in one storage order.
template <class... X>
inline constexpr bool packed_by_type = (3 & ... & packed_orders<X>) != 0;

/// Whether memory with elements E can be read and written by a functor of T: floats may be 16 bits in memory.
template <class T, class E>
inline constexpr bool converts = std::same_as<E, T> || (std::same_as<T, float> && Stored<E>);

/// Whether an argument says how lines lie.
template <class X>
inline constexpr bool is_axis = std::convertible_to<X, Axis> || std::same_as<std::remove_cvref_t<X>, Lines>;

/// In the place of T in check_types(): elements are converted where they are loaded and stored.
template <class T>
struct Converted {};
template <class T, class E>
inline constexpr bool has_elements = std::same_as<E, T>;
template <class T, class E>
inline constexpr bool has_elements<Converted<T>, E> = converts<T, E>;

/// The compile-time checks of the arrays of a buffer call. One function, since each is a step in the compiler's message.
template <class T, class... X>
constexpr bool check_types() {
    constexpr bool types = (... && has_elements<T, elements_of<X>>);
    constexpr bool kinds = (... && (Dense<X> || SpanLike<X>));
    constexpr bool alike = (... && Dense<X>) || (... && SpanLike<X>);
    constexpr bool in_memory = (... && (!Dense<X> || DenseInMemory<X>));
    if constexpr (!kinds) {
        constexpr bool axis = (... || is_axis<X>);
        static_assert(
            !axis,
            "actfn: an axis stands in the place of an array: gated units take a GateOrder, too, as in "
            "forward(unit, x, y, actfn::rowwise, actfn::GateOrder::gate_first), element-wise functions no axis.");
        static_assert(
            axis, "actfn: a buffer call takes Eigen arrays in memory, or spans (std::span, std::vector, std::array).");
    }
    static_assert(!kinds || alike,
                  "actfn: a buffer call takes Eigen arrays only or spans only, not a span with an array: "
                  "wrap the span in an Eigen::Map.");
    static_assert(
        !kinds || !alike || in_memory,
        "actfn: a buffer call takes arrays in memory (Array, Matrix, Map, Ref, Block): assign an expression with "
        "y = f(x) instead.");
    static_assert(
        !kinds || !alike || !in_memory || types,
        "actfn: every array or span of a buffer call must have the functor's element type: use e.g. Sigmoid<double>, "
        "or convert an Eigen array with x.cast<float>(). (Element-wise functors of float take elements of 16 bits, "
        "too.)");
    return kinds && alike && in_memory && types;
}
/// Whether the elements of a mask are such as a call on elements of T takes.
template <class T, class Mask>
constexpr bool check_mask() {
    using M = elements_of<Mask>;
    constexpr bool known = std::same_as<M, bool> || std::same_as<M, T>;
    static_assert(known,
                  "actfn: a mask is an array of bool (true: the entry takes part), or of the logits' element type, "
                  "which is added to them.");
    return known;
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
