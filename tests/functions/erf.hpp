#pragma once

// The error function against its definition.

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/erf.hpp"

namespace tests {

template <class R>
struct ErfReference : BasicReference<R> {
    R value(const R& x) const override { return erf(x); }
    R gradient(const R& x) const override { return R(2) / sqrt(number<R>(pi())) * exp(-x * x); }
    R curvature(const R& x) const override {
        return is_infinite(x) ? (x > R(0) ? R(-0.0) : R(0)) : R(-2) * x * gradient(x);
    }
};

template <class R, class T, class Tier>
auto reference(const actfn::Erf<T, Tier>&) {
    return ErfReference<R>();
}

template <>
struct FunctionData<actfn::Erf> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Abramowitz and Stegun, table 7.1.
    static std::vector<Literal> published() {
        return {
            {-1, "-0.8427007929", 1e-10},  {0, "0", 0},
            {0.25, "0.2763263902", 2e-10}, {0.5, "0.5204998778", 1e-10},
            {1, "0.8427007929", 1e-10},    {1.5, "0.9661051465", 1e-10},
            {2, "0.9953222650", 1e-10},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Erf<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const T slope = static_cast<T>(1.1283791670955125739L);
        return {
            {T(0), T(0), slope, -T(0)},
            {-T(0), -T(0), slope, T(0)},
            {inf, T(1), T(0), -T(0)},
            {-inf, -T(1), T(0), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), L::denorm_min(), slope, -2 * L::denorm_min()},
            {-L::denorm_min(), -L::denorm_min(), slope, 2 * L::denorm_min()},
            {L::max(), T(1), T(0), -T(0)},
            {-L::max(), -T(1), T(0), T(0)},
        };
    }
};

}  // namespace tests
