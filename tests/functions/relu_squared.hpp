#pragma once

// The squared rectified linear unit against its definition, max(0, x)^2 (So et al., 2021).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/relu_squared.hpp"

namespace tests {

/// So et al., 2021.
template <class R>
struct ReluSquaredReference : BasicReference<R> {
    R value(const R& x) const override { return x > R(0) ? x * x : R(0); }
    R gradient(const R& x) const override { return x > R(0) ? R(2) * x : R(0); }
    R curvature(const R& x) const override { return x > R(0) ? R(2) : R(0); }
    R gradient_from_output(const R& y) const override { return R(2) * sqrt(y); }
    std::vector<double> kinks() const override { return {0}; }
};

template <class R, class T, class Tier>
auto reference(const actfn::ReLUSquared<T, Tier>&) {
    return ReluSquaredReference<R>();
}

template <>
struct FunctionData<actfn::ReLUSquared> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // By the formula in the paper's section 4.2.
    static std::vector<Literal> published() {
        return {{-3, "0", 0}, {-0.5, "0", 0}, {0, "0", 0}, {0.5, "0.25", 0}, {1, "1", 0}, {3, "9", 0}};
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::ReLUSquared<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        return {
            {T(0), T(0), T(0), T(0)},
            {-T(0), T(0), T(0), T(0)},
            {inf, inf, inf, T(2)},
            {-inf, T(0), T(0), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), T(0), 2 * L::denorm_min(), T(2)},
            {-L::denorm_min(), T(0), T(0), T(0)},
            {L::min(), T(0), 2 * L::min(), T(2)},
            {-L::min(), T(0), T(0), T(0)},
            {L::max() / 2, inf, L::max(), T(2)},
            {L::max(), inf, {}, T(2)},  // f' overflows in T, and in the exact tier's product it does not
            {-L::max(), T(0), T(0), T(0)},
        };
    }
};

}  // namespace tests
