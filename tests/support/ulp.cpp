// The judge is judged: what ulp_error and the points are, by examples that can be done by hand.

#include "ulp.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "points.hpp"

using namespace tests;

TEMPLATE_TEST_CASE("an error is counted in units of the truth's last place", "[support]", float, double) {
    using T = TestType;
    using L = std::numeric_limits<T>;
    const T eps = L::epsilon();
    const T least = L::denorm_min();
    const Real half(0.5);
    CHECK(ulp_error(T(1), Real(1)) == 0);
    CHECK(ulp_error(T(1) + eps, Real(1)) == 1);
    CHECK(ulp_error(T(1), Real(1) + Real(eps) * Real(0.25)) == 0.25);
    CHECK(ulp_error(T(-2), Real(-2) - Real(eps)) == 0.5);
    // Just below a power of two the unit is half as large.
    CHECK(ulp_error(T(1), Real(1) - scaled(Real(eps), -2)) == 0.5);
    // From the least normal number down the unit stays.
    CHECK(ulp_error(L::min(), Real(L::min()) + Real(least)) == 1);
    CHECK(ulp_error(L::min() - least, Real(L::min()) - Real(least) * half) == 0.5);
    CHECK(ulp_error(least, Real(least) * Real(1.5)) == 0.5);
    CHECK(ulp_error(T(0), Real(least) * half) == 0.5);
    CHECK(ulp_error(least, Real(0)) == 1);
}

TEMPLATE_TEST_CASE("no number of units excuses a wrong kind of result", "[support]", float, double) {
    using T = TestType;
    using L = std::numeric_limits<T>;
    const T inf = L::infinity();
    const T nan = L::quiet_NaN();
    const Real unit = scaled(Real(1), L::max_exponent - L::digits);
    const Real greatest(L::max());
    const auto wrong = std::numeric_limits<double>::infinity();
    CHECK(ulp_error(nan, Real()) == 0);  // a new Real is a NaN
    CHECK(ulp_error(nan, Real(1)) == wrong);
    CHECK(ulp_error(T(1), Real()) == wrong);
    // What rounds to infinity must be infinity, and an infinity is the number that would follow the greatest.
    CHECK(ulp_error(inf, greatest + unit) == 0);
    CHECK(ulp_error(L::max(), greatest + unit) == wrong);
    CHECK(ulp_error(-inf, greatest + unit) == wrong);
    CHECK(ulp_error(L::max(), greatest + unit * Real(0.75)) == 0.75);
    CHECK(ulp_error(L::max(), greatest + unit * Real(0.25)) == 0.25);
    CHECK(ulp_error(inf, greatest) == 1);
    CHECK(ulp_error(-inf, greatest) > 1e6);
    // A zero has the sign of what it stands for.
    CHECK(ulp_error(-T(0), -scaled(Real(1), -20000)) < 1e-9);
    CHECK(ulp_error(T(0), -scaled(Real(1), -20000)) == wrong);
}

TEMPLATE_TEST_CASE("rounding to an element type is to nearest even, gradual and overflows where it must", "[support]",
                   float, double) {
    using T = TestType;
    using L = std::numeric_limits<T>;
    const Real least(L::denorm_min());
    CHECK(rounded<T>(least * Real(0.5)) == 0);
    CHECK(rounded<T>(least * Real(0.75)) == L::denorm_min());
    CHECK(rounded<T>(least * Real(2.5)) == 2 * L::denorm_min());
    CHECK(rounded<T>(Real(1) + Real(L::epsilon()) * Real(0.5)) == 1);
    CHECK(rounded<T>(Real(1) + Real(L::epsilon()) * Real(1.5)) == 1 + 2 * L::epsilon());
    CHECK(std::isinf(rounded<T>(scaled(Real(1), L::max_exponent))));
}

TEMPLATE_TEST_CASE("points cover both signs of all magnitudes, and edges are found", "[support]", float, double) {
    using T = TestType;
    using L = std::numeric_limits<T>;
    const auto points = Points<T>().bit_uniform(1000, T(0), L::max()).landmarks().take();
    CHECK(points.size() > 1000);
    CHECK(points.front() == L::lowest());
    CHECK(points.back() == L::max());
    CHECK(std::ranges::is_sorted(points));
    const auto subnormal = [](T x) { return x != 0 && std::fabs(x) < L::min(); };
    CHECK(std::ranges::count_if(points, subnormal) > 2);
    const T threshold = T(1) / 3;
    const auto found = edges<T>([&](T x) { return x < threshold ? 0 : x < L::max() / 3 ? 1 : 2; });
    REQUIRE(found.size() == 2);
    CHECK(found[0] == threshold);
    CHECK(found[1] == L::max() / 3);
}
