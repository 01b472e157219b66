#pragma once

// Snake against its definition, x + sin(a x)^2 / a (Ziyin, Hartwig and Ueda, 2020).

#include <limits>
#include <type_traits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/snake.hpp"

namespace tests {

/// Ziyin, Hartwig and Ueda, 2020, with the sum of sine and cosine in the derivative, which does not cancel next to its root.
template <class R>
struct SnakeReference : BasicReference<R> {
    explicit SnakeReference(const R& p) : a(p) {}
    R value(const R& x) const override {
        if (is_infinite(x)) return x;
        const R s = sin(a * x);
        const R y = x + s * s / a;
        return is_zero(y) ? x : y;  // the sum loses the sign of -0
    }
    R gradient(const R& x) const override {
        const R sum = sin(a * x) + cos(a * x);
        if constexpr (!std::is_same_v<R, Real>) {
            // Next to a root the rounding of the sine and the cosine counts.
            if (abs(sum) < R(0x1p-8)) return number<R>(SnakeReference<Real>(Real(a)).gradient(Real(x)));
        }
        return sum * sum;
    }
    R curvature(const R& x) const override { return R(2) * a * cos(R(2) * a * x); }

    R a;
};

template <class R, class T, class Tier>
auto reference(const actfn::Snake<T, Tier>& f) {
    return SnakeReference<R>(R(f.a()));
}

template <>
struct FunctionData<actfn::Snake> {
    // Greater ones than 1e12 are not for central differences with a step of 2^-90.
    static std::vector<std::vector<double>> parameters() {
        return {{0.3}, {1e-3}, {1e3}, {5.0}, {1e-38}, {1e-42}, {1e12}};
    }

    // x + sin(x)^2 with the sines of Abramowitz and Stegun, table 4.6, to 23 decimals.
    static std::vector<Literal> published() {
        return {
            {-1, "-0.29192658172642880650", 2e-20}, {0, "0", 0},
            {0.5, "0.72984884706593014130", 2e-20}, {1, "1.70807341827357119350", 2e-20},
            {1.5, "2.49499624830022272864", 2e-20},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Snake<T, Tier>& f) {
        using L = std::numeric_limits<T>;
        const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        std::vector<Special<T>> all = {
            {T(0), T(0), T(1), {}},
            {-T(0), -T(0), T(1), {}},
            {inf, inf, nan, nan},
            {-inf, -inf, nan, nan},
            {nan, nan, nan, nan},
            {L::denorm_min(), L::denorm_min(), T(1), {}},
            {-L::denorm_min(), -L::denorm_min(), T(1), {}},
        };
        if (f.a() < T(1e6)) all.push_back({-L::min(), -L::min(), T(1), {}});
        if (f.a() > T(1e-3)) all.push_back({L::max(), L::max(), {}, {}});
        return all;
    }
};

}  // namespace tests
