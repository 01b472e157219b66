#pragma once

// Copies lines of a matrix side by side, so that a batch holds one entry of each of several lines.

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>

#include "actfn/base/unrolled.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/block.hpp"
#include "actfn/rows/sum.hpp"
#include "actfn/simd/shuffle.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Transposes q = quarter_lanes<V> entries of as many lines as V has lanes. Register i of x holds the quarters of lines
/// i, i + q, ...; register k of the result holds entry k of every line. The transposition is its own inverse.
template <Batch V>
[[gnu::always_inline]] inline std::array<V, quarter_lanes<V>> transposed(const std::array<V, quarter_lanes<V>>& x) {
    constexpr std::size_t half = quarter_lanes<V> / 2;
    const auto shuffle = [](const auto& r) __attribute__((always_inline)) {
        return core::each_of<2 * half>([&r](auto i) __attribute__((always_inline)) {
            constexpr std::size_t first = i() / 2;
            return i() % 2 == 0 ? core::interleave_low(r[first], r[first + half])
                                : core::interleave_high(r[first], r[first + half]);
        });
    };
    if constexpr (half == 2) {
        return shuffle(shuffle(x));
    } else {
        return shuffle(x);
    }
}

/// Copies lines to the caller's memory and back. The copy is contiguous strips of 16 lines: a strip holds entry 0 of
/// all 16 lines, then entry 1, ...
template <Layout L, class T>
class Copies;

/// Copies lines across the storage order. The outer loop is over entries, since entry k of all lines is contiguous.
template <class T>
class Copies<Layout::across, T> {
public:
    Copies(T* memory, Index entries) : memory_(memory), entries_(entries) {}

    /// Copies rows [begin, end) of a view to the strips.
    void read(const View<const T>& view, Index begin, Index end) const {
        const auto rows = [&](Index l) { return core::operand<Lanes::adjacent>(view, begin + l, false); };
        copy(
            rows, [this](Index l) { return strip<T>(l); }, end - begin);
    }

    /// Copies the strips back to rows [begin, end) of a view.
    void write(const View<T>& view, Index begin, Index end) const {
        const auto rows = [&](Index l) { return core::operand<Lanes::adjacent>(view, begin + l, false); };
        copy([this](Index l) { return strip<const T>(l); }, rows, end - begin);
    }

private:
    template <class U>
    Operand<U, Lanes::adjacent> strip(Index line) const {
        return {memory_ + line * entries_, block_lanes, 1};
    }
    void copy(const auto& from, const auto& to, Index lines) const {
        for (Index k = 0; k < entries_; ++k) {
            for (Index l = 0; l < lines; l += block_lanes) {
                const Blocks<1> at{k, (std::min)(block_lanes, lines - l)};
                core::store(to(l), at, core::load<T>(from(l), at, T(0)));
            }
        }
    }

    T* memory_;
    Index entries_;
};

/// Copies lines along the storage order, transposed in registers. Missing lines of a strip are filled with zeros.
template <class T>
class Copies<Layout::gathered, T> {
    using V = native_batch<T>;
    static constexpr auto width = static_cast<Index>(lanes<V>);
    static constexpr auto quarter = static_cast<Index>(quarter_lanes<V>);

public:
    Copies(T* memory, Index entries) : memory_(memory), entries_(entries) {}

    void read(const View<const T>& view, Index begin, Index end) const {
        for_each_tile(
            view, begin, end,
            [&](const T* from, T* to) __attribute__((always_inline)) {
                const auto tile =
                    core::transposed<V>(core::each_of<quarter_lanes<V>>([&](auto i) __attribute__((always_inline)) {
                        return core::load_quarters<V>(from + static_cast<Index>(i()) * view.row_stride,
                                                      quarter * view.row_stride);
                    }));
                core::each_of<quarter_lanes<V>>([&](auto i) __attribute__((always_inline)) {
                    core::store(to + static_cast<Index>(i()) * block_lanes, tile[i]);
                    return 0;
                });
            },
            [](const T* from, T* to) { *to = from ? *from : T(0); });
    }

    void write(const View<T>& view, Index begin, Index end) const {
        for_each_tile(
            view, begin, end,
            [&](T * to, const T* from) __attribute__((always_inline)) {
                const auto tile =
                    core::transposed<V>(core::each_of<quarter_lanes<V>>([&](auto i) __attribute__((always_inline)) {
                        return core::load<V>(from + static_cast<Index>(i()) * block_lanes);
                    }));
                core::each_of<quarter_lanes<V>>([&](auto i) __attribute__((always_inline)) {
                    core::store_quarters(to + static_cast<Index>(i()) * view.row_stride, quarter * view.row_stride,
                                         tile[i]);
                    return 0;
                });
            },
            [](T* to, const T* from) {
                if (to) *to = *from;
            });
    }

private:
    /// Calls tile(start in the lines, start in the copy) for tiles that cover each strip; the last tile may overlap the
    /// one before it. Where tiles cannot be used, calls element(place in the lines or nullptr, place in the copy).
    template <class U, class Tile, class Each>
    [[gnu::always_inline]] void for_each_tile(const View<U>& view, Index begin, Index end, const Tile& tile,
                                              const Each& element) const {
        for (Index row = begin; row < end; row += block_lanes) {
            const Index lines = (std::min)(block_lanes, end - row);
            T* const strip = memory_ + (row - begin) * entries_;
            if (has_quarters<V> && lines == block_lanes && view.col_stride == 1 && entries_ >= quarter) {
                for (Index k = 0; k < entries_; k += quarter) {
                    const Index entry = (std::min)(k, entries_ - quarter);
                    for (Index line = 0; line < block_lanes; line += width)
                        tile(view.at(row + line, entry), strip + entry * block_lanes + line);
                }
            } else {
                for (Index k = 0; k < entries_; ++k) {
                    for (Index line = 0; line < block_lanes; ++line)
                        element(line < lines ? view.at(row + line, k) : nullptr, strip + k * block_lanes + line);
                }
            }
        }
    }

    T* memory_;
    Index entries_;
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
