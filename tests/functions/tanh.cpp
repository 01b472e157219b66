// The hyperbolic tangent against its definition.

#include "actfn/functions/tanh.hpp"

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
    const T least = L::denorm_min();
    return {
        {T(0), T(0), T(1), -T(0)},
        {-T(0), -T(0), T(1), T(0)},
        {inf, T(1), T(0), -T(0)},
        {-inf, -T(1), T(0), T(0)},
        {nan, nan, nan, nan},
        {least, least, T(1), -2 * least},
        {-least, -least, T(1), 2 * least},
        {L::min(), L::min(), T(1), -2 * L::min()},
        {-L::min(), -L::min(), T(1), 2 * L::min()},
        {L::max(), T(1), T(0), -T(0)},
        {-L::max(), -T(1), T(0), T(0)},
    };
}

// Documentation of tf.keras.activations.tanh (TensorFlow 2.13), in float; at +-1 the documentation of mpmath, tanh; at 1/2
// Abramowitz and Stegun, table 4.15.
const std::vector<Literal> published = {
    {-3, "-0.9950547", 1e-7},  {-1, "-0.7615941559557648881194583", 1e-24}, {0, "0", 0},
    {0.5, "0.46211716", 1e-8}, {1, "0.7615941559557648881194583", 1e-24},   {3, "0.9950547", 1e-7},
};

}  // namespace

TEST_CASE("tanh is within its bounds", "[tanh][accuracy]") {
    check_accuracy<actfn::Tanh, TanhReference<Real>>(1, true);
}

TEST_CASE("tanh has the published values", "[tanh][accuracy]") {
    for_each_tier<actfn::Tanh>([](const auto& f) { check_literals(TanhReference<Real>(), subject(f), published); });
}

TEST_CASE("tanh at special values", "[tanh][special]") {
    for_each_tier<actfn::Tanh>([](const auto& f) {
        check_special_values(subject(f), special_values<typename std::decay_t<decltype(f)>::value_type>());
    });
}
