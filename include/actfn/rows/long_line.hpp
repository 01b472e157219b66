#pragma once

// One long line along the storage order, whose passes are divided among threads.

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include "actfn/base/any_call.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/line_group.hpp"
#include "actfn/rows/operand.hpp"
#include "actfn/rows/pass.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

inline constexpr int cost_of_an_exponential = 30;

/// A line of more entries is passed over in pieces.
inline constexpr Index longest_whole_line = 16384;

/// A line of more than longest_whole_line entries of type T, computed in the type C. It has the passes of a LineGroup of
/// one line, each over pieces whose sums are added up in sequence. How long a piece is depends on the length of the line
/// alone, and so do the bits: not on the number of threads.
template <Scalar T, Scalar C>
class LongLine : public LineGroup<LineLayout::along, T, C> {
    using Base = LineGroup<LineLayout::along, T, C>;
    static constexpr std::size_t most_pieces = 32;
    static constexpr Index shortest_piece = 16384;

public:
    using Base::capacity;
    static constexpr bool has_room = false;

    LongLine(Index entries, AnyExecutor& executor)
        : Base(1, entries),
          piece_((entries + Index(most_pieces) * shortest_piece - 1) / (Index(most_pieces) * shortest_piece) *
                 shortest_piece),
          executor_(executor) {}

    PerLine<C, capacity> greatest(const LineOperand<const T>& x) const {
        return pass<Greatest>(this->no_constants(), -std::numeric_limits<T>::infinity(), LineOperand<T>{}, x).sum;
    }

    template <class F, std::size_t K, class... X>
    SumsOfLines<typename F::template Number<C>, capacity> pass(const Constants<C, K, capacity>& constants, T fill,
                                                               const LineOperand<T>& out, const X&... in) const {
        using Number = typename F::template Number<C>;
        const Index pieces = (this->entries() + piece_ - 1) / piece_;
        std::array<Number, most_pieces> sums;
        std::array<Number, most_pieces> rests;
        const auto run = [&](Index begin, Index end) {
            for (; begin < end; ++begin) {
                const Index first = begin * piece_;
                const auto moved = [first](auto operand) {
                    operand.base += first * operand.entry_step;
                    return operand;
                };
                [[maybe_unused]] const auto of_piece = Base(1, (std::min)(piece_, this->entries() - first))
                                                           .template pass<F>(constants, fill, moved(out), moved(in)...);
                if constexpr (F::sums) {
                    sums[static_cast<std::size_t>(begin)] = of_piece.sum.value[0];
                    rests[static_cast<std::size_t>(begin)] = of_piece.rest.value[0];
                }
            }
        };
        divide(pieces, AnyCall<Index, Index>(run));
        SumsOfLines<Number, capacity> result;
        if constexpr (F::sums) {
            result.sum.value.fill(1);
            result.rest.value.fill(0);
            auto& sum = result.sum.value[0];
            auto& rest = result.rest.value[0];
            sum = sums[0];
            rest = rests[0];
            for (std::size_t i = 1; i < static_cast<std::size_t>(pieces); ++i) F::join(sum, rest, sums[i], rests[i]);
        }
        return result;
    }

private:
    [[gnu::noinline]] void divide(Index pieces, const AnyCall<Index, Index>& run) const {
        core::divide(executor_, pieces, this->entries(), cost_of_an_exponential, run);
    }

    Index piece_;
    AnyExecutor& executor_;
};

/// Runs F over rows [begin, end) of the views, long lines along the storage order, one after the other.
template <class F, std::size_t In>
[[gnu::noinline]] void run_long(Index begin, Index end, AnyExecutor& executor,
                                const std::array<View<const typename F::value_type>, In>& in,
                                const View<typename F::value_type>& out, F f = F{}) {
    const LongLine<typename F::value_type, typename F::compute_type> line(out.cols, executor);
    for (; begin < end; ++begin) {
        core::run_passes(line, begin, in, out, f);
    }
}

/// Runs F over all rows of the views, long lines along the storage order: side by side, or where there are more threads
/// than lines, each of them on all threads.
template <class F, class E, std::size_t In>
void run_long_lines(E& executor, const std::array<View<const typename F::value_type>, In>& in,
                    const View<typename F::value_type>& out, F f = F{}) {
    const auto run = [&](auto& on, Index begin, Index end) {
        AnyExecutor any(on);
        core::run_long(begin, end, any, in, out, f);
    };
    if (out.rows < executor.threads()) {
        run(executor, 0, out.rows);
    } else {
        core::divide(executor, out.rows, out.rows * out.cols, cost_of_an_exponential, [&](Index begin, Index end) {
            Serial serial;
            run(serial, begin, end);
        });
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
