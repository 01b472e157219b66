#pragma once

// Lines (rows or columns that are distributions) in memory, and how their entries are loaded and stored.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>

#include "actfn/memory/view.hpp"
#include "actfn/simd/load_as.hpp"
#include "actfn/simd/memory.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// How the entries of a line lie in memory.
enum class LineLayout {
    along,   ///< contiguous: the lanes of a batch hold entries of one line
    across,  ///< beside those of other lines: each lane holds a line
};

/// As many lines together as hide the latency at the end of a pass (along), or as are read in runs of memory that are
/// long enough to be prefetched (across).
template <LineLayout L>
inline constexpr std::size_t lines_together = L == LineLayout::along ? 16 : 256;

/// Entries of a group of lines that stay in the L1 cache.
inline constexpr std::size_t entries_together = 4096;

/// An operand of a pass: entry k of line l is base[l * line_step + k * entry_step].
template <class T>
struct LineOperand {
    T* base;
    Index line_step;
    Index entry_step;

    LineOperand<const T> as_const() const { return {base, line_step, entry_step}; }
    LineOperand from_entry(Index entry) const { return {base + entry * entry_step, line_step, entry_step}; }
    T& at(Index line, Index entry) const { return base[line * line_step + entry * entry_step]; }
};

/// A number of each line in memory, `step` apart.
template <class T>
struct LineNumbers {
    T* first;
    Index step;

    LineNumbers from_line(Index line) const { return {first + line * step, step}; }
    T& operator[](Index line) const { return first[line * step]; }
};

/// Numbers of up to N lines.
template <class T, std::size_t N>
struct alignas(64) PerLine {
    std::array<T, N> value;
};

/// The sums of lines, each with the rest lost in rounding it; or their greatest entries.
template <class Number, std::size_t N>
struct SumsOfLines {
    PerLine<Number, N> sum;
    PerLine<Number, N> rest;
};

/// The constants of a pass, K for each line.
template <class C, std::size_t K, std::size_t N>
using Constants = std::array<PerLine<C, N>, K>;

/// The batches of a quad in memory: batch b begins at first[b * step].
template <class T>
struct Batches {
    T* first;
    Index step;

    Batches moved(Index by) const { return {first + by, step}; }
    T* at(std::size_t batch) const { return first + static_cast<Index>(batch) * step; }
};
template <class T>
ACTFN_INLINE inline Batches<T> batches(T* first, Index step) {
    return {first, step};
}

/// Whether the first lanes of a V are loaded from elements of T, and stored to them, by a masked instruction.
template <class V, class T>
inline constexpr bool has_masked_load = has_masked_loads&& is_one_load<V, T>;

/// Loads and stores the first n lanes of a batch where that takes more than a masked instruction. Not inlined: a pass loads and
/// stores such lanes in many places.
template <Batch V, class T>
[[gnu::noinline]] V load_some(const T* from, std::size_t n, T fill) {
    if constexpr (is_one_load<V, T>) {
        using B = lanes_from<V, T>;
        return core::convert<V>(core::first_or(core::load_first<B>(from, n), n, B(fill)));
    } else {
        std::array<T, lanes<V>> copy;
        copy.fill(fill);
        std::copy_n(from, n, copy.begin());
        return core::load_as<V>(copy.data());
    }
}
template <Batch V, class T>
[[gnu::noinline]] void store_some(T* to, std::size_t n, V x) {
    std::array<T, lanes<V>> copy;
    core::store_rounded(copy.data(), x);
    std::copy_n(copy.begin(), n, to);
}

/// Loads the first n lanes of a batch; the other lanes hold `fill`.
template <Batch V, class T>
ACTFN_INLINE inline V load_lanes(const T* from, Index n, T fill) {
    const auto active = static_cast<std::size_t>(n);
    if (active == lanes<V>) return core::load_as<V>(from);
    if constexpr (has_masked_load<V, T>) {
        using B = lanes_from<V, T>;
        return core::convert<V>(core::first_or(core::load_first<B>(from, active), active, B(fill)));
    } else {
        return core::load_some<V>(from, active, fill);
    }
}
template <Batch V, class T>
ACTFN_INLINE inline void store_lanes(T* to, Index n, V x) {
    const auto active = static_cast<std::size_t>(n);
    if (active == lanes<V>) return core::store_rounded(to, x);
    if constexpr (has_masked_load<V, T>) {
        core::store_first(to, core::convert<lanes_from<V, T>>(x), active);
    } else {
        core::store_some(to, active, x);
    }
}

/// A quad whose lanes are all active and contiguous.
struct Whole {
    template <Batch V, class T>
    ACTFN_INLINE static V load(const T* from, std::size_t) {
        return core::load_as<V>(from);
    }
    template <Batch V, class T>
    ACTFN_INLINE static void store(T* to, std::size_t, V x) {
        core::store_rounded(to, x);
    }
};

/// A quad with inactive lanes: batch b has count[b] active ones. Batches without an active lane hold `fill`, inactive
/// lanes beside active ones `beside`.
template <class T>
struct Part {
    T fill;
    T beside;
    std::array<Index, 4> count;

    template <Batch V>
    ACTFN_INLINE V load(const T* from, std::size_t batch) const {
        if (count[batch] == 0) return V(static_cast<scalar_of<V>>(fill));
        if constexpr (std::same_as<T, scalar_of<V>> && sizeof(V) == 64) {
            return core::load_first_or(from, static_cast<std::size_t>(count[batch]), V(beside));
        } else {
            return core::load_lanes<V>(from, count[batch], beside);
        }
    }
    template <Batch V, class To>
    ACTFN_INLINE void store(To* to, std::size_t batch, V x) const {
        if (count[batch] > 0) core::store_lanes(to, count[batch], x);
    }
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
