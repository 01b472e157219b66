// The rectified linear unit against its definition, max(0, x) (Nair and Hinton, 2010).

#include "actfn/functions/relu.hpp"

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
        {T(0), T(0), T(0), T(0)},
        {-T(0), T(0), T(0), T(0)},
        {inf, inf, T(1), T(0)},
        {-inf, T(0), T(0), T(0)},
        {nan, nan, nan, nan},
        {L::denorm_min(), L::denorm_min(), T(1), T(0)},
        {-L::denorm_min(), T(0), T(0), T(0)},
        {L::min(), L::min(), T(1), T(0)},
        {-L::min(), T(0), T(0), T(0)},
        {L::max(), L::max(), T(1), T(0)},
        {-L::max(), T(0), T(0), T(0)},
    };
}

// Documentation of tf.keras.activations.relu (TensorFlow 2.13).
const std::vector<Literal> published = {{-10, "0", 0}, {-5, "0", 0}, {0, "0", 0}, {5, "5", 0}, {10, "10", 0}};

}  // namespace

TEST_CASE("relu is within its bounds", "[relu][accuracy]") {
    check_accuracy<actfn::ReLU, ReluReference<Real>>(1, true);
}

TEST_CASE("relu has the published values", "[relu][accuracy]") {
    for_each_tier<actfn::ReLU>([](const auto& f) { check_literals(ReluReference<Real>(), subject(f), published); });
}

TEST_CASE("relu at special values", "[relu][special]") {
    for_each_tier<actfn::ReLU>([](const auto& f) {
        check_special_values(subject(f), special_values<typename std::decay_t<decltype(f)>::value_type>());
    });
}
