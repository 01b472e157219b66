#pragma once

// The inverse hyperbolic sine against its definition.

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/asinh.hpp"

namespace tests {

template <class R>
struct AsinhReference : BasicReference<R> {
    R value(const R& x) const override { return asinh(x); }
    R gradient(const R& x) const override { return R(1) / sqrt(R(1) + x * x); }
    R curvature(const R& x) const override {
        if (is_infinite(x)) return x > R(0) ? R(-0.0) : R(0);
        const R g = gradient(x);
        return -x * g * g * g;
    }
    R gradient_from_output(const R& y) const override { return sech(y); }
};

template <class R, class T, class Tier>
auto reference(const actfn::Asinh<T, Tier>&) {
    return AsinhReference<R>();
}

template <>
struct FunctionData<actfn::Asinh> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // OEIS A091648 (asinh(1) = log(1 + sqrt(2))), A002390 (asinh(1/2) = log of the golden ratio); asinh(3/4) = log(2),
    // A002162; asinh(4/3) is no float; asinh(2) = 3 log of the golden ratio.
    static std::vector<Literal> published() {
        return {
            {-1, "-0.88137358701954302523260932497979231", 1e-33},
            {0, "0", 0},
            {0.5, "0.48121182505960344749775891342436842", 1e-33},
            {0.75, "0.69314718055994530941723212145817656", 1e-33},
            {1, "0.88137358701954302523260932497979231", 1e-33},
            {2, "1.44363547517881034249327674027310526", 1e-33},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Asinh<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        return {
            {T(0), T(0), T(1), -T(0)},
            {-T(0), -T(0), T(1), T(0)},
            {inf, inf, T(0), -T(0)},
            {-inf, -inf, T(0), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), L::denorm_min(), T(1), -L::denorm_min()},
            {-L::denorm_min(), -L::denorm_min(), T(1), L::denorm_min()},
            {L::min(), L::min(), T(1), -L::min()},
            {L::max(), {}, 1 / L::max(), -T(0)},
        };
    }
};

}  // namespace tests
