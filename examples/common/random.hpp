#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <random>
#include <span>
#include <utility>

namespace examples {

/// Draws that are the same everywhere. The standard fixes the words of std::mt19937, but not what its distributions and
/// std::shuffle make of them.
class Random {
public:
    explicit Random(std::uint32_t seed) : words_(seed) {}

    std::uint32_t word() { return static_cast<std::uint32_t>(words_()); }

    /// A multiple of 2^-24 in [0, 1), which a float holds exactly.
    float uniform() { return std::ldexp(static_cast<float>(word() >> 8), -24); }

    float uniform(float low, float high) { return low + (high - low) * uniform(); }

    /// From N(0, 1), by the transform of Box and Muller; 1 - u, because the logarithm must not see a 0.
    float normal() {
        const double radius = std::sqrt(-2.0 * std::log(1.0 - static_cast<double>(uniform())));
        return static_cast<float>(radius * std::cos(2.0 * std::numbers::pi * static_cast<double>(uniform())));
    }

    template <class T>
    void shuffle(std::span<T> items) {
        for (std::size_t left = items.size(); left > 1; --left) {
            std::swap(items[left - 1], items[static_cast<std::size_t>(std::uint64_t(word()) * left >> 32)]);
        }
    }

private:
    std::mt19937 words_;
};

}  // namespace examples
