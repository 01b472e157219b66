#include "actfn/math/erf.hpp"

#include <limits>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "kernel.hpp"

using namespace tests;

namespace {

const auto error_function = [](auto x) { return actfn::math::erf(x); };

}  // namespace

TEMPLATE_TEST_CASE("erf is within its bound", "[erf]", float, double) {
    check_kernel<TestType>(
        "erf", error_function, [](const Real& x) { return erf(x); }, 1.5, -7, 7);
}

TEMPLATE_TEST_CASE("erf at special values", "[erf]", float, double) {
    using T = TestType;
    using L = std::numeric_limits<T>;
    for (const T zero : {T(0), -T(0)}) check_special_value(error_function, zero, zero);
    check_special_value(error_function, L::denorm_min(), L::denorm_min());
    for (const T x : {L::max(), L::infinity()}) {
        check_special_value(error_function, x, T(1));
        check_special_value(error_function, -x, T(-1));
    }
    check_special_value(error_function, L::quiet_NaN(), L::quiet_NaN());
}
