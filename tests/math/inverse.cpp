#include <limits>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "actfn/math/asinh.hpp"
#include "actfn/math/atan.hpp"
#include "actfn/math/logit.hpp"
#include "kernel.hpp"

using namespace tests;

namespace {

const auto arctangent = [](auto x) { return actfn::math::atan(x); };
const auto arctangent_gradient = [](auto x) { return actfn::math::atan_gradient(x); };
const auto inverse_sine = [](auto x) { return actfn::math::asinh(x); };

}  // namespace

TEMPLATE_TEST_CASE("atan is within its bound", "[atan]", float, double) {
    check_kernel<TestType>(
        "atan", arctangent, [](const Real& x) { return atan(x); }, 1.5, -4, 4);
    check_kernel<TestType>(
        "atan'", arctangent_gradient, [](const Real& x) { return Real(1) / (Real(1) + x * x); }, 2.0, -4, 4);
}

TEMPLATE_TEST_CASE("asinh is within its bound", "[asinh]", float, double) {
    check_kernel<TestType>(
        "asinh", inverse_sine, [](const Real& x) { return asinh(x); }, 2.0, -4, 4);
}

TEMPLATE_TEST_CASE("logit is within its bound", "[logit]", float, double) {
    const auto truth = [](const Real& x) { return x < Real(0) ? log(x) : log(x) - log1p(-x); };
    check_kernel<TestType>("logit", [](auto x) { return actfn::math::logit(x); }, truth, 1.5, 0, 1, {0.5});
}

TEMPLATE_TEST_CASE("atan and asinh at special values", "[atan][asinh]", float, double) {
    using T = TestType;
    using L = std::numeric_limits<T>;
    for (const T x : {T(0), -T(0), L::denorm_min(), -L::denorm_min(), L::min(), L::quiet_NaN()}) {
        check_special_value(arctangent, x, x);
        check_special_value(inverse_sine, x, x);
    }
    const T end = static_cast<T>(1.5707963267948966192L);
    for (const T x : {L::max(), L::infinity()}) {
        check_special_value(arctangent, x, end);
        check_special_value(arctangent, -x, -end);
    }
    check_special_value(inverse_sine, L::infinity(), L::infinity());
    check_special_value(inverse_sine, -L::infinity(), -L::infinity());
}
