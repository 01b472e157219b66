#pragma once

// xIELU against its definition (Huang and Schlag, 2024).

#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/xielu.hpp"

namespace tests {

/// Huang and Schlag, 2024.
template <class R>
struct XieluReference : BasicReference<R> {
    XieluReference(const R& p, const R& n, const R& b) : alpha_p(p), alpha_n(n), beta(b) {}
    R value(const R& x) const override {
        if (is_infinite(x)) {
            if (x > R(0)) return is_zero(alpha_p) ? times(beta, x) : alpha_p * x;
            return is_zero(beta - alpha_n) ? -alpha_n : (beta - alpha_n) * x;
        }
        if (x > R(0)) return (alpha_p * x + beta) * x;
        // Where beta is alpha_n, the line is level.
        if (x < R(-1)) return alpha_n * expm1(bounded(x)) + (beta - alpha_n) * x;
        return (alpha_n * growth(x) + beta) * x;
    }
    R gradient(const R& x) const override {
        if (x > R(0)) return is_zero(alpha_p) ? beta : R(2) * alpha_p * x + beta;
        if (is_zero(beta - alpha_n)) return alpha_n * exp(x);
        return x < R(-1) ? alpha_n * exp(bounded(x)) + (beta - alpha_n) : alpha_n * expm1(x) + beta;
    }
    R curvature(const R& x) const override { return x > R(0) ? R(2) * alpha_p : alpha_n * exp(x); }
    std::vector<double> kinks() const override { return {0}; }
    /// Those of the piece for x < 0, if beta / alpha_n is between 0 and 1: f' crosses 0 once, f once below that.
    std::vector<Root> roots(int order) const override {
        const R ratio = is_zero(alpha_n) ? R(0) : beta / alpha_n;
        if (order == 2 || !(ratio > R(0)) || !(ratio < R(1))) return {};
        const R minimum = log1p(-ratio);
        if (order == 1) {
            const R ends[] = {abs(beta), abs(beta - alpha_n)};
            return {{to_double(minimum), 0x1p-4, to_double(ends[0] < ends[1] ? ends[1] : ends[0])}};
        }
        R low = R(-2) / (R(1) - ratio);  // where f has the sign of -inf
        R high = minimum;
        for (int i = 0; i < 100; ++i) {
            const R middle = scaled(low + high, -1);
            (growth(middle) + ratio > R(0) ? high : low) = middle;
        }
        return {{to_double(low), 0x1p-4, to_double(abs(value(minimum)))}};
    }
    bool increasing() const override { return false; }

    R alpha_p, alpha_n, beta;

private:
    /// An exponential less than this one, too, says on which side of a tie a sum is; but the digits of R do not hold it.
    static R bounded(const R& x) { return x < R(-150) ? R(-150) : x; }
    static R times(const R& a, const R& x) { return is_zero(a) ? R(0) : a * x; }
    static double to_double(const R& x) { return static_cast<double>(number<long double>(x)); }

    /// (e^x - 1 - x) / x, by its series where it would cancel.
    static R growth(const R& x) {
        if (abs(x) > scaled(R(1), -1)) return (expm1(x) - x) / x;
        R sum = R(0);
        for (int k = 60; k > 1; --k) sum = x / R(k) * (R(1) + sum);
        return sum;
    }
};

template <class R, class T, class Tier>
auto reference(const actfn::XIELU<T, Tier>& f) {
    return XieluReference<R>(R(f.alpha_p()), R(f.alpha_n()), R(f.beta()));
}

template <>
struct FunctionData<actfn::XIELU> {
    static std::vector<std::vector<double>> parameters() {
        return {{0.3, 0.7, 0.1},   {1.0, 1.0, 0.5},    {0.8, 0.8, 0.8},   {0.0, 1.0, 0.0},
                {1.0, 0.0, 0.5},   {1e-3, 1e3, 0.5},   {1e3, 1e-3, 1e-3}, {0.8, 3.0, 1e-3},
                {0.8, 0.8, 0.75},  {1e38, 1e38, 1e38}, {1e-38, 1e-38, 0}, {0.8, 1e-38, 7e-39},
                {0.8, 1e38, 3e37}, {-0.5, -0.8, 0.5},  {0.8, 0.3, 2.0},   {3.3e38, 1.0, 1.6e38}};
    }

    // e^x - 1 - x / 2 for x <= 0, e^x from Abramowitz and Stegun, table 4.4, and x^2 + x / 2 beyond.
    static std::vector<double> published_parameters() { return {1, 1, 0.5}; }
    static std::vector<Literal> published() {
        return {
            {-10, "4.0000453999297624849", 1e-18},
            {-2, "0.135335283236612692", 1e-17},
            {-1, "-0.132120558828557678", 1e-17},
            {-0.5, "-0.143469340287366577", 1e-17},
            {0, "0", 0},
            {1, "1.5", 0},
            {2, "5", 0},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::XIELU<T, Tier>& f) {
        using L = std::numeric_limits<T>;
        const T p = f.alpha_p();
        const T n = f.alpha_n();
        const T b = f.beta();
        const T inf = L::infinity();
        const T nan = L::quiet_NaN();
        const T slope = b - n;
        const T above = p != 0 ? p * inf : b != 0 ? b * inf : T(0);
        std::vector<Special<T>> table = {
            {inf, above, p != 0 ? p * inf : b, 2 * p},
            {-inf, slope == 0 ? -n : slope * -inf, {}, n * 0},
            {nan, nan, nan, nan},
            {T(0), T(0) * b, b, n},
            {-T(0), -T(0) * b, b, n},
        };
        if (b != 0) {
            // Nothing but beta counts where x is this small.
            for (const T x : {L::min(), L::denorm_min()}) {
                if (std::fabs(b) < T(1e-6) || std::fabs(p) > T(1e6) || std::fabs(n) > T(1e6)) continue;
                table.push_back({x, {}, b, 2 * p});
                table.push_back({-x, {}, b, n});
                if (std::is_same_v<Tier, actfn::exact>) continue;  // where b x is a tie, x^2 decides
                table.push_back({x, b * x, {}, {}});
                table.push_back({-x, b * -x, {}, {}});
            }
        }
        return table;
    }
};

}  // namespace tests
