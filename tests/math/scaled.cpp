#include "actfn/math/scaled.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../support/points.hpp"

using namespace tests;

TEMPLATE_TEST_CASE("a parameter is its significand times its power of two", "[parameter]", float, double) {
    using T = TestType;
    using L = std::numeric_limits<T>;
    for (const T a : {T(1), T(0.3), T(4), T(1e-3), L::denorm_min(), 5 * L::denorm_min(), L::min(), L::max()}) {
        for (const T signed_a : {a, -a}) {
            const actfn::core::Parameter<T> p = signed_a;
            INFO(hex(signed_a) << ": " << hex(p.significand) << " and " << hex(p.exponent));
            CHECK(p.value == signed_a);
            CHECK(std::fabs(p.significand) >= 1);
            CHECK(std::fabs(p.significand) < 2);
            CHECK(std::ldexp(p.significand, static_cast<int>(p.exponent)) == signed_a);
        }
    }
    for (const T zero : {T(0), -T(0)}) {
        const actfn::core::Parameter<T> p = zero;
        CHECK(same_bits(p.significand, zero));
        CHECK(p.exponent == 0);
    }
    static_assert(actfn::core::Parameter<T>(12).significand == T(1.5) && actfn::core::Parameter<T>(12).exponent == 3);
}
