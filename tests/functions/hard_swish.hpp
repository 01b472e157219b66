#pragma once

// The hard swish (Howard et al., 2019): definition, published and special values.

#include <cmath>
#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/hard_swish.hpp"

namespace tests {

template <class R>
struct HardSwishReference : BasicReference<R> {
    R value(const R& x) const override { return x <= R(-3) ? -R(0) : x >= R(3) ? x : x * (x + R(3)) / R(6); }
    R gradient(const R& x) const override { return x <= R(-3) ? R(0) : x >= R(3) ? R(1) : (x + x + R(3)) / R(6); }
    R curvature(const R& x) const override { return abs(x) < R(3) ? R(1) / R(3) : R(0); }
    std::vector<double> kinks() const override { return {-3, 3}; }
    bool increasing() const override { return false; }
};

template <class R, class T, class Tier>
auto reference(const actfn::HardSwish<T, Tier>&) {
    return HardSwishReference<R>();
}

template <>
struct FunctionData<actfn::HardSwish> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // By the formula in the documentation of torch.nn.Hardswish.
    static std::vector<Literal> published() {
        return {{-4, "-0", 0},
                {-3, "-0", 0},
                {-1.5, "-0.375", 0},
                {0, "0", 0},
                {1, "0.66666666666666666667", 1e-19},
                {2, "1.6666666666666666667", 1e-19},
                {3, "3", 0},
                {4, "4", 0}};
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::HardSwish<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const T half = T(0.5);
        const T third = T(1) / T(3);
        const T three = T(3);
        return {
            {T(0), T(0), half, third},
            {-T(0), -T(0), half, third},
            {inf, inf, T(1), T(0)},
            {-inf, -T(0), T(0), T(0)},
            {nan, nan, nan, nan},
            {2 * L::denorm_min(), L::denorm_min(), half, third},
            {-2 * L::denorm_min(), -L::denorm_min(), half, third},
            {L::min(), L::min() / 2, half, third},
            {-L::min(), -L::min() / 2, half, third},
            {three, three, T(1), T(0)},
            {-three, -T(0), T(0), T(0)},
            {std::nextafter(three, T(0)), {}, {}, third},
            {std::nextafter(-three, -inf), -T(0), T(0), T(0)},
            {T(-1.5), T(-0.375), T(0), third},
            {L::max(), L::max(), T(1), T(0)},
            {-L::max(), -T(0), T(0), T(0)},
        };
    }
};

}  // namespace tests
