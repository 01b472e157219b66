#pragma once

// The logit against its definition, log(x / (1 - x)) (Berkson, 1944).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/logit.hpp"

namespace tests {

template <class R>
struct LogitReference : BasicReference<R> {
    static R nan() { return R(std::numeric_limits<double>::quiet_NaN()); }
    static R infinity() { return R(std::numeric_limits<double>::infinity()); }
    static bool outside(const R& x) { return !(x >= R(0) && x <= R(1)); }

    R value(const R& x) const override {
        if (outside(x)) return nan();
        if (is_zero(x)) return -infinity();
        return x == R(1) ? infinity() : x < R(0.25) ? log(x) - log1p(-x) : log1p((R(2) * x - R(1)) / (R(1) - x));
    }
    R gradient(const R& x) const override {
        if (outside(x)) return nan();
        return is_zero(x) || x == R(1) ? infinity() : R(1) / (x * (R(1) - x));
    }
    R curvature(const R& x) const override {
        if (outside(x)) return nan();
        if (is_zero(x)) return -infinity();
        const R v = x * (R(1) - x);
        return x == R(1) ? infinity() : (R(2) * x - R(1)) / v / v;
    }
    // f has no maximum; at 16, where 1 - x is the least for a float, its root's bound is stricter than at the end 0.
    std::vector<Root> roots(int order) const override {
        if (order == 0) return {{0.5, 0x1p-4, 16}};
        return {};
    }
    R gradient_from_output(const R& y) const override { return exp(y) + R(2) + exp(-y); }
};

template <class R, class T, class Tier>
auto reference(const actfn::Logit<T, Tier>&) {
    return LogitReference<R>();
}

template <>
struct FunctionData<actfn::Logit> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Logarithms of 3, 7 and 15: OEIS A002391, A016630, A016638.
    static std::vector<Literal> published() {
        return {
            {0.0625, "-2.708050201102210065996", 1e-21}, {0.125, "-1.945910149055313305105", 1e-21},
            {0.25, "-1.098612288668109691395", 1e-21},   {0.5, "0", 0},
            {0.75, "1.098612288668109691395", 1e-21},    {0.875, "1.945910149055313305105", 1e-21},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Logit<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        return {
            {T(0), -inf, inf, -inf},
            {-T(0), -inf, inf, -inf},
            {T(0.5), T(0), T(4), T(0)},
            {T(1), inf, inf, inf},
            {inf, nan, nan, nan},
            {-inf, nan, nan, nan},
            {nan, nan, nan, nan},
            {-L::denorm_min(), nan, nan, nan},
            {T(1) + L::epsilon(), nan, nan, nan},
            {L::max(), nan, nan, nan},
            {-L::max(), nan, nan, nan},
            {L::denorm_min(), {}, {}, {}},
        };
    }
};

}  // namespace tests
