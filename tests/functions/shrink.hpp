#pragma once

// ONNX's shrinkage function against its definition.

#include <cmath>
#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/shrink.hpp"

namespace tests {

/// ONNX, operator Shrink.
template <class R>
struct ShrinkReference : BasicReference<R> {
    ShrinkReference(const R& limit, const R& distance) : lambda(limit), bias(distance) {}
    R value(const R& x) const override { return x > lambda ? x - bias : x < -lambda ? x + bias : x == x ? R(0) : x; }
    R gradient(const R& x) const override { return abs(x) > lambda ? R(1) : R(0); }
    R curvature(const R&) const override { return R(0); }
    R gradient_from_output(const R& y) const override { return is_zero(y) ? R(0) : R(1); }
    std::vector<double> kinks() const override {
        const double kink = rounded<double>(Real(lambda));
        return {-kink, kink};
    }
    bool increasing() const override { return bias <= lambda; }
    bool output_determines_input() const override { return bias <= lambda; }

    R lambda, bias;
};

template <class R, class T, class Tier>
auto reference(const actfn::Shrink<T, Tier>& f) {
    return ShrinkReference<R>(R(f.lambda()), R(f.bias()));
}

/// Those of every shrinkage function; ShrinkReference<T> is exact but for one rounding.
template <class T>
std::vector<Special<T>> special_values_of_shrink(T lambda, T bias) {
    using L = std::numeric_limits<T>;
    const T inf = L::infinity();
    std::vector<Special<T>> all = {{L::quiet_NaN(), L::quiet_NaN(), L::quiet_NaN(), L::quiet_NaN()}};
    for (const T magnitude : {T(0), L::denorm_min(), L::min(), T(1), L::max(), inf, lambda, std::nextafter(lambda, inf),
                              std::nextafter(lambda, T(0))}) {
        for (const T x : {magnitude, -magnitude}) {
            const T y = x > lambda ? x - bias : x < -lambda ? x + bias : T(0);
            all.push_back({x, y, std::fabs(x) > lambda ? T(1) : T(0), T(0)});
        }
    }
    return all;
}

template <>
struct FunctionData<actfn::Shrink> {
    static std::vector<std::vector<double>> parameters() {
        return {{0, 0},      {0.3, 0.3},     {0.5, 0.3},   {1, -1},        {0.3, 1}, {1e3, 1e-3},
                {1e-3, 1e3}, {1e-38, 1e-38}, {1e38, 1e38}, {1e-38, -1e38}, {0, -0.5}};
    }

    // The tests of ONNX's operator: test_shrink_soft; those between by its formula.
    static std::vector<Literal> published() {
        return {{-2, "-0.5", 0}, {-1, "0", 0},    {0, "0", 0},      {1, "0", 0},
                {2, "0.5", 0},   {-3.5, "-2", 0}, {1.75, "0.25", 0}};
    }
    static std::vector<double> published_parameters() { return {1.5, 1.5}; }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Shrink<T, Tier>& f) {
        return special_values_of_shrink(f.lambda(), f.bias());
    }
};

}  // namespace tests
