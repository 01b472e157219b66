#pragma once

// x s(beta x) with the logistic function s: the reference and the special values of its three functors.

#include <cmath>
#include <limits>
#include <vector>

#include "../support/function_data.hpp"

namespace tests {

/// Ramachandran, Zoph and Le, 2017, with t = e^-abs(beta x).
template <class R>
struct SwishReference : BasicReference<R> {
    explicit SwishReference(const R& p) : beta(p) {}
    R value(const R& x) const override {
        // The limit, which is no NaN.
        if (is_infinite(x) && !is_zero(beta)) return (x > R(0)) == (beta > R(0)) ? x : x > R(0) ? R(0) : -R(0);
        const R t = exp(-abs(beta * x));
        return (beta * x > R(0) ? x : x * t) / (R(1) + t);
    }
    R gradient(const R& x) const override {
        if (is_zero(beta)) return scaled(R(1), -1);
        const R z = beta * x;
        if (is_infinite(z)) return z > R(0) ? R(1) : -R(0);
        const R t = exp(-abs(z));
        const R d = R(1) + t;
        return (z > R(0) ? R(1) + t * (R(1) + z) : t * (R(1) + z + t)) / (d * d);
    }
    R curvature(const R& x) const override {
        if (is_zero(beta)) return beta;
        const R z = abs(beta * x);
        if (is_infinite(z)) return -beta * R(0);
        const R t = exp(-z);
        const R d = R(1) + t;
        return beta * t * (R(2) - z + t * (R(2) + z)) / (d * d * d);
    }
    std::vector<Root> roots(int order) const override {
        if (order == 0 || is_zero(beta)) return {};
        const auto b = static_cast<double>(number<long double>(beta));
        const double reach = 0x1p-4 / std::fabs(b);
        if (order == 1) return {{-1.2784645427610738 / b, reach, 1.0998393201288669}};
        const double root = 2.3993572805154677 / b;
        return {{root, reach, std::fabs(b) / 2}, {-root, reach, std::fabs(b) / 2}};
    }
    bool increasing() const override { return is_zero(beta); }

    R beta;
};

template <class T>
std::vector<Special<T>> special_values_of_swish(T beta) {
    using L = std::numeric_limits<T>;
    const T inf = L::infinity();
    const T nan = L::quiet_NaN();
    const T half = T(0.5);
    const T curvature = beta / 2;
    const T flat = -T(0) * beta;
    // f at x, and f' there, for a large abs(x).
    const auto value = [beta](T x) { return beta == 0 ? x / 2 : (x > 0) == (beta > 0) ? x : std::copysign(T(0), x); };
    const auto gradient = [=](T x) { return beta == 0 ? half : (x > 0) == (beta > 0) ? T(1) : -T(0); };
    std::vector<Special<T>> table = {
        {T(0), T(0), half, curvature},
        {-T(0), -T(0), half, curvature},
        {nan, nan, nan, nan},
        {inf, value(inf), gradient(inf), beta == 0 ? T(0) : flat},
        {-inf, value(-inf), gradient(-inf), beta == 0 ? T(0) : flat},
    };
    // Where beta x is neither large for a tiny x nor small for a huge one.
    if (std::fabs(beta) > T(1e-6) && std::fabs(beta) < T(1e6)) {
        for (const T x : {L::max(), L::lowest()}) table.push_back({x, value(x), gradient(x), flat});
        for (const T x : {L::min(), -L::min()}) table.push_back({x, x / 2, half, curvature});
        for (const T x : {L::denorm_min(), -L::denorm_min()}) table.push_back({x, {}, half, curvature});
    }
    return table;
}

}  // namespace tests
