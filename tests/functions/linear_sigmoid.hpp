#pragma once

// ONNX's HardSigmoid against its definition, min(max(alpha x + beta, 0), 1).

#include <cmath>
#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/linear_sigmoid.hpp"

namespace tests {

/// ONNX, operator HardSigmoid.
template <class R>
struct LinearSigmoidReference : BasicReference<R> {
    LinearSigmoidReference(const R& a, const R& b) : alpha(a), beta(b) {}
    // Without a slope there is none at infinity, either.
    R line(const R& x) const { return is_zero(alpha) && x == x ? beta : alpha * x + beta; }
    R value(const R& x) const override {
        const R y = line(x);
        return y <= R(0) ? R(0) : y >= R(1) ? R(1) : y;
    }
    R gradient(const R& x) const override {
        const R y = line(x);
        // Next to x = 0 the sum with 1 is 1, in every precision.
        const bool below_one = is_zero(beta - R(1)) ? alpha * x < R(0) : y < R(1);
        return y > R(0) && below_one ? alpha : R(0);
    }
    R curvature(const R&) const override { return R(0); }
    R gradient_from_output(const R& y) const override { return y > R(0) && y < R(1) ? alpha : R(0); }
    std::vector<double> kinks() const override {
        if (is_zero(alpha)) return {};
        return {rounded<double>(-Real(beta) / Real(alpha)), rounded<double>((Real(1) - Real(beta)) / Real(alpha))};
    }
    std::vector<Root> roots(int order) const override {
        // Next to a root of a large beta no f is between 0 and 1.
        if (order != 0 || is_zero(alpha) || abs(beta) > R(1e6)) return {};
        return {
            {rounded<double>(-Real(beta) / Real(alpha)), rounded<double>(scaled(abs(Real(1) / Real(alpha)), -4)), 1}};
    }
    bool increasing() const override { return alpha >= R(0); }

    R alpha, beta;
};

template <class R, class T, class Tier>
auto reference(const actfn::LinearSigmoid<T, Tier>& f) {
    return LinearSigmoidReference<R>(R(f.alpha()), R(f.beta()));
}

template <>
struct FunctionData<actfn::LinearSigmoid> {
    static std::vector<std::vector<double>> parameters() {
        return {{0, 0.3},      {0, 0},        {1, 0},        {0.3, 0},     {-0.5, 0.3}, {1e3, 1e-3},   {1e-3, 1e3},
                {0.3, 1e38},   {1e38, 0.3},   {1e38, -1e38}, {1e-38, 0.3}, {1e-38, 0},  {-1e38, 3e38}, {1.5, 1e-38},
                {1e-3, 1e-38}, {1e38, 1e-38}, {-1e3, -1e-3}, {0.1, 0.1},   {1e-30, 1},  {-2, 1}};
    }

    // The tests of ONNX's operator: test_hardsigmoid_example, 0.5 and 0.6; others by its formula.
    static std::vector<Literal> published() {
        return {{-1, "0.1", 1e-6}, {0, "0.6", 1e-7},    {1, "1", 0},
                {-2, "0", 0},      {0.5, "0.85", 1e-7}, {-0.5, "0.35", 1e-7}};
    }
    static std::vector<double> published_parameters() { return {0.5, 0.6}; }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::LinearSigmoid<T, Tier>& f) {
        using L = std::numeric_limits<T>;
        const T alpha = f.alpha();
        const T beta = f.beta();
        const T inf = L::infinity();
        const T clamped = std::fmin(std::fmax(beta, T(0)), T(1));
        const T inside = beta > 0 && beta < 1 ? alpha : T(0);
        std::vector<Special<T>> all = {{L::quiet_NaN(), L::quiet_NaN(), L::quiet_NaN(), L::quiet_NaN()},
                                       {T(0), clamped, inside, T(0)},
                                       {-T(0), clamped, inside, T(0)}};
        for (const T x : {inf, -inf}) {
            const bool above = (x > 0) == (alpha > 0);
            all.push_back({x, alpha == 0 ? clamped : above ? T(1) : T(0), T(0), T(0)});
        }
        return all;
    }
};

}  // namespace tests
