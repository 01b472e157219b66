#include "actfn/math/normal.hpp"

#include <limits>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "kernel.hpp"

using namespace tests;

namespace {

const auto times_z = [](auto x) { return actfn::math::NormalTail<decltype(x)>(x).times_z(); };
const auto gradient = [](auto x) { return actfn::math::NormalTail<decltype(x)>(x).gradient(); };

Real distribution(const Real& x) {
    return erfc(-x / sqrt(Real(2))) / Real(2);
}
Real truth_of_times_z(const Real& x) {
    return is_infinite(x) ? Real(0) : abs(x) * distribution(-abs(x));
}
Real truth_of_gradient(const Real& x) {
    if (is_infinite(x)) return Real(-0.0);
    return distribution(-abs(x)) - abs(x) * exp(-x * x / Real(2)) / sqrt(Real(2) * pi());
}

}  // namespace

TEMPLATE_TEST_CASE("the tail of the normal distribution is within its bounds", "[normal]", float, double) {
    const double end = sizeof(TestType) == 4 ? 15 : 39;
    check_kernel<TestType>("z Phi(-z)", times_z, truth_of_times_z, ACTFN_FUSED ? 2.5 : 3.5, 0, end,
                           {0x1.07fca2p-4, 0x1.7fp-9});
    check_kernel<TestType>("its derivative", gradient, truth_of_gradient, 3.0, 0, end,
                           {0x1.80ead197f00b4p-1, 1.84, 13.08});
}

TEMPLATE_TEST_CASE("the tail of the normal distribution at special values", "[normal]", float, double) {
    using T = TestType;
    using L = std::numeric_limits<T>;
    for (const T x : {T(0), -T(0), L::max(), L::infinity(), -L::infinity()}) check_special_value(times_z, x, T(0));
    for (const T x : {L::max(), L::infinity(), -L::infinity()}) check_special_value(gradient, x, -T(0));
    check_special_value(times_z, L::min(), L::min() / 2);
    check_special_value(times_z, L::quiet_NaN(), L::quiet_NaN());
    check_special_value(gradient, L::quiet_NaN(), L::quiet_NaN());
}
