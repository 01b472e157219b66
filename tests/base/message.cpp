// Numbers as messages show them, and what becomes of text that is too long.

#include "actfn/base/message.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <random>
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

namespace {

std::string shown(auto number) {
    return std::string(std::string_view(actfn::core::text(number)));
}

std::string printed(double x) {
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", x);
    return text;
}

/// As printf shows x, or where the ninth digit is a tie but for the error of some hundred roundings, a neighbour.
bool is_shown_right(double x) {
    const std::string text = shown(x);
    return text == printed(x) || text == printed(x * (1 + 1e-13)) || text == printed(x * (1 - 1e-13));
}

}  // namespace

TEST_CASE("a message shows floating-point numbers as printf's %.9g does", "[message]") {
    for (int exponent = -307; exponent <= 308; ++exponent) {
        const double power = std::pow(10.0, exponent);
        for (const double factor : {1.0, 1.5, 9.99999999, 9.999999996, 1.00000001, 2.10345678912}) {
            for (const double x : {factor * power, -factor * power}) {
                CAPTURE(x, exponent);
                if (std::isfinite(x)) CHECK(is_shown_right(x));
            }
        }
    }
    std::mt19937_64 random(17);
    for (int i = 0; i < 100000; ++i) {
        const auto x = std::bit_cast<double>(random());
        CAPTURE(x);
        if (!is_shown_right(x) && !std::isnan(x)) FAIL_CHECK("shown as " << shown(x));
    }
    CHECK(shown(0.0) == "0");
    CHECK(shown(-0.0) == "-0");
    CHECK(shown(std::numeric_limits<double>::infinity()) == "inf");
    CHECK(shown(-std::numeric_limits<double>::infinity()) == "-inf");
    CHECK(shown(std::numeric_limits<double>::quiet_NaN()) == "nan");
    CHECK(shown(-std::numeric_limits<double>::quiet_NaN()) == "-nan");
    CHECK(shown(std::numeric_limits<double>::denorm_min()) == "4.94065646e-324");
    CHECK(shown(0.1f) == "0.100000001");
}

TEST_CASE("a message shows whole numbers", "[message]") {
    const auto check = [](auto number) { CHECK(shown(number) == std::to_string(number)); };
    for (std::int64_t n = 1; n < std::numeric_limits<std::int64_t>::max() / 10; n *= 10) {
        for (const std::int64_t m : {n - 1, n, n + 1, 7 * n}) {
            check(m);
            check(-m);
        }
    }
    check(std::numeric_limits<std::int64_t>::min());
    check(std::numeric_limits<std::int64_t>::max());
    check(std::numeric_limits<std::uint64_t>::max());
    check(std::numeric_limits<int>::min());
    check(std::numeric_limits<unsigned>::max());
}

TEST_CASE("a message keeps what fits, and ends with a zero", "[message]") {
    using Text = actfn::core::Text<5>;
    Text text("abc");
    CHECK(std::string_view(text) == "abc");
    CHECK(std::string(text.c_str()) == "abc");
    text.append("defg");
    CHECK(std::string_view(text) == "abcde");
    CHECK(std::string(text.c_str()) == "abcde");
    text.append("h");
    CHECK(std::string_view(text) == "abcde");
    CHECK(std::string_view(Text("abcdef")) == "abcde");
    CHECK(std::string_view(Text()).empty());
    CHECK(std::string("x = ") + Text("1") == "x = 1");
    CHECK(std::string_view(actfn::core::Message("a = ") + actfn::core::text(2) + ", b") == "a = 2, b");
}
