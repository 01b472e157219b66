#pragma once

// The linearly scaled hyperbolic tangent against its definition (Roy, Manna, Dubey and Chaudhuri, 2019).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/lisht.hpp"

namespace tests {

/// Roy, Manna, Dubey and Chaudhuri, 2019.
template <class R>
struct LishtReference : BasicReference<R> {
    R value(const R& x) const override { return x * tanh(x); }
    R gradient(const R& x) const override {
        if (is_infinite(x)) return tanh(x);
        const R s = sech(x);
        return tanh(x) + x * s * s;
    }
    /// 2 sech(x)^2 (1 - x tanh(x)), where infinity times 0 is the limit, -0.
    R curvature(const R& x) const override {
        if (is_infinite(x)) return -R(0);
        const R s = sech(x);
        return R(2) * s * s * (R(1) - x * tanh(x));
    }
    std::vector<Root> roots(int order) const override {
        if (order != 2) return {};
        return {{root, 0x1p-4, 2}, {-root, 0x1p-4, 2}};
    }
    bool increasing() const override { return false; }

    static constexpr double root = 1.1996786402577337;
};

template <class R, class T, class Tier>
auto reference(const actfn::LiSHT<T, Tier>&) {
    return LishtReference<R>();
}

template <>
struct FunctionData<actfn::LiSHT> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Tests of mlpack (LiSHTFunctionTest), in float by TensorFlow Addons; at +-1 also documentation of tfa.activations.lisht.
    static std::vector<Literal> published() {
        return {
            {-2, "1.928055", 3e-7},   {0x1.99999ap+1, "3.189384", 2e-7},
            {4.5, "4.4988894", 1e-7}, {-0x1.90ccccp+6, "100.2", 1e-7},
            {1, "0.7615942", 1e-7},   {-1, "0.7615942", 1e-7},
            {2, "1.9280552", 1e-7},   {0, "0", 0},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::LiSHT<T, Tier>&) {
        using L = std::numeric_limits<T>;
        const T inf = L::infinity();
        const T nan = L::quiet_NaN();
        const T least = L::denorm_min();
        return {
            {T(0), T(0), T(0), T(2)},
            {-T(0), T(0), -T(0), T(2)},
            {inf, inf, T(1), -T(0)},
            {-inf, inf, -T(1), -T(0)},
            {nan, nan, nan, nan},
            {least, T(0), 2 * least, T(2)},
            {-least, T(0), -2 * least, T(2)},
            {L::min(), T(0), 2 * L::min(), T(2)},
            {-L::min(), T(0), -2 * L::min(), T(2)},
            {L::max(), L::max(), T(1), -T(0)},
            {L::lowest(), L::max(), -T(1), -T(0)},
        };
    }
};

}  // namespace tests
