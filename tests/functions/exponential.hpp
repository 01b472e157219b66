#pragma once

// The exponential.

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/exponential.hpp"

namespace tests {

template <class R>
struct ExponentialReference : BasicReference<R> {
    R value(const R& x) const override { return exp(x); }
    R gradient(const R& x) const override { return exp(x); }
    R curvature(const R& x) const override { return exp(x); }
    R gradient_from_output(const R& y) const override { return y; }
};

template <class R, class T, class Tier>
auto reference(const actfn::Exponential<T, Tier>&) {
    return ExponentialReference<R>();
}

template <>
struct FunctionData<actfn::Exponential> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Documentation of tf.keras.activations.exponential (TensorFlow 2.13), in float.
    static std::vector<Literal> published() {
        return {
            {-3, "0.04978707", 1e-7}, {-1, "0.36787945", 1e-7}, {0, "1", 0},
            {1, "2.7182817", 1e-7},   {3, "20.085537", 1e-7},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Exponential<T, Tier>&) {
        using L = std::numeric_limits<T>;
        const auto row = [](T x, T y) { return Special<T>{x, y, y, y}; };
        return {
            row(T(0), T(1)),
            row(-T(0), T(1)),
            row(L::infinity(), L::infinity()),
            row(-L::infinity(), T(0)),
            row(L::quiet_NaN(), L::quiet_NaN()),
            row(L::denorm_min(), T(1)),
            row(-L::denorm_min(), T(1)),
            row(L::max(), L::infinity()),
            row(L::lowest(), T(0)),
        };
    }
};

}  // namespace tests
