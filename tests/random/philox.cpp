// Philox4x32-10 against the known answers that its authors publish: tests/kat_vectors of
// https://github.com/DEShawResearch/random123 (commit 9545ff6).

#include "actfn/random/philox.hpp"

#include <array>
#include <cstdint>

#include <catch2/catch_test_macros.hpp>

using actfn::core::Philox;

namespace {

struct KnownAnswer {
    std::array<std::uint32_t, 4> counter;
    std::array<std::uint32_t, 2> key;
    std::array<std::uint32_t, 4> words;
};

const std::array<KnownAnswer, 3> known_answers = {{
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
}};

std::uint64_t joined(std::uint32_t low, std::uint32_t high) {
    return (std::uint64_t(high) << 32) | low;
}

}  // namespace

TEST_CASE("Philox gives its authors' known answers", "[philox]") {
    for (const KnownAnswer& known : known_answers) {
        const auto& [counter, key, words] = known;
        const std::uint64_t index = joined(counter[0], counter[1]);
        const std::uint64_t stream = joined(counter[2], counter[3]);
        const Philox<1> one(joined(key[0], key[1]), stream, index);
        for (std::size_t k = 0; k < 4; ++k) CHECK(one.word(k)[0] == words[k]);
        // In any lane of a group, at any distance between the lanes.
        for (const std::uint64_t step : {std::uint64_t(1), std::uint64_t(77), std::uint64_t(1) << 40}) {
            for (std::size_t lane = 0; lane < 16; ++lane) {
                const Philox<16> group(joined(key[0], key[1]), stream, index - lane * step, step);
                for (std::size_t k = 0; k < 4; ++k) CHECK(group.word(k)[lane] == words[k]);
            }
        }
    }
}

TEST_CASE("every bit of seed, stream and index matters", "[philox]") {
    const Philox<1> none(0, 0, 0);
    for (int bit = 0; bit < 64; ++bit) {
        const std::uint64_t one = std::uint64_t(1) << bit;
        for (const auto& other : {Philox<1>(one, 0, 0), Philox<1>(0, one, 0), Philox<1>(0, 0, one)}) {
            for (std::size_t k = 0; k < 4; ++k) CHECK(other.word(k)[0] != none.word(k)[0]);
        }
    }
}
