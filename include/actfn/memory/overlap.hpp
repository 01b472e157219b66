#pragma once

// Whether two views share memory.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "actfn/base/common_divisor.hpp"
#include "actfn/base/error.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// A view of elements of any type, so that the checks of addresses are compiled once.
struct AnyView : View<const void> {
    Index bytes;  ///< of an element

    template <class T>
    ACTFN_INLINE AnyView(const View<T>& v)  // NOLINT: it is the same view
        : View<const void>{v.data, v.rows, v.cols, v.row_stride, v.col_stride}, bytes(static_cast<Index>(sizeof(T))) {}

    std::uintptr_t address() const { return reinterpret_cast<std::uintptr_t>(data); }
};

/// The lowest and the highest address of an element; either stride may be negative. Unsigned, so that nothing overflows
/// in an empty view, whose strides are arbitrary.
struct Ends {
    std::uintptr_t first, last;
};
inline Ends ends(const AnyView& v) {
    const auto extent = [&v](Index n, Index stride) {
        return static_cast<Index>(static_cast<std::size_t>(n - 1) * static_cast<std::size_t>(stride) *
                                  static_cast<std::size_t>(v.bytes));
    };
    const Index down = extent(v.rows, v.row_stride);
    const Index right = extent(v.cols, v.col_stride);
    const auto moved = [&v](Index a, Index b) {
        return v.address() + static_cast<std::uintptr_t>(a) + static_cast<std::uintptr_t>(b);
    };
    constexpr Index none = 0;
    return {moved((std::min)(down, none), (std::min)(right, none)),
            moved((std::max)(down, none), (std::max)(right, none))};
}

/// Whether the address ranges of two views, from the lowest to the highest element, are disjoint.
inline bool apart(const AnyView& a, const AnyView& b) {
    const auto [a_first, a_last] = core::ends(a);
    const auto [b_first, b_last] = core::ends(b);
    const auto end = [](std::uintptr_t last, const AnyView& v) { return last + static_cast<std::uintptr_t>(v.bytes); };
    return end(a_last, a) <= b_first || end(b_last, b) <= a_first;
}

/// The elements of a view that is not empty, as addresses and strides in bytes: lines of n elements from the lowest
/// address on. Neither step is negative; with more than one line, line_step is the greater one.
struct Lattice {
    std::uintptr_t first;
    Index step, n;
    Index line_step, lines;
    Index size;  ///< of an element

    Index reach() const { return step * (n - 1); }
};

inline Lattice lattice(const AnyView& v) {
    // Eigen does not specify the stride of a dimension of size 1.
    const Index down = v.rows == 1 ? 0 : (std::abs)(v.row_stride) * v.bytes;
    const Index right = v.cols == 1 ? 0 : (std::abs)(v.col_stride) * v.bytes;
    const std::uintptr_t first = core::ends(v).first;
    const bool by_columns = v.cols == 1 || (v.rows > 1 && down <= right);
    return by_columns ? Lattice{first, down, v.rows, right, v.cols, v.bytes}
                      : Lattice{first, right, v.cols, down, v.rows, v.bytes};
}

/// The i in [0, n) for which i * step is in [least, greatest], as a range [first, end). With a step of 0, i = 0 stands
/// for all.
struct Range {
    Index first, end;
};
inline Range within(Index least, Index greatest, Index step, Index n) {
    if (step == 0) return {0, least <= 0 && greatest >= 0 ? 1 : 0};
    return {least <= 0 ? 0 : (least + step - 1) / step, greatest < 0 ? 0 : (std::min)(n, greatest / step + 1)};
}

/// Whether two lines of elements share a byte, the one of a_n elements of a_size bytes. distance: a's first address minus
/// b's, in bytes.
inline bool lines_meet(Index distance, Index a_step, Index a_n, Index a_size, Index b_step, Index b_n, Index b_size) {
    const auto meets_b = [&](Index d, Index n) {
        const auto [first, end] = core::within(d - b_size + 1, d + a_size - 1, b_step, n);
        return first < end;
    };
    if (a_step == b_step) return meets_b(distance + a_step * (a_n - 1), a_n + b_n - 1);
    if (a_n > b_n) return core::lines_meet(-distance, b_step, b_n, b_size, a_step, a_n, a_size);
    for (Index i = 0; i < a_n; ++i) {
        if (meets_b(distance + i * a_step, b_n)) return true;
    }
    return false;
}

/// Whether two lattices share a byte. Takes a few steps for two blocks of one matrix, otherwise about as many as there
/// are lines.
inline bool share_bytes(Lattice a, Lattice b) {
    if (a.step == b.step && a.line_step == b.line_step) {
        // The differences of their elements form a lattice of the same steps: look for 0 in it.
        a.first += static_cast<std::uintptr_t>(a.reach() + a.line_step * (a.lines - 1));
        b.n += a.n - 1;
        b.lines += a.lines - 1;
        a.n = a.lines = 1;
    }
    if (a.lines > b.lines) return core::share_bytes(b, a);
    for (Index i = 0; i < a.lines; ++i) {
        const Index distance = static_cast<Index>(a.first - b.first) + i * a.line_step;
        const auto [first, end] =
            core::within(distance - b.reach() - b.size + 1, distance + a.reach() + a.size - 1, b.line_step, b.lines);
        for (Index j = first; j < end; ++j) {
            if (core::lines_meet(distance - j * b.line_step, a.step, a.n, a.size, b.step, b.n, b.size)) return true;
        }
    }
    return false;
}

/// Whether two views whose address ranges meet share an element. Interleaved views, such as two rows of a column-major
/// matrix, do not.
inline bool share_elements(const AnyView& a, const AnyView& b) {
    return !a.empty() && !b.empty() && core::share_bytes(core::lattice(a), core::lattice(b));
}

/// Whether two elements of a view have the same address, as in a broadcast with a stride of 0.
[[gnu::noinline]] inline bool folded(const AnyView& v) {
    if (v.empty()) return false;
    const Lattice l = core::lattice(v);
    if ((l.n > 1 && l.step == 0) || (l.lines > 1 && l.line_step == 0)) return true;
    if (l.n == 1 || l.lines == 1 || l.line_step > l.reach()) return false;
    // The smallest i > 0 and j for which i * step = j * line_step.
    const Index divisor = core::greatest_common_divisor(l.step, l.line_step);
    return l.line_step / divisor < l.n && l.step / divisor < l.lines;
}

/// Whether two views share memory.
[[gnu::noinline]] inline bool overlap(const AnyView& a, const AnyView& b) {
    return !core::apart(a, b) && core::share_elements(a, b);
}

[[noreturn, gnu::noinline, gnu::cold]] inline void fail_partial_overlap(const char* call, const char* name_out,
                                                                        const char* name_in) {
    core::fail(Message(call) + ": " + name_out + " overlaps " + name_in +
               " in part; in place, both must have the same address, shape and strides");
}

[[noreturn, gnu::noinline, gnu::cold]] inline void fail_folded(const char* call, const char* name) {
    core::fail(Message(call) + ": two elements of the output " + name + " have the same address");
}

/// Throws if two elements of an output have the same address.
inline void require_unfolded(const char* call, const char* name, const AnyView& out) {
    if (!out.plain() && core::folded(out)) core::fail_folded(call, name);
}

/// Throws if an output overlaps an input other than in place (same address, shape and strides), or overlaps itself.
[[gnu::noinline]] inline void require_in_place_or_apart(const char* call, const char* name_out, const AnyView& out,
                                                        const char* name_in, const AnyView& in) {
    core::require_unfolded(call, name_out, out);
    const bool same_rows = out.rows == in.rows && (out.rows == 1 || out.row_stride == in.row_stride);
    const bool same_cols = out.cols == in.cols && (out.cols == 1 || out.col_stride == in.col_stride);
    const bool same_elements = out.bytes == in.bytes && out.data == in.data;
    if (same_elements && same_rows && same_cols) return;
    if (core::overlap(out, in)) core::fail_partial_overlap(call, name_out, name_in);
}

inline void require_apart(const char* call, const char* name_a, const AnyView& a, const char* name_b,
                          const AnyView& b) {
    if (core::overlap(a, b)) core::fail(Message(call) + ": the outputs " + name_a + " and " + name_b + " overlap");
}

/// Throws if an output overlaps an input for which in place is not possible.
inline void require_disjoint(const char* call, const char* name_out, const AnyView& out, const char* name_in,
                             const AnyView& in) {
    if (core::overlap(out, in)) core::fail(Message(call) + ": " + name_out + " overlaps " + name_in);
}

/// Whether a and b, of n elements each, begin at one address (in place) or are disjoint.
template <class A, class B>
ACTFN_INLINE inline bool in_place_or_apart(const A* a, const B* b, Index n) {
    const auto extent = [n](std::size_t size) { return static_cast<std::uintptr_t>(n) * size; };
    const auto x = reinterpret_cast<std::uintptr_t>(a);
    const auto y = reinterpret_cast<std::uintptr_t>(b);
    if (x == y) return sizeof(A) == sizeof(B);
    return x < y ? y - x >= extent(sizeof(A)) : x - y >= extent(sizeof(B));
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
