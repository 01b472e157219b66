#pragma once

// The one loop over distributions (rows or columns of a matrix), for functions that are not element-wise.
//
// Every reduction goes through 16 lanes, whatever the width of the registers. Along the storage order, entry k of a
// distribution goes to lane k mod 16 and a fixed tree adds the lanes; across it, each lane is a distribution of its own and
// adds its entries in sequence. So the bits depend on neither ISA, alignment nor thread count.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <tuple>
#include <utility>

#include "actfn/core/executor.hpp"
#include "actfn/core/lanes.hpp"
#include "actfn/core/views.hpp"
#include "actfn/math/product.hpp"

namespace actfn::inline ACTFN_ISA {

/// Which lines of a matrix are the distributions: each row, or each column.
enum class Axis { rowwise, colwise };
inline constexpr Axis rowwise = Axis::rowwise;
inline constexpr Axis colwise = Axis::colwise;

namespace core {

inline constexpr Index block_lanes = 16;
inline constexpr int cost_of_an_exponential = 30;

/// 16 lanes of C in as many native batches as that takes.
template <Scalar C>
struct Block {
    using V = native_batch<C>;
    static constexpr std::size_t batches = static_cast<std::size_t>(block_lanes) / lanes<V>;
    std::array<V, batches> batch;
};

/// f applied to the batches of blocks.
template <class C, class F, class... Cs>
[[gnu::always_inline]] inline Block<C> each(const F& f, const Block<Cs>&... blocks) {
    Block<C> result;
    for (std::size_t i = 0; i < Block<C>::batches; ++i) result.batch[i] = f(blocks.batch[i]...);
    return result;
}

template <class C>
[[gnu::always_inline]] inline Block<C> broadcast(C value) {
    Block<C> result;
    for (auto& b : result.batch) b = native_batch<C>(value);
    return result;
}

template <class C>
[[gnu::always_inline]] inline Block<double> to_double(const Block<C>& x) {
    if constexpr (std::same_as<C, double>) {
        return x;
    } else {
        Block<double> result;
        for (std::size_t i = 0; i < Block<float>::batches; ++i) {
            const auto [low, high] = core::widen(x.batch[i]);
            result.batch[2 * i] = low;
            result.batch[2 * i + 1] = high;
        }
        return result;
    }
}

template <class T, class C>
[[gnu::always_inline]] inline Block<T> round_to(const Block<C>& x) {
    if constexpr (std::same_as<C, T>) {
        return x;
    } else {
        Block<float> result;
        for (std::size_t i = 0; i < Block<float>::batches; ++i) {
            result.batch[i] = core::narrow<native_batch<float>>(x.batch[2 * i], x.batch[2 * i + 1]);
        }
        return result;
    }
}

/// One operand of a strip: lane l of block b is base[b * step + l * lane_stride].
template <class T>
struct Operand {
    T* base;
    Index step;
    Index lane_stride;

    T* at(Index block) const { return base + block * step; }
};

template <class T>
Operand<T> operand(const View<T>& v, Index row, bool along) {
    if (along) return {v.at(row, 0), v.col_stride * block_lanes, v.col_stride};
    return {v.at(row, 0), v.col_stride, v.row_stride};
}

/// One distribution (along) or up to 16 of them side by side (across).
struct Strip {
    Index first;  // number of the first distribution
    Index blocks;
    Index last;  // lanes in the last block (along) or in every block (across)
    bool along;

    Index count(Index block) const { return along && block + 1 < blocks ? block_lanes : last; }
};

/// Calls f(i, first, n) for each batch i of a block of which `count` lanes are there: n lanes of it, from lane `first` on.
template <class T, class F>
[[gnu::always_inline]] inline void for_each_batch(Index count, const F& f) {
    constexpr auto width = static_cast<Index>(lanes<native_batch<T>>);
    for (Index first = 0; first < block_lanes; first += width) {
        f(static_cast<std::size_t>(first / width), first, std::clamp<Index>(count - first, 0, width));
    }
}

/// Reads a block in the type C; lanes that are not there hold `fill`.
template <Scalar C, class T>
[[gnu::always_inline]] inline Block<C> load_block(const Operand<const T>& from, Index block, Index count, T fill) {
    using V = native_batch<T>;
    constexpr auto width = static_cast<Index>(lanes<V>);
    const T* p = from.at(block);
    Block<T> result;
    if (from.lane_stride == 1) {
        for_each_batch<T>(count, [&](std::size_t i, Index first, Index n) __attribute__((always_inline)) {
            if (n == width) {
                result.batch[i] = core::load<V>(p + first);
            } else {
                const V there = n == 0 ? V(T(0)) : core::load_first<V>(p + first, static_cast<std::size_t>(n));
                result.batch[i] = math::select(core::lane_numbers<V>() < V(static_cast<T>(n)), there, V(fill));
            }
        });
    } else {
        std::array<T, static_cast<std::size_t>(block_lanes)> copy;
        copy.fill(fill);
        for (Index i = 0; i < count; ++i) copy[static_cast<std::size_t>(i)] = p[i * from.lane_stride];
        for (std::size_t i = 0; i < Block<T>::batches; ++i) result.batch[i] = core::load<V>(copy.data() + i * lanes<V>);
    }
    if constexpr (std::same_as<C, T>) {
        return result;
    } else {
        return core::to_double(result);
    }
}

template <class T, Scalar C>
[[gnu::always_inline]] inline void store_block(const Operand<T>& to, Index block, Index count, const Block<C>& values) {
    using V = native_batch<T>;
    constexpr auto width = static_cast<Index>(lanes<V>);
    const Block<T> rounded = core::round_to<T>(values);
    T* const target = to.at(block);
    if (to.lane_stride == 1) {
        for_each_batch<T>(count, [&](std::size_t i, Index first, Index n) __attribute__((always_inline)) {
            if (n == width) {
                core::store(target + first, rounded.batch[i]);
            } else if (n > 0) {
                core::store_first(target + first, rounded.batch[i], static_cast<std::size_t>(n));
            }
        });
    } else {
        std::array<T, static_cast<std::size_t>(block_lanes)> copy;
        for (std::size_t i = 0; i < Block<T>::batches; ++i) core::store(copy.data() + i * lanes<V>, rounded.batch[i]);
        for (Index i = 0; i < count; ++i) target[i * to.lane_stride] = copy[static_cast<std::size_t>(i)];
    }
}

/// a + b = sum + error exactly, hidden from an optimiser that would cancel the error.
template <Value V>
[[gnu::always_inline]] inline std::pair<V, V> two_sum(V a, V b) {
    const V sum = core::opaque(a + b);
    const V b_part = core::opaque(sum - a);
    return {sum, (a - core::opaque(sum - b_part)) + (b - b_part)};
}

/// Sums in double, lane by lane: plainly for elements of type float, compensated for double.
template <Scalar T>
class Sum {
public:
    template <class C>
    [[gnu::always_inline]] void add(const Block<C>& x) {
        const Block<double> wide = core::to_double(x);
        for (std::size_t i = 0; i < Block<double>::batches; ++i) {
            if constexpr (std::same_as<T, float>) {
                sum_.batch[i] = sum_.batch[i] + wide.batch[i];
            } else {
                const auto [sum, error] = core::two_sum(sum_.batch[i], wide.batch[i]);
                sum_.batch[i] = sum;
                error_.batch[i] = error_.batch[i] + error;
            }
        }
    }

    /// Adds the lanes' products; those of doubles with their rounding errors.
    template <class C>
    [[gnu::always_inline]] void add_products(const Block<C>& a, const Block<C>& b) {
        if constexpr (std::same_as<T, float>) {
            add(core::each<double>([](auto u, auto v) { return u * v; }, core::to_double(a), core::to_double(b)));
        } else {
            add(core::each<double>([](auto u, auto v) { return core::opaque(math::product(u, v).product); }, a, b));
            const auto low = core::each<double>([](auto u, auto v) { return math::product(u, v).low; }, a, b);
            error_ = core::each<double>([](auto e, auto l) { return e + l; }, error_, low);
        }
    }

    /// The total of each distribution, in every lane that belongs to it.
    [[gnu::always_inline]] Block<double> total(bool along) const { return total_and_rest(along).first; }

    /// The same, with what its rounding left over.
    [[gnu::always_inline]] std::pair<Block<double>, Block<double>> total_and_rest(bool along) const {
        if (!along) {
            return {core::each<double>([](auto s, auto e) { return core::two_sum(s, e).first; }, sum_, error_),
                    core::each<double>([](auto s, auto e) { return core::two_sum(s, e).second; }, sum_, error_)};
        }
        constexpr auto n = static_cast<std::size_t>(block_lanes);
        std::array<double, n> sum;
        std::array<double, n> error;
        for (std::size_t i = 0; i < Block<double>::batches; ++i) {
            core::store(sum.data() + i * lanes<native_batch<double>>, sum_.batch[i]);
            core::store(error.data() + i * lanes<native_batch<double>>, error_.batch[i]);
        }
        for (std::size_t half = n / 2; half > 0; half /= 2) {
            for (std::size_t i = 0; i < half; ++i) {
                if constexpr (std::same_as<T, float>) {
                    sum[i] += sum[i + half];
                } else {
                    const auto [s, e] = core::two_sum(sum[i], sum[i + half]);
                    sum[i] = s;
                    error[i] += error[i + half] + e;
                }
            }
        }
        const auto [s, e] = core::two_sum(sum[0], error[0]);
        return {core::broadcast(s), core::broadcast(e)};
    }

private:
    Block<double> sum_ = core::broadcast(0.0);
    Block<double> error_ = core::broadcast(0.0);
};

/// The greatest entry of each distribution, in every lane that belongs to it.
template <class C>
[[gnu::always_inline]] inline Block<C> greatest(const Block<C>& x, bool along) {
    if (!along) return x;
    std::array<C, static_cast<std::size_t>(block_lanes)> entry;
    for (std::size_t i = 0; i < Block<C>::batches; ++i) {
        core::store(entry.data() + i * lanes<native_batch<C>>, x.batch[i]);
    }
    for (std::size_t half = entry.size() / 2; half > 0; half /= 2) {
        for (std::size_t i = 0; i < half; ++i) entry[i] = math::max(entry[i], entry[i + half]);
    }
    return core::broadcast(entry[0]);
}

/// values[i] for the distribution i that each lane of a strip belongs to.
template <class T>
Block<T> lane_values(const Strip& strip, const T* values) {
    if (strip.along) return core::broadcast(values[strip.first]);
    return core::load_block<T>(Operand<const T>{values + strip.first, 0, 1}, 0, strip.last, T(0));
}

/// values[i] := the lane that belongs to distribution i.
template <class T>
void store_lane_values(const Strip& strip, const Block<T>& lanes_of_strip, T* values) {
    core::store_block(Operand<T>{values + strip.first, 0, 1}, 0, strip.along ? 1 : strip.last, lanes_of_strip);
}

/// A block with one value and zeros.
template <class T>
Block<T> first_lane(T value) {
    return core::load_block<T>(Operand<const T>{&value, 0, 1}, 0, 1, T(0));
}

/// Calls kernel(strip, operands...) for every strip of views of one shape; the layout is that of the first view.
template <class Kernel, class E, class First, class... Rest>
void for_each_strip(const Kernel& kernel, Axis axis, E& executor, View<First> first, View<Rest>... rest) {
    if (first.empty()) return;
    const auto oriented = [axis](auto v) { return axis == rowwise ? v : v.transposed(); };  // a distribution is a row
    const auto strips = [&](auto... views) {
        const auto lead = std::get<0>(std::tuple(views...));
        const bool along = lead.rows == 1 || (lead.cols > 1 && std::abs(lead.col_stride) <= std::abs(lead.row_stride));
        const Index n = along ? lead.rows : (lead.rows + block_lanes - 1) / block_lanes;
        const Index blocks = along ? (lead.cols + block_lanes - 1) / block_lanes : lead.cols;
        core::divide(executor, n, lead.rows * lead.cols, cost_of_an_exponential, [&](Index begin, Index end) {
            for (Index i = begin; i < end; ++i) {
                const Index row = along ? i : i * block_lanes;
                const Index last = along ? lead.cols - (blocks - 1) * block_lanes : std::min(block_lanes, lead.rows - row);
                kernel(Strip{row, blocks, last, along}, core::operand(views, row, along)...);
            }
        });
    };
    strips(oriented(first), oriented(rest)...);
}

}  // namespace core
}  // namespace actfn::inline ACTFN_ISA
