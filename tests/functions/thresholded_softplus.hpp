#pragma once

// The softplus with a threshold against PyTorch's definition.

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/thresholded_softplus.hpp"

namespace tests {

/// PyTorch: Softplus(beta, threshold).
template <class R>
struct ThresholdedSoftplusReference : BasicReference<R> {
    ThresholdedSoftplusReference(const R& b, const R& t) : beta(b), threshold(t) {}
    R value(const R& x) const override {
        if (beta * x > threshold) return x;
        const R rest = log1p(exp(-abs(beta * x))) / beta;
        return x > R(0) ? x + rest : rest;
    }
    R gradient(const R& x) const override {
        if (beta * x > threshold) return R(1);
        const R t = exp(-abs(beta * x));
        return (x > R(0) ? R(1) : t) / (R(1) + t);
    }
    R curvature(const R& x) const override {
        if (beta * x > threshold) return R(0);
        const R t = exp(-abs(beta * x));
        return beta * t / ((R(1) + t) * (R(1) + t));
    }
    std::vector<double> kinks() const override { return {static_cast<double>(number<long double>(threshold / beta))}; }
    bool increasing() const override { return false; }

    R beta, threshold;
};

template <class R, class T, class Tier>
auto reference(const actfn::ThresholdedSoftplus<T, Tier>& f) {
    return ThresholdedSoftplusReference<R>(R(f.beta()), R(f.threshold()));
}

template <>
struct FunctionData<actfn::ThresholdedSoftplus> {
    static std::vector<std::vector<double>> parameters() {
        return {{1, 0},    {0.3, 5},   {1e-3, 20},   {1e3, 20},    {1.5, -3.0}, {2.0, 1e-3},   {0.7, 1e-30},
                {1, 1e38}, {1, -1e38}, {1e30, 1e30}, {1e-30, 0.3}, {3, 3e38},   {0.7, -1e-38}, {0.01, 1.17e-38}};
    }

    // Documentation of tf.keras.activations.softplus (TensorFlow 2.13), in float; at 0 log(2), OEIS A002162.
    static std::vector<Literal> published() {
        return {
            {-20, "2.0611537e-09", 1e-7}, {-1, "0.31326166", 1e-7}, {0, "0.69314718055994530941723212145817656", 1e-33},
            {1, "1.3132616", 1e-7},       {20, "20.0", 1e-7},       {21, "21", 0},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::ThresholdedSoftplus<T, Tier>& f) {
        using L = std::numeric_limits<T>;
        const T beta = f.beta();
        const T inf = L::infinity();
        const T nan = L::quiet_NaN();
        std::vector<Special<T>> table = {
            {inf, inf, T(1), T(0)},
            {-inf, T(0), T(0), T(0)},
            {nan, nan, nan, nan},
            {L::max(), L::max(), T(1), T(0)},
        };
        for (const T zero : {T(0), -T(0)}) {
            if (f.threshold() < 0)
                table.push_back({zero, zero, T(1), T(0)});
            else
                table.push_back({zero, {}, T(0.5), beta / 4});
        }
        if (f.threshold() > T(-1e30)) table.push_back({L::lowest(), T(0), T(0), T(0)});
        return table;
    }
};

}  // namespace tests
