#pragma once

// Short lines of a matrix, copied so that they lie side by side: a batch then holds one entry of each of several lines.

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>

#include "actfn/core/each_of.hpp"
#include "actfn/core/shuffles.hpp"
#include "actfn/core/views.hpp"

namespace actfn::inline ACTFN_ISA::core {

/// Entries k of as many lines as V has lanes, for quarter_lanes<V> numbers k, from the quarters of the lines: register i holds
/// those of the lines i, i + quarter_lanes<V>, ... It is its own inverse.
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

/// Up to Lines lines, copied to memory of the caller's: entry k of line l is at entries[k * Lines + l]. Where fewer lines are
/// there, the others are zeros.
template <class T, Index Lines>
class Gathered {
    using Element = std::remove_const_t<T>;
    using V = native_batch<Element>;
    static constexpr auto width = static_cast<Index>(lanes<V>);
    static constexpr auto quarter = static_cast<Index>(quarter_lanes<V>);

public:
    explicit Gathered(Element* entries) : entries_(entries) {}

    Element* data() const { return entries_; }

    /// Copies the rows of a view from number `row` on.
    void read(const View<T>& view, Index row, Index rows) const {
        const Element* const from = view.at(row, 0);
        if (in_registers(view, rows)) {
            for_each_tile(
                view, [&](Index line, Index entry) __attribute__((always_inline)) {
                    const auto tile =
                        core::transposed<V>(core::each_of<quarter_lanes<V>>([&](auto i) __attribute__((always_inline)) {
                            const Element* const p = from + (line + static_cast<Index>(i())) * view.row_stride + entry;
                            return core::load_quarters<V>(p, quarter * view.row_stride);
                        }));
                    core::each_of<quarter_lanes<V>>([&](auto i) __attribute__((always_inline)) {
                        core::store(at(entry + static_cast<Index>(i()), line), tile[i]);
                        return 0;
                    });
                });
        } else {
            for (Index k = 0; k < view.cols; ++k) {
                for (Index l = 0; l < Lines; ++l)
                    *at(k, l) = l < rows ? from[l * view.row_stride + k * view.col_stride] : Element(0);
            }
        }
    }

    /// Copies them back.
    void write(const View<T>& view, Index row, Index rows) const {
        Element* const to = view.at(row, 0);
        if (in_registers(view, rows)) {
            for_each_tile(
                view, [&](Index line, Index entry) __attribute__((always_inline)) {
                    const auto tile =
                        core::transposed<V>(core::each_of<quarter_lanes<V>>([&](auto i) __attribute__((always_inline)) {
                            return core::load<V>(at(entry + static_cast<Index>(i()), line));
                        }));
                    core::each_of<quarter_lanes<V>>([&](auto i) __attribute__((always_inline)) {
                        Element* const p = to + (line + static_cast<Index>(i())) * view.row_stride + entry;
                        core::store_quarters(p, quarter * view.row_stride, tile[i]);
                        return 0;
                    });
                });
        } else {
            for (Index k = 0; k < view.cols; ++k) {
                for (Index l = 0; l < rows; ++l) to[l * view.row_stride + k * view.col_stride] = *at(k, l);
            }
        }
    }

private:
    Element* at(Index entry, Index line) const { return entries_ + entry * Lines + line; }

    static bool in_registers(const View<T>& view, Index rows) {
        return has_quarters<V> && rows == Lines && view.col_stride == 1 && view.cols >= quarter;
    }
    /// f(line, entry) for tiles that cover the view; the last one overlaps the one before it where it must.
    template <class F>
    [[gnu::always_inline]] static void for_each_tile(const View<T>& view, const F& f) {
        for (Index k = 0; k < view.cols; k += quarter) {
            for (Index line = 0; line < Lines; line += width) f(line, std::min(k, view.cols - quarter));
        }
    }

    Element* entries_;
};

}  // namespace actfn::inline ACTFN_ISA::core
