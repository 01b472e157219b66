#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "actfn/base/axis.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/gated/order.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/loop/sweep.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/overlap.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/simd/arithmetic.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// Maxout.
///
///     y_i = max_j x_ij over the k pieces of unit i        dx_ij = dy_i where j won, 0 elsewhere
///
/// forward writes, on request, which piece won: its index j as a number of the element type, the first one of several
/// that are equal. backward needs these winners only.
/// Parameter: pieces k >= 1, of half at most 2048, of bfloat16 256. Special values: a NaN wins, and the first of several; +0 and -0 are equal.
/// Source: Goodfellow, Warde-Farley, Mirza, Courville and Bengio, "Maxout networks", 2013.
template <class T = float>
class Maxout {
public:
    using value_type = T;
    static constexpr bool is_known = core::Element<T>;
    static_assert(is_known,
                  "actfn: the element type must be float, double, Eigen::half or Eigen::bfloat16: convert x, e.g. with "
                  "x.cast<float>().");

    constexpr Maxout() = default;
    constexpr explicit Maxout(std::ptrdiff_t pieces) : pieces_(pieces) {
        if (pieces < 1) core::fail(core::Message("maxout: pieces must be >= 1, but is ") + core::text(pieces));
        // So many numbers of a winner differ in T.
        if constexpr (core::Stored<T>) {
            constexpr std::ptrdiff_t most = core::format_of<T> == core::Format::half ? 2048 : 256;
            if (pieces > most)
                core::fail(core::Message("maxout: pieces must be <= ") + core::text(most) + ", but is " +
                           core::text(pieces));
        }
    }
    constexpr std::ptrdiff_t pieces() const { return pieces_; }

    friend constexpr bool operator==(const Maxout&, const Maxout&) = default;

private:
    std::ptrdiff_t pieces_ = 2;
};

namespace core {

/// `won` where x wins against the best so far, `lost` elsewhere: where it is greater, or the first NaN.
template <Value V>
ACTFN_INLINE inline V where_it_wins(V x, V best, V won, V lost) {
    const V unordered = math::select(core::equal(x, x), lost, math::select(core::equal(best, best), won, lost));
    return math::select(x > best, won, unordered);
}

/// The greater of the best so far and a piece.
struct GreaterPiece {
    template <Value V>
    ACTFN_INLINE V operator()(V best, V x) const {
        return core::where_it_wins(x, best, x, best);
    }
};

/// The greater of the best so far and piece number `index`, and which piece it is.
template <class T>
struct Winner {
    T index;

    template <Value V>
    ACTFN_INLINE std::pair<V, V> operator()(V best, V winner, V x) const {
        return {core::where_it_wins(x, best, x, best), core::where_it_wins(x, best, V(index), winner)};
    }
    /// Of the first two pieces.
    template <Value V>
    ACTFN_INLINE std::pair<V, V> operator()(V first, V x) const {
        return (*this)(first, V(0), x);
    }
};

/// dy where piece number `index` won, 0 elsewhere.
template <class T>
struct PieceGradient {
    T index;

    template <Value V>
    ACTFN_INLINE V operator()(V winner, V dy) const {
        return math::select(core::equal(winner, V(index)), dy, V(0));
    }
};

/// Piece j of the units along each row or column of x. Throws if the entries of a line cannot be divided so.
template <class T>
View<T> piece(const char* call, const char* name, const View<T>& x, Axis axis, std::ptrdiff_t pieces, PieceOrder order,
              Index j) {
    if (axis == Axis::rowwise) {
        return core::piece(call, name, x.transposed(), Axis::colwise, pieces, order, j).transposed();
    }
    if (x.rows % pieces != 0) {
        core::fail(core::Message(call) + ": " + name + " holds " + core::text(pieces) + " pieces in lines of " +
                   core::text(x.rows) + " entries, which cannot be divided so");
    }
    const Index n = x.rows / pieces;
    const bool blocks = order == PieceOrder::blocks;
    View<T> part{x.data, n, x.cols, blocks ? x.row_stride : pieces * x.row_stride, x.col_stride};
    if (!part.empty()) part.data = x.at(blocks ? j * n : j, 0);
    return part;
}

/// Throws unless an array has the shape of one piece.
template <class A, class B>
void require_piece(const char* call, const char* name, const View<A>& array, const View<B>& first_piece) {
    core::require_same_shape(call, "one piece", first_piece, name, array);
}
/// Pieces are read or written one after the other, so not even in place may an output be an input.
template <class A, class B>
void require_no_overlap(const char* call, const char* name_out, const View<A>& out, const char* name_in,
                        const View<B>& in) {
    core::require_unfolded(call, name_out, out);
    if (core::overlap(out, in))
        core::fail(core::Message(call) + ": " + name_out + " overlaps " + name_in + ", which maxout does not allow");
}

/// How a formula runs over views of one shape: by the loops of this unit.
struct SweepPieces {
    template <class Formula, class T, std::size_t Inputs, std::size_t Outputs, class E>
    void operator()(const Formula& formula, const std::array<View<const T>, Inputs>& in,
                    const std::array<View<T>, Outputs>& out, E& executor) const {
        core::sweep_views<LoopPlan<T, lane_type<T>>>(formula, in, out, executor);
    }
};

// The calls on views, by SweepPieces or by what runs other loops.

template <class T, class E, class Sweep = SweepPieces>
void maxout(const Maxout<T>& m, const View<const T>& x, const View<T>& y, Axis axis, PieceOrder order, E& executor,
            const Sweep& sweep = {}) {
    const auto piece = [&](Index j) { return core::piece("forward", "x", x, axis, m.pieces(), order, j); };
    core::require_piece("forward", "y", y, piece(0));
    core::require_no_overlap("forward", "y", y, "x", x);
    sweep(GreaterPiece(), std::array{piece(0), piece(m.pieces() > 1 ? 1 : 0)}, std::array{y}, executor);
    for (Index j = 2; j < m.pieces(); ++j)
        sweep(GreaterPiece(), std::array{y.as_const(), piece(j)}, std::array{y}, executor);
}

template <class T, class E, class Sweep = SweepPieces>
void maxout_with_winner(const Maxout<T>& m, const View<const T>& x, const View<T>& y, const View<T>& winner, Axis axis,
                        PieceOrder order, E& executor, const Sweep& sweep = {}) {
    const auto piece = [&](Index j) { return core::piece("forward", "x", x, axis, m.pieces(), order, j); };
    core::require_piece("forward", "y", y, piece(0));
    core::require_piece("forward", "winner", winner, piece(0));
    core::require_no_overlap("forward", "y", y, "x", x);
    core::require_no_overlap("forward", "winner", winner, "x", x);
    core::require_apart("forward", "y", y, "winner", winner);
    sweep(Winner<lane_type<T>>{1}, std::array{piece(0), piece(m.pieces() > 1 ? 1 : 0)}, std::array{y, winner},
          executor);
    for (Index j = 2; j < m.pieces(); ++j)
        sweep(Winner<lane_type<T>>{static_cast<lane_type<T>>(j)}, std::array{y.as_const(), winner.as_const(), piece(j)},
              std::array{y, winner}, executor);
}

template <class T, class E, class Sweep = SweepPieces>
void maxout_backward(const Maxout<T>& m, const View<const T>& winner, const View<const T>& dy, const View<T>& dx,
                     Axis axis, PieceOrder order, E& executor, const Sweep& sweep = {}) {
    const auto piece = [&](Index j) { return core::piece("backward", "dx", dx, axis, m.pieces(), order, j); };
    core::require_piece("backward", "winner", winner, piece(0));
    core::require_piece("backward", "dy", dy, piece(0));
    core::require_no_overlap("backward", "dx", dx, "winner", winner);
    core::require_no_overlap("backward", "dx", dx, "dy", dy);
    for (Index j = 0; j < m.pieces(); ++j)
        sweep(PieceGradient<lane_type<T>>{static_cast<lane_type<T>>(j)}, std::array{winner, dy}, std::array{piece(j)},
              executor);
}

}  // namespace core

/// y = the greatest of the pieces that each row or column of x holds. y must not overlap x.
template <class T, class X, class Y, Executor E = core::Serial>
void forward(const Maxout<T>& m, const X& x, Y&& y, Axis axis, PieceOrder order, E&& executor = E()) {
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>())
        core::maxout(m, core::view<const T>(x), core::view<T>(y), axis, order, executor);
}

/// y = the greatest of the pieces that each row or column of x holds, and winner = which piece it is. Neither may overlap
/// x.
template <class T, class X, class Y, class W, Executor E = core::Serial>
void forward(const Maxout<T>& m, const X& x, Y&& y, W&& winner, Axis axis, PieceOrder order, E&& executor = E()) {
    if constexpr (core::check_types<T, const X&, Y, W>() && core::check_outputs<Y, W>()) {
        core::maxout_with_winner(m, core::view<const T>(x), core::view<T>(y), core::view<T>(winner), axis, order,
                                 executor);
    }
}

/// dx = dy at the piece that won, 0 at the others. dx must overlap neither winner nor dy.
template <class T, class W, class DY, class DX, Executor E = core::Serial>
void backward(const Maxout<T>& m, const W& winner, const DY& dy, DX&& dx, Axis axis, PieceOrder order,
              E&& executor = E()) {
    if constexpr (core::check_types<T, const W&, const DY&, DX>() && core::check_outputs<DX>()) {
        core::maxout_backward(m, core::view<const T>(winner), core::view<const T>(dy), core::view<T>(dx), axis, order,
                              executor);
    }
}

}  // namespace ACTFN_ISA
}  // namespace actfn
