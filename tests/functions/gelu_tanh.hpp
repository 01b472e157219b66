#pragma once

// The tanh approximation of GELU against its definition, x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) (Hendrycks and
// Gimpel, 2016).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/gelu_tanh.hpp"

namespace tests {

/// x s(z) with the logistic function s and z = a x + b x^3, in t = e^-abs(z): nothing cancels but at the roots.
template <class R>
struct GeluTanhReference : BasicReference<R> {
    GeluTanhReference() {
        const Real slope = scaled(sqrt(Real(2) / pi()), 1);
        a = number<R>(slope);
        b = number<R>(slope * Real::decimal("0.044715"));
    }
    R value(const R& x) const override {
        if (is_infinite(x)) return x > R(0) ? x : -R(0);
        const R t = exp(-z(x));
        return (x > R(0) ? x : x * t) / (R(1) + t);
    }
    R gradient(const R& x) const override {
        if (is_infinite(x)) return x > R(0) ? R(1) : -R(0);
        const R t = exp(-z(x));
        const R d = R(1) + t;
        const R v = x * slope(x);
        return (x > R(0) ? R(1) + t * (R(1) + v) : t * (R(1) + v + t)) / (d * d);
    }
    R curvature(const R& x) const override {
        if (is_infinite(x)) return -R(0);
        const R t = exp(-z(x));
        const R d = R(1) + t;
        const R linear = R(2) * a + R(12) * b * x * x;
        const R bent = abs(x) * slope(x) * slope(x);
        return t * ((linear - bent) + t * (linear + bent)) / (d * d * d);
    }
    std::vector<Root> roots(int order) const override {
        constexpr double reach = 0x1p-4;
        if (order == 1) return {{-0.75246142207101626, reach, 1.1289930686587717}};
        if (order == 2) {
            const double greatest = 0.79788456080286536;
            return {{1.4185040087908284, reach, greatest}, {-1.4185040087908284, reach, greatest}};
        }
        return {};
    }
    bool increasing() const override { return false; }

    /// abs(z).
    R z(const R& x) const { return abs(x) * (a + b * x * x); }
    R slope(const R& x) const { return a + R(3) * b * x * x; }

    R a;
    R b;
};

template <class R, class T, class Tier>
auto reference(const actfn::GELUTanh<T, Tier>&) {
    return GeluTanhReference<R>();
}

template <>
struct FunctionData<actfn::GELUTanh> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Documentation of tf.keras.activations.gelu (TensorFlow 2.15, approximate=True) at 0, 1 and 3 and of
    // paddle.nn.functional.gelu (approximate=True) at 0.5 and 1.5, in float; of oneflow.nn.functional.gelu at -0.5. The values for x = -3
    // and -1 are left out: in float, 1 + tanh has cancelled there.
    static std::vector<Literal> published() {
        return {
            {-0.5, "-0.1543", 4e-4},   {0, "0", 0},
            {0.5, "0.34571400", 1e-7}, {1, "0.841192", 1e-7},
            {1.5, "1.39957154", 1e-7}, {3, "2.9963627", 1e-7},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::GELUTanh<T, Tier>&) {
        using L = std::numeric_limits<T>;
        const T inf = L::infinity();
        const T nan = L::quiet_NaN();
        const T half = T(0.5);
        const T curvature = static_cast<T>(0.79788456080286535588);
        return {
            {T(0), T(0), half, curvature},
            {-T(0), -T(0), half, curvature},
            {inf, inf, T(1), -T(0)},
            {-inf, -T(0), -T(0), -T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), {}, half, curvature},
            {-L::denorm_min(), {}, half, curvature},
            {L::min(), L::min() / 2, half, curvature},
            {-L::min(), -L::min() / 2, half, curvature},
            {L::max(), L::max(), T(1), -T(0)},
            {L::lowest(), -T(0), -T(0), -T(0)},
        };
    }
};

}  // namespace tests
