#pragma once

// The Smish (Wang, Ren and Wang, 2022): definition, published and special values.

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/smish.hpp"

namespace tests {

/// x tanh(log(1 + s)) with s = 1 / (1 + e^-x). With l = log(1 + s): l' = s (1 - s) / (1 + s), l'' = l' ((1 - 2 s) - l').
template <class R>
struct SmishReference : BasicReference<R> {
    R value(const R& x) const override { return is_infinite(x) ? (x > R(0) ? x : -R(0)) : x * tanh(log1p(s(x))); }
    R gradient(const R& x) const override {
        if (is_infinite(x)) return x > R(0) ? R(3) / R(5) : -R(0);
        const R h = sech(log1p(s(x)));
        const R g = tanh(log1p(s(x))) + x * h * h * slope(x);
        return is_zero(g) && x < R(0) ? -R(0) : g;  // what underflows is negative
    }
    R curvature(const R& x) const override {
        if (is_infinite(x)) return -R(0);
        const R l = log1p(s(x));
        const R h = sech(l);
        const R g = slope(x);
        return h * h * g * (R(2) + x * ((s(-x) - s(x)) - g - R(2) * tanh(l) * g));
    }
    std::vector<Root> roots(int order) const override {
        if (order == 1) return {{-1.3945193019245041, 0x1p-4, 0.63688422288122630}};
        if (order == 2)
            return {{-2.5511002874102522, 0x1p-4, 0.31196662810587059},
                    {2.2154214540088013, 0x1p-4, 0.31196662810587059}};
        return {};
    }
    bool increasing() const override { return false; }

private:
    static R s(const R& x) {
        const R t = exp(-abs(x));
        return (x > R(0) ? R(1) : t) / (R(1) + t);
    }
    static R slope(const R& x) { return s(x) * s(-x) / (R(1) + s(x)); }
};

template <class R, class T, class Tier>
auto reference(const actfn::Smish<T, Tier>&) {
    return SmishReference<R>();
}

template <>
struct FunctionData<actfn::Smish> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // tanh(log(1 + s)) = ((1 + s)^2 - 1) / ((1 + s)^2 + 1), with s(x) as the documentation of tf.keras.activations.sigmoid
    // (TensorFlow 2.13) has it in float, at +-20 and +-1, s(1) = 0.73105858 and s(-1) = 0.26894143; at 0 5 / 13 is the slope.
    static std::vector<Literal> published() {
        return {
            {-20, "-4.1223074e-08", 1e-7}, {-1, "-0.23377881", 2e-7}, {0, "0", 0},
            {1, "0.49957011", 2e-7},       {20, "12.0", 1e-7},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Smish<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const T least = L::denorm_min();
        const T limit = static_cast<T>(0.6L);
        return {
            {T(0), T(0), {}, {}},        {-T(0), -T(0), {}, {}},       {inf, inf, limit, -T(0)},
            {-inf, -T(0), -T(0), -T(0)}, {nan, nan, nan, nan},         {least, T(0), {}, {}},
            {-least, -T(0), {}, {}},     {L::max(), {}, limit, -T(0)}, {-L::max(), -T(0), -T(0), -T(0)},
        };
    }
};

}  // namespace tests
