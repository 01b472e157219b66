#pragma once

// What a buffer call knows of its arguments: where the elements are, and whether two of them overlap.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "actfn/core/error.hpp"
#include "actfn/core/lines.hpp"
#include "actfn/eigen/expression.hpp"

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
    Index size() const { return rows * cols; }
    bool empty() const { return rows == 0 || cols == 0; }
    /// Whether the elements lie one behind the other, column by column.
    bool packed() const { return (rows == 1 || row_stride == 1) && (cols == 1 || col_stride == rows); }
    /// Whether it is a matrix as Eigen's own arrays are, whose lines follow one another; no broadcast, nothing reversed.
    bool plain() const {
        return ((rows <= 1 || row_stride == 1) && (cols <= 1 || col_stride >= rows)) ||
               ((cols <= 1 || col_stride == 1) && (rows <= 1 || row_stride >= cols));
    }
    /// Whether neighbours in memory are neighbours in a row.
    bool by_rows() const { return cols > 1 && (rows == 1 || (std::abs)(col_stride) < (std::abs)(row_stride)); }
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
inline constexpr bool writable<Y> = !std::is_const_v<std::remove_pointer_t<decltype(std::declval<Y&>().derived().data())>>;
template <SpanLike Y>
inline constexpr bool writable<Y> = !std::is_const_v<typename decltype(std::span(std::declval<Y&>()))::element_type>;

/// The same for outputs; says nothing where check_types has spoken.
template <class... Y>
constexpr bool check_outputs() {
    constexpr bool all = (... && writable<Y>);
    static_assert(all, "actfn: the output of a buffer call must be writable, but is const.");
    return all;
}

/// By derived(), so that a MatrixBase, ArrayBase, DenseBase or PlainObjectBase of an array in memory will do.
template <class T, DenseInMemory X>
[[gnu::always_inline]] inline View<T> view(X& dense) {
    auto& x = dense.derived();
    const Index inner = x.innerStride();
    const Index outer = x.outerStride();
    // Eigen leaves the stride of a dimension of size 1 open.
    const bool by_rows = std::remove_cvref_t<X>::IsRowMajor;
    return {x.data(), x.rows(), x.cols(), by_rows ? outer : inner, by_rows ? inner : outer};
}
template <class T, SpanLike X>
[[gnu::always_inline]] inline View<T> view(X& x) {
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

// A call on a short array takes as long as its checks: what fails, and what is rare, is out of their way, and takes views by value:
// of one whose address is passed on, the call would wait for what it has just written to memory.

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

/// The least and the greatest address of an element: one stride may be negative, and the other not. Unsigned, so that nothing
/// overflows in an empty view, whose strides may be anything.
template <class T>
[[gnu::always_inline]] inline std::pair<std::uintptr_t, std::uintptr_t> ends(const View<T>& v) {
    const auto extent = [](Index n, Index stride) {
        return static_cast<Index>(static_cast<std::size_t>(n - 1) * static_cast<std::size_t>(stride) * sizeof(T));
    };
    const Index down = extent(v.rows, v.row_stride);
    const Index right = extent(v.cols, v.col_stride);
    const auto moved = [&v](Index a, Index b) {
        return reinterpret_cast<std::uintptr_t>(v.data) + static_cast<std::uintptr_t>(a) + static_cast<std::uintptr_t>(b);
    };
    constexpr Index none = 0;
    return {moved((std::min)(down, none), (std::min)(right, none)), moved((std::max)(down, none), (std::max)(right, none))};
}

/// Whether the stretches of memory from the least to the greatest element of two views do not meet.
template <class A, class B>
[[gnu::always_inline]] inline bool apart(const View<A>& a, const View<B>& b) {
    const auto [a_first, a_last] = core::ends(a);
    const auto [b_first, b_last] = core::ends(b);
    return a_last + sizeof(A) <= b_first || b_last + sizeof(B) <= a_first;
}

/// The elements of a view that is not empty, in bytes: lines of n elements from the least address on, neither step negative, that
/// from line to line the greater one.
struct Lattice {
    std::uintptr_t first;
    Index step, n;
    Index line_step, lines;

    Index reach() const { return step * (n - 1); }
};

template <class T>
Lattice lattice(const View<T>& v) {
    constexpr auto size = static_cast<Index>(sizeof(T));
    // Eigen leaves the stride of a dimension of size 1 open.
    const Index down = v.rows == 1 ? 0 : (std::abs)(v.row_stride) * size;
    const Index right = v.cols == 1 ? 0 : (std::abs)(v.col_stride) * size;
    const std::uintptr_t first = core::ends(v).first;
    const bool by_columns = v.cols == 1 || (v.rows > 1 && down <= right);
    return by_columns ? Lattice{first, down, v.rows, right, v.cols} : Lattice{first, right, v.cols, down, v.rows};
}

/// The i in [0, n) for which i * step is in [least, greatest]: the first, and the one behind the last. With a step of 0 the first
/// stands for all.
inline std::pair<Index, Index> within(Index least, Index greatest, Index step, Index n) {
    if (step == 0) return {0, least <= 0 && greatest >= 0 ? 1 : 0};
    return {least <= 0 ? 0 : (least + step - 1) / step, greatest < 0 ? 0 : (std::min)(n, greatest / step + 1)};
}

/// Whether two lines of elements of so many bytes share a byte, a's first element `distance` bytes behind b's.
inline bool lines_meet(Index distance, Index a_step, Index a_n, Index b_step, Index b_n, Index size) {
    const auto meets_b = [&](Index d, Index n) {
        const auto [first, end] = core::within(d - size + 1, d + size - 1, b_step, n);
        return first < end;
    };
    if (a_step == b_step) return meets_b(distance + a_step * (a_n - 1), a_n + b_n - 1);
    if (a_n > b_n) return core::lines_meet(-distance, b_step, b_n, a_step, a_n, size);
    for (Index i = 0; i < a_n; ++i) {
        if (meets_b(distance + i * a_step, b_n)) return true;
    }
    return false;
}

/// Whether two lattices of elements of so many bytes share a byte. A few steps for two blocks of one matrix, otherwise about as
/// many as there are lines.
inline bool share_bytes(Lattice a, Lattice b, Index size) {
    if (a.step == b.step && a.line_step == b.line_step) {
        // The differences of their elements are a lattice of the same steps, in which 0 is looked for.
        a.first += static_cast<std::uintptr_t>(a.reach() + a.line_step * (a.lines - 1));
        b.n += a.n - 1;
        b.lines += a.lines - 1;
        a.n = a.lines = 1;
    }
    if (a.lines > b.lines) std::swap(a, b);
    for (Index i = 0; i < a.lines; ++i) {
        const Index distance = static_cast<Index>(a.first - b.first) + i * a.line_step;
        const auto [first, end] = core::within(distance - b.reach() - size + 1, distance + a.reach() + size - 1, b.line_step, b.lines);
        for (Index j = first; j < end; ++j) {
            if (core::lines_meet(distance - j * b.line_step, a.step, a.n, b.step, b.n, size)) return true;
        }
    }
    return false;
}

/// Whether two views that are not apart share an element. Interleaved views, such as two rows of a column-major matrix, do not.
template <class A, class B>
[[gnu::noinline]] bool share_elements(View<A> a, View<B> b) {
    return !a.empty() && !b.empty() && core::share_bytes(core::lattice(a), core::lattice(b), sizeof(A));
}

/// Whether two elements of a view are one, as where a stride is 0.
template <class T>
[[gnu::noinline]] bool folded(View<T> v) {
    if (v.empty()) return false;
    const Lattice l = core::lattice(v);
    if ((l.n > 1 && l.step == 0) || (l.lines > 1 && l.line_step == 0)) return true;
    if (l.n == 1 || l.lines == 1 || l.line_step > l.reach()) return false;
    // The smallest i > 0 and j for which i * step = j * line_step.
    const Index divisor = std::gcd(l.step, l.line_step);
    return l.line_step / divisor < l.n && l.step / divisor < l.lines;
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

[[noreturn, gnu::noinline, gnu::cold]] inline void fail_folded(const char* call, const char* name) {
    core::fail(std::string(call) + ": two elements of the output " + name + " have the same address");
}

/// An output may be an input (same address, shape and strides), and may not overlap it or itself otherwise.
template <class A, class B>
[[gnu::always_inline]] inline void require_in_place_or_apart(const char* call, const char* name_out, const View<A>& out, const char* name_in,
                               const View<B>& in) {
    if (!out.plain() && core::folded(out)) core::fail_folded(call, name_out);
    const bool same_rows = out.rows == in.rows && (out.rows == 1 || out.row_stride == in.row_stride);
    const bool same_cols = out.cols == in.cols && (out.cols == 1 || out.col_stride == in.col_stride);
    if (out.data == in.data && same_rows && same_cols) return;
    if (core::overlap(out, in)) core::fail_partial_overlap(call, name_out, name_in);
}

template <class A, class B>
[[gnu::always_inline]] inline void require_apart(const char* call, const char* name_a, const View<A>& a, const char* name_b, const View<B>& b) {
    if (core::overlap(a, b)) core::fail(std::string(call) + ": the outputs " + name_a + " and " + name_b + " overlap");
}

}  // namespace actfn::inline ACTFN_ISA::core
