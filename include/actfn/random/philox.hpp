#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "actfn/base/isa.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Random words that depend on (seed, stream, index) alone: the counter-based generator Philox4x32-10 with
/// key = seed and counter = (index, stream), 64 bits each, the low word first.
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
///
/// Evaluated for a group of lanes at once: lane l has the index first + l * step. The compiler vectorises the loops
/// over lanes.
template <std::size_t Lanes>
class Philox {
public:
    using Words = std::array<std::uint32_t, Lanes>;

    Philox(std::uint64_t seed, std::uint64_t stream, std::uint64_t first, std::uint64_t step = 1) {
        for (std::size_t l = 0; l < Lanes; ++l) {
            const std::uint64_t index = first + l * step;
            word_[0][l] = low(index);
            word_[1][l] = high(index);
            word_[2][l] = low(stream);
            word_[3][l] = high(stream);
        }
        std::uint32_t key_0 = low(seed);
        std::uint32_t key_1 = high(seed);
        for (int round = 0; round < 10; ++round) {
            for (std::size_t l = 0; l < Lanes; ++l) {
                const std::uint64_t product_0 = std::uint64_t(0xD2511F53u) * word_[0][l];
                const std::uint64_t product_2 = std::uint64_t(0xCD9E8D57u) * word_[2][l];
                word_[0][l] = high(product_2) ^ word_[1][l] ^ key_0;
                word_[2][l] = high(product_0) ^ word_[3][l] ^ key_1;
                word_[1][l] = low(product_2);
                word_[3][l] = low(product_0);
            }
            key_0 += 0x9E3779B9u;
            key_1 += 0xBB67AE85u;
        }
    }

    /// Word k, from 0 to 3, of every lane.
    const Words& word(std::size_t k) const { return word_[k]; }

private:
    static constexpr std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
    static constexpr std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

    std::array<Words, 4> word_;
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
