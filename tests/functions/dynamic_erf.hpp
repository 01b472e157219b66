#pragma once

// The dynamic error function against its definition (Chen, Zhu, He and Liu, 2025).

#include <cmath>
#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/dynamic_erf.hpp"

namespace tests {

/// Chen, Zhu, He and Liu, 2025.
template <class R>
struct DynamicErfReference : BasicReference<R> {
    DynamicErfReference(const R& a, const R& s) : alpha(a), shift(s) {}
    R value(const R& x) const override { return erf(sum(x)); }
    R gradient(const R& x) const override {
        const R z = sum(x);
        return R(2) / sqrt(number<R>(pi())) * alpha * exp(-z * z);
    }
    R curvature(const R& x) const override {
        const R z = sum(x);
        if (is_infinite(z)) return z > R(0) ? -R(0) : R(0);
        return R(-2) * alpha * z * gradient(x);
    }
    /// A constant, for an alpha of 0, has an error like any other value, and no range to keep to.
    bool increasing() const override { return alpha > R(0); }

    R alpha, shift;

private:
    /// 0 times infinity is the limit, 0; and -0 stays what it is.
    R sum(const R& x) const {
        const R product = is_infinite(x) && is_zero(alpha) ? (x > R(0) ? R(0) : -R(0)) : alpha * x;
        return is_zero(shift) ? product : product + shift;
    }
};

template <class R, class T, class Tier>
auto reference(const actfn::DynamicErf<T, Tier>& f) {
    return DynamicErfReference<R>(R(f.alpha()), R(f.shift()));
}

template <>
struct FunctionData<actfn::DynamicErf> {
    static std::vector<std::vector<double>> parameters() {
        return {{1, 0},        {0.5, 0.25}, {0.3, -2},    {0, 0.7},     {1e-3, 1},    {1e3, 0.3},
                {1e-38, 0},    {1e38, 0},   {-0.5, 1},    {-1e3, 0},    {1e38, 1e38}, {0.7, 1e38},
                {1e-38, -0.1}, {2, 1e-38},  {3e38, 3e38}, {1e-3, 1e-30}};
    }

    // erf(x / 2): Abramowitz and Stegun, table 7.1.
    static std::vector<Literal> published() {
        return {
            {-2, "-0.8427007929", 1e-10}, {0, "0", 0},
            {0.5, "0.2763263902", 2e-10}, {1, "0.5204998778", 1e-10},
            {2, "0.8427007929", 1e-10},   {3, "0.9661051465", 1e-10},
            {4, "0.9953222650", 1e-10},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::DynamicErf<T, Tier>& f) {
        using L = std::numeric_limits<T>;
        const T alpha = f.alpha();
        const T inf = L::infinity();
        const T nan = L::quiet_NaN();
        std::vector<Special<T>> table = {{nan, nan, nan, nan}};
        if (alpha != 0) {
            const T sign = alpha < 0 ? T(-1) : T(1);
            table.push_back({inf, sign, alpha * 0, sign * -T(0)});
            table.push_back({-inf, -sign, alpha * 0, sign * T(0)});
            if (f.shift() == 0) {
                table.push_back({T(0), sign * T(0), {}, sign * -T(0)});
                table.push_back({-T(0), sign * -T(0), {}, sign * T(0)});
            }
        }
        return table;
    }
};

}  // namespace tests
