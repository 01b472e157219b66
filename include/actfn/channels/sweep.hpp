#pragma once

// The loops of y = f(x, slope), where each line of the storage order has one slope, or all lines share a row of slopes.
// Those of elements of 16 bits are floats.

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "actfn/base/axis.hpp"
#include "actfn/base/common_divisor.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/unrolled.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/loop/sweep.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/simd/load_as.hpp"
#include "actfn/simd/memory.hpp"
#include "actfn/simd/shuffle.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The formula f(x, slope) with a fixed slope, as a formula of x alone.
template <class F, class T>
struct WithSlope {
    static constexpr int cost = F::cost;
    [[no_unique_address]] F f;
    T slope;

    template <class V>
    ACTFN_INLINE V operator()(V x) const {
        return f(x, slope);
    }
};

/// y = f(x, slope) for Together lines of n contiguous elements at strides x_step and y_step. The tail is a full batch
/// that may overlap the one before: a masked store takes longer. It is loaded before any store, since y may be x.
template <bool Spread, std::size_t Together, class T, class F>
ACTFN_INLINE inline void sweep_lines_interleaved(const F& f, Index n, const T* x, Index x_step,
                                                 const lane_type<T>* slopes, T* y, Index y_step) {
    using V = native_batch<lane_type<T>>;
    constexpr auto width = static_cast<Index>(lanes<V>);
    const auto results = [&](const V& slope, const auto& load) ACTFN_INLINE_LAMBDA {
        return core::each_of<Together>(
            [&](auto k) ACTFN_INLINE_LAMBDA { return f(load(x + static_cast<Index>(k()) * x_step), slope); });
    };
    const auto store_each = [&](const auto& values, const auto& store) ACTFN_INLINE_LAMBDA {
        core::each_of<Together>([&](auto k) ACTFN_INLINE_LAMBDA {
            store(y + static_cast<Index>(k()) * y_step, values[k]);
            return 0;
        });
    };
    const V spread(*slopes);
    if (n < width) {
        const auto count = static_cast<std::size_t>(n);
        const V slope = Spread ? spread : core::load_first<V>(slopes, count);
        store_each(results(slope, [count](const T* p) ACTFN_INLINE_LAMBDA { return core::load_first_as<V>(p, count); }),
                   [count](T* p, V v) ACTFN_INLINE_LAMBDA { core::store_first_rounded(p, v, count); });
        return;
    }
    const auto batch = [&](Index i) ACTFN_INLINE_LAMBDA {
        return results(Spread ? spread : core::load<V>(slopes + i),
                       [i](const T* p) ACTFN_INLINE_LAMBDA { return core::load_as<V>(p + i); });
    };
    const auto store_batch = [&](Index i, const auto& values) ACTFN_INLINE_LAMBDA {
        store_each(values, [i](T* p, V v) ACTFN_INLINE_LAMBDA { core::store_rounded(p + i, v); });
    };
    const Index last = n - width;
    const auto end = batch(last);
#pragma GCC unroll 2
    for (Index i = 0; i < last; i += width) store_batch(i, batch(i));
    store_batch(last, end);
}

/// y = f(x, slope) for `count` lines of n contiguous elements. The steps are the strides from line to line. Spread:
/// each line has one slope, which is broadcast; otherwise all lines share n slopes, loaded once for four lines.
template <bool Spread, class T, class F>
ACTFN_LOOP void sweep_lines(F f, Index n, Index count, const T* x, Index x_step, const lane_type<T>* slopes,
                            Index slope_step, T* y, Index y_step) {
    constexpr Index together = Spread ? 1 : 4;
    for (; count >= together; count -= together, x += together * x_step, slopes += slope_step, y += together * y_step)
        core::sweep_lines_interleaved<Spread, static_cast<std::size_t>(together)>(f, n, x, x_step, slopes, y, y_step);
    for (; count > 0; --count, x += x_step, y += y_step)
        core::sweep_lines_interleaved<Spread, 1>(f, n, x, x_step, slopes, y, y_step);
}

/// Returns the slopes of elements First, First + 1, ... in lines of N: one per line (Spread), or N shared by all lines.
template <bool Spread, std::size_t N, std::size_t First, Batch V>
ACTFN_INLINE inline V dealt(V slopes) {
    return [slopes]<std::size_t... L>(std::index_sequence<L...>) ACTFN_INLINE_LAMBDA {
        return core::shuffled(slopes, slopes, std::index_sequence<(Spread ? (First + L) / N : L % N)...>());
    }
    (std::make_index_sequence<lanes<V>>());
}

/// y = f(x, slope) for lines of N elements with no gaps between them, where N divides the lanes of a batch: the slopes
/// are shuffled in registers.
template <Index N, bool Spread, class T, class F>
ACTFN_LOOP void sweep_lines_of(F f, Index count, const T* x, const lane_type<T>* slopes, T* y) {
    using S = lane_type<T>;
    using V = native_batch<S>;
    constexpr auto width = static_cast<Index>(lanes<V>);
    constexpr auto n = static_cast<std::size_t>(N);
    if constexpr (Spread) {
        for (; count >= width; count -= width, slopes += width) {
            const V all = core::load<V>(slopes);
            core::each_of<n>([&](auto batch) ACTFN_INLINE_LAMBDA {
                constexpr std::size_t first = batch() * lanes<V>;
                core::store_rounded(y, f(core::load_as<V>(x), core::dealt<Spread, n, first>(all)));
                x += width;
                y += width;
                return 0;
            });
        }
        for (; count > 0; --count, x += N, y += N)
            core::sweep_lines_interleaved<true, 1>(f, N, x, Index(0), slopes++, y, Index(0));
    } else {
        const V slope = core::dealt<Spread, n, 0>(core::load_first<V>(slopes, n));
        core::sweep_contiguous<LoopPlan<S>>(WithSlope<F, V>{f, slope}, count * N, std::array{x}, std::array{y});
    }
}

/// Calls sweep_lines_of if n is one of N, N / 2, ..., 2, and returns whether it is.
template <Index N, bool Spread, class T, class F>
ACTFN_INLINE inline bool sweep_dividing_lines(const F& f, Index n, Index count, const T* x, const lane_type<T>* slopes,
                                              T* y) {
    if constexpr (N > 1) {
        if (n != N) return core::sweep_dividing_lines<N / 2, Spread>(f, n, count, x, slopes, y);
        core::sweep_lines_of<N, Spread>(f, count, x, slopes, y);
        return true;
    } else {
        return false;
    }
}

/// y = f(x, slope) for lines no longer than a batch with no gaps between them: the slopes are expanded to one per
/// element, so that the batches are full.
template <bool Spread, class T, class F>
[[gnu::noinline]] void sweep_short_lines(const F& f, Index n, Index count, const T* x, const lane_type<T>* slopes,
                                         Index slope_step, T* y) {
    using S = lane_type<T>;
    using V = native_batch<S>;
    constexpr auto width = static_cast<Index>(lanes<V>);
    if (!(Spread && slope_step != 1) && core::sweep_dividing_lines<width, Spread>(f, n, count, x, slopes, y)) return;
    constexpr Index capacity = 16 * width;
    std::array<S, static_cast<std::size_t>(capacity + width)> pattern;  // the last store may reach beyond the capacity
    const auto sweep = [&](Index size, Index repeats) ACTFN_INLINE_LAMBDA {
        core::sweep_lines<false, T>(f, size, repeats, x, size, pattern.data(), Index(0), y, size);
        x += repeats * size;
        y += repeats * size;
    };
    if constexpr (Spread) {
        const Index together = capacity / n;
        for (; count > 0; count -= together) {
            const Index lines = (std::min)(together, count);
            for (Index l = 0; l < lines; ++l, slopes += slope_step) core::store(pattern.data() + l * n, V(*slopes));
            sweep(lines * n, 1);
        }
    } else {
        // The pattern is a whole number of batches, so that its repetitions have no tail.
        const Index period = n / core::greatest_common_divisor(n, width) * width;
        const Index all = count * n;
        const Index size =
            (std::min)(period * std::max<Index>(1, 4 * width / period), (all + period - 1) / period * period);
        const V once = core::load_first<V>(slopes, static_cast<std::size_t>(n));
        for (Index i = 0; i < size; i += n) core::store(pattern.data() + i, once);
        sweep(size, all / size);
        sweep(all % size, 1);
    }
}

/// y = f(x, slope) over views of one shape, where the lines along the storage order of y are its columns.
template <class T, class F, class E>
ACTFN_INLINE inline void sweep_columns_with_slopes(const F& f, const View<const T>& x,
                                                   const View<const lane_type<T>>& slopes, const View<T>& y,
                                                   E& executor) {
    using S = lane_type<T>;
    using Plan = LoopPlan<S>;
    const Index n = y.rows;
    const Index count = y.cols;
    const bool spread = n == 1 || slopes.row_stride == 0;
    const bool repeated = count == 1 || slopes.col_stride == 0;
    const bool unit = n == 1 || (x.row_stride == 1 && y.row_stride == 1);
    const bool contiguous = unit && (count == 1 || (x.col_stride == n && y.col_stride == n));
    if (spread && repeated) {
        const WithSlope<F, S> g{f, *slopes.data};
        if (contiguous) {
            core::sweep_vectors<Plan>(g, n * count, std::array{x.data}, std::array{y.data}, executor);
        } else {
            core::sweep_views<Plan>(g, std::array{x}, std::array{y}, executor);
        }
        return;
    }
    if (!unit || !(spread || (repeated && slopes.row_stride == 1))) {
        core::sweep_views<Plan>(f, core::together(x, slopes), std::array{y}, executor);
        return;
    }
    const bool short_lines = contiguous && n <= static_cast<Index>(lanes<native_batch<S>>);
    core::divide(executor, count, n * count, F::cost, [&](Index begin, Index end) ACTFN_INLINE_LAMBDA {
        const T* const from = x.data + begin * x.col_stride;
        const S* const first = slopes.data + begin * slopes.col_stride;
        T* const to = y.data + begin * y.col_stride;
        if (short_lines) {
            if (spread) {
                core::sweep_short_lines<true>(f, n, end - begin, from, first, slopes.col_stride, to);
            } else {
                core::sweep_short_lines<false>(f, n, end - begin, from, first, Index(0), to);
            }
        } else if (spread) {
            core::sweep_lines<true>(f, n, end - begin, from, x.col_stride, first, slopes.col_stride, to, y.col_stride);
        } else {
            core::sweep_lines<false>(f, n, end - begin, from, x.col_stride, first, Index(0), to, y.col_stride);
        }
    });
}

/// y = f(x, slope) over views of one shape; strides of 0 broadcast the slopes. The choice between the loops is inlined:
/// a short call would wait for views that are passed on the stack.
template <class T, class F, class E>
ACTFN_INLINE inline void sweep_with_slopes(const F& f, const View<const T>& x, const View<const lane_type<T>>& slopes,
                                           const View<T>& y, E& executor) {
    if (y.empty()) return;
    if (y.by_rows()) {
        core::sweep_columns_with_slopes<T>(f, x.transposed(), slopes.transposed(), y.transposed(), executor);
    } else {
        core::sweep_columns_with_slopes<T>(f, x, slopes, y, executor);
    }
}

/// y = f(x, slope) where x and y are tensors, and the slope belongs to the middle index: by sweep(x, slopes, y, executor) over
/// views, as above, at `cost` cycles per element.
template <class T, class Sweep, class E>
void sweep_tensor_with_slopes(const Sweep& sweep, int cost, const Lines& lines, const T* x, const lane_type<T>* slopes,
                              T* y, E& executor) {
    const Index outer = lines.outer;
    const Index length = lines.length;
    const Index inner = lines.inner;
    const auto of = [](auto* p, Index rows, Index cols, Index row_step, Index col_step) {
        return View<std::remove_pointer_t<decltype(p)>>{p, rows, cols, row_step, col_step};
    };
    if (inner == 1) {
        sweep(of(x, length, outer, 1, length), of(slopes, length, outer, 1, 0), of(y, length, outer, 1, length),
              executor);
        return;
    }
    core::divide(executor, outer * length, outer * length * inner, cost, [&](Index begin, Index end) {
        Serial serial;
        while (begin < end) {
            const Index first = begin % length;
            const Index count = (std::min)(end - begin, length - first);
            const Index at = begin * inner;
            sweep(of(x + at, inner, count, 1, inner), of(slopes + first, inner, count, 0, 1),
                  of(y + at, inner, count, 1, inner), serial);
            begin += count;
        }
    });
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
