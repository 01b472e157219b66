#pragma once

// The leaky rectified linear unit against its definition (Maas, Hannun and Ng, 2013).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/leaky_relu.hpp"

namespace tests {

/// Maas, Hannun and Ng, 2013.
template <class R>
struct LeakyReluReference : BasicReference<R> {
    explicit LeakyReluReference(const R& p) : slope(p) {}
    R value(const R& x) const override {
        // The limit for a slope of 0, which is no NaN.
        if (is_zero(slope) && is_infinite(x)) return x > R(0) ? x : -slope;
        return x > R(0) ? x : slope * x;
    }
    R gradient(const R& x) const override { return x > R(0) ? R(1) : slope; }
    R curvature(const R&) const override { return R(0); }
    R gradient_from_output(const R& y) const override { return gradient(y); }
    std::vector<double> kinks() const override { return {0}; }
    bool increasing() const override { return slope >= R(0); }

    R slope;
};

template <class R, class T, class Tier>
auto reference(const actfn::LeakyReLU<T, Tier>& f) {
    return LeakyReluReference<R>(R(f.slope()));
}

/// Of a leaky rectifier with this slope.
template <class T>
std::vector<Special<T>> leaky_special_values(T slope) {
    using L = std::numeric_limits<T>;
    [[maybe_unused]] const T nan = L::quiet_NaN();
    const T inf = L::infinity();
    return {
        {T(0), slope * T(0), slope, T(0)},
        {-T(0), slope * -T(0), slope, T(0)},
        {inf, inf, T(1), T(0)},
        // An infinite x times a slope of 0 is no NaN.
        {-inf, slope == 0 ? slope * L::lowest() : slope * -inf, slope, T(0)},
        {nan, nan, nan, nan},
        {L::denorm_min(), L::denorm_min(), T(1), T(0)},
        {-L::denorm_min(), slope * -L::denorm_min(), slope, T(0)},
        {L::min(), L::min(), T(1), T(0)},
        {-L::min(), slope * -L::min(), slope, T(0)},
        {L::max(), L::max(), T(1), T(0)},
        {-L::max(), slope * -L::max(), slope, T(0)},
    };
}

template <>
struct FunctionData<actfn::LeakyReLU> {
    static std::vector<std::vector<double>> parameters() {
        return {{0.0}, {-0.0}, {1.0}, {0.3}, {1e-3}, {1e3}, {1e-38}, {1e38}, {-0.5}, {-1e3}};
    }

    // Documentation of tf.keras.layers.LeakyReLU (TensorFlow 2.13), slope 0.3; at -10 by its formula.
    static std::vector<Literal> published() {
        return {{-10, "-3", 1e-7}, {-3, "-0.9", 1e-7}, {-1, "-0.3", 1e-7}, {0, "0", 0}, {2, "2", 0}};
    }
    static std::vector<double> published_parameters() { return {0.3}; }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::LeakyReLU<T, Tier>& f) {
        return leaky_special_values(f.slope());
    }
};

}  // namespace tests
