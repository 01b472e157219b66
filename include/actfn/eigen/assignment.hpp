#pragma once

// Replaces Eigen's assignment loop for y = f(argument) by one of the library's own.

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <Eigen/Core>

#include "actfn/base/executor.hpp"
#include "actfn/eigen/expression.hpp"
#include "actfn/eigen/line.hpp"
#include "actfn/eigen/packet.hpp"
#include "actfn/eigen/transposes.hpp"
#include "actfn/loop/formula.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/loop/sweep.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

template <class X>
inline constexpr unsigned evaluator_flags =
    static_cast<unsigned>(Eigen::internal::evaluator<std::remove_cvref_t<X>>::Flags);

/// Whether the Eigen evaluators of A and B both have the flag.
template <class A, class B>
constexpr bool both_have(unsigned flag) {
    return (evaluator_flags<A> & evaluator_flags<B> & flag) != 0;
}

template <class A, class B>
inline constexpr bool same_order = (evaluator_flags<A> & Eigen::RowMajorBit) ==
                                   (evaluator_flags<B> & Eigen::RowMajorBit);

/// Whether the library assigns y = f(argument) packet by packet. Fixed sizes are left to Eigen, which unrolls them.
template <class F, class Dst>
concept PacketAssignable =
    PacketFunctor<F> && Dst::SizeAtCompileTime ==
        Eigen::Dynamic&& static_cast<bool>(Eigen::internal::packet_traits<typename F::value_type>::Vectorizable) &&
    both_have<Dst, Dst>(Eigen::PacketAccessBit);

/// Whether an expression can be read packet by packet along its rows (ByRows) or columns.
template <class X, bool ByRows>
inline constexpr bool has_packets = both_have<X, X>(Eigen::PacketAccessBit) &&
                                    ((evaluator_flags<X> & Eigen::RowMajorBit) != 0) == ByRows;

// Eigen's flags deny packet access to a broadcast vector (Replicate), and hence to every sum with one, such as
// (W * x).colwise() + b. Along the vector, packets can be loaded.
template <class A, int RowFactor, int ColFactor, bool ByRows>
inline constexpr bool has_packets<Eigen::Replicate<A, RowFactor, ColFactor>, ByRows> =
    (ByRows ? ColFactor : RowFactor) == 1 &&
    has_packets<std::remove_cvref_t<typename Eigen::internal::nested_eval<A, Eigen::Dynamic>::type>, ByRows>;
template <class Operation, class A, class B, bool ByRows>
inline constexpr bool has_packets<Eigen::CwiseBinaryOp<Operation, A, B>, ByRows> =
    static_cast<bool>(Eigen::internal::functor_traits<Operation>::PacketAccess) &&
    std::same_as<typename A::Scalar, typename B::Scalar>&& has_packets<std::remove_cvref_t<A>, ByRows>&& has_packets<
        std::remove_cvref_t<B>, ByRows>;

/// Whether the argument can be read packet by packet along the destination's storage order. If not (because it has the
/// other storage order, for example), its coefficients are gathered into a block on the stack.
template <class Dst, class Arg>
inline constexpr bool reads_packets =
    has_packets<std::remove_cvref_t<Arg>, (evaluator_flags<Dst> & Eigen::RowMajorBit) != 0>;

/// The packet that the assignment of f(argument) loads: Eigen's half packet if, converted, it fills a register.
template <class F, class T = typename F::value_type,
          bool Half =
              sizeof(typename Eigen::internal::packet_traits<T>::half) == lanes<typename PlanFor<F>::Batch> * sizeof(T)>
struct packet_for {
    using type = typename Eigen::internal::packet_traits<T>::type;
};
template <class F, class T>
struct packet_for<F, T, true> {
    using type = typename Eigen::internal::packet_traits<T>::half;
};

/// Whether y = f(argument) is one loop over two contiguous arrays.
template <class Dst, class Arg>
inline constexpr bool assigns_packed = [] {
    if constexpr (DenseInMemory<Dst> && DenseInMemory<Arg>) {
        return both_have<Dst, Arg>(Eigen::LinearAccessBit) && same_order<Dst, Arg> &&
               Dst::InnerStrideAtCompileTime == 1 && std::remove_cvref_t<Arg>::InnerStrideAtCompileTime == 1;
    } else {
        return false;
    }
}();

/// Loads a packet with stride `step`: a broadcast for 0, contiguous for 1, a gather otherwise.
template <class Packet, class T>
ACTFN_INLINE inline Packet packet_from(const T* from, Eigen::Index step) {
    if (step == 0) return Eigen::internal::pset1<Packet>(*from);
    if (step == 1) return Eigen::internal::ploadu<Packet>(from);
    return Eigen::internal::pgather<T, Packet>(from, step);
}

/// A binary functor that assigns y = f(x, made) in its own loop, where x and y are in memory and the operand `made` is
/// a nullary functor. Fixed sizes are left to Eigen, which unrolls them.
template <class F, class X, class Made, class Dst>
concept AssignsInMemory = PacketFunctor<F> && DenseInMemory<X> && DenseInMemory<Dst> && Dst::SizeAtCompileTime ==
                          Eigen::Dynamic&& requires(const F& f, const X& x, const Made& made, Dst& y) {
    f.assign(x, made, y);
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn

/// Assigns y = f(argument) in one loop with the formula inlined. In Eigen's own loop the formula is three calls deep,
/// where g++ stops inlining: each packet then costs a call and a reload of every constant.
template <class Dst, class F, class Arg, class Weak>
requires actfn::core::PacketAssignable<F, Dst>
struct Eigen::internal::Assignment<Dst, Eigen::CwiseUnaryOp<F, Arg>,
                                   Eigen::internal::assign_op<typename F::value_type, typename F::value_type>,
                                   Eigen::internal::Dense2Dense, Weak> {
    using Source = CwiseUnaryOp<F, Arg>;
    using T = typename F::value_type;
    using Assign = assign_op<T, T>;

    // Flattened, so that g++ inlines all parts of the loops below; not ACTFN_LOOP: short expressions are inlined with it.
    [[gnu::flatten]] static void run(Dst& dst, const Source& source, const Assign& assign) {
        using Packet = typename actfn::core::packet_for<F>::type;
#if !defined(EIGEN_NO_DEBUG)
        check_for_aliasing(dst, source);
#endif
        const auto& argument = source.nestedExpression();
        const F f = source.functor();
        if constexpr (actfn::core::assigns_packed<Dst, Arg>) {
            resize_if_allowed(dst, source, assign);
            actfn::core::Serial serial;
            using Formula = actfn::core::ValueOf<actfn::core::FormulaOf<F>>;
            actfn::core::sweep_vectors<actfn::core::plan_into<Formula, T>>(
                actfn::core::formula<Formula, F>(f), dst.size(), std::array<const T*, 1>{argument.data()},
                std::array<T*, 1>{dst.data()}, serial);
        } else {
            // Built before dst is resized: it evaluates nested products into temporaries, and these may read the old dst.
            const evaluator<std::remove_cvref_t<Arg>> from(argument);
            resize_if_allowed(dst, source, assign);
            evaluator<Dst> to(dst);
            constexpr bool packets = actfn::core::reads_packets<Dst, Arg>;
            if constexpr (actfn::core::both_have<Dst, Arg>(LinearAccessBit) && actfn::core::same_order<Dst, Arg>) {
                const auto position = [](Index i, const auto& use) ACTFN_INLINE_LAMBDA { return use(i); };
                actfn::core::assign_line<packets, Packet>(f, dst.size(),
                                                          actfn::core::EvaluatorLine{to, from, position});
            } else {
                constexpr bool by_rows = (actfn::core::evaluator_flags<Dst> & RowMajorBit) != 0;
                for (Index outer = 0; outer < dst.outerSize(); ++outer) {
                    const auto position = [outer](Index i, const auto& use)
                                              ACTFN_INLINE_LAMBDA { return by_rows ? use(outer, i) : use(i, outer); };
                    actfn::core::assign_line<packets, Packet>(f, dst.innerSize(),
                                                              actfn::core::EvaluatorLine{to, from, position});
                }
            }
        }
    }
};

/// Assigns y = f(x, made) by the functor's own loop, f.assign(x, made, y).
template <class Dst, class F, class X, class Made, class Plain, class Weak>
requires actfn::core::AssignsInMemory<F, X, Made, Dst>
struct Eigen::internal::Assignment<Dst, Eigen::CwiseBinaryOp<F, X, const Eigen::CwiseNullaryOp<Made, Plain>>,
                                   Eigen::internal::assign_op<typename F::value_type, typename F::value_type>,
                                   Eigen::internal::Dense2Dense, Weak> {
    using Source = CwiseBinaryOp<F, X, const CwiseNullaryOp<Made, Plain>>;
    using Assign = assign_op<typename F::value_type, typename F::value_type>;

    ACTFN_INLINE static void run(Dst& dst, const Source& source, const Assign& assign) {
#if !defined(EIGEN_NO_DEBUG)
        check_for_aliasing(dst, source);
#endif
        resize_if_allowed(dst, source, assign);
        source.functor().assign(source.lhs(), source.rhs().functor(), dst);
    }
};
