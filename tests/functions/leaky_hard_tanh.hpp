#pragma once

// The leaky hard tanh against its definition (Neural Amp Modeler, LeakyHardTanh).

#include <cmath>
#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/leaky_hard_tanh.hpp"

namespace tests {

/// Neural Amp Modeler, LeakyHardTanh.
template <class R>
struct LeakyHardTanhReference : BasicReference<R> {
    LeakyHardTanhReference(const R& low, const R& high, const R& low_slope, const R& high_slope)
        : min(low), max(high), min_slope(low_slope), max_slope(high_slope) {}
    // The limit for a slope of 0, which is no NaN.
    static R line(const R& edge, const R& slope, const R& x) {
        return is_zero(slope) ? edge : edge + slope * (x - edge);
    }
    R value(const R& x) const override {
        return x <= min ? line(min, min_slope, x) : x >= max ? line(max, max_slope, x) : x;
    }
    R gradient(const R& x) const override { return x <= min ? min_slope : x >= max ? max_slope : R(1); }
    R curvature(const R&) const override { return R(0); }
    R gradient_from_output(const R& y) const override { return gradient(y); }
    std::vector<double> kinks() const override { return {rounded<double>(Real(min)), rounded<double>(Real(max))}; }
    std::vector<Root> roots(int order) const override {
        std::vector<Root> all;
        const auto add = [&](const Real& edge, const Real& slope, bool below) {
            if (is_zero(slope) || is_zero(edge)) return;
            const Real x = edge - edge / slope;
            if (below ? x < edge : x > edge)
                all.push_back({rounded<double>(x), rounded<double>(scaled(abs(Real(1) / slope), -4)),
                               std::fabs(rounded<double>(edge))});
        };
        if (order == 0) {
            add(Real(min), Real(min_slope), true);
            add(Real(max), Real(max_slope), false);
        }
        return all;
    }
    bool increasing() const override { return min_slope >= R(0) && max_slope >= R(0); }

    R min, max, min_slope, max_slope;
};

template <class R, class T, class Tier>
auto reference(const actfn::LeakyHardTanh<T, Tier>& f) {
    return LeakyHardTanhReference<R>(R((f.min)()), R((f.max)()), R(f.min_slope()), R(f.max_slope()));
}

template <>
struct FunctionData<actfn::LeakyHardTanh> {
    static std::vector<std::vector<double>> parameters() {
        return {{-1, 1, 0, 0},           {-0.5, 0.75, 0.02, 0.03},
                {0, 1, 0.3, 1e-3},       {-1, 0, 1, 1},
                {0.5, 2, 0.3, 0.1},      {-3, -2, 0.3, 0.1},
                {-1, 1, -0.5, -1e3},     {-1, 1, 1e3, 1e-3},
                {0.3, 0.3, 0.1, 2},      {-1e38, 1e38, 0.01, 0.3},
                {-1, 1, 1e38, 1e-38},    {-1e-38, 1e-38, 0.01, 3},
                {1e38, 3e38, 1e-3, 0.3}, {0, 1, 0, 0},
                {0, 3e38, 1, 0.01}};
    }

    // By the formula in Neural Amp Modeler's source, with the parameters 0.1 and 0.2 of a port's unit test (-5, -1, 0,
    // 1, 5).
    static std::vector<Literal> published() {
        return {{-5, "-1.4", 1e-7}, {-1, "-1", 0}, {0, "0", 0}, {1, "1", 0}, {5, "1.8", 1e-7}, {0.5, "0.5", 0}};
    }
    static std::vector<double> published_parameters() { return {-1, 1, 0.1, 0.2}; }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::LeakyHardTanh<T, Tier>& f) {
        using L = std::numeric_limits<T>;
        const T inf = L::infinity();
        const T min = (f.min)();
        const T max = (f.max)();
        const T low = f.min_slope();
        const T high = f.max_slope();
        std::vector<Special<T>> all = {{L::quiet_NaN(), L::quiet_NaN(), L::quiet_NaN(), L::quiet_NaN()},
                                       {inf, high == 0 ? max : inf * high, high, T(0)},
                                       {-inf, low == 0 ? min : -inf * low, low, T(0)},
                                       {min, min, low, T(0)},
                                       {max, max, min < max ? high : low, T(0)},
                                       {L::max(), {}, high, T(0)},
                                       {-L::max(), {}, low, T(0)}};
        for (const T x :
             {T(0), -T(0), L::denorm_min(), -L::denorm_min(), std::nextafter(min, inf), std::nextafter(max, -inf)}) {
            if (x > min && x < max) all.push_back({x, x, T(1), T(0)});
        }
        return all;
    }
};

}  // namespace tests
