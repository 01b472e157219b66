#pragma once

// One short line: its entries pass from pass to pass in registers or, where it has more than four batches, on the stack.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>

#include "actfn/base/unrolled.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/operand.hpp"
#include "actfn/rows/partial_sum.hpp"
#include "actfn/rows/quad.hpp"
#include "actfn/simd/convert.hpp"
#include "actfn/simd/interleaved.hpp"
#include "actfn/simd/load_as.hpp"
#include "actfn/simd/memory.hpp"
#include "actfn/simd/shuffle.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The batch type of C with `Lanes` lanes if there is one for entries of type T, else the native one.
template <Scalar T, Scalar C, std::size_t Lanes>
struct batch_of_lanes {
    using Narrow = batch_with<C, Lanes>;
    static constexpr bool is_narrow = std::same_as<T, C> && is_x86<Narrow> && Lanes < lanes<native_batch<C>>;
    using type = std::conditional_t<is_narrow, Narrow, native_batch<C>>;
};

/// A line of up to Lanes entries of type T, computed in the type C. It has the passes of a LineGroup, and the bits of one
/// across the storage order: entries are added up four by four, in sequence.
template <Scalar T, Scalar C, std::size_t Lanes>
class ShortLine {
    using V = typename batch_of_lanes<T, C, Lanes>::type;
    static constexpr std::size_t batches = Lanes > lanes<V> ? Lanes / lanes<V> : 1;
    // How many batches a pass interleaves; over more it is a loop.
    static constexpr std::size_t interleaved = (std::min)(batches, quad_batches);
    static constexpr std::size_t groups = batches / interleaved;
    static constexpr std::size_t group_lanes = interleaved * lanes<V>;
    using Group = Interleaved<V, interleaved>;

public:
    using Entries = std::array<Group, groups>;

    /// An operand in memory: contiguous entries. A single group has been loaded; its lanes beyond the end of the line hold
    /// `fill`.
    struct In {
        const T* from;
        const Entries* entries;
        T fill;
    };
    /// An operand that a pass has stored.
    struct Kept {
        Entries* entries;
        Kept as_const() const { return *this; }
    };

    /// `count` is at most Lanes.
    ACTFN_INLINE explicit ShortLine(std::size_t count) : count_(count) {}

    /// Loads a single group, once for all passes. More of them do not stay in registers: each pass loads them where they are.
    ACTFN_LOOP_PART In load(const T* from, T fill, Entries& entries) const {
        if constexpr (groups == 1) entries[0] = load_group(from, 0, fill);
        return {from, &entries, fill};
    }

    ACTFN_LOOP_PART C greatest(const In& x) const {
        const auto greater = [](const auto& a, const auto& b) ACTFN_INLINE_LAMBDA { return (math::max)(a, b); };
        V max = V(-std::numeric_limits<C>::infinity());
        for_each_group([&](auto g) ACTFN_INLINE_LAMBDA {
            const Group entries = load(x, g, -std::numeric_limits<T>::infinity());
            max = groups == 1 ? entries.data[0] : greater(max, entries.data[0]);
            core::for_each_index<interleaved - 1>([&](std::size_t b)
                                                      ACTFN_INLINE_LAMBDA { max = greater(max, entries.data[b + 1]); });
        });
        return core::joined_lanes<lanes<V>>(max, greater);
    }

    static std::array<C, 0> no_constants() { return {}; }

    template <std::size_t K, class F, class... Number>
    ACTFN_LOOP_PART std::array<C, K> constants(const F& f, Number... of) const {
        const auto value = f(static_cast<std::common_type_t<Number...>>(of)...);
        return core::each_of<K>([&](std::size_t k) ACTFN_INLINE_LAMBDA { return static_cast<C>(value[k]); });
    }

    /// A sum, and the rest lost in rounding it.
    struct Sum {
        double sum;
        double rest;
    };

    template <class F, std::size_t K, class Out, class... X>
    ACTFN_LOOP_PART Sum pass(const std::array<C, K>& constants, T fill, const Out& out, const X&... in) const {
        std::array<Group, K> spread;
        core::for_each_index<K>([&](std::size_t k) ACTFN_INLINE_LAMBDA { spread[k] = Group(constants[k]); });
        std::array<C, groups * group_lanes> sums;
        for_each_group([&](auto g) ACTFN_INLINE_LAMBDA {
            const auto result = core::evaluate<F>(spread, std::array{load(in, g, fill)...});
            if constexpr (F::stores) (*out.entries)[g] = result;
            if constexpr (F::sums) store_sums_of_four(sums.data() + g * group_lanes, result);
        });
        if constexpr (F::sums) {
            return total(sums);
        } else {
            return {};
        }
    }

    /// Writes the entries that the passes have stored.
    ACTFN_LOOP_PART void store(T* to, const Entries& entries) const {
        for_each_group([&](auto g) ACTFN_INLINE_LAMBDA {
            if (is_whole(g)) return core::store_rounded(to + g * group_lanes, entries[g]);
            core::for_each_index<interleaved>([&](std::size_t b) ACTFN_INLINE_LAMBDA {
                const std::size_t first = g * group_lanes + b * lanes<V>;
                const std::size_t n = active(first);
                if (n > 0) core::store_lanes(to + first, static_cast<Index>(n), entries[g].data[b]);
            });
        });
    }

private:
    /// Calls f with the number of each group that holds entries.
    template <class F>
    ACTFN_INLINE void for_each_group(const F& f) const {
        if constexpr (groups == 1) {
            f(std::integral_constant<std::size_t, 0>());
        } else {
            for (std::size_t g = 0; g * group_lanes < count_; ++g) f(g);
        }
    }
    /// Whether each lane of a group holds an entry.
    ACTFN_INLINE bool is_whole(std::size_t group) const { return count_ >= (group + 1) * group_lanes; }
    /// How many entries the batch from lane `first` on holds.
    ACTFN_INLINE std::size_t active(std::size_t first) const {
        return count_ > first ? (std::min)(count_ - first, lanes<V>) : 0;
    }
    ACTFN_LOOP_PART Group load_group(const T* from, std::size_t group, T fill) const {
        if (is_whole(group)) return core::load_as<Group>(from + group * group_lanes);
        return Group(core::each_of<interleaved>([&](std::size_t b) ACTFN_INLINE_LAMBDA {
            const std::size_t first = group * group_lanes + b * lanes<V>;
            const std::size_t n = active(first);
            // Not a load whose mask is empty: it would wait for a store to the array that lies behind this one.
            if (n == 0) return V(static_cast<C>(fill));
            return core::load_lanes<V>(from + first, static_cast<Index>(n), fill);
        }));
    }
    ACTFN_LOOP_PART Group filled(const Entries& entries, std::size_t group, T fill) const {
        if (is_whole(group)) return entries[group];
        return Group(core::each_of<interleaved>([&](std::size_t b) ACTFN_INLINE_LAMBDA {
            const std::size_t n = active(group * group_lanes + b * lanes<V>);
            return core::first_or(entries[group].data[b], n, V(static_cast<C>(fill)));
        }));
    }
    ACTFN_LOOP_PART Group load(const In& x, std::size_t group, T fill) const {
        if constexpr (groups > 1) {
            return load_group(x.from, group, fill);
        } else {
            return core::equal(fill, x.fill) ? (*x.entries)[0] : filled(*x.entries, 0, fill);
        }
    }
    ACTFN_LOOP_PART Group load(const Kept& x, std::size_t group, T fill) const {
        return filled(*x.entries, group, fill);
    }

    // The sums of entries 0 to 3, of 4 to 7, and so on, in the order of core::LaneSums, in the first of their lanes.

    template <std::size_t Distance>
    ACTFN_INLINE static V partner_of(const V& x) {
        return core::partner<Distance>(x);
    }
    template <std::size_t Distance>
    ACTFN_INLINE static Products<V> partner_of(const Products<V>& x) {
        return {core::partner<Distance>(x.a), core::partner<Distance>(x.b)};
    }
    template <class X>
    ACTFN_LOOP_PART static void store_sums_of_four(C* to, const X& x) {
        core::for_each_index<interleaved>([&](auto b) ACTFN_INLINE_LAMBDA {
            if constexpr (lanes<V> >= 4) {
                const auto entries = core::nth(x, b);
                const V pairs = core::sum_of_two(entries, partner_of<2>(entries));
                core::store(to + b * lanes<V>, pairs + core::partner<1>(pairs));
            } else if constexpr (b() % 2 == 0) {
                const V pairs = core::sum_of_two(core::nth(x, b), core::nth(x, b + 1));
                core::store(to + b * lanes<V>, pairs + core::partner<1>(pairs));
            }
        });
    }
    ACTFN_LOOP_PART Sum total(const std::array<C, groups * group_lanes>& sums_of_four) const {
        auto sum = PartialSum<T, double>::zero();
        // Straight code: nothing but the additions waits for the sum.
#pragma GCC unroll 16
        for (std::size_t i = 0; i < sums_of_four.size(); i += 4) {
            if (i < count_) sum.add(static_cast<double>(sums_of_four[i]));
        }
        const auto [value, rest] = sum.value_and_rest();
        return {value, rest};
    }

    std::size_t count_;
};

/// Lines whose entries are kept from pass to pass in the type in which they are computed, not in a caller's array.
template <class Lines>
concept InRegisters = requires {
    typename Lines::Kept;
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
