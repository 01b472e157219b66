#pragma once

// The identity.

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/identity.hpp"

namespace tests {

template <class R>
struct IdentityReference : BasicReference<R> {
    R value(const R& x) const override { return x; }
    R gradient(const R&) const override { return R(1); }
    R curvature(const R&) const override { return R(0); }
    R gradient_from_output(const R&) const override { return R(1); }
};

template <class R, class T, class Tier>
auto reference(const actfn::Identity<T, Tier>&) {
    return IdentityReference<R>();
}

template <>
struct FunctionData<actfn::Identity> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Documentation of tf.keras.activations.linear (TensorFlow 2.13).
    static std::vector<Literal> published() {
        return {{-3, "-3", 0}, {-1, "-1", 0}, {0, "0", 0}, {1, "1", 0}, {3, "3", 0}};
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Identity<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        return {
            {T(0), T(0), T(1), T(0)},
            {-T(0), -T(0), T(1), T(0)},
            {inf, inf, T(1), T(0)},
            {-inf, -inf, T(1), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), L::denorm_min(), T(1), T(0)},
            {-L::denorm_min(), -L::denorm_min(), T(1), T(0)},
            {L::min(), L::min(), T(1), T(0)},
            {L::max(), L::max(), T(1), T(0)},
            {-L::max(), -L::max(), T(1), T(0)},
        };
    }
};

}  // namespace tests
