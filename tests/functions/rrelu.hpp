#pragma once

// The randomized leaky rectified linear unit in evaluation against its definition (Xu, Wang, Chen and Li, 2015).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/rrelu.hpp"
#include "leaky_relu.hpp"

namespace tests {

/// In evaluation (Xu, Wang, Chen and Li, 2015): the leaky one whose slope is the real mean of the bounds.
template <class R>
struct RReluReference : LeakyReluReference<R> {
    RReluReference(const R& lower, const R& upper) : LeakyReluReference<R>(scaled(lower + upper, -1)) {}
};

template <class R, class T, class Tier>
auto reference(const actfn::RReLU<T, Tier>& f) {
    return RReluReference<R>(R(f.lower()), R(f.upper()));
}

template <>
struct FunctionData<actfn::RReLU> {
    static std::vector<std::vector<double>> parameters() {
        return {{0, 0}, {1, 1}, {0, 1}, {0.1, 0.3}, {1e-3, 1e3}, {-0.25, 0.75}, {2e38, 3e38}, {-1, 0.3}, {-1e3, -1e-3}};
    }

    // By the formula in the documentation of torch.nn.RReLU: (1/8 + 1/3) / 2 = 11/48.
    static std::vector<Literal> published() {
        return {
            {-48, "-11", 1e-7}, {-96, "-22", 1e-7}, {-1, "-0.22916666666666667", 1e-7},
            {0, "0", 0},        {1, "1", 0},        {48, "48", 0},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::RReLU<T, Tier>& f) {
        const T slope = f.slope();
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
    static std::vector<std::vector<double>> special_parameters() { return {{0, 0}, {-0.25, 0.25}, {-0.5, -0.25}}; }
};

}  // namespace tests
