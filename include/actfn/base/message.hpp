#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "actfn/base/isa.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Text of limited length: messages need neither memory from a heap nor stdio. What does not fit is left out.
template <std::size_t N>
class Text {
public:
    Text() = default;
    explicit Text(std::string_view text) { append(text); }

    void append(std::string_view text) { append(text.data(), text.size()); }
    /// Not by a view of the two: that costs a compiler all of the concept std::contiguous_iterator.
    void append(const char* from, std::size_t n) {
        for (std::size_t i = 0; i < n && size_ < N; ++i) text_[size_++] = from[i];
    }
    /// Ends with a zero, too.
    const char* c_str() const { return text_; }
    std::size_t size() const { return size_; }
    operator std::string_view() const { return text_; }

private:
    char text_[N + 1] = {};
    std::size_t size_ = 0;
};

using Message = Text<239>;
using Digits = Text<23>;

/// Message("x has ") + core::text(rows) + " rows".
[[gnu::cold, gnu::noinline]] inline Message&& operator+(Message&& message, std::string_view text) {
    message.append(text);
    return static_cast<Message&&>(message);
}
template <std::size_t N>
std::string operator+(std::string text, const Text<N>& more) {
    return text.append(std::string_view(more));
}

[[gnu::cold, gnu::noinline]] inline Digits digits_of(bool is_negative, std::uint64_t magnitude) {
    char digits[20];
    std::size_t first = sizeof digits;
    do {
        digits[--first] = static_cast<char>('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude != 0);
    Digits number(is_negative ? "-" : "");
    number.append(digits + first, sizeof digits - first);
    return number;
}

/// x to nine digits, as printf's %.9g writes it (of a tie, either neighbour).
[[gnu::cold, gnu::noinline]] inline Digits digits_of(double x) {
    constexpr int precision = 9;
    const auto bits = std::bit_cast<std::uint64_t>(x);
    const std::uint64_t magnitude = bits & ~(std::uint64_t(1) << 63);
    constexpr std::uint64_t infinity = 0x7FF0000000000000u;
    Digits number(bits == magnitude ? "" : "-");
    if (magnitude >= infinity) {
        number.append(magnitude == infinity ? "inf" : "nan");
        return number;
    }
    double rest = std::bit_cast<double>(magnitude);
    if (!(rest > 0)) {  // where subnormal numbers are flushed, they are zeros here, too
        number.append("0");
        return number;
    }
    int exponent = 0;
    for (; rest >= 10; ++exponent) rest /= 10;
    for (; rest < 1; --exponent) rest *= 10;
    auto integer = static_cast<std::uint64_t>(rest * 1e8 + 0.5);
    if (integer >= 1000000000) {
        integer /= 10;
        ++exponent;
    }
    const Digits all = core::digits_of(false, integer);
    const char* const digits = all.c_str();
    std::size_t count = all.size();
    while (count > 1 && digits[count - 1] == '0') --count;
    if (exponent < -4 || exponent >= precision) {
        number.append(digits, 1);
        if (count > 1) number.append(".");
        number.append(digits + 1, count - 1);
        number.append(exponent < 0 ? "e-" : "e+");
        const int distance = exponent < 0 ? -exponent : exponent;
        if (distance < 10) number.append("0");
        number.append(core::digits_of(false, static_cast<std::uint64_t>(distance)));
    } else if (exponent < 0) {
        number.append("0.0000", static_cast<std::size_t>(1 - exponent));
        number.append(digits, count);
    } else {
        const auto whole = static_cast<std::size_t>(exponent) + 1;  // of nine digits, zeros at the end included
        number.append(digits, whole);
        if (count > whole) {
            number.append(".");
            number.append(digits + whole, count - whole);
        }
    }
    return number;
}

/// A number as messages show it.
template <class N>
Digits text(N number) {
    if constexpr (std::integral<N>) {
        const bool is_negative = number < 0;
        const auto magnitude = static_cast<std::uint64_t>(number);
        return core::digits_of(is_negative, is_negative ? 0 - magnitude : magnitude);
    } else {
        return core::digits_of(static_cast<double>(number));
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
