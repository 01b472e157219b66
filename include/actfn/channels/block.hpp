#pragma once

// A block is 16 lanes, in as many batches as the width of the registers requires. Every reduction works on blocks, so
// its bits are the same with every instruction set.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>

#include "actfn/base/unrolled.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/simd/convert.hpp"
#include "actfn/simd/interleaved.hpp"
#include "actfn/simd/load_as.hpp"
#include "actfn/simd/memory.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

inline constexpr Index block_lanes = 16;

/// The batch type with `Lanes` lanes of C, or the widest one if there is none.
template <Scalar C, Index Lanes>
struct batch_with_lanes {
    using Narrow = typename decltype(batch_of_bytes<C, static_cast<std::size_t>(Lanes) * sizeof(C)>())::type;
    static constexpr bool is_narrow = is_x86<Narrow> && static_cast<std::size_t>(Lanes) < lanes<native_batch<C>>;
    using type = std::conditional_t<is_narrow, Narrow, native_batch<C>>;
};

/// N blocks of `Lanes` lanes of C, in as many batches as they require. Fewer than 16 lanes suffice where the others
/// would hold no entries: those would add nothing to a reduction.
template <Scalar C, std::size_t N = 1, Index Lanes = block_lanes>
struct Block {
    using V = typename batch_with_lanes<C, Lanes>::type;
    static constexpr std::size_t batches_of_one = static_cast<std::size_t>(Lanes) / lanes<V>;
    static constexpr std::size_t batches = N * batches_of_one;
    std::array<V, batches> batch;
};

/// Unroll factor of a loop over blocks: the operations of this many blocks are interleaved.
inline constexpr std::size_t interleaved_blocks =
    std::max<std::size_t>(1, interleaved_batches_of_sums / Block<float>::batches);

/// Returns batch i of x: a single block repeats beside several, and a number is broadcast to all lanes.
template <Index Lanes, class C, std::size_t N>
ACTFN_INLINE inline auto nth_batch(const Block<C, N, Lanes>& x, std::size_t i) {
    return x.batch[i % Block<C, N, Lanes>::batches];
}
template <Index Lanes, Scalar C>
ACTFN_INLINE inline auto nth_batch(C x, std::size_t) {
    return typename Block<C, 1, Lanes>::V(x);
}

template <class X>
inline constexpr std::size_t blocks_of = 0;
template <class C, std::size_t N, Index Lanes>
inline constexpr std::size_t blocks_of<Block<C, N, Lanes>> = N;
template <class X>
inline constexpr Index lanes_of_block = 0;
template <class C, std::size_t N, Index Lanes>
inline constexpr Index lanes_of_block<Block<C, N, Lanes>> = Lanes;

/// Applies f to blocks, batch by batch. Numbers beside blocks are broadcast; numbers alone are passed to f as they are.
template <class C, class F, class... Xs>
ACTFN_INLINE inline auto each(const F& f, const Xs&... x) {
    constexpr std::size_t n = (std::max)({blocks_of<Xs>...});
    constexpr Index count = (std::max)({lanes_of_block<Xs>...});
    if constexpr (n == 0) {
        return f(x...);
    } else {
        return Block<C, n, count>{core::each_of<Block<C, n, count>::batches>(
            [&](auto i) ACTFN_INLINE_LAMBDA { return f(core::nth_batch<count>(x, i)...); })};
    }
}

template <std::size_t N = 1, Index Lanes = block_lanes, Scalar C>
ACTFN_INLINE inline Block<C, N, Lanes> broadcast(C value) {
    using B = Block<C, N, Lanes>;
    return {core::each_of<B::batches>([value](auto) ACTFN_INLINE_LAMBDA { return typename B::V(value); })};
}

template <class C, std::size_t N, Index Lanes>
ACTFN_INLINE inline Block<double, N, Lanes> to_double(const Block<C, N, Lanes>& x) {
    if constexpr (std::same_as<C, double>) {
        return x;
    } else if constexpr (Lanes < block_lanes) {
        using Wide = Block<double, N, Lanes>;
        constexpr std::size_t parts = Wide::batches / Block<C, N, Lanes>::batches;
        return {core::each_of<Wide::batches>([&x](auto i) ACTFN_INLINE_LAMBDA {
            return core::converted_part<typename Wide::V, i() % parts>(x.batch[i / parts]);
        })};
    } else {
        const auto halves = core::each_of<Block<float, N>::batches>(
            [&x](auto i) ACTFN_INLINE_LAMBDA { return core::widen(x.batch[i]); });
        return {core::each_of<Block<double, N>::batches>(
            [&halves](auto i) ACTFN_INLINE_LAMBDA { return i % 2 == 0 ? halves[i / 2].first : halves[i / 2].second; })};
    }
}
ACTFN_INLINE inline double to_double(Scalar auto x) {
    return static_cast<double>(x);
}

template <class T, class C, std::size_t N, Index Lanes>
ACTFN_INLINE inline Block<T, N, Lanes> round_to(const Block<C, N, Lanes>& x) {
    if constexpr (std::same_as<C, T>) {
        return x;
    } else if constexpr (Lanes < block_lanes) {
        using Narrow = Block<T, N, Lanes>;
        constexpr std::size_t parts = Block<C, N, Lanes>::batches / Narrow::batches;
        return {core::each_of<Narrow::batches>([&x](auto i) ACTFN_INLINE_LAMBDA {
            return core::converted_together<typename Narrow::V>(
                core::each_of<parts>([&x, i](auto k) ACTFN_INLINE_LAMBDA { return x.batch[i * parts + k]; }));
        })};
    } else {
        return {core::each_of<Block<float, N>::batches>([&x](auto i) ACTFN_INLINE_LAMBDA {
            return core::narrow<native_batch<float>>(x.batch[2 * i], x.batch[2 * i + 1]);
        })};
    }
}
template <class T>
ACTFN_INLINE inline T round_to(Scalar auto x) {
    return static_cast<T>(x);
}

/// How the lanes of a block lie in memory: with unit stride (adjacent), or with any stride (apart).
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

/// N blocks from number `first` on. The first `count` lanes of each are active: they hold entries.
template <std::size_t N, Index Lanes = block_lanes>
struct Blocks {
    Index first;
    Index count;
};

/// Calls f(i, first, n) for each batch i of a block with `count` active lanes: n of them, from lane `first` on.
template <class T, Index Lanes = block_lanes, class F>
ACTFN_INLINE inline auto each_batch(Index count, const F& f) {
    constexpr auto width = static_cast<Index>(lanes<typename Block<T, 1, Lanes>::V>);
    return core::each_of<Block<T, 1, Lanes>::batches>([count, &f](auto i) ACTFN_INLINE_LAMBDA {
        constexpr Index first = static_cast<Index>(i()) * width;
        return f(i, first, std::clamp(count - first, Index(0), Index(width)));
    });
}

template <Index Count = block_lanes, class T, Lanes L>
ACTFN_INLINE inline Block<lane_type<T>, 1, Count> load_one_block(const Operand<const T, L>& from, Index block,
                                                                 Index count, lane_type<T> fill) {
    using S = lane_type<T>;
    using V = typename Block<S, 1, Count>::V;
    const T* const p = from.at(block);
    if constexpr (L == Lanes::adjacent) {
        return {core::each_batch<S, Count>(count, [p, count, fill](auto, Index first, Index n) ACTFN_INLINE_LAMBDA {
            if (count == Count) return core::load_as<V>(p + first);
            const V there = core::load_first_as<V>(p + first, static_cast<std::size_t>(n));
            return core::equal(fill, S(0)) ? there : core::first_or(there, static_cast<std::size_t>(n), V(fill));
        })};
    } else {
        std::array<T, static_cast<std::size_t>(block_lanes)> copy;
        copy.fill(core::convert<T>(fill));
        for (Index i = 0; i < count; ++i) copy[static_cast<std::size_t>(i)] = p[i * from.lane_stride];
        return {core::each_batch<S>(block_lanes, [&copy](auto, Index first, Index) ACTFN_INLINE_LAMBDA {
            return core::load_as<V>(copy.data() + first);
        })};
    }
}

/// Loads N blocks and converts them to C. Inactive lanes hold `fill`.
template <Scalar C, std::size_t N, Index Count, class T, Lanes L>
ACTFN_INLINE inline Block<C, N, Count> load(const Operand<const T, L>& from, Blocks<N, Count> at, lane_type<T> fill) {
    using S = lane_type<T>;
    constexpr std::size_t each = Block<S, 1, Count>::batches;
    const auto blocks = core::each_of<N>([&](auto k) ACTFN_INLINE_LAMBDA {
        return core::load_one_block<Count>(from, at.first + static_cast<Index>(k()), at.count, fill);
    });
    const Block<S, N, Count> result = {
        core::each_of<N * each>([&blocks](auto i) ACTFN_INLINE_LAMBDA { return blocks[i / each].batch[i % each]; })};
    if constexpr (std::same_as<C, S>) {
        return result;
    } else {
        return core::to_double(result);
    }
}

template <class T, Lanes L, Scalar C, std::size_t N, Index Count>
ACTFN_INLINE inline void store(const Operand<T, L>& to, Blocks<N, Count> at, const Block<C, N, Count>& values) {
    using S = lane_type<T>;
    const Block<S, N, Count> rounded = core::round_to<S>(values);
    core::each_of<N>([&](auto k) ACTFN_INLINE_LAMBDA {
        constexpr std::size_t start = k() * Block<S, 1, Count>::batches;
        T* const target = to.at(at.first + static_cast<Index>(k()));
        if constexpr (L == Lanes::adjacent) {
            core::each_batch<S, Count>(at.count, [&](auto i, Index first, Index n) ACTFN_INLINE_LAMBDA {
                if (at.count == Count) {
                    core::store_rounded(target + first, rounded.batch[start + i]);
                } else if (n > 0) {
                    core::store_first_rounded(target + first, rounded.batch[start + i], static_cast<std::size_t>(n));
                }
                return 0;
            });
        } else {
            std::array<T, static_cast<std::size_t>(block_lanes)> copy;
            core::each_batch<S>(block_lanes, [&](auto i, Index first, Index) ACTFN_INLINE_LAMBDA {
                core::store_rounded(copy.data() + first, rounded.batch[start + i]);
                return 0;
            });
            for (Index i = 0; i < at.count; ++i) target[i * to.lane_stride] = copy[static_cast<std::size_t>(i)];
        }
        return 0;
    });
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
