// What functions hold beside the parameters that they were given.

#include <catch2/catch_test_macros.hpp>

#include "../support/function_data.hpp"
#include "rrelu.hpp"
#include "selu.hpp"

using namespace tests;

TEST_CASE("selu's constants are those of the paper", "[selu][accuracy]") {
    const SeluConstants selu;
    CHECK(abs(selu.alpha - Real::decimal("1.6732632423543772848170429916717")) < Real(1e-31));
    CHECK(abs(selu.scale - Real::decimal("1.0507009873554804934193349852946")) < Real(1e-31));
}

TEST_CASE("rrelu's slope is the rounded mean of its parameters", "[rrelu][accuracy]") {
    const auto check = []<class T, class Tier>(const actfn::RReLU<T, Tier>& f) {
        CHECK(f.slope() == rounded<T>(reference<Real>(f).slope));
    };
    auto all = FunctionData<actfn::RReLU>::special_parameters();
    all.push_back({});
    for (const auto& parameters : all) {
        check(with_rounded_parameters<actfn::RReLU<float, actfn::standard>>(parameters));
        check(with_rounded_parameters<actfn::RReLU<float, actfn::exact>>(parameters));
        check(with_rounded_parameters<actfn::RReLU<double, actfn::standard>>(parameters));
    }
}
