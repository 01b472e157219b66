#include "actfn/math/tanh.hpp"

#include <limits>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "kernel.hpp"

using namespace tests;

namespace {

const auto hyperbolic = [](auto x) { return actfn::math::tanh(x); };
const auto truth_of_tanh = [](const Real& x) { return tanh(x); };

}  // namespace

TEMPLATE_TEST_CASE("tanh is within its bound", "[tanh]", float, double) {
    check_kernel<TestType>("tanh", hyperbolic, truth_of_tanh, ACTFN_FUSED ? 2.5 : 2.75, -2, 2, {0x1.a156c831ab6f4p-3});
    check_kernel<TestType>("tanh", hyperbolic, truth_of_tanh, ACTFN_FUSED ? 2.5 : 2.75, -20, 20);
}

TEMPLATE_TEST_CASE("tanh at special values", "[tanh]", float, double) {
    using T = TestType;
    using L = std::numeric_limits<T>;
    for (const T x : {T(0), -T(0), L::denorm_min(), -L::denorm_min(), L::min(), -L::min(), L::quiet_NaN()}) {
        check_special_value(hyperbolic, x, x);
    }
    for (const T x : {L::max(), L::infinity()}) {
        check_special_value(hyperbolic, x, T(1));
        check_special_value(hyperbolic, -x, T(-1));
    }
}
