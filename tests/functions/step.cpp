// The unit step against its definition (McCulloch and Pitts, 1943).

#include "actfn/functions/step.hpp"

#include <limits>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../support/accuracy.hpp"
#include "references.hpp"

using namespace tests;

namespace {

template <class T>
std::vector<Special<T>> special_values(T at_zero) {
    using L = std::numeric_limits<T>;
    [[maybe_unused]] const T nan = L::quiet_NaN();
    const T inf = L::infinity();
    return {
        {T(0), at_zero, T(0), T(0)},
        {-T(0), at_zero, T(0), T(0)},
        {inf, T(1), T(0), T(0)},
        {-inf, T(0), T(0), T(0)},
        {nan, nan, nan, nan},
        {L::denorm_min(), T(1), T(0), T(0)},
        {-L::denorm_min(), T(0), T(0), T(0)},
        {L::min(), T(1), T(0), T(0)},
        {-L::min(), T(0), T(0), T(0)},
        {L::max(), T(1), T(0), T(0)},
        {-L::max(), T(0), T(0), T(0)},
    };
}

// Documentation of numpy.heaviside (NumPy 2.0) and torch.heaviside (PyTorch 2.4), with 0.5 for x = 0; their tests for +-1.
const std::vector<Literal> published = {{-1.5, "0", 0}, {-1, "0", 0}, {0, "0.5", 0}, {1, "1", 0}, {2, "1", 0}};

}  // namespace

TEST_CASE("step is within its bounds", "[step][accuracy]") {
    check_accuracy<actfn::Step, StepReference<Real>>(1, true, 0.0);
    for (const double at_zero : {0.3, 1.0, 1e-3, 1e3, -0.5})
        check_accuracy<actfn::Step, StepReference<Real>>(0.2, true, at_zero);
}

TEST_CASE("step has the published values", "[step][accuracy]") {
    const auto check = [](const auto& f) { check_literals(StepReference<Real>(Real(0.5)), subject(f), published); };
    for_each_tier<actfn::Step>(check, 0.5);
}

TEST_CASE("step at special values", "[step][special]") {
    const auto check = [](const auto& f) { check_special_values(subject(f), special_values(f.at_zero())); };
    for (const double at_zero : {0.0, -0.0, 0.3, 1.0, 1e3, -0.5}) for_each_tier<actfn::Step>(check, at_zero);
}
