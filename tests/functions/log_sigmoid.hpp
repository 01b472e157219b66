#pragma once

// The logarithm of the logistic function against its definition, log(1 / (1 + e^-x)) (PyTorch's LogSigmoid).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/log_sigmoid.hpp"

namespace tests {

/// -log(1 + e^-x), with t = e^-abs(x).
template <class R>
struct LogSigmoidReference : BasicReference<R> {
    R value(const R& x) const override {
        const R rest = log1p(exp(-abs(x)));
        return x > R(0) ? -rest : x - rest;
    }
    R gradient(const R& x) const override {
        const R t = exp(-abs(x));
        return (x > R(0) ? t : R(1)) / (R(1) + t);
    }
    R curvature(const R& x) const override {
        const R t = exp(-abs(x));
        return -t / ((R(1) + t) * (R(1) + t));
    }
    R gradient_from_output(const R& y) const override { return -expm1(y); }
};

template <class R, class T, class Tier>
auto reference(const actfn::LogSigmoid<T, Tier>&) {
    return LogSigmoidReference<R>();
}

template <>
struct FunctionData<actfn::LogSigmoid> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Documentation of tf.math.log_sigmoid (TensorFlow 2.13), in float; at 0 log(2), OEIS A002162.
    static std::vector<Literal> published() {
        return {
            {-100, "-100", 1e-7},     {-50, "-50", 1e-7},
            {-1, "-1.3132616", 1e-7}, {0, "-0.69314718055994530941723212145817656", 1e-33},
            {1, "-0.31326169", 1e-7}, {50, "-1.9287499e-22", 1e-7},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::LogSigmoid<T, Tier>&) {
        using L = std::numeric_limits<T>;
        const T inf = L::infinity();
        const T nan = L::quiet_NaN();
        const T half = T(0.5);
        const T curvature = T(-0.25);
        return {
            {T(0), {}, half, curvature},
            {-T(0), {}, half, curvature},
            {inf, -T(0), T(0), -T(0)},
            {-inf, -inf, T(1), -T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), {}, half, curvature},
            {-L::denorm_min(), {}, half, curvature},
            {L::min(), {}, half, curvature},
            {-L::min(), {}, half, curvature},
            {L::max(), -T(0), T(0), -T(0)},
            {L::lowest(), L::lowest(), T(1), -T(0)},
        };
    }
};

}  // namespace tests
