#pragma once

// The squareplus against its definition, (x + sqrt(x^2 + b)) / 2 (Barron, 2021).

#include <cmath>
#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/squareplus.hpp"

namespace tests {

/// Barron, 2021.
template <class R>
struct SquareplusReference : BasicReference<R> {
    explicit SquareplusReference(const R& p) : b(p) {}
    R root(const R& x) const { return sqrt(x * x + b); }
    R value(const R& x) const override {
        if (is_zero(b) || is_infinite(x)) return x <= R(0) ? R(0) : x;
        return x > R(0) ? scaled(x + root(x), -1) : b / scaled(root(x) - x, 1);
    }
    R gradient(const R& x) const override {
        if (is_zero(b) || is_infinite(x)) return x > R(0) ? R(1) : R(0);
        const R r = root(x);
        return x > R(0) ? scaled(R(1) + x / r, -1) : b / scaled(r * (r - x), 1);
    }
    R curvature(const R& x) const override {
        if (is_zero(b)) return R(0);
        const R r = root(x);
        return b / scaled(r * r * r, 1);
    }
    R gradient_from_output(const R& y) const override {
        if (is_zero(b) || is_infinite(y)) return y > R(0) ? R(1) : R(0);
        const R square = scaled(y * y, 2);
        return square / (square + b);
    }
    std::vector<double> kinks() const override { return is_zero(b) ? std::vector<double>{0} : std::vector<double>{}; }

    R b;
};

template <class R, class T, class Tier>
auto reference(const actfn::Squareplus<T, Tier>& f) {
    return SquareplusReference<R>(R(f.b()));
}

template <>
struct FunctionData<actfn::Squareplus> {
    static std::vector<std::vector<double>> parameters() {
        return {{0.0}, {1.0}, {0.3}, {1e-3}, {1e3}, {1e-38}, {1e38}, {1e-42}, {1e18}, {1e-18}, {1e21}};
    }

    // The golden, silver and bronze means: OEIS A001622, A014176, A188582, A098316.
    static std::vector<Literal> published() {
        return {
            {0, "1", 0},
            {1, "1.6180339887498948482045868343656381177", 1e-36},
            {-1, "0.6180339887498948482045868343656381177", 1e-36},
            {2, "2.4142135623730950488016887242096980786", 1e-36},
            {-2, "0.4142135623730950488016887242096980786", 1e-36},
            {3, "3.3027756377319946465596106337352479731", 1e-36},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Squareplus<T, Tier>& f) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const bool kink = f.b() == 0;
        std::vector<Special<T>> all = {
            {inf, inf, T(1), T(0)},
            {-inf, T(0), T(0), T(0)},
            {nan, nan, nan, nan},
            {L::max(), L::max(), {}, {}},
        };
        for (const T x : {T(0), -T(0)}) {
            if (kink) {
                all.push_back({x, T(0), T(0), T(0)});
            } else {
                all.push_back({x, {}, T(0.5), {}});
            }
        }
        if (kink) {
            all.push_back({L::denorm_min(), L::denorm_min(), T(1), T(0)});
            all.push_back({-L::denorm_min(), T(0), T(0), T(0)});
            all.push_back({-L::max(), T(0), T(0), T(0)});
        }
        return all;
    }
};

}  // namespace tests
