#pragma once

// The Mish (Misra, 2020): definition, published and special values.

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/mish.hpp"

namespace tests {

/// x tanh(log(1 + e^x)), with s = log(1 + e^x) and s' = 1 / (1 + e^-x).
template <class R>
struct MishReference : BasicReference<R> {
    R value(const R& x) const override { return is_infinite(x) ? (x > R(0) ? x : -R(0)) : x * tanh(plus(x)); }
    R gradient(const R& x) const override {
        if (is_infinite(x)) return x > R(0) ? R(1) : -R(0);
        const R s = slope(x);
        const R h = sech(plus(x));
        const R g = tanh(plus(x)) + x * s * h * h;
        return is_zero(g) && x < R(0) ? -R(0) : g;  // what underflows is negative
    }
    R curvature(const R& x) const override {
        if (is_infinite(x)) return -R(0);
        const R s = slope(x);
        const R t = tanh(plus(x));
        const R h = sech(plus(x));
        return s * h * h * (R(2) + x * ((x > R(0) ? exp(-x) * s : R(1) - s) - R(2) * t * s));
    }
    std::vector<Root> roots(int order) const override {
        if (order == 1) return {{-1.1924312145154952, 0x1p-4, 1.0884981612517279}};
        if (order == 2)
            return {{-2.2563763963607931, 0x1p-4, 0.64420234320662151},
                    {1.4905711794854285, 0x1p-4, 0.64420234320662151}};
        return {};
    }
    bool increasing() const override { return false; }

private:
    static R plus(const R& x) { return x > R(0) ? x + log1p(exp(-x)) : log1p(exp(x)); }
    static R slope(const R& x) {
        const R t = exp(-abs(x));
        return (x > R(0) ? R(1) : t) / (R(1) + t);
    }
};

template <class R, class T, class Tier>
auto reference(const actfn::Mish<T, Tier>&) {
    return MishReference<R>();
}

template <>
struct FunctionData<actfn::Mish> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Documentation of tf.keras.activations.mish (TensorFlow 2.15) and of mindspore.mint.nn.functional.mish (at 2, -5 and
    // -8), in float.
    static std::vector<Literal> published() {
        return {
            {-3, "-0.14564745", 1e-7},    {-1, "-0.30340144", 1e-7}, {0, "0", 0},
            {1, "0.86509836", 1e-7},      {2, "1.9439589", 1e-7},    {-5, "-3.3576239e-02", 1e-7},
            {-8, "-2.6832507e-03", 1e-7},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Mish<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const T least = L::denorm_min();
        const T slope = static_cast<T>(0.6L);
        const T curvature = static_cast<T>(0.64L);
        return {
            {T(0), T(0), slope, curvature},
            {-T(0), -T(0), slope, curvature},
            {inf, inf, T(1), -T(0)},
            {-inf, -T(0), -T(0), -T(0)},
            {nan, nan, nan, nan},
            {least, least, slope, curvature},
            {-least, -least, slope, curvature},
            {L::min(), {}, slope, curvature},
            {-L::min(), {}, slope, curvature},
            {L::max(), L::max(), T(1), -T(0)},
            {-L::max(), -T(0), -T(0), -T(0)},
        };
    }
};

}  // namespace tests
