#pragma once

// Evaluates a functor along one line (a row, a column or a whole array), packet by packet.

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <Eigen/Core>

#include "actfn/base/unrolled.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/simd/shuffle.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The type of Eigen's 128-bit packet with the element type of Packet.
template <class Packet>
constexpr auto quarter_packet() {
    if constexpr (sizeof(Packet) <= 16) {
        return std::type_identity<Packet>{};
    } else {
        return core::quarter_packet<typename Eigen::internal::unpacket_traits<Packet>::half>();
    }
}

/// Evaluates f on [begin, n), `AtATime` interleaved packets per iteration. Returns the index where the tail begins.
template <class F, std::size_t AtATime, class Packet, class GetPacket, class SetPacket>
ACTFN_INLINE inline Eigen::Index assign_packets(const F& f, Eigen::Index begin, Eigen::Index n,
                                                const GetPacket& get_packet, const SetPacket& set_packet) {
    constexpr Eigen::Index width = Eigen::internal::unpacket_traits<Packet>::size;
    constexpr auto step = static_cast<Eigen::Index>(AtATime) * width;
    Eigen::Index i = begin;
#pragma GCC unroll 4
    for (; i + step <= n; i += step) {
        if constexpr (AtATime == 1) {
            set_packet(i, f.packetOp(get_packet(i)));
        } else {
            const auto at = [i](std::size_t k) ACTFN_INLINE_LAMBDA { return i + static_cast<Eigen::Index>(k) * width; };
            const auto results = f.packetOp(
                core::each_of<AtATime>([&](std::size_t k) ACTFN_INLINE_LAMBDA { return get_packet(at(k)); }));
            [&]<std::size_t... K>(std::index_sequence<K...>) ACTFN_INLINE_LAMBDA {
                (set_packet(at(K), results[K]), ...);
            }
            (std::make_index_sequence<AtATime>());
        }
    }
    return i;
}

/// Evaluates f on a tail of at most one packet. The elements pass through memory in quarters of a register, each stored
/// and loaded as a whole: a load that spans several stores would wait until these have left the store buffer.
template <bool ReadsPackets, class Packet, class F, class Line>
ACTFN_INLINE inline void assign_part_of_packet(const F& f, Eigen::Index begin, Eigen::Index count, const Line& line) {
    using T = typename F::value_type;
    using V = typename decltype(batch_of_bytes<T, sizeof(Packet)>())::type;
    using Quarter = typename decltype(core::quarter_packet<Packet>())::type;
    constexpr Eigen::Index quarter = Eigen::internal::unpacket_traits<Quarter>::size;
    constexpr std::size_t width = sizeof(Packet) / sizeof(T);
    alignas(64) T block[width] = {};
    for (Eigen::Index k = 0; k < count; k += quarter) {
        const auto element = [&](Eigen::Index l)
                                 ACTFN_INLINE_LAMBDA { return k + l < count ? line.get(begin + k + l) : T(0); };
        const auto elements = [&]<std::size_t... L>(std::index_sequence<L...>) ACTFN_INLINE_LAMBDA {
            return Quarter{
                element(static_cast<Eigen::Index>(L))...};  // in registers, so that the quarter is written as a whole
        };
        const auto get = [&]() ACTFN_INLINE_LAMBDA {
            if constexpr (ReadsPackets) {
                if (k + quarter <= count) return line.template packet<Quarter>(begin + k);
            }
            return elements(std::make_index_sequence<static_cast<std::size_t>(quarter)>());
        };
        Eigen::internal::pstore(block + k, get());
    }
    core::store_quarters(block, quarter, f(core::load_quarters<V>(block, quarter)));
    Eigen::Index k = 0;
    for (; k + quarter <= count; k += quarter) line.set_packet(begin + k, Eigen::internal::pload<Quarter>(block + k));
    for (; k < count; ++k) line.set(begin + k, block[k]);
}

/// The same for elements of 16 bits, whose packets are no vectors of the compiler.
template <bool ReadsPackets, class Packet, class F, class Line>
requires Stored<typename F::value_type> ACTFN_INLINE inline void assign_part_of_packet(const F& f, Eigen::Index begin,
                                                                                       Eigen::Index count,
                                                                                       const Line& line) {
    using T = typename F::value_type;
    alignas(64) T block[sizeof(Packet) / sizeof(T)] = {};
    for (Eigen::Index k = 0; k < count; ++k) block[k] = line.get(begin + k);
    Eigen::internal::pstore(block, f.packetOp(Eigen::internal::pload<Packet>(block)));
    for (Eigen::Index k = 0; k < count; ++k) line.set(begin + k, block[k]);
}

/// Assigns one line of n elements: groups of interleaved packets, then single packets, then the tail.
template <bool ReadsPackets, class Packet, class F, class Line>
ACTFN_INLINE inline void assign_line(const F& f, Eigen::Index n, const Line& line) {
    constexpr Eigen::Index width = Eigen::internal::unpacket_traits<Packet>::size;
    constexpr std::size_t together = PlanFor<F>::template values<static_cast<std::size_t>(width)>;
    const auto to_line = [&](Eigen::Index i, const Packet& packet) ACTFN_INLINE_LAMBDA { line.set_packet(i, packet); };
    Eigen::Index i = 0;
    if constexpr (ReadsPackets) {
        const auto from_line = [&](Eigen::Index k) ACTFN_INLINE_LAMBDA { return line.template packet<Packet>(k); };
        i = core::assign_packets<F, together, Packet>(f, i, n, from_line, to_line);
        if constexpr (together > 1) i = core::assign_packets<F, 1, Packet>(f, i, n, from_line, to_line);
    } else {
        // Gathered into a block on the stack, so long that the first stores reach the cache before they are loaded.
        constexpr Eigen::Index size = 16 * width;
        while (i + size / 4 <= n) {
            alignas(64) typename F::value_type block[static_cast<std::size_t>(size)];
            const Eigen::Index count = (std::min)(size, (n - i) / width * width);
            for (Eigen::Index k = 0; k < count; ++k) block[k] = line.get(i + k);
            const auto from_block = [&](Eigen::Index k)
                                        ACTFN_INLINE_LAMBDA { return Eigen::internal::pload<Packet>(block + k); };
            const auto past_start = [&](Eigen::Index k, const Packet& packet)
                                        ACTFN_INLINE_LAMBDA { to_line(i + k, packet); };
            const Eigen::Index k = core::assign_packets<F, together, Packet>(f, 0, count, from_block, past_start);
            core::assign_packets<F, 1, Packet>(f, k, count, from_block, past_start);
            i += count;
        }
    }
    for (; i < n; i += width) core::assign_part_of_packet<ReadsPackets, Packet>(f, i, (std::min)(width, n - i), line);
}

/// The evaluators of destination and argument, seen as one line of elements. Position maps an index in the line to one
/// linear index (the line is the whole array) or to a row and a column (it is one of these).
template <class To, class From, class Position>
struct EvaluatorLine {
    To& to;
    const From& from;
    Position at;

    template <class Packet>
    ACTFN_INLINE Packet packet(Eigen::Index i) const {
        return at(
            i, [this](auto... k) ACTFN_INLINE_LAMBDA { return from.template packet<Eigen::Unaligned, Packet>(k...); });
    }
    ACTFN_INLINE auto get(Eigen::Index i) const {
        return at(i, [this](auto... k) ACTFN_INLINE_LAMBDA { return from.coeff(k...); });
    }
    template <class Packet>
    ACTFN_INLINE void set_packet(Eigen::Index i, const Packet& packet) const {
        at(i, [&](auto... k) ACTFN_INLINE_LAMBDA { to.template writePacket<Eigen::Unaligned, Packet>(k..., packet); });
    }
    template <class T>
    ACTFN_INLINE void set(Eigen::Index i, T value) const {
        at(i, [&](auto... k) ACTFN_INLINE_LAMBDA { to.coeffRef(k...) = value; });
    }
};
template <class To, class From, class Position>
EvaluatorLine(To&, const From&, Position) -> EvaluatorLine<To, From, Position>;

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
