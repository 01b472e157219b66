#pragma once

// The hyperbolic tangent against its definition.

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/tanh.hpp"

namespace tests {

template <class R>
struct TanhReference : BasicReference<R> {
    R value(const R& x) const override { return tanh(x); }
    R gradient(const R& x) const override {
        const R s = sech(x);
        return s * s;
    }
    R curvature(const R& x) const override { return R(-2) * tanh(x) * gradient(x); }
    R gradient_from_output(const R& y) const override { return (R(1) - y) * (R(1) + y); }
};

template <class R, class T, class Tier>
auto reference(const actfn::Tanh<T, Tier>&) {
    return TanhReference<R>();
}

template <>
struct FunctionData<actfn::Tanh> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Documentation of tf.keras.activations.tanh (TensorFlow 2.13), in float; at +-1 the documentation of mpmath, tanh; at 1/2
    // Abramowitz and Stegun, table 4.15.
    static std::vector<Literal> published() {
        return {
            {-3, "-0.9950547", 1e-7},  {-1, "-0.7615941559557648881194583", 1e-24}, {0, "0", 0},
            {0.5, "0.46211716", 1e-8}, {1, "0.7615941559557648881194583", 1e-24},   {3, "0.9950547", 1e-7},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Tanh<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const T least = L::denorm_min();
        return {
            {T(0), T(0), T(1), -T(0)},
            {-T(0), -T(0), T(1), T(0)},
            {inf, T(1), T(0), -T(0)},
            {-inf, -T(1), T(0), T(0)},
            {nan, nan, nan, nan},
            {least, least, T(1), -2 * least},
            {-least, -least, T(1), 2 * least},
            {L::min(), L::min(), T(1), -2 * L::min()},
            {-L::min(), -L::min(), T(1), 2 * L::min()},
            {L::max(), T(1), T(0), -T(0)},
            {-L::max(), -T(1), T(0), T(0)},
        };
    }
};

}  // namespace tests
