// The leaky rectified linear unit against its definition (Maas, Hannun and Ng, 2013).

#include "actfn/functions/leaky_relu.hpp"

#include <limits>
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

// Documentation of tf.keras.layers.LeakyReLU (TensorFlow 2.13), slope 0.3; at -10 by its formula.
const std::vector<Literal> published = {
    {-10, "-3", 1e-7}, {-3, "-0.9", 1e-7}, {-1, "-0.3", 1e-7}, {0, "0", 0}, {2, "2", 0}};

}  // namespace

TEST_CASE("leaky_relu is within its bounds", "[leaky_relu][accuracy]") {
    check_accuracy<actfn::LeakyReLU, LeakyReluReference<Real>>(1, true, 0.01);
    for (const double slope : {0.0, 1.0, 0.3, 1e-3, 1e3, 1e-38, 1e38}) {
        check_accuracy<actfn::LeakyReLU, LeakyReluReference<Real>>(0.2, true, slope);
    }
    for (const double slope : {-0.5, -1e3})
        check_accuracy<actfn::LeakyReLU, LeakyReluReference<Real>>(0.2, false, slope);
}

TEST_CASE("leaky_relu has the published values", "[leaky_relu][accuracy]") {
    const auto check = [](const auto& f) {
        check_literals(LeakyReluReference<Real>(Real(f.slope())), subject(f), published);
    };
    for_each_tier<actfn::LeakyReLU>(check, 0.3);
}

TEST_CASE("leaky_relu at special values", "[leaky_relu][special]") {
    const auto check = [](const auto& f) { check_special_values(subject(f), special_values(f.slope())); };
    for (const double slope : {0.01, 0.0, -0.0, 1.0, 1e3, -0.5}) for_each_tier<actfn::LeakyReLU>(check, slope);
}
