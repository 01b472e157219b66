#pragma once

// The rectified linear unit against its definition, max(0, x) (Nair and Hinton, 2010).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/relu.hpp"

namespace tests {

/// Nair and Hinton, 2010.
template <class R>
struct ReluReference : BasicReference<R> {
    R value(const R& x) const override { return x > R(0) ? x : R(0); }
    R gradient(const R& x) const override { return x > R(0) ? R(1) : R(0); }
    R curvature(const R&) const override { return R(0); }
    R gradient_from_output(const R& y) const override { return gradient(y); }
    std::vector<double> kinks() const override { return {0}; }
};

template <class R, class T, class Tier>
auto reference(const actfn::ReLU<T, Tier>&) {
    return ReluReference<R>();
}

template <>
struct FunctionData<actfn::ReLU> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Documentation of tf.keras.activations.relu (TensorFlow 2.13).
    static std::vector<Literal> published() {
        return {{-10, "0", 0}, {-5, "0", 0}, {0, "0", 0}, {5, "5", 0}, {10, "10", 0}};
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::ReLU<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        return {
            {T(0), T(0), T(0), T(0)},
            {-T(0), T(0), T(0), T(0)},
            {inf, inf, T(1), T(0)},
            {-inf, T(0), T(0), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), L::denorm_min(), T(1), T(0)},
            {-L::denorm_min(), T(0), T(0), T(0)},
            {L::min(), L::min(), T(1), T(0)},
            {-L::min(), T(0), T(0), T(0)},
            {L::max(), L::max(), T(1), T(0)},
            {-L::max(), T(0), T(0), T(0)},
        };
    }
};

}  // namespace tests
