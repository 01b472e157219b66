// The hard sigmoid against its definition, min(max((x + 3) / 6, 0), 1) (Howard et al., 2019).

#include "actfn/functions/hard_sigmoid.hpp"

#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../support/accuracy.hpp"
#include "references.hpp"

using namespace tests;

namespace {

template <class T>
std::vector<Special<T>> special_values() {
    using L = std::numeric_limits<T>;
    [[maybe_unused]] const T nan = L::quiet_NaN();
    const T inf = L::infinity();
    const T half = T(0.5);
    const T sixth = T(1) / T(6);
    const T three = T(3);
    const T above_minus_three = std::nextafter(-three, T(0));
    return {
        {T(0), half, sixth, T(0)},
        {-T(0), half, sixth, T(0)},
        {inf, T(1), T(0), T(0)},
        {-inf, T(0), T(0), T(0)},
        {nan, nan, nan, nan},
        {L::denorm_min(), half, sixth, T(0)},
        {-L::denorm_min(), half, sixth, T(0)},
        {three, T(1), T(0), T(0)},
        {std::nextafter(three, inf), T(1), T(0), T(0)},
        {std::nextafter(three, T(0)), {}, sixth, T(0)},
        {-three, T(0), T(0), T(0)},
        {std::nextafter(-three, -inf), T(0), T(0), T(0)},
        {above_minus_three, (above_minus_three + three) / 6, sixth, T(0)},
        {L::max(), T(1), T(0), T(0)},
        {-L::max(), T(0), T(0), T(0)},
    };
}

// By the formula in the documentation of torch.nn.Hardsigmoid.
const std::vector<Literal> published = {
    {-4, "0", 0},
    {-3, "0", 0},
    {-1, "0.33333333333333333333", 1e-19},
    {0, "0.5", 0},
    {1, "0.66666666666666666667", 1e-19},
    {3, "1", 0},
    {4, "1", 0},
};

}  // namespace

TEST_CASE("hard_sigmoid is within its bounds", "[hard_sigmoid][accuracy]") {
    check_accuracy<actfn::HardSigmoid, HardSigmoidReference<Real>>(1, true);
}

TEST_CASE("hard_sigmoid has the published values", "[hard_sigmoid][accuracy]") {
    for_each_tier<actfn::HardSigmoid>(
        [](const auto& f) { check_literals(HardSigmoidReference<Real>(), subject(f), published); });
}

TEST_CASE("hard_sigmoid at special values", "[hard_sigmoid][special]") {
    for_each_tier<actfn::HardSigmoid>([](const auto& f) {
        check_special_values(subject(f), special_values<typename std::decay_t<decltype(f)>::value_type>());
    });
}
