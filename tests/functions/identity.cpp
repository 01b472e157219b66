// The identity.

#include "actfn/functions/identity.hpp"

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
    return {
        {T(0), T(0), T(1), T(0)},
        {-T(0), -T(0), T(1), T(0)},
        {inf, inf, T(1), T(0)},
        {-inf, -inf, T(1), T(0)},
        {nan, nan, nan, nan},
        {L::denorm_min(), L::denorm_min(), T(1), T(0)},
        {-L::denorm_min(), -L::denorm_min(), T(1), T(0)},
        {L::min(), L::min(), T(1), T(0)},
        {L::max(), L::max(), T(1), T(0)},
        {-L::max(), -L::max(), T(1), T(0)},
    };
}

// Documentation of tf.keras.activations.linear (TensorFlow 2.13).
const std::vector<Literal> published = {{-3, "-3", 0}, {-1, "-1", 0}, {0, "0", 0}, {1, "1", 0}, {3, "3", 0}};

}  // namespace

TEST_CASE("identity is within its bounds", "[identity][accuracy]") {
    check_accuracy<actfn::Identity, IdentityReference<Real>>(1, true);
}

TEST_CASE("identity has the published values", "[identity][accuracy]") {
    for_each_tier<actfn::Identity>(
        [](const auto& f) { check_literals(IdentityReference<Real>(), subject(f), published); });
}

TEST_CASE("identity at special values", "[identity][special]") {
    for_each_tier<actfn::Identity>([](const auto& f) {
        check_special_values(subject(f), special_values<typename std::decay_t<decltype(f)>::value_type>());
    });
}
