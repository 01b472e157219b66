#pragma once

// The Gaussian against its definition, e^(-x^2).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/gaussian.hpp"

namespace tests {

template <class R>
struct GaussianReference : BasicReference<R> {
    R value(const R& x) const override { return exp(-x * x); }
    R gradient(const R& x) const override {
        return is_infinite(x) ? (x > R(0) ? R(-0.0) : R(0)) : R(-2) * x * value(x);
    }
    R curvature(const R& x) const override { return is_infinite(x) ? R(0) : (R(4) * x * x - R(2)) * value(x); }
    std::vector<Root> roots(int order) const override {
        if (order == 2) return {{-0.70710678118654752, 0x1p-4, 2}, {0.70710678118654752, 0x1p-4, 2}};
        return {};
    }
    bool increasing() const override { return false; }
};

template <class R, class T, class Tier>
auto reference(const actfn::Gaussian<T, Tier>&) {
    return GaussianReference<R>();
}

template <>
struct FunctionData<actfn::Gaussian> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Abramowitz and Stegun, table 4.4 (the exponential function) at -x^2.
    static std::vector<Literal> published() {
        return {
            {0, "1", 0},
            {-0.5, "0.778800783071404868", 1e-17},
            {0.5, "0.778800783071404868", 1e-17},
            {1, "0.367879441171442322", 1e-17},
            {2, "0.018315638888734180", 1e-16},
            {3, "0.000123409804086680", 1e-14},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Gaussian<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        return {
            {T(0), T(1), -T(0), T(-2)},
            {-T(0), T(1), T(0), T(-2)},
            {inf, T(0), -T(0), T(0)},
            {-inf, T(0), T(0), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), T(1), -2 * L::denorm_min(), T(-2)},
            {-L::denorm_min(), T(1), 2 * L::denorm_min(), T(-2)},
            {L::min(), T(1), -2 * L::min(), T(-2)},
            {-L::min(), T(1), 2 * L::min(), T(-2)},
            {L::max(), T(0), -T(0), T(0)},
            {-L::max(), T(0), T(0), T(0)},
        };
    }
};

}  // namespace tests
