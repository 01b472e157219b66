// Results of the exact tier where the true value is next to a tie, nearer to it than a double can tell.

#include <cmath>
#include <cstddef>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "actfn/actfn.hpp"

TEST_CASE("exact sigmoid next to a tie is the nearest float", "[sigmoid][exact]") {
    // s(x) is a little nearer to 1/2 than 1/2 + x / 4 is, and for these x that is the middle between two floats.
    const actfn::Sigmoid<float, actfn::exact> f;
    std::vector<float> x;
    std::vector<float> nearest;
    for (int odd = 1; odd < 1 << 14; odd += 2) {
        x.push_back(std::ldexp(static_cast<float>(odd), -23));
        nearest.push_back(0.5f + std::ldexp(static_cast<float>(odd - 1), -25));
        x.push_back(std::ldexp(static_cast<float>(-odd), -24));
        nearest.push_back(0.5f - std::ldexp(static_cast<float>(odd - 1), -26));
    }
    std::vector<float> y(x.size());
    actfn::forward(f, x, y);
    CHECK(y == nearest);
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (f(x[i]) != nearest[i]) FAIL_CHECK("s(" << x[i] << ") is " << f(x[i]) << " and not " << nearest[i]);
    }
}
