#pragma once

// The one file that knows Eigen's internals: which types are dense expressions, when an expression may refer to its
// argument, and how Eigen is told that our functors vectorise.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <Eigen/Core>

#include "actfn/core/each_of.hpp"
#include "actfn/core/tiers.hpp"

#if !EIGEN_VERSION_AT_LEAST(3, 4, 0)
#error "actfn needs Eigen 3.4 or newer."
#endif

namespace actfn::inline ACTFN_ISA::core {

template <class D>
std::true_type dense_expression(const Eigen::DenseBase<D>&);
template <class D>
D plain_object(const Eigen::PlainObjectBase<D>&);

/// Any dense Eigen expression, by value or by reference.
template <class X>
concept Dense = requires(const std::remove_cvref_t<X>& x) { dense_expression(x); };

/// A dense expression with elements in memory: Array, Matrix, Map, Ref, Block of such.
template <class X>
concept DenseInMemory = Dense<X> && (static_cast<bool>(std::remove_cvref_t<X>::Flags & Eigen::DirectAccessBit));

template <class Plain, int Options, class Stride>
std::true_type reference(const Eigen::Ref<Plain, Options, Stride>&);

/// True where an expression of x would outlive it: x is a temporary that expressions refer to instead of copying.
/// Ref is one of them, since a Ref<const T> may own its array.
template <class X>
concept Temporary = !std::is_lvalue_reference_v<X> && (requires(const std::remove_cvref_t<X>& x) { plain_object(x); } ||
                                                       requires(const std::remove_cvref_t<X>& x) { reference(x); });

template <class D>
std::true_type array_expression(const Eigen::ArrayBase<D>&);
template <class X>
inline constexpr bool is_array = requires(const std::remove_cvref_t<X>& x) { array_expression(x); };

/// The lazy expression f(x), or f(x, others) coefficient by coefficient; evaluated where x is a temporary array. Call with
/// std::forward.
template <class F, class X, class... Others>
[[gnu::always_inline]] inline auto lazily(const F& f, X&& x, const Others&... others) {
    const auto expression = [&]() __attribute__((always_inline)) {
        if constexpr (sizeof...(Others) == 0) {
            return x.unaryExpr(f);
        } else if constexpr (is_array<X>) {
            // An array and a matrix do not mix in Eigen's binary expressions.
            return x.binaryExpr(others.array()..., f);
        } else {
            return x.binaryExpr(others.matrix()..., f);
        }
    };
    if constexpr (Temporary<X>) {
        return expression().eval();
    } else {
        return expression();
    }
}

/// A functor that says of itself that its packetOp may be called.
template <class F>
concept PacketFunctor = requires { typename F::packet_functor; } && std::same_as<typename F::packet_functor, F>;

}  // namespace actfn::inline ACTFN_ISA::core

template <actfn::core::PacketFunctor F>
struct Eigen::internal::functor_traits<F> {
    enum { Cost = F::cost, PacketAccess = packet_traits<typename F::value_type>::Vectorizable, IsRepeatable = true };
};

namespace actfn::inline ACTFN_ISA::core {

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

/// One line of n elements; get_packet, get and set_packet, set take the index in the line.
template <bool ReadsPackets, class F, class Packet, class GetPacket, class Get, class SetPacket, class Set>
[[gnu::always_inline]] inline void assign_line(const F& f, Eigen::Index n, const GetPacket& get_packet, const Get& get,
                                               const SetPacket& set_packet, const Set& set) {
    using T = typename F::value_type;
    constexpr std::size_t together = F::template packets_at_a_time<Packet>();
    constexpr Eigen::Index width = Eigen::internal::unpacket_traits<Packet>::size;
    constexpr Eigen::Index size = ReadsPackets ? width : 16 * width;
    Eigen::Index i = 0;
    if constexpr (ReadsPackets) {
        i = core::assign_packets<F, together, Packet>(f, i, n, get_packet, set_packet);
        if constexpr (together > 1) i = core::assign_packets<F, 1, Packet>(f, i, n, get_packet, set_packet);
        if (i == n) return;
    }
    // What is left goes through a block, whose last packet is padded: scalars one by one would cost more than all of a short
    // line.
    T block[static_cast<std::size_t>(size)] = {};
    for (; i < n; i += size) {
        const Eigen::Index count = std::min(size, n - i);
        for (Eigen::Index k = 0; k < count; ++k) block[k] = get(i + k);
        const auto from_block = [&](Eigen::Index k) __attribute__((always_inline)) { return Eigen::internal::ploadu<Packet>(block + k); };
        const auto to_line = [&](Eigen::Index k, const auto& packet) __attribute__((always_inline)) { set_packet(i + k, packet); };
        Eigen::Index k = 0;
        if constexpr (!ReadsPackets) k = core::assign_packets<F, together, Packet>(f, k, count, from_block, to_line);
        k = core::assign_packets<F, 1, Packet>(f, k, count, from_block, to_line);
        if (k < count) {
            Eigen::internal::pstoreu(block + k, f.packetOp(from_block(k)));
            for (; k < count; ++k) set(i + k, block[k]);
        }
    }
}

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

}  // namespace actfn::inline ACTFN_ISA::core

/// y = f(argument) in one loop with the formula inlined into it. In Eigen's own loop the formula sits three calls deep,
/// where g++ gives up on inlining, and a packet then costs a call and a reload of every constant.
template <class Dst, class F, class Arg, class Weak>
    requires actfn::core::PacketAssignable<F, Dst>
struct Eigen::internal::Assignment<Dst, Eigen::CwiseUnaryOp<F, Arg>,
                                   Eigen::internal::assign_op<typename F::value_type, typename F::value_type>,
                                   Eigen::internal::Dense2Dense, Weak> {
    using Source = CwiseUnaryOp<F, Arg>;
    using Assign = assign_op<typename F::value_type, typename F::value_type>;

    static void run(Dst& dst, const Source& source, const Assign& assign) {
        using Packet = typename actfn::core::packet_for<F>::type;
        resize_if_allowed(dst, source, assign);
        evaluator<Dst> to(dst);
        const evaluator<std::remove_cvref_t<Arg>> from(source.nestedExpression());
        const F f = source.functor();
        constexpr bool packets = actfn::core::reads_packets<Dst, Arg>;
        const auto packet_of = [&](auto... at) __attribute__((always_inline)) {
            if constexpr (packets) {
                return from.template packet<Unaligned, Packet>(at...);
            } else {
                return Packet();  // not called
            }
        };
        if constexpr (actfn::core::both_have<Dst, Arg>(LinearAccessBit) && actfn::core::same_order<Dst, Arg>) {
            actfn::core::assign_line<packets, F, Packet>(
                f, dst.size(), [&](Index i) __attribute__((always_inline)) { return packet_of(i); },
                [&](Index i) __attribute__((always_inline)) { return from.coeff(i); },
                [&](Index i, const Packet& p) __attribute__((always_inline)) { to.template writePacket<Unaligned, Packet>(i, p); },
                [&](Index i, auto v) __attribute__((always_inline)) { to.coeffRef(i) = v; });
        } else {
            constexpr bool by_rows = (actfn::core::evaluator_flags<Dst> & RowMajorBit) != 0;
            for (Index outer = 0; outer < dst.outerSize(); ++outer) {
                const auto row = [outer](Index i) __attribute__((always_inline)) { return by_rows ? outer : i; };
                const auto col = [outer](Index i) __attribute__((always_inline)) { return by_rows ? i : outer; };
                actfn::core::assign_line<packets, F, Packet>(
                    f, dst.innerSize(), [&](Index i) __attribute__((always_inline)) { return packet_of(row(i), col(i)); },
                    [&](Index i) __attribute__((always_inline)) { return from.coeff(row(i), col(i)); },
                    [&](Index i, const Packet& p) __attribute__((always_inline)) { to.template writePacket<Unaligned, Packet>(row(i), col(i), p); },
                    [&](Index i, auto v) __attribute__((always_inline)) { to.coeffRef(row(i), col(i)) = v; });
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
#ifndef EIGEN_NO_DEBUG
        check_for_aliasing(dst, source);
#endif
        resize_if_allowed(dst, source, assign);
        source.functor().assign(source.lhs(), source.rhs().functor(), dst);
    }
};
