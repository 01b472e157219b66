#pragma once

// The arctangent against its definition.

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/atan.hpp"

namespace tests {

template <class R>
struct AtanReference : BasicReference<R> {
    R value(const R& x) const override { return atan(x); }
    R gradient(const R& x) const override { return R(1) / (R(1) + x * x); }
    R curvature(const R& x) const override {
        if (is_infinite(x)) return x > R(0) ? R(-0.0) : R(0);
        const R g = gradient(x);
        return R(-2) * x * g * g;
    }
};

template <class R, class T, class Tier>
auto reference(const actfn::Atan<T, Tier>&) {
    return AtanReference<R>();
}

template <>
struct FunctionData<actfn::Atan> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // OEIS A003881 (pi / 4), A073000 (atan(1/2)), A105199 (atan(2)), A195727 (atan(3)).
    static std::vector<Literal> published() {
        return {
            {-1, "-0.78539816339744830961566084581987572", 1e-33}, {0, "0", 0},
            {0.5, "0.46364760900080611621425623146121440", 1e-33}, {1, "0.78539816339744830961566084581987572", 1e-33},
            {2, "1.10714871779409050301706546017853704", 1e-33},   {3, "1.24904577239825442582991707728109012", 1e-33},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Atan<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const T end = static_cast<T>(1.5707963267948966192L);
        return {
            {T(0), T(0), T(1), -T(0)},
            {-T(0), -T(0), T(1), T(0)},
            {inf, end, T(0), -T(0)},
            {-inf, -end, T(0), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), L::denorm_min(), T(1), -2 * L::denorm_min()},
            {-L::denorm_min(), -L::denorm_min(), T(1), 2 * L::denorm_min()},
            {L::min(), L::min(), T(1), -2 * L::min()},
            {L::max(), end, {}, {}},
            {-L::max(), -end, {}, {}},
        };
    }
};

}  // namespace tests
