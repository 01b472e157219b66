// The exponential linear unit against its definition (Clevert, Unterthiner and Hochreiter, 2015).

#include "actfn/functions/elu.hpp"

#include <limits>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../support/accuracy.hpp"
#include "references.hpp"

using namespace tests;

namespace {

template <class T>
std::vector<Special<T>> special_values(T alpha) {
    using L = std::numeric_limits<T>;
    [[maybe_unused]] const T nan = L::quiet_NaN();
    const T inf = L::infinity();
    const T least = L::denorm_min();
    return {
        {T(0), T(0), alpha, alpha},
        {-T(0), -T(0), alpha, alpha},
        {inf, inf, T(1), T(0)},
        {-inf, -alpha, alpha * 0, alpha * 0},
        {nan, nan, nan, nan},
        {least, least, T(1), T(0)},
        {-least, alpha * -least, alpha, alpha},
        {L::min(), L::min(), T(1), T(0)},
        {-L::min(), alpha * -L::min(), alpha, alpha},
        {L::max(), L::max(), T(1), T(0)},
        {-L::max(), -alpha, alpha * 0, alpha * 0},
    };
}

// Conformance tests of WebNN (web-platform-tests, elu), in float.
const std::vector<Literal> published = {
    {-0x1.eee51ap+1, "-0.9790657162666321", 1e-7}, {-0x1.d82bf0p+1, "-0.9749990105628967", 1e-7},
    {-0x1.35daa6p+0, "-0.7019122838973999", 1e-7}, {-0x1.cb473ap-4, "-0.10607059299945831", 1e-7},
    {0x1.175e36p-1, "0.5456406474113464", 1e-7},   {0, "0", 0},
};

}  // namespace

TEST_CASE("elu is within its bounds", "[elu][accuracy]") {
    check_accuracy<actfn::ELU, EluReference<Real>>(1, true, 1.0);
    for (const double alpha : {0.0, 0.3, 1e-3, 1e3, 1e-38, 1e38})
        check_accuracy<actfn::ELU, EluReference<Real>>(0.2, true, alpha);
    for (const double alpha : {-0.5, -1e3}) check_accuracy<actfn::ELU, EluReference<Real>>(0.2, false, alpha);
}

TEST_CASE("elu has the published values", "[elu][accuracy]") {
    const auto check = [](const auto& f) {
        check_literals(EluReference<Real>(Real(f.alpha())), subject(f), published);
    };
    for_each_tier<actfn::ELU>(check, 1.0);
}

TEST_CASE("elu at special values", "[elu][special]") {
    const auto check = [](const auto& f) { check_special_values(subject(f), special_values(f.alpha())); };
    for (const double alpha : {1.0, 0.0, 0.3, 1e3, -0.5}) for_each_tier<actfn::ELU>(check, alpha);
}
