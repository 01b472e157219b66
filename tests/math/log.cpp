#include "actfn/math/log.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "kernel.hpp"

using namespace tests;

namespace {

const auto logarithm = [](auto x) { return actfn::math::log(x); };
const auto logarithm_of_one_plus = [](auto x) { return actfn::math::log1p(x); };

}  // namespace

TEMPLATE_TEST_CASE("log is within its bound", "[log]", float, double) {
    const auto truth = [](const Real& x) { return log(x); };
    check_kernel<TestType>("log", logarithm, truth, 1.5, 0.25, 4);
}

TEMPLATE_TEST_CASE("log1p is within its bound", "[log]", float, double) {
    const auto truth = [](const Real& x) { return log1p(x); };
    check_kernel<TestType>("log1p", logarithm_of_one_plus, truth, 1.5, -1, 3);
}

TEMPLATE_TEST_CASE("log and log1p at special values", "[log]", float, double) {
    using T = TestType;
    using L = std::numeric_limits<T>;
    const T inf = L::infinity();
    const T nan = L::quiet_NaN();
    check_special_value(logarithm, T(0), -inf);
    check_special_value(logarithm, -T(0), -inf);
    check_special_value(logarithm, T(1), T(0));
    check_special_value(logarithm, inf, inf);
    for (const T x : {nan, -inf, T(-1), -L::denorm_min(), L::lowest()}) check_special_value(logarithm, x, nan);
    for (const T x : {T(0), -T(0), L::denorm_min(), -L::denorm_min(), inf})
        check_special_value(logarithm_of_one_plus, x, x);
    check_special_value(logarithm_of_one_plus, T(-1), -inf);
    for (const T x : {nan, -inf, std::nextafter(T(-1), T(-2)), L::lowest()})
        check_special_value(logarithm_of_one_plus, x, nan);
}
