// The logistic sigmoid against its definition, 1 / (1 + e^-x) (Cox, 1958).

#include "actfn/functions/sigmoid.hpp"

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
    const T inf = L::infinity();
    const T nan = L::quiet_NaN();
    const T half = T(0.5);
    const T quarter = T(0.25);
    return {
        {T(0), half, quarter, -T(0)},
        {-T(0), half, quarter, T(0)},
        {inf, T(1), T(0), -T(0)},
        {-inf, T(0), T(0), T(0)},
        {nan, nan, nan, nan},
        {L::denorm_min(), half, quarter, -T(0)},
        {-L::denorm_min(), half, quarter, T(0)},
        {L::min(), half, quarter, -L::min() / 8},
        {-L::min(), half, quarter, L::min() / 8},
        {L::max(), T(1), T(0), -T(0)},
        {-L::max(), T(0), T(0), T(0)},
    };
}

// Documentation of tf.keras.activations.sigmoid (TensorFlow 2.13) and of keras.ops.sigmoid (Keras 3), in float.
const std::vector<Literal> published = {
    {-20, "2.0611537e-09", 1e-7}, {-1, "0.26894143", 1e-7}, {0, "0.5", 0},
    {1, "0.7310586", 1e-7},       {6, "0.9975274", 1e-7},   {-6, "0.00247262", 2e-6},
};

}  // namespace

TEST_CASE("sigmoid is within its bounds", "[sigmoid][accuracy]") {
    check_accuracy<actfn::Sigmoid, SigmoidReference<Real>>(1, true);
}

TEST_CASE("sigmoid has the published values", "[sigmoid][accuracy]") {
    for_each_tier<actfn::Sigmoid>(
        [](const auto& f) { check_literals(SigmoidReference<Real>(), subject(f), published); });
}

TEST_CASE("sigmoid at special values", "[sigmoid][special]") {
    for_each_tier<actfn::Sigmoid>([](const auto& f) {
        check_special_values(subject(f), special_values<typename std::decay_t<decltype(f)>::value_type>());
    });
}
