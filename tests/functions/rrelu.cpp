// The randomized leaky rectified linear unit in evaluation against its definition (Xu, Wang, Chen and Li, 2015).

#include "actfn/functions/rrelu.hpp"

#include <limits>
#include <type_traits>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../support/accuracy.hpp"
#include "references.hpp"

using namespace tests;

namespace {

template <class T>
std::vector<Special<T>> special_values(T slope) {
    using L = std::numeric_limits<T>;
    [[maybe_unused]] const T nan = L::quiet_NaN();
    const T inf = L::infinity();
    return {
        {T(0), slope * T(0), slope, T(0)},
        {-T(0), slope * -T(0), slope, T(0)},
        {inf, inf, T(1), T(0)},
        // An infinite x times a slope of 0 is no NaN.
        {-inf, slope == 0 ? slope * L::lowest() : slope * -inf, slope, T(0)},
        {nan, nan, nan, nan},
        {L::denorm_min(), L::denorm_min(), T(1), T(0)},
        {-L::denorm_min(), slope * -L::denorm_min(), slope, T(0)},
        {L::min(), L::min(), T(1), T(0)},
        {-L::min(), slope * -L::min(), slope, T(0)},
        {L::max(), L::max(), T(1), T(0)},
        {-L::max(), slope * -L::max(), slope, T(0)},
    };
}

// By the formula in the documentation of torch.nn.RReLU: (1/8 + 1/3) / 2 = 11/48.
const std::vector<Literal> published = {
    {-48, "-11", 1e-7}, {-96, "-22", 1e-7}, {-1, "-0.22916666666666667", 1e-7}, {0, "0", 0}, {1, "1", 0}, {48, "48", 0},
};

}  // namespace

TEST_CASE("rrelu is within its bounds", "[rrelu][accuracy]") {
    check_accuracy<actfn::RReLU, RReluReference<Real>>(1, true, 1.0 / 8, 1.0 / 3);
    const auto check = [](double lower, double upper, bool determined) {
        check_accuracy<actfn::RReLU, RReluReference<Real>>(0.2, determined, lower, upper);
    };
    check(0, 0, true);
    check(1, 1, true);
    check(0, 1, true);
    check(0.1, 0.3, true);
    check(1e-3, 1e3, true);
    check(-0.25, 0.75, true);
    check(2e38, 3e38, true);  // whose sum is no float
    check(-1, 0.3, false);
    check(-1e3, -1e-3, false);
}

TEST_CASE("rrelu has the published values", "[rrelu][accuracy]") {
    const auto check = [](const auto& f) {
        check_literals(RReluReference<Real>(Real(f.lower()), Real(f.upper())), subject(f), published);
    };
    for_each_tier<actfn::RReLU>(check, 1.0 / 8, 1.0 / 3);
}

TEST_CASE("rrelu at special values", "[rrelu][special]") {
    const auto check = [](const auto& f) {
        using T = typename std::decay_t<decltype(f)>::value_type;
        const T slope = rounded<T>(RReluReference<Real>(Real(f.lower()), Real(f.upper())).slope);
        CHECK(f.slope() == slope);
        check_special_values(subject(f), special_values(slope));
    };
    for_each_tier<actfn::RReLU>(check, 1.0 / 8, 1.0 / 3);
    for_each_tier<actfn::RReLU>(check, 0.0, 0.0);
    for_each_tier<actfn::RReLU>(check, -0.25, 0.25);
    for_each_tier<actfn::RReLU>(check, -0.5, -0.25);
}
