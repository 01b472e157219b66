#pragma once

// The bent identity against its definition, x + (sqrt(x^2 + 1) - 1) / 2.

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/bent_identity.hpp"

namespace tests {

/// x + (r - 1) / 2 with r = sqrt(x^2 + 1), where r - 1 = x^2 / (r + 1) does not cancel.
template <class R>
struct BentIdentityReference : BasicReference<R> {
    static R root(const R& x) { return sqrt(x * x + R(1)); }
    R value(const R& x) const override { return is_infinite(x) ? x : x * (R(1) + x / scaled(root(x) + R(1), 1)); }
    R gradient(const R& x) const override {
        if (is_infinite(x)) return x > R(0) ? R(1.5) : R(0.5);
        return R(1) + x / scaled(root(x), 1);
    }
    R curvature(const R& x) const override {
        const R r = root(x);
        return R(0.5) / (r * r * r);
    }
    R gradient_from_output(const R& y) const override {
        if (is_infinite(y)) return y > R(0) ? R(1.5) : R(0.5);
        const R m = scaled(y, 1) + R(1);
        const R s = sqrt(m * m + R(3));
        return R(3) * s / (scaled(s, 2) - scaled(m, 1));
    }
};

template <class R, class T, class Tier>
auto reference(const actfn::BentIdentity<T, Tier>&) {
    return BentIdentityReference<R>();
}

template <>
struct FunctionData<actfn::BentIdentity> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // From sqrt(2), sqrt(5) (OEIS A174968, A104457, A094874) and the Pythagorean triple 3, 4, 5.
    static std::vector<Literal> published() {
        return {
            {0, "0", 0},
            {1, "1.2071067811865475244008443621048490393", 1e-36},
            {2, "2.6180339887498948482045868343656381177", 1e-36},
            {-2, "-1.3819660112501051517954131656343618823", 1e-36},
            {0.75, "0.875", 0},
            {-0.75, "-0.625", 0},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::BentIdentity<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        return {
            {T(0), T(0), T(1), T(0.5)},
            {-T(0), -T(0), T(1), T(0.5)},
            {inf, inf, T(1.5), T(0)},
            {-inf, -inf, T(0.5), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), L::denorm_min(), {}, {}},
            {-L::denorm_min(), -L::denorm_min(), {}, {}},
            {L::min(), L::min(), {}, {}},
            {-L::min(), -L::min(), {}, {}},
            {L::max(), inf, {}, {}},
            {-L::max(), -L::max() / 2, {}, {}},
        };
    }
};

}  // namespace tests
