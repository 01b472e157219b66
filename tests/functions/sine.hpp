#pragma once

// The sine: published and special values.

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/sine.hpp"

namespace tests {

template <class R>
struct SineReference : BasicReference<R> {
    R value(const R& x) const override { return sin(x); }
    R gradient(const R& x) const override { return cos(x); }
    R curvature(const R& x) const override { return -sin(x); }
    bool increasing() const override { return false; }
};

template <class R, class T, class Tier>
auto reference(const actfn::Sine<T, Tier>&) {
    return SineReference<R>();
}

template <>
struct FunctionData<actfn::Sine> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Abramowitz and Stegun, table 4.6: circular sines and cosines for radian arguments, to 23 decimals.
    static std::vector<Literal> published() {
        return {
            {-1, "-0.84147098480789650665250", 6e-24}, {0, "0", 0},
            {0.5, "0.47942553860420300027329", 2e-23}, {1, "0.84147098480789650665250", 6e-24},
            {1.5, "0.99749498660405443094172", 6e-24},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Sine<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        return {
            {T(0), T(0), T(1), -T(0)},
            {-T(0), -T(0), T(1), T(0)},
            {inf, nan, nan, nan},
            {-inf, nan, nan, nan},
            {nan, nan, nan, nan},
            {L::denorm_min(), L::denorm_min(), T(1), -L::denorm_min()},
            {-L::denorm_min(), -L::denorm_min(), T(1), L::denorm_min()},
            {L::min(), L::min(), T(1), -L::min()},
            {-L::min(), -L::min(), T(1), L::min()},
        };
    }
};

}  // namespace tests
