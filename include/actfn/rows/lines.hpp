#pragma once

// Which lines of a matrix are processed together, and in which layout.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <type_traits>
#include <utility>

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/unrolled.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/line_group.hpp"
#include "actfn/rows/long_line.hpp"
#include "actfn/rows/pass.hpp"
#include "actfn/rows/short_line.hpp"
#include "actfn/rows/transposed_copy.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Lines up to this length are added up in the order of lines across the storage order: alone in registers, or several
/// of them side by side in a transposed copy.
template <Scalar T>
inline constexpr Index longest_short = TransposedCopy<T>::longest;

/// A transposed copy pays from this many lines on.
inline constexpr Index worth_transposing = 3;

/// Passes that store no entries, but only numbers of each line.
template <class F>
concept OnlyReads = !F::writes;

/// Passes that go through a LineGroup::Room.
template <class F>
concept UsesRoom = requires {
    requires F::uses_room;
};

/// The view that stands for the output of such passes.
template <class T>
inline View<T> no_output(const View<const T>& like) {
    return {nullptr, like.rows, like.cols, 0, 0};
}

/// Whether lines, the rows of a view, lie along its storage order.
template <class T>
bool lines_lie_along(const View<T>& lines) {
    return lines.rows == 1 || (lines.cols > 1 && (std::abs)(lines.col_stride) <= (std::abs)(lines.row_stride));
}

/// Returns v, transposed if needed so that each row is a line.
template <class T>
ACTFN_INLINE inline View<T> oriented(const View<T>& v, Axis axis) {
    return axis == Axis::rowwise ? v : v.transposed();
}

/// Runs F, the passes of a function, over rows [begin, end) of the views, in groups of `size` lines of one layout.
template <LineLayout L, class F, std::size_t In>
[[gnu::noinline]] void run_groups(Index begin, Index end, Index size,
                                  const std::array<View<const typename F::value_type>, In>& in,
                                  const View<typename F::value_type>& out, F f = F{}) {
    using T = typename F::value_type;
    for (; begin < end; begin += size) {
        const LineGroup<L, T, typename F::compute_type> group((std::min)(size, end - begin), out.cols);
        core::run_passes(group, begin, in, out, f);
    }
}

/// Runs F over rows [begin, end), short lines along the storage order, in transposed copies.
template <class F, std::size_t In>
[[gnu::noinline]] void run_transposed(Index begin, Index end,
                                      const std::array<View<const typename F::value_type>, In>& in,
                                      const View<typename F::value_type>& out, F f = F{}) {
    using T = typename F::value_type;
    using Copy = TransposedCopy<T>;
    std::array<Copy, In> copies;
    for (; begin < end; begin += Copy::lines) {
        const Index lines = (std::min)(Copy::lines, end - begin);
        for (std::size_t i = 0; i < In; ++i) copies[i].read(in[i], begin, lines);
        const LineGroup<LineLayout::across, T, typename F::compute_type> group(Copy::padded(lines), out.cols, lines);
        const auto operand = [&](std::size_t i) { return LineOperand<T>{copies[i].data(), 1, Copy::lines}; };
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            // The result takes the place of the last input.
            core::from_line(f, begin).run(group, operand(I).as_const()..., operand(In - 1));
        }
        (std::make_index_sequence<In>());
        if constexpr (!OnlyReads<F>) copies[In - 1].write(out, begin, lines);
    }
}

/// Runs F over one line of up to Lanes contiguous entries. Fixed is their number if known at compile time, else 0. Not
/// inlined, so that it is equally fast whether it is called from one place or from several.
template <std::size_t Lanes, std::size_t Fixed, class F, std::size_t In>
ACTFN_LOOP void run_short(std::size_t count, std::array<const typename F::value_type*, In> in,
                          typename F::value_type* out) {
    using T = typename F::value_type;
    using Line = ShortLine<T, typename F::compute_type, Lanes>;
    const Line line(Fixed > 0 ? Fixed : count);
    std::array<typename Line::Entries, In> inputs;
    typename Line::Entries entries;
    [&]<std::size_t... I>(std::index_sequence<I...>) ACTFN_INLINE_LAMBDA {
        F::run(line, line.load(in[I], F::fill, inputs[I])..., typename Line::Kept{&entries});
    }
    (std::make_index_sequence<In>());
    if constexpr (Fixed > 0 && std::same_as<T, typename F::compute_type>) {
        // Stores of known sizes: a masked store would delay the load of the result that soon follows a short call.
        std::memcpy(out, entries.data(), Fixed * sizeof(T));
    } else {
        line.store(out, entries);
    }
}

template <std::size_t Fixed, class F, std::size_t In>
ACTFN_INLINE inline void run_contiguous_short(std::size_t n, const std::array<const typename F::value_type*, In>& in,
                                              typename F::value_type* out) {
    if constexpr (Fixed > 0) {
        core::run_short<Fixed <= 4    ? 4
                        : Fixed <= 8  ? 8
                        : Fixed <= 16 ? 16
                        : Fixed <= 32 ? 32
                                      : 64,
                        Fixed, F>(n, in, out);
    } else if (n <= 4) {
        core::run_short<4, 0, F>(n, in, out);
    } else if (n <= 16) {
        core::run_short<16, 0, F>(n, in, out);
    } else {
        // Where four batches have more lanes than 32; where not, a line of 64 is a loop over groups of 32.
        if constexpr (quad_batches * lanes < native_batch < typename F::compute_type >>> 32) {
            if (n <= 32) return core::run_short<32, 0, F>(n, in, out);
        }
        core::run_short<64, 0, F>(n, in, out);
    }
}

/// The same for entries with any stride, in a copy of them.
template <class F, std::size_t In>
[[gnu::noinline]] void run_strided_short(const std::array<View<const typename F::value_type>, In>& in,
                                         const View<typename F::value_type>& out) {
    using T = typename F::value_type;
    std::array<std::array<T, static_cast<std::size_t>(longest_short<T>)>, In> copies;
    const auto n = static_cast<std::size_t>(out.cols);
    for (std::size_t i = 0; i < In; ++i) {
        for (std::size_t k = 0; k < n; ++k) copies[i][k] = *in[i].at(0, static_cast<Index>(k));
    }
    // The result takes the place of the last input.
    T* const result = copies[In - 1].data();
    core::run_contiguous_short<0, F>(
        n, core::each_of<In>([&](std::size_t i) { return static_cast<const T*>(copies[i].data()); }), result);
    for (std::size_t k = 0; k < n; ++k) *out.at(0, static_cast<Index>(k)) = result[k];
}

/// Runs F over one line, the row of each view, of up to longest_short entries, at least one. Fixed is their number if
/// known at compile time, else 0.
template <Index Fixed, class F, std::size_t In>
ACTFN_INLINE inline void run_short_line(const std::array<View<const typename F::value_type>, In>& in,
                                        const View<typename F::value_type>& out, const F& f) {
    if constexpr (NumbersByLine<F>) {
        core::run_groups<LineLayout::across, F>(0, 1, 1, in, out, f);
    } else {
        // Eigen leaves the stride of a dimension of size 1 open.
        const Index n = Fixed > 0 ? Fixed : out.cols;
        bool contiguous = n == 1 || out.col_stride == 1;
        for (const auto& v : in) contiguous = contiguous && (n == 1 || v.col_stride == 1);
        if (!contiguous) return core::run_strided_short<F>(in, out);
        const auto from = core::each_of<In>(
            [&](std::size_t i) ACTFN_INLINE_LAMBDA { return static_cast<const typename F::value_type*>(in[i].data); });
        core::run_contiguous_short<static_cast<std::size_t>(Fixed), F>(static_cast<std::size_t>(n), from, out.data);
    }
}

/// Runs F over one line, the row of each view. Fixed is the number of its entries if known at compile time, else 0.
template <Index Fixed, class F, std::size_t In>
ACTFN_INLINE inline void run_line(const std::array<View<const typename F::value_type>, In>& in,
                                  const View<typename F::value_type>& out, F f = F{}) {
    const Index n = Fixed > 0 ? Fixed : out.cols;
    if (n == 0) return;
    if constexpr (Fixed <= longest_short<typename F::value_type>) {
        if (n <= longest_short<typename F::value_type>) return core::run_short_line<Fixed, F>(in, out, f);
    }
    if (n > longest_whole_line) {
        Serial serial;
        AnyExecutor executor(serial);
        core::run_long(0, 1, executor, in, out, f);
    } else {
        core::run_groups<LineLayout::along, F>(0, 1, 1, in, out, f);
    }
}

/// Runs F over every row of views of one shape. The layout is that of the first view.
template <class F, class E, std::size_t In>
void run_lines(E& executor, const std::array<View<const typename F::value_type>, In>& in,
               const View<typename F::value_type>& out, F f = F{}) {
    using T = typename F::value_type;
    constexpr Index cached = entries_together;
    const View<const T>& lead = in[0];
    if (lead.empty()) return;
    const bool along = core::lines_lie_along(lead);
    if (along && lead.cols > longest_whole_line) return core::run_long_lines(executor, in, out, f);
    const bool is_short = along && lead.cols <= longest_short<T>;
    const bool transposed = is_short && lead.rows >= worth_transposing;
    const Index step = !along || transposed ? 16 : 1;
    const auto run = [&](Index begin, Index end) {
        begin *= step;
        end = (std::min)(end * step, lead.rows);
        if (transposed) {
            core::run_transposed<F>(begin, end, in, out, f);
        } else if (is_short) {
            for (; begin < end; ++begin) {
                core::run_short_line<0, F>(core::each_of<In>([&](std::size_t i) { return in[i].some_rows(begin, 1); }),
                                           out.some_rows(begin, 1), core::from_line(f, begin));
            }
        } else if (along) {
            const Index size = std::clamp<Index>(cached / lead.cols, 1, Index(lines_together<LineLayout::along>));
            core::run_groups<LineLayout::along, F>(begin, end, size, in, out, f);
        } else {
            constexpr auto most = Index(lines_together<LineLayout::across>);
            Index size = most;
            if constexpr (UsesRoom<F>) {
                // As many as fit the room, if these are a cache line.
                if (lead.cols <= cached / 16) size = std::clamp<Index>(cached / lead.cols / 16 * 16, 16, most);
            }
            core::run_groups<LineLayout::across, F>(begin, end, size, in, out, f);
        }
    };
    core::divide(executor, (lead.rows + step - 1) / step, lead.rows * lead.cols, cost_of_an_exponential, run);
}

/// Runs F over the lines along the middle index of dense tensors. Line o * inner + i is (o, i).
template <class F, class E, std::size_t In>
void run_tensor(E& executor, const Lines& lines, const std::array<const typename F::value_type*, In>& in,
                typename F::value_type* out, F f = F{}) {
    const Index outer = lines.outer;
    const Index length = lines.length;
    const Index inner = lines.inner;
    const auto run = [&](auto& e, Index rows, Index row_stride, Index at, Index line) {
        const auto view = [&](auto* data) {
            using V = View<std::remove_pointer_t<decltype(data)>>;
            return data == nullptr ? V{data, rows, length, 0, 0} : V{data + at, rows, length, row_stride, inner};
        };
        core::run_lines<F>(e, core::each_of<In>([&](std::size_t i) { return view(in[i]); }), view(out),
                           core::from_line(f, line));
    };
    if (outer == 0 || length == 0 || inner == 0) return;
    if (inner == 1) {
        run(executor, outer, length, 0, 0);
    } else if (outer == 1) {
        run(executor, inner, 1, 0, 0);
    } else {
        core::divide(executor, outer, outer * length * inner, cost_of_an_exponential, [&](Index begin, Index end) {
            Serial serial;
            // Of E's type where that stands for any executor: so run_lines() is compiled once.
            std::conditional_t<std::same_as<E, AnyExecutor>, AnyExecutor, Serial&> one(serial);
            for (; begin < end; ++begin) run(one, inner, 1, begin * length * inner, begin * inner);
        });
    }
}

/// Along what the lines of a call lie: an Axis of a matrix, or the middle index of Lines.
template <class A>
concept Along = std::convertible_to<A, Axis> || std::same_as<A, Lines>;

/// The number of lines of x; throws if Lines do not fit it.
template <class T, Along A>
Index count_lines(const char* call, const View<T>& x, const A& along) {
    if constexpr (std::same_as<A, Lines>) {
        core::require_lines(call, x.rows, along);
        return along.outer * along.inner;
    } else {
        return core::oriented(x, along).rows;
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
