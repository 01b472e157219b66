#pragma once

// y = f(argument) as one loop of ours.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <Eigen/Core>

#include "actfn/base/executor.hpp"
#include "actfn/base/unrolled.hpp"
#include "actfn/eigen/expression.hpp"
#include "actfn/eigen/packet.hpp"
#include "actfn/eigen/transposes.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/loop/sweep.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/simd/shuffle.hpp"

namespace actfn { inline namespace ACTFN_ISA { namespace core {

template <class X>
inline constexpr unsigned evaluator_flags = static_cast<unsigned>(Eigen::internal::evaluator<std::remove_cvref_t<X>>::Flags);

/// Whether the evaluators of both have the flag.
template <class A, class B>
constexpr bool both_have(unsigned flag) {
    return (evaluator_flags<A> & evaluator_flags<B> & flag) != 0;
}

template <class A, class B>
inline constexpr bool same_order =
    (evaluator_flags<A> & Eigen::RowMajorBit) == (evaluator_flags<B> & Eigen::RowMajorBit);

/// Where y = f(argument) is written packet by packet; Eigen unrolls fixed sizes itself.
template <class F, class Dst>
concept PacketAssignable = PacketFunctor<F> && Dst::SizeAtCompileTime == Eigen::Dynamic &&
                           static_cast<bool>(Eigen::internal::packet_traits<typename F::value_type>::Vectorizable) &&
                           both_have<Dst, Dst>(Eigen::PacketAccessBit);

/// Whether an expression can be read packet by packet along its rows (ByRows) or columns.
template <class X, bool ByRows>
inline constexpr bool has_packets = both_have<X, X>(Eigen::PacketAccessBit) && ((evaluator_flags<X> & Eigen::RowMajorBit) != 0) == ByRows;

// Eigen denies it of a vector that is repeated, and so of every sum with one, but the packets are there along the vector:
// (W * x).colwise() + b.
template <class A, int RowFactor, int ColFactor, bool ByRows>
inline constexpr bool has_packets<Eigen::Replicate<A, RowFactor, ColFactor>, ByRows> =
    (ByRows ? ColFactor : RowFactor) == 1 &&
    has_packets<std::remove_cvref_t<typename Eigen::internal::nested_eval<A, Eigen::Dynamic>::type>, ByRows>;
template <class Operation, class A, class B, bool ByRows>
inline constexpr bool has_packets<Eigen::CwiseBinaryOp<Operation, A, B>, ByRows> =
    static_cast<bool>(Eigen::internal::functor_traits<Operation>::PacketAccess) &&
    std::same_as<typename A::Scalar, typename B::Scalar> && has_packets<std::remove_cvref_t<A>, ByRows> &&
    has_packets<std::remove_cvref_t<B>, ByRows>;

/// Whether the argument is read packet by packet along the storage order of the destination, too. If not (the other storage
/// order, say), its coefficients are collected in a block on the stack.
template <class Dst, class Arg>
inline constexpr bool reads_packets = has_packets<std::remove_cvref_t<Arg>, (evaluator_flags<Dst> & Eigen::RowMajorBit) != 0>;

/// The packet that the assignment of f's result reads: half of Eigen's where its conversion fills a register.
template <class F, bool Half = F::packet_bytes() ==
                               sizeof(typename Eigen::internal::packet_traits<typename F::value_type>::half)>
struct packet_for {
    using type = typename Eigen::internal::packet_traits<typename F::value_type>::type;
};
template <class F>
struct packet_for<F, true> {
    using type = typename Eigen::internal::packet_traits<typename F::value_type>::half;
};

/// Eigen's packet of 128 bits for the elements of a larger one.
template <class Packet>
constexpr auto quarter_packet() {
    if constexpr (sizeof(Packet) <= 16) {
        return std::type_identity<Packet>{};
    } else {
        return core::quarter_packet<typename Eigen::internal::unpacket_traits<Packet>::half>();
    }
}

/// f of n elements, packet by packet from `begin`, a whole number of times `AtATime` packets; returns where it ends.
template <class F, std::size_t AtATime, class Packet, class GetPacket, class SetPacket>
[[gnu::always_inline]] inline Eigen::Index assign_packets(const F& f, Eigen::Index begin, Eigen::Index n,
                                                          const GetPacket& get_packet, const SetPacket& set_packet) {
    constexpr Eigen::Index width = Eigen::internal::unpacket_traits<Packet>::size;
    constexpr auto step = static_cast<Eigen::Index>(AtATime) * width;
    Eigen::Index i = begin;
#pragma GCC unroll 4
    for (; i + step <= n; i += step) {
        if constexpr (AtATime == 1) {
            set_packet(i, f.packetOp(get_packet(i)));
        } else {
            const auto at = [i](std::size_t k) __attribute__((always_inline)) { return i + static_cast<Eigen::Index>(k) * width; };
            const auto results = f.packetOp(
                core::each_of<AtATime>([&](auto k) __attribute__((always_inline)) { return get_packet(at(k)); }));
            [&]<std::size_t... K>(std::index_sequence<K...>) __attribute__((always_inline)) {
                (set_packet(at(K), results[K]), ...);
            }(std::make_index_sequence<AtATime>());
        }
    }
    return i;
}

/// f of fewer elements than a packet has, in the lanes of one. They pass through memory in quarters of a register, as which they
/// are written and read: a load that spans several stores would wait until these have left the store buffer.
template <bool ReadsPackets, class Packet, class F, class Line>
[[gnu::always_inline]] inline void assign_part_of_packet(const F& f, Eigen::Index begin, Eigen::Index count, const Line& line) {
    using T = typename F::value_type;
    using V = typename decltype(batch_of_bytes<T, sizeof(Packet)>())::type;
    using Quarter = typename decltype(core::quarter_packet<Packet>())::type;
    constexpr Eigen::Index quarter = Eigen::internal::unpacket_traits<Quarter>::size;
    constexpr std::size_t width = sizeof(Packet) / sizeof(T);
    alignas(64) T block[width] = {};
    for (Eigen::Index k = 0; k < count; k += quarter) {
        const auto element = [&](Eigen::Index l) __attribute__((always_inline)) { return k + l < count ? line.get(begin + k + l) : T(0); };
        const auto elements = [&]<std::size_t... L>(std::index_sequence<L...>) __attribute__((always_inline)) {
            return Quarter{element(static_cast<Eigen::Index>(L))...};  // in registers, so that the quarter is written as a whole
        };
        const auto get = [&]() __attribute__((always_inline)) {
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

/// One line of n elements.
template <bool ReadsPackets, class Packet, class F, class Line>
[[gnu::always_inline]] inline void assign_line(const F& f, Eigen::Index n, const Line& line) {
    constexpr std::size_t together = F::template packets_at_a_time<Packet>();
    constexpr Eigen::Index width = Eigen::internal::unpacket_traits<Packet>::size;
    const auto to_line = [&](Eigen::Index i, const Packet& packet) __attribute__((always_inline)) { line.set_packet(i, packet); };
    Eigen::Index i = 0;
    if constexpr (ReadsPackets) {
        const auto from_line = [&](Eigen::Index k) __attribute__((always_inline)) { return line.template packet<Packet>(k); };
        i = core::assign_packets<F, together, Packet>(f, i, n, from_line, to_line);
        if constexpr (together > 1) i = core::assign_packets<F, 1, Packet>(f, i, n, from_line, to_line);
    } else {
        // The elements are collected in a block on the stack, large enough that the first are in the cache by the time they are read.
        constexpr Eigen::Index size = 16 * width;
        while (i + size / 4 <= n) {
            alignas(64) typename F::value_type block[static_cast<std::size_t>(size)];
            const Eigen::Index count = (std::min)(size, (n - i) / width * width);
            for (Eigen::Index k = 0; k < count; ++k) block[k] = line.get(i + k);
            const auto from_block = [&](Eigen::Index k) __attribute__((always_inline)) { return Eigen::internal::pload<Packet>(block + k); };
            const auto past_start = [&](Eigen::Index k, const Packet& packet) __attribute__((always_inline)) { to_line(i + k, packet); };
            const Eigen::Index k = core::assign_packets<F, together, Packet>(f, 0, count, from_block, past_start);
            core::assign_packets<F, 1, Packet>(f, k, count, from_block, past_start);
            i += count;
        }
    }
    for (; i < n; i += width) core::assign_part_of_packet<ReadsPackets, Packet>(f, i, (std::min)(width, n - i), line);
}

/// The evaluators of destination and argument as lines of elements: the whole array where Position maps one index to one, else
/// a row or a column.
template <class To, class From, class Position>
struct EvaluatorLine {
    To& to;
    const From& from;
    Position at;

    template <class Packet>
    [[gnu::always_inline]] Packet packet(Eigen::Index i) const {
        return at(i, [this](auto... k) __attribute__((always_inline)) { return from.template packet<Eigen::Unaligned, Packet>(k...); });
    }
    [[gnu::always_inline]] auto get(Eigen::Index i) const {
        return at(i, [this](auto... k) __attribute__((always_inline)) { return from.coeff(k...); });
    }
    template <class Packet>
    [[gnu::always_inline]] void set_packet(Eigen::Index i, const Packet& packet) const {
        at(i, [&](auto... k) __attribute__((always_inline)) { to.template writePacket<Eigen::Unaligned, Packet>(k..., packet); });
    }
    template <class T>
    [[gnu::always_inline]] void set(Eigen::Index i, T value) const {
        at(i, [&](auto... k) __attribute__((always_inline)) { to.coeffRef(k...) = value; });
    }
};
template <class To, class From, class Position>
EvaluatorLine(To&, const From&, Position) -> EvaluatorLine<To, From, Position>;

/// Where y = f(argument) is a loop over two packed arrays.
template <class Dst, class Arg>
inline constexpr bool assigns_packed = [] {
    if constexpr (DenseInMemory<Dst> && DenseInMemory<Arg>) {
        return both_have<Dst, Arg>(Eigen::LinearAccessBit) && same_order<Dst, Arg> && Dst::InnerStrideAtCompileTime == 1 &&
               std::remove_cvref_t<Arg>::InnerStrideAtCompileTime == 1;
    } else {
        return false;
    }
}();

/// A packet of the numbers that lie `step` apart; a step of 0 repeats one.
template <class Packet, class T>
[[gnu::always_inline]] inline Packet packet_from(const T* from, Eigen::Index step) {
    if (step == 0) return Eigen::internal::pset1<Packet>(*from);
    if (step == 1) return Eigen::internal::ploadu<Packet>(from);
    return Eigen::internal::pgather<T, Packet>(from, step);
}

/// A functor of two that writes y = f(x, made) in a loop of its own, where x and y are in memory and the other operand is made
/// by a functor. Eigen unrolls fixed sizes itself.
template <class F, class X, class Made, class Dst>
concept AssignsInMemory = PacketFunctor<F> && DenseInMemory<X> && DenseInMemory<Dst> && Dst::SizeAtCompileTime == Eigen::Dynamic &&
                          requires(const F& f, const X& x, const Made& made, Dst& y) { f.assign(x, made, y); };

}}}  // namespace actfn::ACTFN_ISA::core

/// y = f(argument) in one loop with the formula inlined into it. In Eigen's own loop the formula sits three calls deep,
/// where g++ gives up on inlining, and a packet then costs a call and a reload of every constant.
template <class Dst, class F, class Arg, class Weak>
    requires actfn::core::PacketAssignable<F, Dst>
struct Eigen::internal::Assignment<Dst, Eigen::CwiseUnaryOp<F, Arg>,
                                   Eigen::internal::assign_op<typename F::value_type, typename F::value_type>,
                                   Eigen::internal::Dense2Dense, Weak> {
    using Source = CwiseUnaryOp<F, Arg>;
    using T = typename F::value_type;
    using Assign = assign_op<T, T>;

    static void run(Dst& dst, const Source& source, const Assign& assign) {
        using Packet = typename actfn::core::packet_for<F>::type;
#if !defined(EIGEN_NO_DEBUG)
        check_for_aliasing(dst, source);
#endif
        // The evaluator comes first: it computes what must be computed beforehand, as a product, which may read dst as it is.
        const auto& argument = source.nestedExpression();
        const evaluator<std::remove_cvref_t<Arg>> from(argument);
        resize_if_allowed(dst, source, assign);
        const F f = source.functor();
        if constexpr (actfn::core::assigns_packed<Dst, Arg>) {
            actfn::core::Serial serial;
            actfn::core::sweep_vectors<T>(actfn::core::ValueOf<F>{f}, dst.size(), std::array{actfn::core::view<const T>(argument).data},
                                          std::array{actfn::core::view<T>(dst).data}, serial);
        } else {
            evaluator<Dst> to(dst);
            constexpr bool packets = actfn::core::reads_packets<Dst, Arg>;
            if constexpr (actfn::core::both_have<Dst, Arg>(LinearAccessBit) && actfn::core::same_order<Dst, Arg>) {
                const auto position = [](Index i, const auto& use) __attribute__((always_inline)) { return use(i); };
                actfn::core::assign_line<packets, Packet>(f, dst.size(), actfn::core::EvaluatorLine{to, from, position});
            } else {
                constexpr bool by_rows = (actfn::core::evaluator_flags<Dst> & RowMajorBit) != 0;
                for (Index outer = 0; outer < dst.outerSize(); ++outer) {
                    const auto position = [outer](Index i, const auto& use) __attribute__((always_inline)) {
                        return by_rows ? use(outer, i) : use(i, outer);
                    };
                    actfn::core::assign_line<packets, Packet>(f, dst.innerSize(), actfn::core::EvaluatorLine{to, from, position});
                }
            }
        }
    }
};

/// y = f(x, made): its functor has the loop.
template <class Dst, class F, class X, class Made, class Plain, class Weak>
    requires actfn::core::AssignsInMemory<F, X, Made, Dst>
struct Eigen::internal::Assignment<Dst, Eigen::CwiseBinaryOp<F, X, const Eigen::CwiseNullaryOp<Made, Plain>>,
                                   Eigen::internal::assign_op<typename F::value_type, typename F::value_type>,
                                   Eigen::internal::Dense2Dense, Weak> {
    using Source = CwiseBinaryOp<F, X, const CwiseNullaryOp<Made, Plain>>;
    using Assign = assign_op<typename F::value_type, typename F::value_type>;

    [[gnu::always_inline]] static void run(Dst& dst, const Source& source, const Assign& assign) {
#if !defined(EIGEN_NO_DEBUG)
        check_for_aliasing(dst, source);
#endif
        resize_if_allowed(dst, source, assign);
        source.functor().assign(source.lhs(), source.rhs().functor(), dst);
    }
};
