#include "actfn/math/sine.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "kernel.hpp"

using namespace tests;

namespace {

const auto sine_of = [](auto x) { return actfn::math::sine(x); };
const auto cosine_of = [](auto x) { return actfn::math::cosine(x); };

/// Doubles next to a multiple of pi / 2 (Ng, 1992; Muller et al., "Handbook of floating-point arithmetic"), and floats.
const std::vector<double> hard = {0x1.6ac5b262ca1ffp+849,
                                  0x1.921fb54442d18p+0,
                                  0x1.921fb54442d18p+1,
                                  0x1.6c6cbc45dc8dep+5,
                                  0x1.f37acp+93,
                                  0x1.921fb6p+1,
                                  0x1p15,
                                  0x1p30};

}  // namespace

TEST_CASE("the digits of 1 / pi are those of MPFR", "[sine]") {
    const Real::Precision precision(4000);
    Real rest = scaled(Real(1) / pi(), -1);  // the first bit is behind a zero
    std::size_t wrong = 0;
    const auto& words = actfn::math::reciprocal_of_pi;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i < 3) {
            if (words[i] != 0) ++wrong;
            continue;
        }
        rest = scaled(rest, i == 3 ? 33 : 32);
        const double digits = std::floor(mpfr_get_d(rest.get(), MPFR_RNDD));
        rest = rest - Real(digits);
        if (words[i] != static_cast<std::uint32_t>(digits)) ++wrong;
    }
    CHECK(wrong == 0);
}

TEMPLATE_TEST_CASE("sine and cosine are within their bounds", "[sine]", float, double) {
    check_kernel<TestType>(
        "sine", sine_of, [](const Real& x) { return sin(x); }, 1.75, -20, 20, hard);
    check_kernel<TestType>(
        "cosine", cosine_of, [](const Real& x) { return cos(x); }, 1.75, -20, 20, hard);
}

TEMPLATE_TEST_CASE("sine and cosine at special values", "[sine]", float, double) {
    using T = TestType;
    using L = std::numeric_limits<T>;
    for (const T zero : {T(0), -T(0)}) {
        check_special_value(sine_of, zero, zero);
        check_special_value(cosine_of, zero, T(1));
    }
    for (const T x : {L::infinity(), -L::infinity(), L::quiet_NaN()}) {
        check_special_value(sine_of, x, L::quiet_NaN());
        check_special_value(cosine_of, x, L::quiet_NaN());
    }
    check_special_value(sine_of, L::denorm_min(), L::denorm_min());
    check_special_value(sine_of, -L::min(), -L::min());
}
