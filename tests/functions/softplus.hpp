#pragma once

// The softplus against its definition, log(1 + e^(beta x)) / beta (Dugas et al., 2000).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/softplus.hpp"

namespace tests {

/// log(1 + e^(beta x)) / beta (Dugas et al., 2000).
template <class R>
struct SoftplusReference : BasicReference<R> {
    explicit SoftplusReference(const R& p) : beta(p) {}
    R value(const R& x) const override {
        const R rest = log1p(exp(-abs(beta * x))) / beta;
        return x > R(0) ? x + rest : rest;
    }
    R gradient(const R& x) const override {
        const R t = exp(-abs(beta * x));
        return (x > R(0) ? R(1) : t) / (R(1) + t);
    }
    R curvature(const R& x) const override {
        const R t = exp(-abs(beta * x));
        return beta * t / ((R(1) + t) * (R(1) + t));
    }
    R gradient_from_output(const R& y) const override { return -expm1(-beta * y); }

    R beta;
};

template <class R, class T, class Tier>
auto reference(const actfn::Softplus<T, Tier>& f) {
    return SoftplusReference<R>(R(f.beta()));
}

template <>
struct FunctionData<actfn::Softplus> {
    static std::vector<std::vector<double>> parameters() {
        return {{0.3}, {1e-3}, {1e3}, {1.5}, {1e-30}, {1e30}, {1e-37}, {1e-38}, {1e-45}};
    }

    // Documentation of tf.keras.activations.softplus (TensorFlow 2.13), in float; at 0 log(2), OEIS A002162.
    static std::vector<Literal> published() {
        return {
            {-20, "2.0611537e-09", 1e-7}, {-1, "0.31326166", 1e-7}, {0, "0.69314718055994530941723212145817656", 1e-33},
            {1, "1.3132616", 1e-7},       {20, "20.0", 1e-7},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Softplus<T, Tier>& f) {
        const T beta = f.beta();
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const T half = T(0.5);
        std::vector<Special<T>> table = {
            {T(0), {}, half, beta / 4},
            {-T(0), {}, half, beta / 4},
            {inf, inf, T(1), T(0)},
            {-inf, T(0), T(0), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), {}, half, beta / 4},
            {-L::denorm_min(), {}, half, beta / 4},
        };
        // beta * x overflows for a beta > 1, and is small for a tiny one.
        if (beta > 1000 / L::max()) {
            table.push_back({L::max(), L::max(), T(1), T(0)});
            table.push_back({-L::max(), T(0), T(0), T(0)});
        }
        return table;
    }
};

}  // namespace tests
