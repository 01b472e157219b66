#pragma once

// The loop over distributions (rows or columns of a matrix) for functions that are not element-wise.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/block.hpp"
#include "actfn/rows/short_row.hpp"
#include "actfn/rows/sum.hpp"
#include "actfn/rows/transposed_copy.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

inline constexpr int cost_of_an_exponential = 30;

/// The unit of work: one distribution (along), or up to 16 side by side, each in a lane of its own.
template <Layout L>
struct Strip {
    static constexpr Layout layout = L;
    static constexpr Index count = block_lanes;
    static constexpr std::size_t most_in_step = blocks_in_step;

    Index first;  // number of the first distribution
    Index blocks;
    Index last;  // active lanes in the last block (along), else the number of distributions

    /// The number of inactive lanes in the tail of each distribution.
    Index beyond() const { return L == Layout::along ? block_lanes - last : 0; }

    /// Calls f(Blocks) for all blocks in order. Where all lanes are active, their count is a constant to the compiler.
    template <class F>
    [[gnu::always_inline]] void for_each_block(const F& f) const {
        constexpr auto together = static_cast<Index>(blocks_in_step);
        const Index full = L == Layout::gathered || last == block_lanes ? blocks : L == Layout::along ? blocks - 1 : 0;
        Index b = 0;
        if constexpr (together > 1) {
            for (; b + together <= full; b += together) f(Blocks<blocks_in_step>{b, block_lanes});
        }
        for (; b < full; ++b) f(Blocks<1>{b, block_lanes});
        for (; b < blocks; ++b) f(Blocks<1>{b, last});
    }
};

/// Returns values[i] for each distribution i of a strip.
template <Layout L, class T>
PerDistribution<T, L> values_of(const Strip<L>& strip, const T* values) {
    if constexpr (L == Layout::along) {
        return values[strip.first];
    } else {
        return core::load<T>(Operand<const T, Lanes::adjacent>{values + strip.first, 0, 1}, Blocks<1>{0, strip.last},
                             T(0));
    }
}

/// Strips that are processed together: each phase runs over all of them before the next phase starts. The latency at
/// the end of a phase, a tree of sums and a division, is hidden by the work on the other strips.
template <Layout L, class... Operands>
class Group {
public:
    static constexpr Index capacity = 8;

    /// Limits a group to what stays in the L1 cache: a long strip has a group of its own.
    static constexpr Index max_entries = 4096;
    static Index size(Index entries) {
        return std::clamp<Index>(max_entries / (L == Layout::along ? 1 : block_lanes) / entries, 1, capacity);
    }

    void add(Strip<L> strip, Operands... operands) {
        strips_[static_cast<std::size_t>(count_++)] = {strip, operands...};
    }

    template <class... Phases>
    void run(const std::tuple<Phases...>& phases) {
        std::apply([this](const auto&... phase) { this->run(std::array<Start, capacity>(), phase...); }, phases);
        count_ = 0;
    }

private:
    template <class States, class First, class... Rest>
    void run(const States& states, const First& first, const Rest&... rest) {
        // In reverse order: a masked store to the tail of a row delays loads from the start of the next row.
        const auto call = [&](std::size_t i) __attribute__((always_inline)) {
            return std::apply(
                [&](const auto&... of) __attribute__((always_inline)) { return first(of..., states[i]); }, strips_[i]);
        };
        if constexpr (sizeof...(Rest) == 0) {
            for_each_backwards(call);
        } else {
            std::array<decltype(call(0)), capacity> next;
            for_each_backwards([&](std::size_t i) __attribute__((always_inline)) { next[i] = call(i); });
            run(next, rest...);
        }
    }

    /// Calls use(i) for each strip in reverse order. Bounded by the capacity: a loop from count_ downwards makes g++ 12
    /// warn in the user's code.
    template <class Use>
    [[gnu::always_inline]] void for_each_backwards(const Use& use) const {
        for (auto i = static_cast<std::size_t>(capacity); i-- > 0;) {
            if (i < static_cast<std::size_t>(count_)) use(i);
        }
    }

    std::array<std::tuple<Strip<L>, Operands...>, capacity> strips_;
    Index count_ = 0;
};

/// Runs the phases over rows [begin, end) of views, each a distribution along the storage order.
template <Lanes M, class Phases, class... T>
void run_along(const Phases& phases, Index begin, Index end, const View<T>&... views) {
    const Index entries = std::get<0>(std::tie(views...)).cols;
    const Index blocks = (entries + block_lanes - 1) / block_lanes;
    Group<Layout::along, Operand<T, M>...> group;
    const Index size = group.size(entries);
    while (begin < end) {
        for (Index i = (std::min)(size, end - begin); i > 0; --i, ++begin) {
            group.add({begin, blocks, entries - (blocks - 1) * block_lanes}, core::operand<M>(views, begin, true)...);
        }
        group.run(phases);
    }
}

/// Runs the phases over rows [begin, end) of views, each a distribution across the storage order.
template <Lanes M, class Phases, class... T>
void run_across(const Phases& phases, Index begin, Index end, const View<T>&... views) {
    const Index entries = std::get<0>(std::tie(views...)).cols;
    Group<Layout::across, Operand<T, M>...> group;
    const Index size = group.size(entries);
    while (begin < end) {
        for (Index i = 0; i < size && begin < end; ++i, begin += block_lanes) {
            group.add({begin, entries, (std::min)(block_lanes, end - begin)}, core::operand<M>(views, begin, false)...);
        }
        group.run(phases);
    }
}

/// Runs the phases over a single row of any length; its stride is 1 if `adjacent`, else any.
template <class Phases, class... T>
[[gnu::noinline]] void run_long_row(const Phases& phases, bool adjacent, const View<T>&... views) {
    if (adjacent) {
        core::run_along<Lanes::adjacent>(phases, 0, 1, views...);
    } else {
        core::run_along<Lanes::apart>(phases, 0, 1, views...);
    }
}

template <class... T>
const auto& last_of(const T&... x) {
    return std::get<sizeof...(T) - 1>(std::tie(x...));
}

/// An uninitialised array, which must be written before it is read.
template <class T, Index N>
class Entries {
public:
    Entries() {}
    T* data() { return data_.data(); }

private:
    alignas(64) std::array<T, static_cast<std::size_t>(N)> data_;
};

/// Runs the phases over contiguous copies of rows [begin, end) of views. Short rows along the storage order are
/// transposed (gathered). Rows across it are read only once, in longer pieces.
template <Layout L, class Phases, class... T>
void run_copied(const Phases& phases, Index begin, Index end, const View<T>&... views) {
    using Element = std::common_type_t<T...>;
    using G = Group<L, Operand<T, Lanes::adjacent>...>;
    constexpr std::size_t operands = sizeof...(T) - 1;  // the result takes the place of the last input
    const Index entries = std::get<0>(std::tie(views...)).cols;
    const Index size = G::size(entries) * block_lanes;
    G group;
    std::array<Entries<Element, G::max_entries>, operands> memory;
    const auto each_view = [&](const auto& f) {
        [&]<std::size_t... K>(std::index_sequence<K...>) {
            (f(views, Copies<L, Element>(memory[(std::min)(K, operands - 1)].data(), entries)), ...);
        }
        (std::index_sequence_for<T...>());
    };
    for (; begin < end; begin += size) {
        const Index last = (std::min)(begin + size, end);
        each_view([&]<class U>(const View<U>& view, auto copies) {
            if constexpr (std::is_const_v<U>) copies.read(view, begin, last);
        });
        for (Index row = begin; row < last; row += block_lanes) {
            [&]<std::size_t... K>(std::index_sequence<K...>) {
                group.add({row, entries, (std::min)(block_lanes, last - row)},
                          {memory[(std::min)(K, operands - 1)].data() + (row - begin) * entries, block_lanes, 1}...);
            }
            (std::index_sequence_for<T...>());
        }
        group.run(phases);
        each_view([&]<class U>(const View<U>& view, auto copies) {
            if constexpr (!std::is_const_v<U>) copies.write(view, begin, last);
        });
    }
}

/// Returns v, transposed if needed so that each row is a distribution.
template <class T>
[[gnu::always_inline]] inline View<T> oriented(const View<T>& v, Axis axis) {
    return axis == Axis::rowwise ? v : v.transposed();
}

/// Runs each phase(strip, operands..., result of the phase before) over one distribution, the row of each view. Fixed
/// is its number of entries if known at compile time, else 0.
template <Index Fixed, class Phases, class T, class... Rest>
[[gnu::always_inline]] inline void run_row(const Phases& phases, const View<const T>& first,
                                           const View<Rest>&... rest) {
    const Index n = Fixed > 0 ? Fixed : first.cols;
    if (n == 0) return;
    // Eigen leaves the stride of a dimension of size 1 open.
    const bool adjacent = n == 1 || (first.col_stride == 1 && (... && (rest.col_stride == 1)));
    if (adjacent && n <= longest_short) {
        const std::array pointers{static_cast<const T*>(first.data), static_cast<const T*>(rest.data)...};
        constexpr std::size_t inputs = sizeof...(Rest);
        const auto in = core::each_of<inputs>([&](auto i) __attribute__((always_inline)) { return pointers[i]; });
        core::run_short<Fixed>(phases, n, in, core::last_of(rest...).data);
    } else {
        core::run_long_row(phases, adjacent, first, rest...);
    }
}

/// Runs the phases over every strip of views of one shape. The layout is that of the first view.
template <class Phases, class E, class First, class... Rest>
void for_each_strip(const Phases& phases, Axis axis, E& executor, View<First> first, View<Rest>... rest) {
    if (first.empty()) return;
    const auto strips = [&](auto... views) {
        const auto lead = std::get<0>(std::tie(views...));
        const bool along =
            lead.rows == 1 || (lead.cols > 1 && (std::abs)(lead.col_stride) <= (std::abs)(lead.row_stride));
        const bool adjacent = (... && ((along ? views.col_stride : views.row_stride) == 1));
        const bool gathered = along && lead.cols <= short_enough && lead.rows >= worth_gathering;
        // A copy pays if more than two phases read it.
        constexpr bool often = std::tuple_size_v < Phases >> 2;
        const bool copied = often && !along && adjacent && lead.cols > short_enough &&
                            lead.cols <= Group<Layout::across>::max_entries / block_lanes;
        const Index step = along && !gathered ? 1 : block_lanes;
        core::divide(executor, (lead.rows + step - 1) / step, lead.rows * lead.cols, cost_of_an_exponential,
                     [&](Index begin, Index end) {
                         begin *= step;
                         end = (std::min)(end * step, lead.rows);
                         if (gathered) {
                             core::run_copied<Layout::gathered>(phases, begin, end, views...);
                         } else if (copied) {
                             if constexpr (often) core::run_copied<Layout::across>(phases, begin, end, views...);
                         } else if (along && adjacent) {
                             core::run_along<Lanes::adjacent>(phases, begin, end, views...);
                         } else if (along) {
                             core::run_along<Lanes::apart>(phases, begin, end, views...);
                         } else if (adjacent) {
                             core::run_across<Lanes::adjacent>(phases, begin, end, views...);
                         } else {
                             core::run_across<Lanes::apart>(phases, begin, end, views...);
                         }
                     });
    };
    strips(core::oriented(first, axis), core::oriented(rest, axis)...);
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
