#pragma once

// Keras' rectified linear unit against its definition (keras.layers.ReLU).

#include <cmath>
#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/keras_relu.hpp"

namespace tests {

/// keras.layers.ReLU; no cap is an infinite one.
template <class R>
struct KerasReluReference : BasicReference<R> {
    KerasReluReference(const R& cap, const R& below, const R& edge) : max_value(cap), slope(below), threshold(edge) {}
    R value(const R& x) const override {
        if (x > threshold) return x < max_value ? x : max_value;
        // The limit for a slope of 0, which is +0 and no NaN.
        return is_zero(slope) && x <= threshold ? R(0) : slope * (x - threshold);
    }
    R gradient(const R& x) const override {
        if (x > threshold) return x < max_value || is_infinite(max_value) ? R(1) : R(0);
        return slope;
    }
    R curvature(const R&) const override { return R(0); }
    R gradient_from_output(const R& y) const override {
        if (y > R(0)) return y < max_value || is_infinite(max_value) ? R(1) : R(0);
        return slope;
    }
    std::vector<double> kinks() const override {
        const double edge = rounded<double>(Real(threshold));
        if (is_infinite(max_value)) return {edge};
        return {edge, rounded<double>(Real(max_value))};
    }
    bool increasing() const override { return slope >= R(0) && threshold >= R(0); }

    R max_value, slope, threshold;
};

template <class R, class T, class Tier>
auto reference(const actfn::KerasReLU<T, Tier>& f) {
    using L = std::numeric_limits<T>;
    const T cap = f.max_value() < L::max() ? f.max_value() : L::infinity();
    return KerasReluReference<R>(R(cap), R(f.negative_slope()), R(f.threshold()));
}

template <>
struct FunctionData<actfn::KerasReLU> {
    static std::vector<std::vector<double>> parameters() {
        return {{6, 0, 0},          {6, 0.3, 0},        {1, 0.01, 0.5},      {10, 1, 1},        {1e3, 1e-3, 5},
                {6, -0.5, 0},       {6, 0.3, -0.5},     {0.3, 0, 1},         {1e38, 1e38, 0.3}, {1e-38, 1e3, 1e38},
                {1e38, 1e-3, 3e38}, {1e38, 0.3, 1e-38}, {1e38, 1e-38, -3e38}};
    }

    // Documentation of keras.activations.relu, with a threshold of 5; between by its formula.
    static std::vector<Literal> published() {
        return {{-10, "0", 0}, {-5, "0", 0}, {0, "0", 0}, {5, "0", 0}, {10, "10", 0}, {5.5, "5.5", 0}, {4.5, "0", 0}};
    }
    static std::vector<double> published_parameters() { return {3e38, 0, 5}; }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::KerasReLU<T, Tier>& f) {
        using L = std::numeric_limits<T>;
        const T inf = L::infinity();
        const T slope = f.negative_slope();
        const T edge = f.threshold();
        const bool capped = f.max_value() < L::max();
        const T cap = capped ? f.max_value() : inf;
        std::vector<Special<T>> all = {{L::quiet_NaN(), L::quiet_NaN(), L::quiet_NaN(), L::quiet_NaN()}};
        for (const T x : {T(0), -T(0), L::denorm_min(), -L::denorm_min(), T(1), T(-1), L::max(), -L::max(), inf, -inf,
                          edge, std::nextafter(edge, inf), f.max_value(), std::nextafter(f.max_value(), T(0))}) {
            if (x > edge) {
                all.push_back({x, x < cap ? x : cap, x < cap || !capped ? T(1) : T(0), T(0)});
            } else if (slope == 0) {
                all.push_back({x, T(0), slope, T(0)});
            } else if (x == edge || std::isinf(x)) {
                all.push_back({x, slope * (x - edge), slope, T(0)});
            } else {
                all.push_back({x, {}, slope, T(0)});
            }
        }
        return all;
    }
};

}  // namespace tests
