#pragma once

// The tanh shrink against its definition.

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/tanh_shrink.hpp"

namespace tests {

template <class R>
struct TanhShrinkReference : BasicReference<R> {
    /// Near 0 the difference cancels: there the continued fraction x / (1 + z / (3 + z / (5 + ...))), z = x^2, of tanh, from
    /// which x is taken exactly.
    R value(const R& x) const override {
        if (abs(x) > R(2)) return x - tanh(x);
        const R z = x * x;
        R tail = R(81);
        for (int odd = 79; odd > 1; odd -= 2) tail = R(odd) + z / tail;
        return x * z / (tail + z);
    }
    R gradient(const R& x) const override { return tanh(x) * tanh(x); }
    R curvature(const R& x) const override {
        const R s = sech(x);
        return R(2) * tanh(x) * s * s;
    }
    bool output_determines_input() const override { return false; }
};

template <class R, class T, class Tier>
auto reference(const actfn::TanhShrink<T, Tier>&) {
    return TanhShrinkReference<R>();
}

template <>
struct FunctionData<actfn::TanhShrink> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // x less the tanh(x) of the documentation of mpmath (at +-1), of Abramowitz and Stegun, table 4.15 (at 1/2) and of the
    // documentation of tf.keras.activations.tanh (at +-3).
    static std::vector<Literal> published() {
        return {
            {1, "0.2384058440442351118805417", 1e-24},
            {-1, "-0.2384058440442351118805417", 1e-24},
            {0.5, "0.03788284", 3e-7},
            {-0.5, "-0.03788284", 3e-7},
            {3, "2.0049453", 1e-7},
            {0, "0", 0},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::TanhShrink<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const T least = L::denorm_min();
        return {
            {T(0), T(0), T(0), T(0)},
            {-T(0), -T(0), T(0), -T(0)},
            {inf, inf, T(1), T(0)},
            {-inf, -inf, T(1), -T(0)},
            {nan, nan, nan, nan},
            {least, T(0), {}, 2 * least},
            {-least, -T(0), {}, -2 * least},
            {L::min(), T(0), {}, 2 * L::min()},
            {-L::min(), -T(0), {}, -2 * L::min()},
            {L::max(), L::max(), T(1), T(0)},
            {-L::max(), -L::max(), T(1), -T(0)},
        };
    }
};

}  // namespace tests
