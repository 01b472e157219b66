#pragma once

// What the parts of the program share: checksums, inputs, and what has been found.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace bits {

template <class T>
using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

/// By its bits: under -ffinite-math-only a compiler may say that there is no NaN.
template <class T>
Bits<T> canonical(T x) {
    const auto bits = std::bit_cast<Bits<T>>(x);
    constexpr auto infinity = std::bit_cast<Bits<T>>(std::numeric_limits<T>::infinity());
    constexpr auto magnitude = static_cast<Bits<T>>(~Bits<T>(0) >> 1);
    return (bits & magnitude) > infinity ? Bits<T>(infinity + 1) : bits;
}

/// Depends on every bit and on their order; NaNs are one.
class Checksum {
public:
    template <class T>
    void add(std::span<const T> values) {
        for (const T x : values) hash_ = std::rotl(hash_ ^ canonical(x), 27) * 0x9e3779b97f4a7c15u;
    }
    std::uint64_t value() const { return hash_; }

private:
    std::uint64_t hash_ = 0xcbf29ce484222325u;
};

/// SplitMix64.
inline std::uint64_t random_bits(std::uint64_t i) {
    std::uint64_t z = (i + 1) * 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

struct Row {
    std::string name;
    std::uint64_t checksum;
};

/// What has been computed, and how many results were not those of the buffer call or of the file.
inline std::vector<Row> rows;
inline int failures = 0;

template <class T>
void expect_same(const std::string& what, const T* x, const T* got, const T* expected, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        if (canonical(got[i]) == canonical(expected[i])) continue;
        std::printf("%s: at x = %a got %a, in the buffer call %a\n", what.c_str(), static_cast<double>(x[i]),
                    static_cast<double>(got[i]), static_cast<double>(expected[i]));
        ++failures;
        return;
    }
}

/// How many inputs the doors beside the buffer call see: the hard ones at the end, and some before them.
inline constexpr std::size_t part = 20000;

/// The parts that are templates over actfn's own types, for each element type and tier: softmax's family; slopes, and in the
/// standard tier the kernels, of which not every one is in a function.
void check_rows_float_standard();
void check_rows_float_exact();
void check_rows_float_fast();
void check_rows_double_standard();
void check_others_float_standard(const std::vector<float>& x);
void check_others_float_exact(const std::vector<float>& x);
void check_others_double_standard(const std::vector<double>& x);

}  // namespace bits

// Such a part is compiled for BITS_TYPE and BITS_TIER.
#define BITS_JOIN_EXPANDED(name, type, tier) name##_##type##_##tier
#define BITS_JOIN(name, type, tier) BITS_JOIN_EXPANDED(name, type, tier)
