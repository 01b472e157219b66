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
#include <type_traits>
#include <utility>

#include "actfn/core/each_of.hpp"
#include "actfn/core/executor.hpp"
#include "actfn/core/gathered.hpp"
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

/// N times 16 lanes of C in as many native batches as that takes.
template <Scalar C, std::size_t N = 1>
struct Block {
    using V = native_batch<C>;
    static constexpr std::size_t batches_of_one = static_cast<std::size_t>(block_lanes) / lanes<V>;
    static constexpr std::size_t batches = N * batches_of_one;
    std::array<V, batches> batch;
};

/// Blocks that are worked on in step.
inline constexpr std::size_t blocks_in_step = std::max<std::size_t>(1, batches_in_step / Block<float>::batches);

/// Batch i of a block, or of a number that stands for all its lanes.
template <class C, std::size_t N>
[[gnu::always_inline]] inline native_batch<C> nth_batch(const Block<C, N>& x, std::size_t i) {
    return x.batch[i % Block<C, N>::batches];
}
template <Scalar C>
[[gnu::always_inline]] inline native_batch<C> nth_batch(C x, std::size_t) {
    return native_batch<C>(x);
}

template <class X>
inline constexpr std::size_t blocks_of = 0;
template <class C, std::size_t N>
inline constexpr std::size_t blocks_of<Block<C, N>> = N;

/// f applied to the batches of blocks; to the numbers themselves, where there are only numbers.
template <class C, class F, class... Xs>
[[gnu::always_inline]] inline auto each(const F& f, const Xs&... x) {
    constexpr std::size_t n = std::max({blocks_of<Xs>...});
    if constexpr (n == 0) {
        return f(x...);
    } else {
        return Block<C, n>{core::each_of<Block<C, n>::batches>([&](auto i) __attribute__((always_inline)) {
            return f(core::nth_batch(x, i)...);
        })};
    }
}

/// The same for a long formula, with several batches in step.
template <class C, class F, class... Xs>
[[gnu::always_inline]] inline auto each_in_step(const F& f, const Xs&... x) {
    constexpr std::size_t n = std::max({blocks_of<Xs>...});
    constexpr std::size_t batches = Block<C, n>::batches;
    constexpr std::size_t together = std::min(batches, batches_in_step);
    if constexpr (together == 1) {
        return core::each<C>(f, x...);
    } else {
        const auto group = [](const auto& y, auto first) __attribute__((always_inline)) {
            using V = std::remove_cvref_t<decltype(core::nth_batch(y, 0))>;
            return Several<V, together>(core::each_of<together>([&](auto i) __attribute__((always_inline)) {
                return core::nth_batch(y, first * together + i);
            }));
        };
        const auto results = core::each_of<batches / together>([&](auto first) __attribute__((always_inline)) {
            return f(group(x, first)...);
        });
        return Block<C, n>{core::each_of<batches>([&](auto i) __attribute__((always_inline)) {
            return results[i / together].data[i % together];
        })};
    }
}

template <std::size_t N = 1, Scalar C>
[[gnu::always_inline]] inline Block<C, N> broadcast(C value) {
    return {core::each_of<Block<C, N>::batches>([value](auto)
                                                    __attribute__((always_inline)) { return native_batch<C>(value); })};
}

template <class C, std::size_t N>
[[gnu::always_inline]] inline Block<double, N> to_double(const Block<C, N>& x) {
    if constexpr (std::same_as<C, double>) {
        return x;
    } else {
        const auto halves = core::each_of<Block<float, N>::batches>([&x](auto i) __attribute__((always_inline)) {
            return core::widen(x.batch[i]);
        });
        return {core::each_of<Block<double, N>::batches>([&halves](auto i) __attribute__((always_inline)) {
            return i % 2 == 0 ? halves[i / 2].first : halves[i / 2].second;
        })};
    }
}
[[gnu::always_inline]] inline double to_double(Scalar auto x) {
    return x;
}

/// N blocks added up to one, for numbers whose sum is exact.
template <class C, std::size_t N>
[[gnu::always_inline]] inline Block<C> folded(const Block<C, N>& x) {
    Block<C> sum = core::broadcast(C(0));
    core::each_of<Block<C, N>::batches>([&](auto i) __attribute__((always_inline)) {
        auto& s = sum.batch[i % Block<C>::batches];
        s = s + x.batch[i];
        return 0;
    });
    return sum;
}

template <class T, class C, std::size_t N>
[[gnu::always_inline]] inline Block<T, N> round_to(const Block<C, N>& x) {
    if constexpr (std::same_as<C, T>) {
        return x;
    } else {
        return {core::each_of<Block<float, N>::batches>([&x](auto i) __attribute__((always_inline)) {
            return core::narrow<native_batch<float>>(x.batch[2 * i], x.batch[2 * i + 1]);
        })};
    }
}
template <class T>
[[gnu::always_inline]] inline T round_to(Scalar auto x) {
    return static_cast<T>(x);
}

/// Where the lanes of a block are in memory: one behind the other, or not.
enum class Lanes { adjacent, apart };

/// One operand of a strip: lane l of block b is base[b * step + l * lane_stride].
template <class T, Lanes L>
struct Operand {
    T* base;
    Index step;
    Index lane_stride;

    T* at(Index block) const { return base + block * step; }
    Operand<const T, L> as_const() const { return {base, step, lane_stride}; }
};

template <Lanes L, class T>
Operand<T, L> operand(const View<T>& v, Index row, bool along) {
    if (along) return {v.at(row, 0), v.col_stride * block_lanes, v.col_stride};
    return {v.at(row, 0), v.col_stride, v.row_stride};
}

/// How the entries of distributions lie in blocks.
enum class Layout {
    along,     ///< one distribution, 16 entries to a block
    across,    ///< up to 16 of them side by side, one entry of each to a block
    gathered,  ///< the same, copied from short ones that lie along the storage order
};

/// Distributions that lie along the storage order are copied side by side if they are short and at least so many.
inline constexpr Index worth_gathering = 3;
inline constexpr Index short_enough = 3 * block_lanes;

/// N blocks from number `first` on, each with `count` lanes that are there.
template <std::size_t N>
struct Blocks {
    Index first;
    Index count;
};

/// What is worked on at a time: one distribution (along), or up to 16.
template <Layout L>
struct Strip {
    static constexpr Layout layout = L;

    Index first;  // number of the first distribution
    Index blocks;
    Index last;  // lanes in the last block (along), or distributions

    /// Lanes beyond the end of each distribution.
    Index beyond() const { return L == Layout::along ? block_lanes - last : 0; }

    /// Calls f(Blocks) until all have been called for. Wherever all lanes are there, the compiler knows it.
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

/// A value of each distribution of a strip: a number where there is but one distribution.
template <class C, Layout L>
using PerDistribution = std::conditional_t<L == Layout::along, C, Block<C>>;

template <Layout L, Scalar C>
[[gnu::always_inline]] inline PerDistribution<C, L> everywhere(C value) {
    if constexpr (L == Layout::along) {
        return value;
    } else {
        return core::broadcast(value);
    }
}

/// f(i, first, n) for each batch i of a block of which `count` lanes are there: n lanes of it, from lane `first` on.
template <class T, class F>
[[gnu::always_inline]] inline auto each_batch(Index count, const F& f) {
    constexpr auto width = static_cast<Index>(lanes<native_batch<T>>);
    return core::each_of<Block<T>::batches>([ count, &f ](auto i) __attribute__((always_inline)) {
        constexpr Index first = static_cast<Index>(i()) * width;
        return f(i, first, std::clamp(count - first, Index(0), Index(width)));
    });
}

template <class T, Lanes L>
[[gnu::always_inline]] inline Block<T> load_one_block(const Operand<const T, L>& from, Index block, Index count,
                                                      T fill) {
    using V = native_batch<T>;
    const T* const p = from.at(block);
    if constexpr (L == Lanes::adjacent) {
        return {core::each_batch<T>(
            count, [ p, count, fill ](auto, Index first, Index n) __attribute__((always_inline)) {
                if (count == block_lanes) return core::load<V>(p + first);
                const V there = core::load_first<V>(p + first, static_cast<std::size_t>(n));
                return fill == T(0) ? there
                                    : math::select(core::lane_numbers<V>() < V(static_cast<T>(n)), there, V(fill));
            })};
    } else {
        std::array<T, static_cast<std::size_t>(block_lanes)> copy;
        copy.fill(fill);
        for (Index i = 0; i < count; ++i) copy[static_cast<std::size_t>(i)] = p[i * from.lane_stride];
        return {core::each_batch<T>(
            block_lanes, [&copy](auto, Index first, Index)
                             __attribute__((always_inline)) { return core::load<V>(copy.data() + first); })};
    }
}

/// Reads blocks in the type C; lanes that are not there hold `fill`.
template <Scalar C, std::size_t N, class T, Lanes L>
[[gnu::always_inline]] inline Block<C, N> load(const Operand<const T, L>& from, Blocks<N> at, T fill) {
    constexpr std::size_t each = Block<T>::batches;
    const auto blocks = core::each_of<N>([&](auto k) __attribute__((always_inline)) {
        return core::load_one_block(from, at.first + static_cast<Index>(k()), at.count, fill);
    });
    const Block<T, N> result = {core::each_of<N * each>([&blocks](auto i) __attribute__((always_inline)) {
        return blocks[i / each].batch[i % each];
    })};
    if constexpr (std::same_as<C, T>) {
        return result;
    } else {
        return core::to_double(result);
    }
}

template <class T, Lanes L, Scalar C, std::size_t N>
[[gnu::always_inline]] inline void store(const Operand<T, L>& to, Blocks<N> at, const Block<C, N>& values) {
    const Block<T, N> rounded = core::round_to<T>(values);
    core::each_of<N>([&](auto k) __attribute__((always_inline)) {
        constexpr std::size_t start = k() * Block<T>::batches;
        T* const target = to.at(at.first + static_cast<Index>(k()));
        if constexpr (L == Lanes::adjacent) {
            core::each_batch<T>(
                at.count, [&](auto i, Index first, Index n) __attribute__((always_inline)) {
                    if (at.count == block_lanes) {
                        core::store(target + first, rounded.batch[start + i]);
                    } else if (n > 0) {
                        core::store_first(target + first, rounded.batch[start + i], static_cast<std::size_t>(n));
                    }
                    return 0;
                });
        } else {
            std::array<T, static_cast<std::size_t>(block_lanes)> copy;
            core::each_batch<T>(
                block_lanes, [&](auto i, Index first, Index) __attribute__((always_inline)) {
                    core::store(copy.data() + first, rounded.batch[start + i]);
                    return 0;
                });
            for (Index i = 0; i < at.count; ++i) target[i * to.lane_stride] = copy[static_cast<std::size_t>(i)];
        }
        return 0;
    });
}

/// a + b = sum + error exactly, hidden from an optimiser that would cancel the error.
template <Value V>
[[gnu::always_inline]] inline std::pair<V, V> two_sum(V a, V b) {
    const V sum = core::opaque(a + b);
    const V b_part = core::opaque(sum - a);
    return {sum, (a - core::opaque(sum - b_part)) + (b - b_part)};
}

/// A sum in double, lane by lane: plain for elements of type float.
template <Scalar T, Value V>
struct PartialSum {
    V sum;

    [[gnu::always_inline]] static PartialSum zero() { return {V(0)}; }
    [[gnu::always_inline]] void add(V x) { sum = sum + x; }
    [[gnu::always_inline]] std::pair<V, V> value_and_rest() const { return {sum, V(0)}; }
    [[gnu::always_inline]] friend PartialSum operator+(const PartialSum& a, const PartialSum& b) {
        return {a.sum + b.sum};
    }
};

/// Compensated for double.
template <Value V>
struct PartialSum<double, V> {
    V sum;
    V error;

    [[gnu::always_inline]] static PartialSum zero() { return {V(0), V(0)}; }
    [[gnu::always_inline]] void add(V x) {
        const auto [s, e] = core::two_sum(sum, x);
        sum = s;
        error = error + e;
    }
    [[gnu::always_inline]] std::pair<V, V> value_and_rest() const { return core::two_sum(sum, error); }
    [[gnu::always_inline]] friend PartialSum operator+(const PartialSum& a, const PartialSum& b) {
        const auto [s, e] = core::two_sum(a.sum, b.sum);
        return {s, a.error + (b.error + e)};
    }
};
template <std::size_t Distance, class V>
[[gnu::always_inline]] inline PartialSum<float, V> partner(const PartialSum<float, V>& x) {
    return {core::partner<Distance>(x.sum)};
}
template <std::size_t Distance, class V>
[[gnu::always_inline]] inline PartialSum<double, V> partner(const PartialSum<double, V>& x) {
    return {core::partner<Distance>(x.sum), core::partner<Distance>(x.error)};
}
template <class V>
[[gnu::always_inline]] inline PartialSum<float, double> first_lane(const PartialSum<float, V>& x) {
    return {core::first_lane(x.sum)};
}
template <class V>
[[gnu::always_inline]] inline PartialSum<double, double> first_lane(const PartialSum<double, V>& x) {
    return {core::first_lane(x.sum), core::first_lane(x.error)};
}

/// The fixed tree: the lower half of N joined with the upper half, and so on until one is left.
template <class X, std::size_t N, class Join>
[[gnu::always_inline]] inline X joined(const std::array<X, N>& x, const Join& join) {
    if constexpr (N == 1) {
        return x[0];
    } else {
        return core::joined(
            core::each_of<N / 2>([&](auto i) __attribute__((always_inline)) { return join(x[i], x[i + N / 2]); }),
            join);
    }
}
/// The same for the lanes of a batch. Only lane 0 is the result: the others have joined theirs in another order.
template <std::size_t Lanes, class X, class Join>
[[gnu::always_inline]] inline auto joined_lanes(const X& x, const Join& join) {
    if constexpr (Lanes == 1) {
        return core::first_lane(x);
    } else {
        return core::joined_lanes<Lanes / 2>(join(x, core::partner<Lanes / 2>(x)), join);
    }
}

/// Sums over each distribution of a strip, in double: plain for elements of type float, compensated for double.
template <Scalar T, Layout L>
class Sum {
    using W = native_batch<double>;
    static constexpr std::size_t batches = Block<double>::batches;
    /// Gathered, the tree joins whole blocks: entry k goes to part k mod 16.
    static constexpr std::size_t parts = L == Layout::gathered ? static_cast<std::size_t>(block_lanes) : 1;

public:
    [[gnu::always_inline]] Sum() { parts_[0].fill(PartialSum<T, W>::zero()); }

    template <class C, std::size_t N>
    [[gnu::always_inline]] void add(Blocks<N> at, const Block<C, N>& x) {
        const Block<double, N> wide = core::to_double(x);
        update<N>(
            at, [&wide](auto& sum, auto i) __attribute__((always_inline)) { sum.add(wide.batch[i]); });
    }

    /// Adds the lanes' products; those of doubles with their rounding errors.
    template <class C, std::size_t N>
    [[gnu::always_inline]] void add_products(Blocks<N> at, const Block<C, N>& a, const Block<C, N>& b) {
        if constexpr (std::same_as<T, float>) {
            add(at, core::each<double>(
                        [](auto u, auto v) __attribute__((always_inline)) { return u * v; }, core::to_double(a),
                        core::to_double(b)));
        } else {
            update<N>(
                at, [&a, &b ](auto& sum, auto i) __attribute__((always_inline)) {
                    const auto [product, low] = math::product(a.batch[i], b.batch[i]);
                    sum.add(core::opaque(product));
                    sum.error = sum.error + low;
                });
        }
    }

    /// The total of each distribution, and what its rounding left over.
    [[gnu::always_inline]] auto total_and_rest() const {
        if constexpr (L == Layout::along) {
            const auto add = [](const auto& a, const auto& b) __attribute__((always_inline)) {
                return a + b;
            };
            return core::joined_lanes<lanes<W>>(core::joined(parts_[0], add), add).value_and_rest();
        } else {
            const auto total = core::each_of<batches>([&](auto i) __attribute__((always_inline)) {
                return joined_parts<0, 1>(i).value_and_rest();
            });
            return std::pair{Block<double>{core::each_of<batches>([&](auto i) __attribute__((always_inline)) {
                                 return total[i].first;
                             })},
                             Block<double>{core::each_of<batches>([&](auto i) __attribute__((always_inline)) {
                                 return total[i].second;
                             })}};
        }
    }
    [[gnu::always_inline]] auto total() const { return total_and_rest().first; }

private:
    /// f(sum, i) for each batch i of N blocks and the sum that it belongs to.
    template <std::size_t N, class F>
    [[gnu::always_inline]] void update(Blocks<N> at, const F& f) {
        core::each_of<N * batches>([&](auto i) __attribute__((always_inline)) {
            const std::size_t entry = static_cast<std::size_t>(at.first) + i / batches;
            auto& part = parts_[entry % parts][i % batches];
            if (parts > 1 && entry < parts) part = PartialSum<T, W>::zero();
            f(part, i);
            return 0;
        });
        if constexpr (parts > 1) count_ = std::min(parts, static_cast<std::size_t>(at.first) + N);
    }

    /// The fixed tree over the parts First, First + Step, ... that are there; the others would add 0.
    template <std::size_t First, std::size_t Step>
    [[gnu::always_inline]] PartialSum<T, W> joined_parts(std::size_t batch) const {
        if constexpr (Step >= parts) {
            return parts_[First][batch];
        } else {
            const auto lower = joined_parts<First, 2 * Step>(batch);
            return First + Step < count_ ? lower + joined_parts<First + Step, 2 * Step>(batch) : lower;
        }
    }

    std::array<std::array<PartialSum<T, W>, batches>, parts> parts_;
    std::size_t count_ = 1;
};

/// The greatest entry of each distribution, of those that went to N blocks by turns.
template <Layout L, class C, std::size_t N>
[[gnu::always_inline]] inline PerDistribution<C, L> greatest(const Block<C, N>& x) {
    const auto max = [](auto a, auto b) __attribute__((always_inline)) {
        return math::max(a, b);
    };
    if constexpr (L == Layout::along) {
        return core::joined_lanes<lanes<native_batch<C>>>(core::joined(x.batch, max), max);
    } else {
        return {core::each_of<Block<C>::batches>([&](auto i) __attribute__((always_inline)) {
            return core::joined(core::each_of<N>([&](auto k) __attribute__((always_inline)) {
                                    return x.batch[k * Block<C>::batches + i];
                                }),
                                max);
        })};
    }
}

/// values[i] for each distribution i of a strip.
template <Layout L, class T>
PerDistribution<T, L> values_of(const Strip<L>& strip, const T* values) {
    if constexpr (L == Layout::along) {
        return values[strip.first];
    } else {
        return core::load<T>(Operand<const T, Lanes::adjacent>{values + strip.first, 0, 1}, Blocks<1>{0, strip.last},
                             T(0));
    }
}

/// values[i] := the value of distribution i.
template <Layout L, class T>
void store_values(const Strip<L>& strip, const PerDistribution<T, L>& of_strip, T* values) {
    if constexpr (L == Layout::along) {
        values[strip.first] = of_strip;
    } else {
        core::store(Operand<T, Lanes::adjacent>{values + strip.first, 0, 1}, Blocks<1>{0, strip.last}, of_strip);
    }
}

/// What comes before the first phase.
struct Start {};

/// Strips that are worked on together: each phase is run over all of them before the next one, so that what a phase must wait
/// for in the end, a tree of sums and a division, passes while the others' are under way.
template <Layout L, class... Operands>
class Group {
public:
    static constexpr Index capacity = 8;

    /// Together they are to stay in the L1 cache, so long ones are on their own.
    static constexpr Index max_entries = 2048;
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
        // The last first: a masked store to the end of a row holds up loads from the start of the next one.
        const auto call = [&](std::size_t i) __attribute__((always_inline)) {
            return std::apply(
                [&](const auto&... of) __attribute__((always_inline)) { return first(of..., states[i]); }, strips_[i]);
        };
        if constexpr (sizeof...(Rest) == 0) {
            for (auto i = static_cast<std::size_t>(count_); i-- > 0;) call(i);
        } else {
            std::array<decltype(call(0)), capacity> next;
            for (auto i = static_cast<std::size_t>(count_); i-- > 0;) next[i] = call(i);
            run(next, rest...);
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
        for (Index i = std::min(size, end - begin); i > 0; --i, ++begin) {
            group.add({begin, blocks, entries - (blocks - 1) * block_lanes}, core::operand<M>(views, begin, true)...);
        }
        group.run(phases);
    }
}

/// The same across the storage order.
template <Lanes M, class Phases, class... T>
void run_across(const Phases& phases, Index begin, Index end, const View<T>&... views) {
    const Index entries = std::get<0>(std::tie(views...)).cols;
    Group<Layout::across, Operand<T, M>...> group;
    const Index size = group.size(entries);
    while (begin < end) {
        for (Index i = 0; i < size && begin < end; ++i, begin += block_lanes) {
            group.add({begin, entries, std::min(block_lanes, end - begin)}, core::operand<M>(views, begin, false)...);
        }
        group.run(phases);
    }
}

/// Memory that is written before it is read.
template <class T, Index N>
class Entries {
public:
    Entries() {}
    T* data() { return data_.data(); }

private:
    alignas(64) std::array<T, static_cast<std::size_t>(N)> data_;
};

/// The same along the storage order for short distributions, which are copied so that they lie side by side.
template <class Phases, class... T>
void run_gathered(const Phases& phases, Index begin, Index end, const View<T>&... views) {
    const Index entries = std::get<0>(std::tie(views...)).cols;
    using G = Group<Layout::gathered, Operand<T, Lanes::adjacent>...>;
    G group;
    std::tuple<Entries<std::remove_const_t<T>, G::max_entries>...> memory;
    const Index size = group.size(entries);
    const auto read = []<class U>(auto copy, const View<U>& view, Index row, Index rows) {
        if constexpr (std::is_const_v<U>) copy.read(view, row, rows);
    };
    const auto write = []<class U>(auto copy, const View<U>& view, Index row, Index rows) {
        if constexpr (!std::is_const_v<U>) copy.write(view, row, rows);
    };
    for (; begin < end; begin += size * block_lanes) {
        const auto each_strip = [&](const auto& f) {
            for (Index row = begin; row < std::min(begin + size * block_lanes, end); row += block_lanes) {
                std::apply(
                    [&](auto&... of) {
                        f(row, std::min(block_lanes, end - row),
                          Gathered<T, block_lanes>(of.data() + (row - begin) * entries)...);
                    },
                    memory);
            }
        };
        each_strip([&](Index row, Index rows, auto... copy) {
            (read(copy, views, row, rows), ...);
            group.add({row, entries, rows}, {copy.data(), block_lanes, 1}...);
        });
        group.run(phases);
        each_strip([&](Index row, Index rows, auto... copy) { (write(copy, views, row, rows), ...); });
    }
}

/// Runs phases(strip, operands..., result of the phase before) over every strip of views of one shape; the layout is that of
/// the first view.
template <class Phases, class E, class First, class... Rest>
void for_each_strip(const Phases& phases, Axis axis, E& executor, View<First> first, View<Rest>... rest) {
    if (first.empty()) return;
    const auto oriented = [axis](auto v) { return axis == rowwise ? v : v.transposed(); };  // a distribution is a row
    const auto strips = [&](auto... views) {
        const auto lead = std::get<0>(std::tie(views...));
        const bool along = lead.rows == 1 || (lead.cols > 1 && std::abs(lead.col_stride) <= std::abs(lead.row_stride));
        const bool adjacent = (... && ((along ? views.col_stride : views.row_stride) == 1));
        const bool gathered = along && lead.cols <= short_enough && lead.rows >= worth_gathering;
        const Index step = along && !gathered ? 1 : block_lanes;
        core::divide(executor, (lead.rows + step - 1) / step, lead.rows * lead.cols, [&](Index begin, Index end) {
            begin *= step;
            end = std::min(end * step, lead.rows);
            if (gathered) {
                core::run_gathered(phases, begin, end, views...);
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
    strips(oriented(first), oriented(rest)...);
}

}  // namespace core
}  // namespace actfn::inline ACTFN_ISA
