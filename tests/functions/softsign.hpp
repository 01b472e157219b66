#pragma once

// The softsign against its definition, x / (1 + abs(x)) (Bergstra et al., 2009).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/softsign.hpp"

namespace tests {

/// Bergstra, Desjardins, Lamblin and Bengio, 2009.
template <class R>
struct SoftsignReference : BasicReference<R> {
    R value(const R& x) const override {
        if (is_infinite(x)) return x > R(0) ? R(1) : R(-1);
        return x / (R(1) + abs(x));
    }
    R gradient(const R& x) const override {
        const R r = R(1) / (R(1) + abs(x));
        return r * r;
    }
    R curvature(const R& x) const override {
        const R r = R(1) / (R(1) + abs(x));
        return (x > R(0) ? R(-2) : R(2)) * r * r * r;
    }
    R gradient_from_output(const R& y) const override {
        const R r = R(1) - abs(y);
        return r * r;
    }
    std::vector<double> kinks() const override { return {0}; }
};

template <class R, class T, class Tier>
auto reference(const actfn::Softsign<T, Tier>&) {
    return SoftsignReference<R>();
}

template <>
struct FunctionData<actfn::Softsign> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Documentation of tf.keras.activations.softsign (-1, 0, 1); by the formula in that of torch.nn.Softsign.
    static std::vector<Literal> published() {
        return {
            {-10, "-0.90909090909090909091", 1e-19},
            {-1, "-0.5", 0},
            {-0.5, "-0.33333333333333333333", 1e-19},
            {0, "0", 0},
            {1, "0.5", 0},
            {3, "0.75", 0},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Softsign<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        return {
            {T(0), T(0), T(1), T(2)},
            {-T(0), -T(0), T(1), T(2)},
            {inf, T(1), T(0), -T(0)},
            {-inf, T(-1), T(0), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), L::denorm_min(), T(1), T(-2)},
            {-L::denorm_min(), -L::denorm_min(), T(1), T(2)},
            {L::min(), L::min(), T(1), T(-2)},
            {-L::min(), -L::min(), T(1), T(2)},
            {T(1), T(0.5), T(0.25), T(-0.25)},
            {T(-3), T(-0.75), T(0.0625), T(0.03125)},
            {L::max(), T(1), {}, {}},
            {-L::max(), T(-1), {}, {}},
        };
    }
};

}  // namespace tests
