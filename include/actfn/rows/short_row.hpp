#pragma once

// One short distribution: the phases of a function run on a single strip that stays in registers, without what long or
// many distributions need.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/rows/block.hpp"
#include "actfn/rows/sum.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Passed to the first phase in place of the result of a phase before it.
struct Start {};

/// A distribution of at most this many entries is a short one.
inline constexpr Index longest_short = 4 * block_lanes;

/// A strip of one distribution, with N blocks of Count lanes: both are known at compile time.
template <std::size_t N, Index Count>
struct ShortStrip {
    static constexpr Layout layout = Layout::along;
    static constexpr Index count = Count;
    static constexpr std::size_t most_in_step = 1;
    static constexpr bool is_short = true;

    Index last;  // active lanes in the last block

    Index beyond() const { return Count - last; }

    template <class F>
    [[gnu::always_inline]] void for_each_block(const F& f) const {
        core::each_of<N>([&](auto b) __attribute__((always_inline)) {
            f(Blocks<1, Count>{static_cast<Index>(b()), b() + 1 < N ? Count : last});
            return 0;
        });
    }
};

/// An output whose blocks are kept in registers until the last phase has written them.
template <class T, std::size_t N, Index Count>
struct KeptBlocks {
    std::array<Block<T, 1, Count>, N>* blocks;

    KeptBlocks<const T, N, Count> as_const() const { return {blocks}; }
};
template <class T, std::size_t N, Index Count>
struct KeptBlocks<const T, N, Count> {
    const std::array<Block<T, 1, Count>, N>* blocks;
};

template <Scalar C, class T, std::size_t N, Index Count>
[[gnu::always_inline]] inline Block<C, 1, Count> load(const KeptBlocks<const T, N, Count>& from, Blocks<1, Count> at,
                                                      T fill) {
    const auto& there = (*from.blocks)[static_cast<std::size_t>(at.first)];
    if (at.count == Count) return there;
    constexpr auto width = static_cast<Index>(lanes<typename Block<T, 1, Count>::V>);
    return {core::each_batch<T, Count>(
        at.count, [&](auto i, Index, Index n) __attribute__((always_inline)) {
            using V = typename Block<T, 1, Count>::V;
            if (n == width) return there.batch[i];
            return core::first_or(there.batch[i], static_cast<std::size_t>(n), V(fill));
        })};
}
template <class T, std::size_t N, Index Count, Scalar C>
[[gnu::always_inline]] inline void store(const KeptBlocks<T, N, Count>& to, Blocks<1, Count> at,
                                         const Block<C, 1, Count>& values) {
    (*to.blocks)[static_cast<std::size_t>(at.first)] = core::round_to<T>(values);
}

/// Runs the phases in order. Each receives the result of the one before; the first receives `state`.
template <class S, class... Operands, class State, class First, class... Rest>
[[gnu::always_inline]] inline void run_phases(const S& strip, const std::tuple<Operands...>& operands,
                                              const State& state, const First& first, const Rest&... rest) {
    const auto call = [&](const auto&... of) __attribute__((always_inline)) {
        return first(strip, of..., state);
    };
    if constexpr (sizeof...(Rest) == 0) {
        std::apply(call, operands);
    } else {
        core::run_phases(strip, operands, std::apply(call, operands), rest...);
    }
}

/// Runs the phases over n contiguous entries of each input and of `out`. Fixed is n if known at compile time, else 0.
/// Not inlined, so that it is equally fast whether it is called from one place or from several.
template <std::size_t N, Index Count, Index Fixed, class Phases, class T, std::size_t Inputs>
[[gnu::noinline, gnu::flatten]] void run_short_row(const Phases& phases, Index n, std::array<const T*, Inputs> in,
                                                   T* out) {
    const Index entries = Fixed > 0 ? Fixed : n;
    const ShortStrip<N, Count> strip{entries - static_cast<Index>(N - 1) * Count};
    std::array<Block<T, 1, Count>, N> blocks;
    const KeptBlocks<T, N, Count> kept{&blocks};
    const auto operand = [](auto* p) __attribute__((always_inline)) {
        return Operand<std::remove_pointer_t<decltype(p)>, Lanes::adjacent>{p, Count, 1};
    };
    const auto operands = [&]<std::size_t... K>(std::index_sequence<K...>) __attribute__((always_inline)) {
        return std::tuple(operand(in[K])..., kept);
    }
    (std::make_index_sequence<Inputs>());
    std::apply(
        [&](const auto&... phase)
            __attribute__((always_inline)) { core::run_phases(strip, operands, Start(), phase...); },
        phases);
    if constexpr (Fixed > 0) {
        // Stores of known sizes: a masked store would delay the load of the result that soon follows a short call.
        std::memcpy(out, blocks.data(), static_cast<std::size_t>(Fixed) * sizeof(T));
    } else {
        const auto to = operand(out);
        strip.for_each_block([&](auto at) __attribute__((always_inline)) {
            core::store(to, at, blocks[static_cast<std::size_t>(at.first)]);
        });
    }
}

/// Runs the phases over 1 to longest_short contiguous entries. Fixed is n if known at compile time, else 0.
template <Index Fixed, class Phases, class T, std::size_t Inputs>
[[gnu::always_inline]] inline void run_short(const Phases& phases, Index n, const std::array<const T*, Inputs>& in,
                                             T* out) {
    if constexpr (Fixed > 0) {
        constexpr Index count = Fixed <= 4 ? 4 : Fixed <= 8 ? 8 : block_lanes;
        constexpr auto blocks = static_cast<std::size_t>((Fixed + count - 1) / count);
        core::run_short_row<blocks, count, Fixed>(phases, n, in, out);
    } else if (n <= 4) {
        core::run_short_row<1, 4, 0>(phases, n, in, out);
    } else if (n <= 8) {
        core::run_short_row<1, 8, 0>(phases, n, in, out);
    } else if (n <= block_lanes) {
        core::run_short_row<1, block_lanes, 0>(phases, n, in, out);
    } else if (n <= 2 * block_lanes) {
        core::run_short_row<2, block_lanes, 0>(phases, n, in, out);
    } else if (n <= 3 * block_lanes) {
        core::run_short_row<3, block_lanes, 0>(phases, n, in, out);
    } else {
        core::run_short_row<4, block_lanes, 0>(phases, n, in, out);
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
