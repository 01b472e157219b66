#pragma once

// Reading of names and printing of what users wrote.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "actfn/base/error.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// ASCII only, whatever the locale.
constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

constexpr std::string_view trimmed(std::string_view text) {
    while (!text.empty() && core::is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && core::is_space(text.back())) text.remove_suffix(1);
    return text;
}

/// The letters of a name that count: lower case, without '_', '-' and spaces. Cut at a length that no name has.
class Name {
public:
    static constexpr std::size_t longest = 48;

    constexpr explicit Name(std::string_view text) {
        for (const char c : text) {
            if (c == '_' || c == '-' || core::is_space(c)) continue;
            if (size_ == longest) return;
            letters_[size_++] = core::lower(c);
        }
    }
    constexpr std::string_view letters() const { return {letters_.data(), size_}; }

    friend constexpr bool operator==(const Name& a, const Name& b) { return a.letters() == b.letters(); }
    friend constexpr bool operator==(const Name& a, std::string_view b) { return a == Name(b); }

private:
    std::array<char, longest> letters_ = {};
    std::size_t size_ = 0;
};

constexpr bool starts_with(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) { return a == core::lower(b); });
}

/// What a user wrote, for a message: printable, short, in quotes.
inline std::string quoted(std::string_view text) {
    constexpr std::size_t longest = 40;
    std::string result = "\"";
    for (const char c : text.substr(0, longest)) {
        if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
            result += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            constexpr std::string_view digits = "0123456789ABCDEF";
            result += {'\\', 'x', digits[byte / 16], digits[byte % 16]};
        }
    }
    result += '"';
    if (text.size() > longest) result += "... (" + core::text(text.size()) + " bytes)";
    return result;
}

/// "a", "a and b", "a, b and c".
template <class Names>
std::string listed(const Names& names, std::string_view last = " and ") {
    std::string text;
    std::size_t i = 0;
    for (const auto& name : names) {
        if (i > 0) text += i + 1 == names.size() ? last : ", ";
        text += name;
        ++i;
    }
    return text;
}

/// How many letters have to be changed, left out, added or swapped with their neighbour to make b of a.
inline std::size_t edit_distance(const Name& a, const Name& b) {
    using Row = std::array<std::size_t, Name::longest + 1>;
    const std::string_view s = a.letters();
    const std::string_view t = b.letters();
    Row before_last = {};
    Row last = {};
    Row row = {};
    for (std::size_t j = 0; j <= t.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= s.size(); ++i) {
        before_last = last;
        last = row;
        row[0] = i;
        for (std::size_t j = 1; j <= t.size(); ++j) {
            row[j] = (std::min)({last[j] + 1, row[j - 1] + 1, last[j - 1] + (s[i - 1] != t[j - 1])});
            if (i > 1 && j > 1 && s[i - 1] == t[j - 2] && s[i - 2] == t[j - 1])
                row[j] = (std::min)(row[j], before_last[j - 2] + 1);
        }
    }
    return row[t.size()];
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
