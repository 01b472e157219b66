#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <utility>

namespace examples {

/// Draws that are the same everywhere. The standard fixes the words of std::mt19937, but not what its distributions and
/// std::shuffle make of them.
class Random {
public:
    explicit Random(std::uint32_t seed) : words_(seed) {}

    /// A multiple of 2^-24 in [0, 1), which a float holds exactly.
    float uniform() { return std::ldexp(static_cast<float>(words_() >> 8), -24); }

    float uniform(float low, float high) { return low + (high - low) * uniform(); }

    template <class T>
    void shuffle(std::span<T> items) {
        for (std::size_t left = items.size(); left > 1; --left) {
            const auto word = static_cast<std::uint64_t>(words_());
            std::swap(items[left - 1], items[static_cast<std::size_t>(word * left >> 32)]);
        }
    }

private:
    std::mt19937 words_;
};

}  // namespace examples
