#pragma once

// Copies short lines of a matrix side by side, so that a batch holds one entry of each of several lines.

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>

#include "actfn/base/unrolled.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/simd/memory.hpp"
#include "actfn/simd/shuffle.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Transposes q = quarter_lanes<V> entries of as many lines as V has lanes. Register i of x holds the quarters of lines
/// i, i + q, ...; register k of the result holds entry k of every line. The transposition is its own inverse.
template <Batch V>
ACTFN_INLINE inline std::array<V, quarter_lanes<V>> transposed(const std::array<V, quarter_lanes<V>>& x) {
    constexpr std::size_t half = quarter_lanes<V> / 2;
    const auto shuffle = [](const auto& r) ACTFN_INLINE_LAMBDA {
        return core::each_of<2 * half>([&r](auto i) ACTFN_INLINE_LAMBDA {
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

/// A copy of lines whose entries are contiguous (the rows of a view) in which those of all lines are side by side: entry
/// k of line l is at data()[k * lines + l].
template <Scalar T>
class TransposedCopy {
    using V = native_batch<T>;
    static constexpr auto width = static_cast<Index>(lanes<V>);
    static constexpr auto quarter = static_cast<Index>(quarter_lanes<V>);

public:
    static constexpr Index lines = 256 / sizeof(T);
    static constexpr Index longest = 64;

    TransposedCopy() {}  // not initialised: read() writes what is used

    T* data() { return memory_.data(); }

    /// The number of lines that a copy of `count` lines holds: whole batches.
    static Index padded(Index count) { return (count + 15) / 16 * 16; }

    /// Copies lines [begin, begin + count). Those from `count` to padded(count) hold 0.
    ACTFN_LOOP void read(const View<const T>& view, Index begin, Index count) {
        for_each_tile(
            view, begin, count,
            [&](const T* from, T* to) ACTFN_INLINE_LAMBDA {
                const auto tile =
                    core::transposed<V>(core::each_of<quarter_lanes<V>>([&](std::size_t i) ACTFN_INLINE_LAMBDA {
                        return core::load_quarters<V>(from + static_cast<Index>(i) * view.row_stride,
                                                      quarter * view.row_stride);
                    }));
                core::for_each_index<quarter_lanes<V>>([&](std::size_t i) ACTFN_INLINE_LAMBDA {
                    core::store(to + static_cast<Index>(i) * lines, tile[i]);
                });
            },
            [](const T* from, T* to) { *to = *from; });
        for (Index k = 0; k < view.cols; ++k) std::fill(at(k, count), at(k, padded(count)), T(0));
    }

    ACTFN_LOOP void write(const View<T>& view, Index begin, Index count) {
        for_each_tile(
            view, begin, count,
            [&](T* to, const T* from) ACTFN_INLINE_LAMBDA {
                const auto tile =
                    core::transposed<V>(core::each_of<quarter_lanes<V>>([&](std::size_t i) ACTFN_INLINE_LAMBDA {
                        return core::load<V>(from + static_cast<Index>(i) * lines);
                    }));
                core::for_each_index<quarter_lanes<V>>([&](std::size_t i) ACTFN_INLINE_LAMBDA {
                    core::store_quarters(to + static_cast<Index>(i) * view.row_stride, quarter * view.row_stride,
                                         tile[i]);
                });
            },
            [](T* to, const T* from) { *to = *from; });
    }

private:
    T* at(Index entry, Index line) { return memory_.data() + entry * lines + line; }

    /// Calls tile(start in the lines, start in the copy) for tiles that cover the lines; the last tile may overlap the one
    /// before it. Where tiles cannot be used, calls element(place in the lines, place in the copy).
    template <class U, class Tile, class Each>
    ACTFN_INLINE void for_each_tile(const View<U>& view, Index begin, Index count, const Tile& tile,
                                    const Each& element) {
        const Index entries = view.cols;
        Index line = 0;
        if (has_quarters<V> && view.col_stride == 1 && entries >= quarter) {
            for (; line + width <= count; line += width) {
                for (Index k = 0; k < entries; k += quarter) {
                    const Index entry = (std::min)(k, entries - quarter);
                    tile(view.at(begin + line, entry), at(entry, line));
                }
            }
        }
        for (; line < count; ++line) {
            for (Index k = 0; k < entries; ++k) element(view.at(begin + line, k), at(k, line));
        }
    }

    alignas(64) std::array<T, static_cast<std::size_t>(lines* longest)> memory_;
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
