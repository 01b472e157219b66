#pragma once

// The TanhExp (Liu and Di, 2020): definition, published and special values.

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/tanh_exp.hpp"

namespace tests {

/// x tanh(u) with u = e^x.
template <class R>
struct TanhExpReference : BasicReference<R> {
    R value(const R& x) const override { return is_infinite(x) ? (x > R(0) ? x : -R(0)) : x * tanh(exp(x)); }
    R gradient(const R& x) const override {
        const R u = exp(x);
        const R h = sech(u);
        if (is_zero(u)) return -R(0);  // what underflows is negative
        return is_zero(h) ? R(1) : tanh(u) + x * u * h * h;
    }
    R curvature(const R& x) const override {
        const R u = exp(x);
        const R h = sech(u);
        if (is_zero(u) || is_zero(h)) return -R(0);
        return u * h * h * (R(2) + x - R(2) * x * u * tanh(u));
    }
    std::vector<Root> roots(int order) const override {
        if (order == 1) return {{-1.0788600584646241, 0x1p-4, 1.0619753087179160}};
        if (order == 2)
            return {{-2.0659718961567498, 0x1p-4, 0.90216234170072131},
                    {0.69656396039517238, 0x1p-4, 0.90216234170072131}};
        return {};
    }
    bool increasing() const override { return false; }
};

template <class R, class T, class Tier>
auto reference(const actfn::TanhExp<T, Tier>&) {
    return TanhExpReference<R>();
}

template <>
struct FunctionData<actfn::TanhExp> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // x tanh(e^x) with e^x as Abramowitz and Stegun, table 4.4, have it, and tanh by its definition, (1 - t) / (1 + t) with
    // t = e^(-2 e^x).
    static std::vector<Literal> published() {
        return {
            {-2, "-0.26903008257898038", 1e-16}, {-1, "-0.35213549054658698", 1e-16}, {0, "0", 0},
            {0.5, "0.46434097057521514", 1e-16}, {1, "0.99132891580059984", 1e-16},   {2, "1.9999984724084584", 1e-16},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::TanhExp<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const T least = L::denorm_min();
        return {
            {T(0), T(0), {}, {}},
            {-T(0), -T(0), {}, {}},
            {inf, inf, T(1), -T(0)},
            {-inf, -T(0), -T(0), -T(0)},
            {nan, nan, nan, nan},
            {least, least, {}, {}},
            {-least, -least, {}, {}},
            {L::max(), L::max(), T(1), -T(0)},
            {-L::max(), -T(0), -T(0), -T(0)},
        };
    }
};

}  // namespace tests
