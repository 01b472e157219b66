#pragma once

// The Gaussian error linear unit against its definition, x Phi(x) (Hendrycks and Gimpel, 2016).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/gelu.hpp"

namespace tests {

/// Hendrycks and Gimpel, 2016.
template <class R>
struct GeluReference : BasicReference<R> {
    static R distribution(const R& x) { return erfc(-x / sqrt(R(2))) / R(2); }
    static R density(const R& x) { return exp(-x * x / R(2)) / sqrt(R(2) * number<R>(pi())); }

    R value(const R& x) const override { return is_infinite(x) && x < R(0) ? R(-0.0) : x * distribution(x); }
    R gradient(const R& x) const override {
        const R g = is_infinite(x) ? x > R(0) ? R(1) : R(-0.0) : distribution(x) + x * density(x);
        return is_zero(g) && x < R(0) ? R(-0.0) : g;  // what underflows is negative
    }
    R curvature(const R& x) const override { return is_infinite(x) ? R(-0.0) : (R(2) - x * x) * density(x); }
    std::vector<Root> roots(int order) const override {
        if (order == 1) return {{-0.7517915246935645, 0x1p-4, 1.129}};
        if (order == 2) return {{-1.4142135623730951, 0x1p-4, 0.798}, {1.4142135623730951, 0x1p-4, 0.798}};
        return {};
    }
    bool increasing() const override { return false; }
};

template <class R, class T, class Tier>
auto reference(const actfn::GELU<T, Tier>&) {
    return GeluReference<R>();
}

template <>
struct FunctionData<actfn::GELU> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Abramowitz and Stegun, table 26.1, whose P(x) and Q(x) are multiplied by x.
    static std::vector<Literal> published() {
        return {
            {-3, "-0.0040496940948903", 1e-12}, {-2, "-0.045500263896358", 1e-13}, {-1, "-0.158655253931457", 1e-14},
            {0.5, "0.3457312306370065", 1e-15}, {1, "0.841344746068543", 1e-15},   {2, "1.954499736103642", 1e-15},
            {3, "2.99595030590511", 1e-15},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::GELU<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const T half = T(0.5);
        const T zero = -T(0);
        return {
            {T(0), T(0), half, {}},
            {-T(0), -T(0), half, {}},
            {inf, inf, T(1), zero},
            {-inf, zero, zero, zero},
            {nan, nan, nan, nan},
            {L::denorm_min(), {}, half, {}},
            {-L::denorm_min(), {}, half, {}},
            {L::min(), L::min() / 2, half, {}},
            {-L::min(), -L::min() / 2, half, {}},
            {L::max(), L::max(), T(1), zero},
            {-L::max(), zero, zero, zero},
        };
    }
};

}  // namespace tests
