#pragma once

// What the fuzzers share. FuzzedDataProvider is Clang's: it takes numbers and choices out of the bytes.

#include <fuzzer/FuzzedDataProvider.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

/// Says what does not hold, and ends the run: libFuzzer keeps the input.
inline void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

/// Calls f; returns whether it threw. What it threw must be short and printable.
template <class F>
bool is_refused(const F& f) {
    try {
        f();
        return false;
    } catch (const std::invalid_argument& e) {
        const std::string_view text = e.what();
        require(!text.empty() && text.size() < 2000, "a message of a line");
        for (const char c : text) require(c == '\n' || (c >= ' ' && c <= '~'), "a printable message");
        return true;
    }
}

/// Numbers of any bits: NaNs with payloads, infinities and subnormals among them. Where the bytes are used up, zeros.
template <class T>
std::vector<T> numbers(FuzzedDataProvider& data, std::size_t n) {
    std::vector<T> x(n, T(0));
    const std::vector<std::uint8_t> bytes = data.ConsumeBytes<std::uint8_t>(n * sizeof(T));
    if (!bytes.empty()) std::memcpy(static_cast<void*>(x.data()), bytes.data(), bytes.size());
    return x;
}

template <class T>
bool same_bits(const T& a, const T& b) {
    return std::memcmp(&a, &b, sizeof(T)) == 0;
}

template <class T>
bool same_or_nan(T a, T b) {
    return same_bits(a, b) || (a != a && b != b);
}

}  // namespace fuzz
