// The softplus against its definition, log(1 + e^(beta x)) / beta (Dugas et al., 2000).

#include "actfn/functions/softplus.hpp"

#include <limits>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../support/accuracy.hpp"
#include "references.hpp"

using namespace tests;

namespace {

template <class T>
std::vector<Special<T>> special_values(T beta) {
    using L = std::numeric_limits<T>;
    [[maybe_unused]] const T nan = L::quiet_NaN();
    const T inf = L::infinity();
    const T half = T(0.5);
    return {
        {T(0), {}, half, beta / 4},
        {-T(0), {}, half, beta / 4},
        {inf, inf, T(1), T(0)},
        {-inf, T(0), T(0), T(0)},
        {nan, nan, nan, nan},
        {L::denorm_min(), {}, half, beta / 4},
        {-L::denorm_min(), {}, half, beta / 4},
        // beta * x overflows for a beta > 1.
        {L::max(), L::max(), T(1), T(0)},
        {-L::max(), T(0), T(0), T(0)},
    };
}

// Documentation of tf.keras.activations.softplus (TensorFlow 2.13), in float; at 0 log(2), OEIS A002162.
const std::vector<Literal> published = {
    {-20, "2.0611537e-09", 1e-7}, {-1, "0.31326166", 1e-7}, {0, "0.69314718055994530941723212145817656", 1e-33},
    {1, "1.3132616", 1e-7},       {20, "20.0", 1e-7},
};

}  // namespace

TEST_CASE("softplus is within its bounds", "[softplus][accuracy]") {
    check_accuracy<actfn::Softplus, SoftplusReference<Real>>(1, true, 1.0);
    for (const double beta : {0.3, 1e-3, 1e3, 1.5, 1e-30, 1e30})
        check_accuracy<actfn::Softplus, SoftplusReference<Real>>(0.2, true, beta);
}

TEST_CASE("softplus has the published values", "[softplus][accuracy]") {
    const auto check = [](const auto& f) {
        check_literals(SoftplusReference<Real>(Real(f.beta())), subject(f), published);
    };
    for_each_tier<actfn::Softplus>(check, 1.0);
}

TEST_CASE("softplus at special values", "[softplus][special]") {
    const auto check = [](const auto& f) { check_special_values(subject(f), special_values(f.beta())); };
    for (const double beta : {1.0, 0.3, 1e-3, 1e3}) for_each_tier<actfn::Softplus>(check, beta);
}
