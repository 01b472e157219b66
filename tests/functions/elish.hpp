#pragma once

// The exponential linear sigmoid squashing against its definition (Basirat and Roth, 2018).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/elish.hpp"
#include "swish_reference.hpp"

namespace tests {

/// SiLU for x > 0, (e^x - 1) / (1 + e^-x) otherwise (Basirat and Roth, 2018).
template <class R>
struct ElishReference : SwishReference<R> {
    using Silu = SwishReference<R>;

    ElishReference() : Silu(R(1)) {}
    R value(const R& x) const override {
        // -0 stays what it is.
        if (!(x < R(0)) || is_infinite(x)) return Silu::value(x);
        const R t = exp(x);
        return t * expm1(x) / (R(1) + t);
    }
    R gradient(const R& x) const override {
        if (x > R(0)) return Silu::gradient(x);
        const R t = exp(x);
        const R d = R(1) + t;
        return t * (t * t + R(2) * t - R(1)) / (d * d);
    }
    R curvature(const R& x) const override {
        if (x > R(0)) return Silu::curvature(x);
        const R t = exp(x);
        const R d = R(1) + t;
        return t * (t * (t * t + R(3) * t + R(5)) - R(1)) / (d * d * d);
    }
    std::vector<double> kinks() const override { return {0}; }
    std::vector<Root> roots(int order) const override {
        constexpr double reach = 0x1p-4;
        if (order == 1) return {{-0.88137358701954303, reach, 1.0998393201288669}};
        if (order == 2) return {{-1.7175297959782471, reach, 1.0}, {2.3993572805154677, reach, 1.0}};
        return {};
    }
};

template <class R, class T, class Tier>
auto reference(const actfn::ELiSH<T, Tier>&) {
    return ElishReference<R>();
}

template <>
struct FunctionData<actfn::ELiSH> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // For x > 0 it is SiLU: documentation of tf.keras.activations.swish (TensorFlow 2.13) and of tf.keras.ops.silu (Keras 3), in
    // float. The minimum is (1 - sqrt(2))^2 at log(sqrt(2) - 1), here at the nearest float.
    static std::vector<Literal> published() {
        return {
            {0, "0", 0},
            {1, "0.73105860", 1e-7},
            {6, "5.9851646", 1e-7},
            {20, "20", 1e-7},
            {-0x1.c34366p-1, "-0.17157287525380990239662255158060384", 1e-14},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::ELiSH<T, Tier>&) {
        using L = std::numeric_limits<T>;
        const T inf = L::infinity();
        const T nan = L::quiet_NaN();
        const T half = T(0.5);
        return {
            {T(0), T(0), half, T(1)},
            {-T(0), -T(0), half, T(1)},
            {inf, inf, T(1), -T(0)},
            {-inf, -T(0), -T(0), -T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), {}, half, half},
            {-L::denorm_min(), {}, half, T(1)},
            {L::min(), L::min() / 2, half, half},
            {-L::min(), -L::min() / 2, half, T(1)},
            {L::max(), L::max(), T(1), -T(0)},
            {L::lowest(), -T(0), -T(0), -T(0)},
        };
    }
};

}  // namespace tests
