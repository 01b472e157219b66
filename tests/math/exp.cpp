#include "actfn/math/exp.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "actfn/math/exp_remainder.hpp"
#include "kernel.hpp"

using namespace tests;

namespace {

// Qualified, as formulas call them: with xsimd's own in sight for batches.
const auto exponential = [](auto x) { return actfn::math::exp(x); };
const auto exponential_minus_one = [](auto x) { return actfn::math::expm1(x); };

template <class T>
constexpr double reach = sizeof(T) == 4 ? 104 : 746;

}  // namespace

TEMPLATE_TEST_CASE("exp is within its bound", "[exp]", float, double) {
    const auto truth = [](const Real& x) { return exp(x); };
    check_kernel<TestType>("exp", exponential, truth, 1.1, -reach<TestType>, reach<TestType>, {-0x1.390036p+5});
}

TEMPLATE_TEST_CASE("expm1 is within its bound", "[exp]", float, double) {
    const auto truth = [](const Real& x) { return expm1(x); };
    check_kernel<TestType>("expm1", exponential_minus_one, truth, 2.5, -40, reach<TestType>);
}

TEMPLATE_TEST_CASE("exp and expm1 at special values", "[exp]", float, double) {
    using T = TestType;
    using L = std::numeric_limits<T>;
    const T inf = L::infinity();
    for (const T zero : {T(0), -T(0), L::denorm_min(), -L::denorm_min()}) {
        check_special_value(exponential, zero, T(1));
        check_special_value(exponential_minus_one, zero, zero);
    }
    check_special_value(exponential, inf, inf);
    check_special_value(exponential, -inf, T(0));
    check_special_value(exponential, L::max(), inf);
    check_special_value(exponential, L::lowest(), T(0));
    check_special_value(exponential_minus_one, inf, inf);
    check_special_value(exponential_minus_one, -inf, T(-1));
    check_special_value(exponential_minus_one, L::max(), inf);
    check_special_value(exponential_minus_one, L::lowest(), T(-1));
    check_special_value(exponential, L::quiet_NaN(), L::quiet_NaN());
    check_special_value(exponential_minus_one, L::quiet_NaN(), L::quiet_NaN());
}

// xsimd's exp is infinite from 88.376 up and 0 below -88.376; the limits of float are 88.723 and -103.97.
TEST_CASE("a batch reaches our exp, not xsimd's", "[exp]") {
    for (const float x : {88.6f, -88.6f, -103.0f}) {
        INFO("at x = " << x);
        CHECK(ulp_error(by_batches<float>(exponential, {x}).front(), exp(Real(x))) <= 1);
        CHECK(by_batches<float>(exponential, {x}).front() > 0);
        CHECK(ulp_error(by_batches<float>(exponential_minus_one, {x}).front(), expm1(Real(x))) <= 2.5);
    }
    CHECK(std::isfinite(by_batches<float>(exponential, {88.6f}).front()));
}

TEMPLATE_TEST_CASE("the exponential in two parts is within its bound", "[exp]", float, double) {
    using T = TestType;
    double error = 0;
    T where = 0;
    for (const T x : Points<T>().linear(point_count(), -reach<T>, 0.98 * reach<T>).take()) {
        const auto e = actfn::math::exponential_with_rest(x).e;
        const Real sum = scaled(Real(1) + Real(e.fraction) + Real(e.low), static_cast<long>(e.power));
        const double off = std::fabs(rounded<double>(sum / exp(Real(x)) - Real(1)));
        if (off > error) {
            error = off;
            where = x;
        }
    }
    INFO(error << " at x = " << hex(where));
    CHECK(error <= (sizeof(T) == 4 ? 0x1p-31 : 0x1p-62));
}
