#pragma once

// Lines (rows or columns that are distributions) in memory, and how their entries are loaded and stored.

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

/// As many lines together as hide the latency at the end of a pass (along), or as share cache lines (across).
template <LineLayout L>
inline constexpr std::size_t lines_together = L == LineLayout::along ? 8 : 64;

/// An operand of a pass: entry k of line l is base[l * line_step + k * entry_step].
template <class T>
struct LineOperand {
    T* base;
    Index line_step;
    Index entry_step;

    LineOperand<const T> as_const() const { return {base, line_step, entry_step}; }
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

/// The batches of a quad in memory: lane l of batch b is first[b * batch_step + l * lane_step].
template <class T>
struct Batches {
    T* first;
    Index batch_step;
    Index lane_step;

    Batches<T> moved(Index by) const { return {first + by, batch_step, lane_step}; }
};

template <class T>
[[gnu::always_inline]] inline Batches<T> batches_of_line(const LineOperand<T>& of, Index line, Index batch_step,
                                                         Index lane_step) {
    return {of.base + line * of.line_step, batch_step, lane_step};
}

/// Loads and stores the first n lanes of a batch with any stride; lanes that are not loaded hold `fill`.
template <Batch V, class T>
[[gnu::noinline]] V load_strided(const T* from, Index stride, Index n, T fill) {
    std::array<T, lanes<V>> copy;
    copy.fill(fill);
    for (Index l = 0; l < n; ++l) copy[static_cast<std::size_t>(l)] = from[l * stride];
    return core::load_as<V>(copy.data());
}
template <Batch V, class T>
[[gnu::noinline]] void store_strided(T* to, Index stride, Index n, V x) {
    std::array<T, lanes<V>> copy;
    core::store_rounded(copy.data(), x);
    for (Index l = 0; l < n; ++l) to[l * stride] = copy[static_cast<std::size_t>(l)];
}

/// Loads the first n lanes of a batch, with any stride; the other lanes hold `fill`.
template <Batch V, class T>
[[gnu::always_inline]] inline V load_lanes(const T* from, Index stride, Index n, T fill) {
    if (stride == 1 && n == Index(lanes<V>)) return core::load_as<V>(from);
    if constexpr (std::same_as<T, scalar_of<V>>) {
        const auto active = static_cast<std::size_t>(n);
        if (stride == 1) return core::first_or(core::load_first<V>(from, active), active, V(fill));
    }
    return core::load_strided<V>(from, stride, n, fill);
}
template <Batch V, class T>
[[gnu::always_inline]] inline void store_lanes(T* to, Index stride, Index n, V x) {
    if (stride == 1 && n == Index(lanes<V>)) return core::store_rounded(to, x);
    if constexpr (std::same_as<T, scalar_of<V>>) {
        if (stride == 1) return core::store_first(to, x, static_cast<std::size_t>(n));
    }
    core::store_strided(to, stride, n, x);
}

/// A quad whose lanes are all active and contiguous.
struct Whole {
    template <Batch V, class T>
    [[gnu::always_inline]] static V load(const T* from, Index, std::size_t) {
        return core::load_as<V>(from);
    }
    template <Batch V, class T>
    [[gnu::always_inline]] static void store(T* to, Index, std::size_t, V x) {
        core::store_rounded(to, x);
    }
};

/// A quad of which count(batch) lanes are active, with any stride. Batches without an active lane hold `fill`, inactive
/// lanes beside active ones `beside`.
template <class T, class Count>
struct Part {
    T fill;
    T beside;
    Count count;

    template <Batch V>
    [[gnu::always_inline]] V load(const T* from, Index stride, std::size_t batch) const {
        const Index n = count(batch);
        if (n == 0) return V(static_cast<scalar_of<V>>(fill));
        return core::load_lanes<V>(from, stride, n, beside);
    }
    template <Batch V>
    [[gnu::always_inline]] void store(T* to, Index stride, std::size_t batch, V x) const {
        const Index n = count(batch);
        if (n > 0) core::store_lanes(to, stride, n, x);
    }
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
