#pragma once

// Strips of channels: up to 16 side by side, or a line of one.

#include <algorithm>
#include <cstddef>

#include "actfn/channels/block.hpp"
#include "actfn/channels/sum.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// One line of a channel (along), or up to 16 channels side by side, each in a lane of its own.
template <Layout L>
struct Strip {
    Index first;  // number of the first channel
    Index blocks;
    Index last;  // active lanes in the last block (along), else the number of channels

    /// Calls f(Blocks) for all blocks in order. Where all lanes are active, their count is a constant to the compiler.
    template <class F>
    ACTFN_INLINE void for_each_block(const F& f) const {
        constexpr auto together = static_cast<Index>(interleaved_blocks);
        const Index full = L == Layout::gathered || last == block_lanes ? blocks : L == Layout::along ? blocks - 1 : 0;
        Index b = 0;
        if constexpr (together > 1) {
            for (; b + together <= full; b += together) f(Blocks<interleaved_blocks>{b, block_lanes});
        }
        for (; b < full; ++b) f(Blocks<1>{b, block_lanes});
        for (; b < blocks; ++b) f(Blocks<1>{b, last});
    }
};

/// Returns values[i] for each channel i of a strip.
template <Layout L, class T>
PerDistribution<T, L> values_of(const Strip<L>& strip, const T* values) {
    if constexpr (L == Layout::along) {
        return values[strip.first];
    } else {
        return core::load<T>(Operand<const T, Lanes::adjacent>{values + strip.first, 0, 1}, Blocks<1>{0, strip.last},
                             T(0));
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
