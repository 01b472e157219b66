#include "actfn/math/erfc.hpp"

#include <concepts>
#include <limits>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "kernel.hpp"

using namespace tests;

namespace {

const auto complement = [](auto x) { return actfn::math::erfc(x); };

}  // namespace

TEMPLATE_TEST_CASE("erfc is within its bound", "[erfc]", float, double) {
    constexpr double bound = ACTFN_FUSED || std::same_as<TestType, float> ? 3 : 4;
    check_kernel<TestType>(
        "erfc", complement, [](const Real& x) { return erfc(x); }, bound, -7, 27);
}

TEMPLATE_TEST_CASE("erfc at special values", "[erfc]", float, double) {
    using T = TestType;
    using L = std::numeric_limits<T>;
    for (const T x : {T(0), -T(0), L::denorm_min()}) check_special_value(complement, x, T(1));
    for (const T x : {L::max(), L::infinity()}) {
        check_special_value(complement, x, T(0));
        check_special_value(complement, -x, T(2));
    }
    check_special_value(complement, L::quiet_NaN(), L::quiet_NaN());
}
