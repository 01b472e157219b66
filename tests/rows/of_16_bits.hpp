#pragma once

// What the tests of 16-bit elements share, which compare with the same call in float.

#include <bit>
#include <cstdint>

#include "rows.hpp"

namespace tests {

template <class T>
Array<T> some_of_16_bits(Index rows, Index cols, std::uint64_t seed) {
    return random_array<float>(rows, cols, seed).template cast<T>();
}

/// All bit patterns.
template <class T>
Column<T> all_of_16_bits() {
    Column<T> x(1 << 16);
    for (Index i = 0; i < x.size(); ++i) x(i) = std::bit_cast<T>(static_cast<std::uint16_t>(i));
    return x;
}

auto in_float(const auto& x) {
    return x.template cast<float>().eval();
}

/// Whether all elements are the same; a NaN is the same as any other.
bool same_bits(const auto& a, const auto& b) {
    bool same = a.size() == b.size();
    for (Index i = 0; same && i < a.size(); ++i)
        same = tests::same(static_cast<float>(a.reshaped()(i)), static_cast<float>(b.reshaped()(i)));
    return same;
}

}  // namespace tests
