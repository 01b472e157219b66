#pragma once

// ONNX's Selu against its definition (Klambauer, Unterthiner, Mayr and Hochreiter, 2017).

#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/scaled_elu.hpp"

namespace tests {

/// ONNX: Selu.
template <class R>
struct ScaledEluReference : BasicReference<R> {
    ScaledEluReference(const R& a, const R& g) : alpha(a), gamma(g) {}
    R value(const R& x) const override {
        if (x < R(0)) return gamma * alpha * expm1(bounded(x));
        return is_infinite(x) && is_zero(gamma) ? R(0) : gamma * x;
    }
    R gradient(const R& x) const override { return x > R(0) ? gamma : gamma * alpha * exp(x); }
    R curvature(const R& x) const override { return x > R(0) ? R(0) : gamma * alpha * exp(x); }
    R gradient_from_output(const R& y) const override {
        return (gamma < R(0) ? -y : y) > R(0) ? gamma : y + gamma * alpha;
    }
    std::vector<double> kinks() const override { return {0}; }
    bool increasing() const override { return gamma >= R(0) && alpha >= R(0); }
    bool output_determines_input() const override { return alpha >= R(0); }

    R alpha, gamma;

private:
    /// An exponential less than this one, too, says on which side of a tie f is; but the digits of R do not hold it.
    static R bounded(const R& x) { return x < R(-150) && !is_infinite(x) ? R(-150) : x; }
};

template <class R, class T, class Tier>
auto reference(const actfn::ScaledELU<T, Tier>& f) {
    return ScaledEluReference<R>(R(f.alpha()), R(f.gamma()));
}

template <>
struct FunctionData<actfn::ScaledELU> {
    static std::vector<std::vector<double>> parameters() {
        return {{1, 1},       {0, 1},         {1, 0},        {2, 3},      {0.3, 0.3},  {1e-3, 1e3},
                {1e3, 1e-3},  {1e38, 1e-38},  {1e-38, 1e38}, {1e38, 3},   {1e38, 3.5}, {1e30, 1e30},
                {1e-30, 0.3}, {1e-20, 1e-20}, {-0.5, 2},     {0.7, -1.3}, {-1e3, -0.3}};
    }

    // Documentation of ONNX, Selu: the example of its node test with alpha = 2 and gamma = 3, in float; e^-2 - 1 and e^(-1/2) - 1
    // from Abramowitz and Stegun, table 4.4.
    static std::vector<double> published_parameters() { return {2, 3}; }
    static std::vector<Literal> published() {
        return {
            {-1, "-3.79272335", 1e-7},
            {0, "0", 0},
            {1, "3", 0},
            {2, "6", 0},
            {-2, "-5.18798830058032392", 1e-16},
            {-0.5, "-2.36081604172419946", 1e-16},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::ScaledELU<T, Tier>& f) {
        using L = std::numeric_limits<T>;
        const T gamma = f.gamma();
        const T inf = L::infinity();
        const T nan = L::quiet_NaN();
        const T c = f.alpha() * gamma;
        std::vector<Special<T>> table = {
            {T(0), T(0) * gamma, {}, {}},
            {-T(0), -T(0) * gamma, {}, {}},
            {inf, gamma == 0 ? T(0) : gamma * inf, gamma, T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), gamma * L::denorm_min(), gamma, T(0)},
            {L::min(), gamma * L::min(), gamma, T(0)},
            {L::max(), gamma == 0 ? T(0) : gamma * L::max(), gamma, T(0)},
        };
        if (std::isfinite(c) && std::fabs(c) > L::min()) {
            table.push_back({T(0), {}, c, c});
            table.push_back({-T(0), {}, c, c});
            table.push_back({-inf, -c, c * 0, c * 0});
            table.push_back({L::lowest(), {}, c * 0, c * 0});
            // In the exact tier the result is less than c in magnitude, which decides if c is a tie.
            if (!std::is_same_v<Tier, actfn::exact>) table.push_back({L::lowest(), -c, {}, {}});
        }
        return table;
    }
};

}  // namespace tests
