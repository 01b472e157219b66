#pragma once

// The logistic sigmoid against its definition, 1 / (1 + e^-x) (Cox, 1958).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/sigmoid.hpp"

namespace tests {

/// 1 / (1 + e^-x) (Cox, 1958), with t = e^-abs(x): both tails keep their digits in it, and nothing overflows.
template <class R>
struct SigmoidReference : BasicReference<R> {
    static R t(const R& x) { return exp(-abs(x)); }
    static R odd(const R& x, const R& r) { return x > R(0) || (is_zero(x) && !is_negative(x)) ? -r : r; }

    R value(const R& x) const override {
        const R e = t(x);
        return (x > R(0) ? R(1) : e) / (R(1) + e);
    }
    R gradient(const R& x) const override {
        const R e = t(x);
        const R d = R(1) + e;
        return e / (d * d);
    }
    R curvature(const R& x) const override {
        const R e = t(x);
        const R d = R(1) + e;
        return odd(x, e * -expm1(-abs(x)) / (d * d * d));
    }
    R gradient_from_output(const R& y) const override { return y * (R(1) - y); }
};

template <class R, class T, class Tier>
auto reference(const actfn::Sigmoid<T, Tier>&) {
    return SigmoidReference<R>();
}

template <>
struct FunctionData<actfn::Sigmoid> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Documentation of tf.keras.activations.sigmoid (TensorFlow 2.13) and of keras.ops.sigmoid (Keras 3), in float.
    static std::vector<Literal> published() {
        return {
            {-20, "2.0611537e-09", 1e-7}, {-1, "0.26894143", 1e-7}, {0, "0.5", 0},
            {1, "0.7310586", 1e-7},       {6, "0.9975274", 1e-7},   {-6, "0.00247262", 2e-6},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Sigmoid<T, Tier>&) {
        using L = std::numeric_limits<T>;
        const T inf = L::infinity();
        const T nan = L::quiet_NaN();
        const T half = T(0.5);
        const T quarter = T(0.25);
        return {
            {T(0), half, quarter, -T(0)},
            {-T(0), half, quarter, T(0)},
            {inf, T(1), T(0), -T(0)},
            {-inf, T(0), T(0), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), half, quarter, -T(0)},
            {-L::denorm_min(), half, quarter, T(0)},
            {L::min(), half, quarter, -L::min() / 8},
            {-L::min(), half, quarter, L::min() / 8},
            {L::max(), T(1), T(0), -T(0)},
            {-L::max(), T(0), T(0), T(0)},
        };
    }
};

}  // namespace tests
