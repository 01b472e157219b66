#pragma once

#include <iomanip>
#include <sstream>
#include <string>

namespace examples {

/// With a fixed number of decimals: 0.25, 3.00.
inline std::string fixed(double value, int decimals = 2) {
    std::ostringstream s;
    s << std::fixed << std::setprecision(decimals) << value;
    return s.str();
}

/// With so many significant digits, and an exponent where that is shorter: 0.1304, 9.3e-10.
inline std::string significant(double value, int digits = 4) {
    std::ostringstream s;
    s << std::setprecision(digits) << value;
    return s.str();
}

inline std::string percent(double share, int decimals = 1) {
    return fixed(100 * share, decimals) + " %";
}

/// As text in HTML and in SVG.
inline std::string escape(const std::string& text) {
    std::string result;
    for (const char c : text) {
        if (c == '&') {
            result += "&amp;";
        } else if (c == '<') {
            result += "&lt;";
        } else {
            result += c;
        }
    }
    return result;
}

}  // namespace examples
