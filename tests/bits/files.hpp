#pragma once

// The inputs of which there are checksums, and the files that these are in.

#include <bit>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "bits.hpp"

namespace bits {

/// Half of them of any bits, NaNs and infinities included; half of a magnitude between 2^-24 and 2^11, where the functions
/// bend; and the numbers around zeros, kinks and the ends of the range.
template <class T>
std::vector<T> inputs() {
    using Limits = std::numeric_limits<T>;
    constexpr int fraction_bits = Limits::digits - 1;
    constexpr auto sign = static_cast<Bits<T>>(Bits<T>(1) << (8 * sizeof(T) - 1));
    const auto from_exponent = [](Bits<T> bits, int exponent) {
        const auto fraction = static_cast<Bits<T>>(bits & ((Bits<T>(1) << fraction_bits) - 1));
        const auto field =
            static_cast<Bits<T>>(static_cast<Bits<T>>(Limits::max_exponent - 1 + exponent) << fraction_bits);
        return std::bit_cast<T>(static_cast<Bits<T>>((bits & sign) | field | fraction));
    };
    std::vector<T> x;
    constexpr std::uint64_t half = 1u << 19;
    for (std::uint64_t i = 0; i < half; ++i)
        x.push_back(std::bit_cast<T>(static_cast<Bits<T>>(random_bits(i) >> (64 - 8 * sizeof(T)))));
    for (std::uint64_t i = 0; i < half; ++i) {
        const std::uint64_t r = random_bits(half + i);
        x.push_back(from_exponent(static_cast<Bits<T>>(r >> (64 - 8 * sizeof(T))),
                                  static_cast<int>(random_bits(2 * half + i) % 35) - 24));
    }
    for (const T center :
         {T(0), Limits::min(), T(0.55), T(1), T(3), T(16), T(87), T(88.7), T(103), T(709), T(745), Limits::max()}) {
        const auto bits = std::bit_cast<Bits<T>>(center);
        for (Bits<T> k = 0; k < 64; ++k) {
            const auto near = static_cast<Bits<T>>(bits + k < 32 ? k : bits + k - 32);
            x.push_back(std::bit_cast<T>(near));
            x.push_back(std::bit_cast<T>(static_cast<Bits<T>>(near | sign)));
        }
    }
    return x;
}

struct Entry {
    std::string fused;
    std::string plain;  ///< without FMA; "=" where it is the same
};
using File = std::map<std::string, Entry>;

inline File read(const std::filesystem::path& folder) {
    File file;
    if (!std::filesystem::exists(folder)) return file;
    for (const auto& path : std::filesystem::directory_iterator(folder)) {
        std::ifstream in(path.path());
        for (std::string line; std::getline(in, line);) {
            std::istringstream words(line);
            Entry e;
            std::string name;
            if (line.empty() || line[0] == '#' || !(words >> e.fused >> e.plain) ||
                !std::getline(words >> std::ws, name))
                continue;
            file[name] = e;
        }
    }
    return file;
}

inline std::string hex(std::uint64_t checksum) {
    char digits[20];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(checksum));
    return digits;
}

/// The checksum that the files have for a row, or "nothing".
inline std::string expected_of(const File& file, const std::string& row, bool fused) {
    const auto found = file.find(row);
    if (found == file.end()) return "nothing";
    return fused || found->second.plain == "=" ? found->second.fused : found->second.plain;
}

}  // namespace bits
