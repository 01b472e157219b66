#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "functions/leaky_relu.hpp"
#include "functions/sigmoid.hpp"
#include "support/stored.hpp"

TEMPLATE_TEST_CASE("elements of 16 bits by every door", "[stored]", Eigen::half, Eigen::bfloat16) {
    using T = TestType;
    tests::check_stored_doors(actfn::Sigmoid<T>());
    tests::check_stored_doors(actfn::Sigmoid<T, actfn::exact>());
    tests::check_stored_doors(actfn::LeakyReLU<T>(T(0.3f)));
    tests::check_stored_doors(
        actfn::Derivative<actfn::LeakyReLU<T, actfn::exact>>(actfn::LeakyReLU<T, actfn::exact>(T(0.3f))));
}
