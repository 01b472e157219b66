#pragma once

// Words and figures in columns.

#include <cstdarg>
#include <cstdio>
#include <string>
#include <string_view>

namespace bench {

[[gnu::format(printf, 1, 2)]] inline std::string text(const char* format, ...) {
    char line[400];
    std::va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    return line;
}

inline std::string right(std::string_view word, int width) {
    return text("%*.*s", width, static_cast<int>(word.size()), word.data());
}
inline std::string left(std::string_view word, int width) {
    return text("%-*.*s", width, static_cast<int>(word.size()), word.data());
}

/// "-" for what was not measured.
inline std::string figure(double value, const char* format, int width) {
    return right(value > 0 ? text(format, value) : "-", width);
}

}  // namespace bench
