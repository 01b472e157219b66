#pragma once

// The hard sigmoid against its definition, min(max((x + 3) / 6, 0), 1) (Howard et al., 2019).

#include <cmath>
#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/hard_sigmoid.hpp"

namespace tests {

/// min(max((x + 3) / 6, 0), 1) (Howard et al., 2019).
template <class R>
struct HardSigmoidReference : BasicReference<R> {
    R value(const R& x) const override { return x >= R(3) ? R(1) : x <= R(-3) ? R(0) : (x + R(3)) / R(6); }
    R gradient(const R& x) const override { return abs(x) < R(3) ? R(1) / R(6) : R(0); }
    R curvature(const R&) const override { return R(0); }
    R gradient_from_output(const R& y) const override { return y > R(0) && y < R(1) ? R(1) / R(6) : R(0); }
    std::vector<double> kinks() const override { return {-3, 3}; }
};

template <class R, class T, class Tier>
auto reference(const actfn::HardSigmoid<T, Tier>&) {
    return HardSigmoidReference<R>();
}

template <>
struct FunctionData<actfn::HardSigmoid> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // By the formula in the documentation of torch.nn.Hardsigmoid.
    static std::vector<Literal> published() {
        return {
            {-4, "0", 0},
            {-3, "0", 0},
            {-1, "0.33333333333333333333", 1e-19},
            {0, "0.5", 0},
            {1, "0.66666666666666666667", 1e-19},
            {3, "1", 0},
            {4, "1", 0},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::HardSigmoid<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const T half = T(0.5);
        const T sixth = T(1) / T(6);
        const T three = T(3);
        const T above_minus_three = std::nextafter(-three, T(0));
        return {
            {T(0), half, sixth, T(0)},
            {-T(0), half, sixth, T(0)},
            {inf, T(1), T(0), T(0)},
            {-inf, T(0), T(0), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), half, sixth, T(0)},
            {-L::denorm_min(), half, sixth, T(0)},
            {three, T(1), T(0), T(0)},
            {std::nextafter(three, inf), T(1), T(0), T(0)},
            {std::nextafter(three, T(0)), {}, sixth, T(0)},
            {-three, T(0), T(0), T(0)},
            {std::nextafter(-three, -inf), T(0), T(0), T(0)},
            {above_minus_three, (above_minus_three + three) / 6, sixth, T(0)},
            {L::max(), T(1), T(0), T(0)},
            {-L::max(), T(0), T(0), T(0)},
        };
    }
};

}  // namespace tests
