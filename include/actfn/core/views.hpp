#pragma once

// What a buffer call knows of its arguments: where the elements are, and whether two of them overlap.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "actfn/core/eigen.hpp"
#include "actfn/core/error.hpp"
#include "actfn/core/lines.hpp"

namespace actfn::inline ACTFN_ISA::core {

using Index = std::ptrdiff_t;

/// A matrix in memory: element (i, j) is data[i * row_stride + j * col_stride].
template <class T>
struct View {
    T* data;
    Index rows;
    Index cols;
    Index row_stride;
    Index col_stride;

    T* at(Index row, Index col) const { return data + row * row_stride + col * col_stride; }
    View transposed() const { return {data, cols, rows, col_stride, row_stride}; }
    View<const T> as_const() const { return {data, rows, cols, row_stride, col_stride}; }
    bool empty() const { return rows == 0 || cols == 0; }
    /// Whether neighbours in memory are neighbours in a row.
    bool by_rows() const { return cols > 1 && (rows == 1 || std::abs(col_stride) < std::abs(row_stride)); }
};

/// A span, or what becomes one: std::vector, std::array, a C array.
template <class X>
concept SpanLike = !Dense<X> && requires(X& x) { std::span(x); };

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
inline constexpr bool writable<Y> = !std::is_const_v<std::remove_pointer_t<decltype(std::declval<Y&>().data())>>;
template <SpanLike Y>
inline constexpr bool writable<Y> = !std::is_const_v<typename decltype(std::span(std::declval<Y&>()))::element_type>;

/// The same for outputs; says nothing where check_types has spoken.
template <class... Y>
constexpr bool check_outputs() {
    constexpr bool all = (... && writable<Y>);
    static_assert(all, "actfn: the output of a buffer call must be writable, but is const.");
    return all;
}

template <class T, DenseInMemory X>
View<T> view(X& x) {
    const Index inner = x.innerStride();
    const Index outer = x.outerStride();
    // Eigen leaves the stride of a dimension of size 1 open.
    const bool by_rows = std::remove_cvref_t<X>::IsRowMajor;
    return {x.data(), x.rows(), x.cols(), by_rows ? outer : inner, by_rows ? inner : outer};
}
template <class T, SpanLike X>
View<T> view(X& x) {
    const std::span<T> s(x);
    const auto n = static_cast<Index>(s.size());
    return {s.data(), n, 1, 1, n};
}

/// The compile-time part of what a buffer call asks of its arguments.
template <class T, class... X>
constexpr bool check_types() {
    constexpr bool kinds = (... && (Dense<X> || SpanLike<X>));
    constexpr bool alike = (... && Dense<X>) || (... && SpanLike<X>);
    constexpr bool in_memory = (... && (!Dense<X> || DenseInMemory<X>));
    constexpr bool types = (... && std::same_as<elements_of<X>, T>);
    static_assert(kinds, "actfn: a buffer call takes Eigen arrays in memory, or spans (std::span, std::vector, std::array).");
    static_assert(!kinds || alike, "actfn: a buffer call takes Eigen arrays only or spans only, not a span with an array: "
                                   "wrap the span in an Eigen::Map.");
    static_assert(!kinds || !alike || in_memory,
                  "actfn: a buffer call takes arrays in memory (Array, Matrix, Map, Ref, Block): assign an expression with "
                  "y = f(x) instead.");
    static_assert(!kinds || !alike || !in_memory || types,
                  "actfn: every array or span of a buffer call must have the functor's element type: convert one with "
                  "x.cast<float>() or x.cast<double>().");
    return kinds && alike && in_memory && types;
}

inline std::string shape(Index rows, Index cols) { return core::text(rows) + " x " + core::text(cols); }

// A call on a short array takes as long as its checks: what fails, and what is rare, is out of their way.

[[noreturn, gnu::noinline, gnu::cold]] inline void fail_shapes(const char* call, const char* name_a, Index rows_a, Index cols_a,
                                                               const char* name_b, Index rows_b, Index cols_b) {
    core::fail(std::string(call) + ": " + name_a + " is " + core::shape(rows_a, cols_a) + ", but " + name_b + " is " +
               core::shape(rows_b, cols_b));
}

template <class A, class B>
[[gnu::always_inline]] inline void require_same_shape(const char* call, const char* name_a, const View<A>& a, const char* name_b, const View<B>& b) {
    if (a.rows != b.rows || a.cols != b.cols) {
        core::fail_shapes(call, name_a, a.rows, a.cols, name_b, b.rows, b.cols);
    }
}

/// A span of x must have as many elements as the lines say.
inline void require_lines(const char* call, Index elements, const Lines& lines) {
    const auto [outer, length, inner] = lines;
    Index size = 0;
    if (outer >= 0 && length >= 0 && inner >= 0 && !__builtin_mul_overflow(outer, length, &size) &&
        !__builtin_mul_overflow(size, inner, &size) && size == elements) {
        return;
    }
    core::fail(std::string(call) + ": x has " + core::text(elements) + " elements, which are not those of Lines{" + core::text(outer) +
               ", " + core::text(length) + ", " + core::text(inner) + "}");
}

/// Whether the stretches of memory from the first to the last element of two views do not meet.
template <class A, class B>
[[gnu::always_inline]] inline bool apart(const View<A>& a, const View<B>& b) {
    // As integers: an empty view has no last element, and may have no memory.
    const auto stretch = [](const auto& v) {
        constexpr auto size = static_cast<std::intptr_t>(sizeof(A));
        const auto first = reinterpret_cast<std::intptr_t>(v.data);
        const auto last = first + ((v.rows - 1) * v.row_stride + (v.cols - 1) * v.col_stride) * size;
        return std::pair(std::min(first, last), std::max(first, last) + size);
    };
    const auto [a_begin, a_end] = stretch(a);
    const auto [b_begin, b_end] = stretch(b);
    return a_end <= b_begin || b_end <= a_begin;
}

/// Whether two arithmetic progressions of addresses share an element.
inline bool progressions_meet(std::intptr_t a, std::intptr_t a_step, Index a_count, std::intptr_t b, std::intptr_t b_step,
                              Index b_count) {
    if (a_count > b_count) return core::progressions_meet(b, b_step, b_count, a, a_step, a_count);
    for (Index i = 0; i < a_count; ++i) {
        const std::intptr_t distance = a + i * a_step - b;
        if (b_count == 1 || b_step == 0 ? distance == 0
                                        : distance % b_step == 0 && distance / b_step >= 0 && distance / b_step < b_count) {
            return true;
        }
    }
    return false;
}

/// Whether two views that are not apart share an element. Interleaved views, such as two rows of a column-major matrix, do not.
template <class A, class B>
[[gnu::noinline]] bool share_elements(const View<A>& a, const View<B>& b) {
    if (a.empty() || b.empty()) return false;
    const auto address = [](const auto* p) { return reinterpret_cast<std::intptr_t>(p); };
    constexpr std::intptr_t size = sizeof(A);
    const auto dense = [](const auto& v) {
        const Index r = v.rows == 1 ? 1 : std::abs(v.row_stride);
        const Index c = v.cols == 1 ? 1 : std::abs(v.col_stride);
        return (v.rows == 1 && v.cols == 1) || (v.cols == 1 && r == 1) || (v.rows == 1 && c == 1) ||
               (r == 1 && c == v.rows) || (c == 1 && r == v.cols);
    };
    if (dense(a) && dense(b)) return true;
    // The footprints meet: compare line by line, along the longer side of each.
    const auto by_lines = [](const auto& v) { return v.rows >= v.cols ? v : v.transposed(); };
    const auto x = by_lines(a);
    const auto y = by_lines(b);
    for (Index i = 0; i < x.cols; ++i) {
        for (Index j = 0; j < y.cols; ++j) {
            const View<A> p{x.at(0, i), x.rows, 1, x.row_stride, 1};
            const View<B> q{y.at(0, j), y.rows, 1, y.row_stride, 1};
            if (!core::apart(p, q) && core::progressions_meet(address(p.data), p.row_stride * size, p.rows, address(q.data),
                                                        q.row_stride * size, q.rows)) {
                return true;
            }
        }
    }
    return false;
}

/// Whether two views share memory.
template <class A, class B>
[[gnu::always_inline]] inline bool overlap(const View<A>& a, const View<B>& b) {
    return !core::apart(a, b) && core::share_elements(a, b);
}

[[noreturn, gnu::noinline, gnu::cold]] inline void fail_partial_overlap(const char* call, const char* name_out,
                                                                        const char* name_in) {
    core::fail(std::string(call) + ": " + name_out + " overlaps " + name_in +
               " in part; in place, both must have the same address, shape and strides");
}

/// An output may be an input (same address, shape and strides), and may not overlap it otherwise.
template <class A, class B>
[[gnu::always_inline]] inline void require_in_place_or_apart(const char* call, const char* name_out, const View<A>& out, const char* name_in,
                               const View<B>& in) {
    const bool same_rows = out.rows == 1 || out.row_stride == in.row_stride;
    const bool same_cols = out.cols == 1 || out.col_stride == in.col_stride;
    if (out.data == in.data && same_rows && same_cols) return;
    if (core::overlap(out, in)) core::fail_partial_overlap(call, name_out, name_in);
}

template <class A, class B>
[[gnu::always_inline]] inline void require_apart(const char* call, const char* name_a, const View<A>& a, const char* name_b, const View<B>& b) {
    if (core::overlap(a, b)) core::fail(std::string(call) + ": the outputs " + name_a + " and " + name_b + " overlap");
}

}  // namespace actfn::inline ACTFN_ISA::core
