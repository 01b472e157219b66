#pragma once

// The Serf against its definition (Nag, Bhattacharyya, Mukherjee and Kundu, 2021).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/serf.hpp"

namespace tests {

/// x erf(log(1 + e^x)).
template <class R>
struct SerfReference : BasicReference<R> {
    R value(const R& x) const override { return is_infinite(x) ? (x > R(0) ? x : -R(0)) : x * erf(softplus(x)); }
    R gradient(const R& x) const override {
        if (is_infinite(x)) return x > R(0) ? R(1) : -R(0);
        const R g = erf(softplus(x)) + x * slope(x);
        return is_zero(g) && x < R(0) ? -R(0) : g;  // what underflows is negative
    }
    R curvature(const R& x) const override {
        if (is_infinite(x)) return -R(0);
        return slope(x) * (R(2) + x * (s(-x) - R(2) * softplus(x) * s(x)));
    }
    std::vector<Root> roots(int order) const override {
        if (order == 1) return {{-1.1930599689281880, 0x1p-4, 1.0861254409971534}};
        if (order == 2) return {{-2.2564974802739742, 0x1p-4, 0.7119446}, {1.0960460404526293, 0x1p-4, 0.7119446}};
        return {};
    }
    bool increasing() const override { return false; }

private:
    static R s(const R& x) {
        const R t = exp(-abs(x));
        return (x > R(0) ? R(1) : t) / (R(1) + t);
    }
    static R softplus(const R& x) { return (x > R(0) ? x : R(0)) + log1p(exp(-abs(x))); }
    static R slope(const R& x) {
        const R z = softplus(x);
        return R(2) / sqrt(number<R>(pi())) * exp(-z * z) * s(x);
    }
};

template <class R, class T, class Tier>
auto reference(const actfn::Serf<T, Tier>&) {
    return SerfReference<R>();
}

template <>
struct FunctionData<actfn::Serf> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // x * erf(log(1 + exp(x))) by mpmath, with 40 digits.
    static std::vector<Literal> published() {
        return {
            {-5, "-0.03788672716159258866179797", 1e-24},
            {-2, "-0.2849149702441883129903685", 1e-24},
            {-1, "-0.3422479553893384411983791", 1e-24},
            {-0.5, "-0.2487132724931950929503618", 1e-24},
            {0, "0", 0},
            {0.5, "0.4158293114820590172978693", 1e-24},
            {1, "0.936721915471715312850044", 1e-24},
            {2, "1.994739333267791231181399", 1e-24},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Serf<T, Tier>&) {
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
