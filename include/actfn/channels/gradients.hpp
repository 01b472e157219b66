#pragma once

// The gradients of a leaky ReLU whose slope depends on the channel: dx is element-wise, dslope is a reduction. The slopes of
// elements of 16 bits are floats, as is dslope.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/channels/block.hpp"
#include "actfn/channels/strip.hpp"
#include "actfn/channels/sum.hpp"
#include "actfn/loop/sweep.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/rows/transposed_copy.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Returns w where x <= 0 or x is NaN, otherwise 0. With w = x, that is df/da.
template <Value V>
ACTFN_INLINE inline V at_or_below_0(V x, V w) {
    return math::select(x > V(0), V(0), w);
}

/// The formula of dx = dy * f'(x) and dslope = dy * df/da for an element with a slope of its own.
struct GradientsOf {
    static constexpr int cost = 4;

    template <Value V>
    ACTFN_INLINE std::pair<V, V> operator()(V x, V dy, V slope) const {
        return {dy * math::leaky_gradient(x, slope), core::at_or_below_0(x, dy) * core::at_or_below_0(x, x)};
    }
};

/// Processes blocks of a strip: stores dx = dy * f'(x) and adds dy * df/da to the sums of dslope.
template <class T, Layout L, std::size_t N, Lanes M>
ACTFN_INLINE inline void add_gradients(Blocks<N> at, const Operand<const T, M>& x, const Operand<const T, M>& dy,
                                       const Operand<T, M>& dx, const PerDistribution<lane_type<T>, L>& slope,
                                       Sum<lane_type<T>, L>& sum) {
    using S = lane_type<T>;
    const auto below = [](auto v, auto w) ACTFN_INLINE_LAMBDA { return core::at_or_below_0(v, w); };
    const auto product = [](auto v, auto dv, auto a) ACTFN_INLINE_LAMBDA { return dv * math::leaky_gradient(v, a); };
    const auto v = core::load<S>(x, at, S(0));
    const auto dv = core::load<S>(dy, at, S(0));
    sum.add_products(at, core::each<S>(below, v, v), core::each<S>(below, v, dv));
    core::store(dx, at, core::each<S>(product, v, dv, slope));
}

/// Returns the strip of one line of n elements.
inline Strip<Layout::along> line_strip(Index n) {
    const Index blocks = (n + block_lanes - 1) / block_lanes;
    return {0, blocks, n - (blocks - 1) * block_lanes};
}

/// Computes dx and dslope of channels [begin, end): rows along the storage order of `outer` matrices, outer_step apart.
template <Lanes M, class T>
ACTFN_LOOP void gradients_along(const lane_type<T>* slopes, Index begin, Index end, const View<const T>& x,
                                const View<const T>& dy, const View<T>& dx, Index outer, Index outer_step,
                                const Operand<lane_type<T>, Lanes::apart>& dslope) {
    using S = lane_type<T>;
    const auto strip = core::line_strip(x.cols);
    for (; begin < end; ++begin) {
        auto in = core::operand<M>(x, begin, true);
        auto upstream = core::operand<M>(dy, begin, true);
        auto out = core::operand<M>(dx, begin, true);
        const S slope = slopes[begin];
        Sum<S, Layout::along> sum;
        for (Index o = 0; o < outer; ++o) {
            strip.for_each_block([&](auto at)
                                     ACTFN_INLINE_LAMBDA { core::add_gradients(at, in, upstream, out, slope, sum); });
            in.base += outer_step;
            upstream.base += outer_step;
            out.base += outer_step;
        }
        *dslope.at(begin) = static_cast<S>(sum.total());
    }
}

/// Rounds the totals of `count` channels and stores them to dslope, from entry `first` on.
template <class T>
ACTFN_INLINE inline void store_entries(const Operand<T, Lanes::apart>& dslope, Index first, Index count,
                                       const Block<double>& totals) {
    const Blocks<1> at{0, count};
    const auto rounded = core::round_to<T>(totals);
    if (dslope.step == 1) {
        core::store(Operand<T, Lanes::adjacent>{dslope.at(first), 0, 1}, at, rounded);
    } else {
        core::store(Operand<T, Lanes::apart>{dslope.at(first), 0, dslope.step}, at, rounded);
    }
}

/// Computes dx and dslope of N * 16 channels (if N is 1, of `count` channels), rows across the storage order. The loop
/// is over entries, so that memory is accessed in its order.
template <Lanes M, std::size_t N, class T>
ACTFN_LOOP void gradients_across(const lane_type<T>* slopes, Index first, Index count, const View<const T>& x,
                                 const View<const T>& dy, const View<T>& dx,
                                 const Operand<lane_type<T>, Lanes::apart>& dslope) {
    using S = lane_type<T>;
    const auto row = [first](std::size_t n) { return first + static_cast<Index>(n) * block_lanes; };
    const auto operands = [&row](const auto& v) {
        return core::each_of<N>([&](auto n) { return core::operand<M>(v, row(n), false); });
    };
    const auto in = operands(x);
    const auto upstream = operands(dy);
    const auto out = operands(dx);
    const Index lanes_there = N > 1 ? block_lanes : count;
    const auto slope = core::each_of<N>([&](auto n) {
        return core::load<S>(Operand<const S, Lanes::adjacent>{slopes + row(n), 0, 1}, Blocks<1>{0, lanes_there}, S(0));
    });
    std::array<Sum<S, Layout::across>, N> sums;
    for (Index entry = 0; entry < x.cols; ++entry) {
        core::each_of<N>([&](auto n) ACTFN_INLINE_LAMBDA {
            core::add_gradients(Blocks<1>{entry, lanes_there}, in[n], upstream[n], out[n], slope[n], sums[n]);
            return 0;
        });
    }
    for (std::size_t n = 0; n < N; ++n) core::store_entries(dslope, row(n), lanes_there, sums[n].total());
}

/// Computes dx and dslope of channels [begin, end), short rows along the storage order, on a transposed copy.
template <class T>
[[gnu::noinline]] void gradients_gathered(const T* slopes, Index begin, Index end, const View<const T>& x,
                                          const View<const T>& dy, const View<T>& dx,
                                          const Operand<T, Lanes::apart>& dslope) {
    std::array<TransposedCopy<T>, 2> copies;  // dx takes the place of dy
    for (; begin < end; begin += TransposedCopy<T>::lines) {
        const Index lines = (std::min)(TransposedCopy<T>::lines, end - begin);
        copies[0].read(x, begin, lines);
        copies[1].read(dy, begin, lines);
        for (Index line = 0; line < lines; line += block_lanes) {
            const Strip<Layout::gathered> strip{begin + line, x.cols, (std::min)(block_lanes, lines - line)};
            const auto operand = [line](auto* data) {
                return Operand<std::remove_pointer_t<decltype(data)>, Lanes::adjacent>{data + line,
                                                                                       TransposedCopy<T>::lines, 1};
            };
            const auto slope = core::values_of(strip, slopes);
            Sum<T, Layout::gathered> sum;
            strip.for_each_block([&](auto at) ACTFN_INLINE_LAMBDA {
                core::add_gradients(at, operand(copies[0].data()).as_const(), operand(copies[1].data()).as_const(),
                                    operand(copies[1].data()), slope, sum);
            });
            core::store_entries(dslope, strip.first, strip.last, sum.total());
        }
        copies[1].write(dx, begin, lines);
    }
}

inline constexpr int cost_of_gradients = 30;

/// Calls f(count, x, dy, dx) for elements [begin, end) of views in column-major order, piece by piece on contiguous
/// copies; then copies dx back.
template <Index Piece, class T, class F>
[[gnu::noinline]] void through_pieces(Index begin, Index end, const View<const T>& x, const View<const T>& dy,
                                      const View<T>& dx, const F& f) {
    std::array<std::array<T, static_cast<std::size_t>(Piece)>, 3> copy;
    for (; begin < end; begin += Piece) {
        const Index count = (std::min)(Piece, end - begin);
        const auto each = [&](const auto& do_it) {
            Index row = begin % x.rows;
            Index col = begin / x.rows;
            for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
                do_it(i, row, col);
                if (++row == x.rows) {
                    row = 0;
                    ++col;
                }
            }
        };
        each([&](std::size_t i, Index row, Index col) {
            copy[0][i] = *x.at(row, col);
            copy[1][i] = *dy.at(row, col);
        });
        f(count, std::as_const(copy[0]).data(), std::as_const(copy[1]).data(), copy[2].data());
        each([&](std::size_t i, Index row, Index col) { *dx.at(row, col) = copy[2][i]; });
    }
}

/// Computes dx and dslope where the channels are the rows of `outer` matrices, outer_step apart. If there are several
/// matrices, their rows must lie along the storage order.
template <class T, class E>
ACTFN_INLINE inline void gradients_by_channel(const lane_type<T>* slopes, const View<const T>& x,
                                              const View<const T>& dy, const View<T>& dx, Index outer, Index outer_step,
                                              E& executor, const Operand<lane_type<T>, Lanes::apart>& dslope) {
    const bool along = x.rows == 1 || (x.cols > 1 && (std::abs)(x.col_stride) <= (std::abs)(x.row_stride));
    const auto unit = [along](const auto& v) { return (along ? v.col_stride : v.row_stride) == 1; };
    const bool adjacent = unit(x) && unit(dy) && unit(dx);
    // Lines of 16 bits are not gathered: their transposed copy would convert element by element.
    const bool gathered = Scalar<T> && along && outer == 1 && x.cols <= short_enough && x.rows >= worth_gathering;
    const Index step = along && !gathered ? 1 : block_lanes;
    core::divide(
        executor, (x.rows + step - 1) / step, x.rows * x.cols * outer, cost_of_gradients,
        [&](Index begin, Index end) ACTFN_INLINE_LAMBDA {
            begin *= step;
            end = (std::min)(end * step, x.rows);
            if constexpr (Scalar<T>) {
                if (gathered) return core::gradients_gathered(slopes, begin, end, x, dy, dx, dslope);
            }
            if (along && adjacent) {
                core::gradients_along<Lanes::adjacent>(slopes, begin, end, x, dy, dx, outer, outer_step, dslope);
            } else if (along) {
                core::gradients_along<Lanes::apart>(slopes, begin, end, x, dy, dx, outer, outer_step, dslope);
            } else if (adjacent) {
                constexpr std::size_t together = 4;
                constexpr Index rows = static_cast<Index>(together) * block_lanes;
                for (; begin + rows <= end; begin += rows)
                    core::gradients_across<Lanes::adjacent, together>(slopes, begin, block_lanes, x, dy, dx, dslope);
                for (; begin < end; begin += block_lanes)
                    core::gradients_across<Lanes::adjacent, 1>(slopes, begin, (std::min)(block_lanes, end - begin), x,
                                                               dy, dx, dslope);
            } else {
                for (; begin < end; begin += block_lanes)
                    core::gradients_across<Lanes::apart, 1>(slopes, begin, (std::min)(block_lanes, end - begin), x, dy,
                                                            dx, dslope);
            }
        });
}

/// Computes dx and returns dslope for one slope shared by all elements. The sum is in x's storage order, element q in
/// lane q mod 16, in parts of a length that depends on the number of elements alone.
template <class T, class E>
lane_type<T> gradients_of_one_slope(lane_type<T> slope, View<const T> x, View<const T> dy, View<T> dx, E& executor) {
    using S = lane_type<T>;
    constexpr Index piece = 512;
    constexpr Index greatest_number = 256;
    if (x.by_rows()) {
        x = x.transposed();
        dy = dy.transposed();
        dx = dx.transposed();
    }
    const Index n = x.rows;
    const Index size = n * x.cols;
    const auto dense = [n](const auto& v) {
        return (n == 1 || v.row_stride == 1) && (v.cols == 1 || v.col_stride == n);
    };
    const bool contiguous = dense(x) && dense(dy) && dense(dx);
    const Index pieces = (size + piece - 1) / piece;
    const Index pieces_in_part = (pieces + greatest_number - 1) / greatest_number;
    const Index part = std::max<Index>(1, pieces_in_part) * piece;
    const Index parts = (size + part - 1) / part;
    std::array<PartialSum<S, double>, static_cast<std::size_t>(greatest_number)> sums;
    const auto add = [slope](Index count, const T* in, const T* upstream, T* out, auto& sum) ACTFN_INLINE_LAMBDA {
        const auto operand = [](auto* p) {
            return Operand<std::remove_pointer_t<decltype(p)>, Lanes::adjacent>{p, block_lanes, 1};
        };
        core::line_strip(count).for_each_block([&](auto at) ACTFN_INLINE_LAMBDA {
            core::add_gradients(at, operand(in), operand(upstream), operand(out), slope, sum);
        });
    };
    core::divide(executor, parts, size, cost_of_gradients, [&](Index begin, Index end) {
        for (; begin < end; ++begin) {
            Sum<S, Layout::along> sum;
            const Index first = begin * part;
            const Index last = (std::min)(first + part, size);
            if (contiguous) {
                add(last - first, x.data + first, dy.data + first, dx.data + first, sum);
            } else {
                core::through_pieces<piece>(first, last, x, dy, dx, [&](auto... of) { add(of..., sum); });
            }
            const auto [value, rest] = sum.total_and_rest();
            sums[static_cast<std::size_t>(begin)] = PartialSum<S, double>::of(value, rest);
        }
    });
    auto total = PartialSum<S, double>::zero();
    for (Index i = 0; i < parts; ++i) total = total + sums[static_cast<std::size_t>(i)];
    return static_cast<S>(total.value_and_rest().first);
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
