#pragma once

// The dynamic tanh against its definition (Zhu, Chen, He, LeCun and Liu, 2025).

#include <cmath>
#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/dynamic_tanh.hpp"

namespace tests {

/// Zhu, Chen, He, LeCun and Liu, 2025.
template <class R>
struct DynamicTanhReference : BasicReference<R> {
    explicit DynamicTanhReference(const R& p) : alpha(p) {}
    R value(const R& x) const override { return tanh(product(x)); }
    R gradient(const R& x) const override {
        const R s = sech(product(x));
        return alpha * s * s;
    }
    R curvature(const R& x) const override { return R(-2) * alpha * value(x) * gradient(x); }
    R gradient_from_output(const R& y) const override { return alpha * (R(1) - y) * (R(1) + y); }
    bool increasing() const override { return alpha >= R(0); }
    bool output_determines_input() const override { return true; }

    R alpha;

private:
    /// 0 times infinity is the limit, a zero.
    R product(const R& x) const {
        if (is_infinite(x) && is_zero(alpha)) return x > R(0) ? R(0) : -R(0);
        return alpha * x;
    }
};

template <class R, class T, class Tier>
auto reference(const actfn::DynamicTanh<T, Tier>& f) {
    return DynamicTanhReference<R>(R(f.alpha()));
}

template <>
struct FunctionData<actfn::DynamicTanh> {
    static std::vector<std::vector<double>> parameters() {
        return {{0.0}, {1.0}, {0.3}, {1e-3}, {1e3}, {1e-38}, {1e38}, {-0.5}, {-1e3}};
    }

    // tanh(x / 2): documentation of tf.keras.activations.tanh (TensorFlow 2.13), in float, at +-6; documentation of mpmath, tanh,
    // at +-2; Abramowitz and Stegun, table 4.15, at 1.
    static std::vector<Literal> published() {
        return {
            {-6, "-0.9950547", 1e-7}, {-2, "-0.7615941559557648881194583", 1e-24}, {0, "0", 0},
            {1, "0.46211716", 1e-8},  {2, "0.7615941559557648881194583", 1e-24},   {6, "0.9950547", 1e-7},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::DynamicTanh<T, Tier>& f) {
        using L = std::numeric_limits<T>;
        const T alpha = f.alpha();
        const T inf = L::infinity();
        const T nan = L::quiet_NaN();
        const T sign = alpha < 0 ? T(-1) : T(1);
        const T end = alpha == 0 ? T(0) : sign;
        std::vector<Special<T>> table = {
            {T(0), sign * T(0), alpha, sign * -T(0)},
            {-T(0), sign * -T(0), alpha, sign * T(0)},
            {inf, end, alpha * 0, sign * -T(0)},
            {-inf, -end, alpha * 0, sign * T(0)},
            {nan, nan, nan, nan},
        };
        // Where alpha x is neither large for a tiny x nor small for a huge one.
        if (std::fabs(alpha) > T(1e-6) && std::fabs(alpha) < T(1e6)) {
            table.push_back({L::max(), end, alpha * 0, sign * -T(0)});
            table.push_back({L::lowest(), -end, alpha * 0, sign * T(0)});
            for (const T x : {L::min(), -L::min()}) table.push_back({x, alpha * x, alpha, {}});
            for (const T x : {L::denorm_min(), -L::denorm_min()}) table.push_back({x, {}, alpha, {}});
        }
        return table;
    }
};

}  // namespace tests
