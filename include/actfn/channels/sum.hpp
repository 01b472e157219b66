#pragma once

// Reductions (sums and maxima) over blocks in one fixed order. Along the storage order, entry k of a distribution goes
// to lane k mod 16, and a fixed tree joins the lanes. Across it, each lane reduces one distribution in sequence.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "actfn/channels/block.hpp"
#include "actfn/rows/partial_sum.hpp"
#include "actfn/simd/shuffle.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// How the entries of distributions lie in blocks.
enum class Layout {
    along,     ///< one distribution, 16 entries to a block
    across,    ///< up to 16 distributions side by side, one entry of each to a block
    gathered,  ///< as across, in a transposed copy of short distributions along the storage order
};

/// Short distributions along the storage order are gathered (copied side by side) if there are at least this many.
inline constexpr Index worth_gathering = 3;
inline constexpr Index short_enough = 3 * block_lanes;

/// One value for each distribution of a strip: a number if the strip is a single distribution (along), else a block.
template <class C, Layout L>
using PerDistribution = std::conditional_t<L == Layout::along, C, Block<C>>;

/// Sums over each distribution of a strip, in double: plain for elements of type float, compensated for double.
template <Scalar T, Layout L, Index Lanes = block_lanes>
class Sum {
    using W = typename Block<double, 1, Lanes>::V;
    static constexpr std::size_t batches = Block<double, 1, Lanes>::batches;
    /// In the gathered layout, the fixed tree joins whole blocks: entry k goes to part k mod 16.
    static constexpr std::size_t parts = L == Layout::gathered ? static_cast<std::size_t>(block_lanes) : 1;

public:
    ACTFN_INLINE Sum() { parts_[0].fill(PartialSum<T, W>::zero()); }

    template <class C, std::size_t N>
    ACTFN_INLINE void add(Blocks<N, Lanes> at, const Block<C, N, Lanes>& x) {
        const Block<double, N, Lanes> wide = core::to_double(x);
        update<N>(at, [&wide](auto& sum, auto i) ACTFN_INLINE_LAMBDA { sum.add(wide.batch[i]); });
    }

    /// Adds a * b in each lane. For doubles, the rounding error of the product is added, too.
    template <class C, std::size_t N>
    ACTFN_INLINE void add_products(Blocks<N, Lanes> at, const Block<C, N, Lanes>& a, const Block<C, N, Lanes>& b) {
        if constexpr (std::same_as<T, float>) {
            const auto u = core::to_double(a);
            const auto v = core::to_double(b);
            update<N>(at, [&u, &v](auto& sum, auto i) ACTFN_INLINE_LAMBDA { sum.add_product(u.batch[i], v.batch[i]); });
        } else {
            update<N>(at, [&a, &b](auto& sum, auto i) ACTFN_INLINE_LAMBDA {
                const auto [product, low] = math::product(a.batch[i], b.batch[i]);
                sum.add(core::opaque(product));
                sum.error = sum.error + low;
            });
        }
    }

    /// Returns the total of each distribution, and the rest that was lost in rounding it.
    ACTFN_INLINE auto total_and_rest() const {
        if constexpr (L == Layout::along) {
            const auto add = [](const auto& a, const auto& b) ACTFN_INLINE_LAMBDA { return a + b; };
            return core::joined_lanes<lanes<W>>(core::joined(parts_[0], add), add).value_and_rest();
        } else {
            const auto total = core::each_of<batches>(
                [&](auto i) ACTFN_INLINE_LAMBDA { return joined_parts<0, 1>(i).value_and_rest(); });
            using Totals = Block<double, 1, Lanes>;
            return std::pair{
                Totals{core::each_of<batches>([&](auto i) ACTFN_INLINE_LAMBDA { return total[i].first; })},
                Totals{core::each_of<batches>([&](auto i) ACTFN_INLINE_LAMBDA { return total[i].second; })}};
        }
    }
    ACTFN_INLINE auto total() const { return total_and_rest().first; }

private:
    /// Calls f(sum, i) for each batch i of N blocks, with the partial sum that the batch belongs to.
    template <std::size_t N, class F>
    ACTFN_INLINE void update(Blocks<N, Lanes> at, const F& f) {
        core::each_of<N * batches>([&](auto i) ACTFN_INLINE_LAMBDA {
            const std::size_t entry = static_cast<std::size_t>(at.first) + i / batches;
            auto& part = parts_[entry % parts][i % batches];
            if (parts > 1 && entry < parts) part = PartialSum<T, W>::zero();
            f(part, i);
            return 0;
        });
        if constexpr (parts > 1) count_ = (std::min)(parts, static_cast<std::size_t>(at.first) + N);
    }

    /// Joins the parts First, First + Step, ... by the fixed tree. Parts without entries are skipped: they would add 0.
    template <std::size_t First, std::size_t Step>
    ACTFN_INLINE PartialSum<T, W> joined_parts(std::size_t batch) const {
        if constexpr (Step >= parts) {
            return parts_[First][batch];
        } else {
            const auto lower = joined_parts<First, 2 * Step>(batch);
            return First + Step < count_ ? lower + joined_parts<First + Step, 2 * Step>(batch) : lower;
        }
    }

    std::array<std::array<PartialSum<T, W>, batches>, parts> parts_;
    std::size_t count_ = 1;
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
