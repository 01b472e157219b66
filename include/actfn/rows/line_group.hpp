#pragma once

// Lines (rows or columns that are distributions) that are processed together, pass by pass.

#include <array>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>

#include "actfn/base/unrolled.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/pass.hpp"
#include "actfn/rows/quad.hpp"
#include "actfn/simd/load_as.hpp"
#include "actfn/simd/memory.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Passes with numbers of each line beside its entries (a loss, a target): from_line(i) are those from line i on.
template <class F>
concept NumbersByLine = requires(const F& f) {
    f.from_line(Index(0));
};
template <class F>
ACTFN_INLINE inline F from_line(const F& f, Index line) {
    if constexpr (NumbersByLine<F>) {
        return f.from_line(line);
    } else {
        return f;
    }
}

/// The operand of rows [begin, ...) of a view.
template <class T>
ACTFN_INLINE inline LineOperand<T> operand_of(const View<T>& v, Index begin) {
    return {v.at(begin, 0), v.row_stride, v.col_stride};
}

/// Runs F, the passes of a function, over `lines`: the rows of the views from `begin` on.
template <class Lines, class F, std::size_t In>
ACTFN_INLINE inline void run_passes(const Lines& lines, Index begin,
                                    const std::array<View<const typename F::value_type>, In>& in,
                                    const View<typename F::value_type>& out, const F& f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) ACTFN_INLINE_LAMBDA {
        core::from_line(f, begin).run(lines, core::operand_of(in[I], begin)..., core::operand_of(out, begin));
    }
    (std::make_index_sequence<In>());
}

/// The formula of a pass that finds the greatest entry.
struct Greatest {
    using tier = standard;
    static constexpr bool calls_kernels = false;
    static constexpr bool stores = false;
    static constexpr bool sums = true;
    template <class C>
    using Number = C;
    template <class T, class V>
    using AcrossSums = LaneGreatest<V>;
    template <class T, class V>
    using AlongSums = LaneGreatest<V>;

    ACTFN_INLINE static auto at(const auto&, const auto& entries) { return entries[0]; }
    /// Joins the greatest entries of two parts of a line.
    template <class C>
    static void join(C& max, C&, C of_part, C) {
        max = (math::max)(max, of_part);
    }
};

/// Some lines of one layout, and what is computed from them with entries of type T, in the type C.
template <LineLayout L, Scalar T, Scalar C>
class LineGroup {
public:
    static constexpr std::size_t capacity = lines_together<L>;

    LineGroup(Index lines, Index entries) : LineGroup(lines, entries, lines) {}
    /// Of `lines` lines only the first `used` are those of a caller; the others fill a register.
    LineGroup(Index lines, Index entries, Index used) : lines_(lines), entries_(entries), used_(used) {}

    Index entries() const { return entries_; }

    static constexpr bool has_room = true;
    /// Memory for entries of the type C, where a caller's array, of elements of another type, cannot hold them.
    struct Room {
        Room() {}  // not initialised
        alignas(64) std::array<C, entries_together> entries;
    };
    /// Whether a Room is enough; if so, arrays of entries beside it are contiguous.
    template <class... U>
    bool fits_room(const LineOperand<U>&... beside) const {
        return padded_lines() * entries_ <= Index(entries_together) && (... && contiguous(beside));
    }
    LineOperand<C> operand(Room& room) const {
        return L == LineLayout::along ? LineOperand<C>{room.entries.data(), entries_, 1}
                                      : LineOperand<C>{room.entries.data(), 1, padded_lines()};
    }

    /// The greatest entry of each line.
    PerLine<C, capacity> greatest(const LineOperand<const T>& x) const {
        return pass<Greatest>(no_constants(), -std::numeric_limits<T>::infinity(), LineOperand<T>{}, x).sum;
    }

    static Constants<C, 0, capacity> no_constants() { return {}; }

    /// f(line) for each line in use, 0 for the others.
    template <class Number, class F>
    PerLine<Number, capacity> number_of_each(const F& f) const {
        PerLine<Number, capacity> result;
        result.value.fill(0);
        for_each_line([&](Index line) { result.value[static_cast<std::size_t>(line)] = static_cast<Number>(f(line)); });
        return result;
    }
    /// x for each line, those that fill a register, too: 0 times the fill of their lanes may be invalid.
    static PerLine<C, capacity> same_for_all(C x) {
        PerLine<C, capacity> result;
        result.value.fill(x);
        return result;
    }
    /// Calls f(line) for each line in use.
    template <class F>
    void for_each_line(const F& f) const {
        for (Index line = 0; line < used_; ++line) f(line);
    }

    /// K constants for each line: f of its numbers, evaluated in their type and rounded to C.
    template <std::size_t K, class F, class... Number>
    [[gnu::noinline]] Constants<C, K, capacity> constants(const F& f, const PerLine<Number, capacity>&... of) const {
        using S = std::common_type_t<Number...>;
        Constants<C, K, capacity> result;
        if (L == LineLayout::along && lines_ == 1) {
            // A batch of numbers, each stored alone, could not be forwarded from the store buffer.
            const auto value = f(static_cast<S>(of.value[0])...);
            core::for_each_index<K>([&](std::size_t k)
                                        ACTFN_INLINE_LAMBDA { result[k].value[0] = static_cast<C>(value[k]); });
            return result;
        }
        using V = native_batch<S>;
        // Lines across are passed over in whole batches.
        constexpr std::size_t batch = L == LineLayout::across ? lanes<native_batch<C>> : lanes<V>;
        const std::size_t all = (static_cast<std::size_t>(lines_) + batch - 1) / batch * batch;
        for (std::size_t line = 0; line < all; line += lanes<V>) {
            const std::array<V, K> value = f(core::load_as<V>(of.value.data() + line)...);
            core::for_each_index<K>([&](std::size_t k) ACTFN_INLINE_LAMBDA {
                core::store_rounded(result[k].value.data() + line, value[k]);
            });
        }
        return result;
    }

    /// A pass over all entries, with F::at(constants, entries) as the formula: stores the results to `out` if F::stores,
    /// sums them over each line if F::sums. Lanes beyond the end of a line hold `fill`.
    template <class F, std::size_t K, class From, class To, std::same_as<LineOperand<const From>>... X>
    SumsOfLines<typename F::template Number<C>, capacity> pass(const Constants<C, K, capacity>& constants,
                                                               std::type_identity_t<From> fill,
                                                               const LineOperand<To>& out,
                                                               const LineOperand<const From>& first,
                                                               const X&... more) const {
        SumsOfLines<typename F::template Number<C>, capacity> result;
        const std::array in{first, more...};
        if constexpr (L == LineLayout::along) {
            std::array<AlongSums<F, T, C>, capacity> sums;
            pass_over<F>(in, out, [&](Index entries, const auto& from, const auto& to) {
                core::pass_along<F, T, C>(lines_, entries, constants, fill, from, to, sums);
            });
            if constexpr (F::sums) {
                result.sum.value.fill(1);  // constants() reads whole batches
                result.rest.value.fill(0);
                core::end_sums(lines_, sums, result);
            }
        } else {
            using Sums = typename F::template AcrossSums<T, native_batch<C>>;
            if constexpr (F::sums) core::begin_sums<Sums>(lines_, result);
            pass_over<F>(in, out, [&](Index entries, const auto& from, const auto& to) {
                core::pass_across<F, T, C>(lines_, entries, constants, fill, from, to, result);
            });
            if constexpr (F::sums) core::end_sums<Sums>(lines_, result);
        }
        return result;
    }

private:
    /// Whole cache lines across.
    Index padded_lines() const { return L == LineLayout::along ? lines_ : (lines_ + 15) / 16 * 16; }

    template <class U>
    static bool contiguous(const LineOperand<U>& of) {
        return (L == LineLayout::along ? of.entry_step : of.line_step) == 1;
    }

    /// pass(entries, in, out), in contiguous copies if an operand's lanes are not of unit stride.
    template <class F, class From, class To, std::size_t In, class Pass>
    ACTFN_INLINE void pass_over(const std::array<LineOperand<const From>, In>& in, const LineOperand<To>& out,
                                const Pass& pass) const {
        if constexpr (std::same_as<From, To>) {
            bool all = !F::stores || contiguous(out);
            for (const auto& i : in) all = all && contiguous(i);
            if (!all && !(L == LineLayout::across && lines_ == 1)) [[unlikely]]
                return core::pass_copied<L, capacity>(lines_, entries_, in, out, F::stores, AnyPass<From, In>(pass));
        }  // else one of them is in a Room, and all are contiguous
        pass(entries_, in, out);
    }

    Index lines_;
    Index entries_;
    Index used_;
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
