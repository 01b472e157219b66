#pragma once

// The sparse plus against its definition (jax.nn.sparse_plus).

#include <cmath>
#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/sparse_plus.hpp"
#include "sparse_sigmoid.hpp"

namespace tests {

/// jax.nn.sparse_plus; its derivative is the sparse sigmoid.
template <class R>
struct SparsePlusReference : BasicReference<R> {
    R value(const R& x) const override {
        if (x <= R(-1)) return R(0);
        return x >= R(1) ? x : scaled((x + R(1)) * (x + R(1)), -2);
    }
    R gradient(const R& x) const override { return sigmoid.value(x); }
    R curvature(const R& x) const override { return sigmoid.gradient(x); }
    R gradient_from_output(const R& y) const override { return y < R(1) ? sqrt(y) : R(1); }
    std::vector<double> kinks() const override { return {-1, 1}; }

    SparseSigmoidReference<R> sigmoid;
};

template <class R, class T, class Tier>
auto reference(const actfn::SparsePlus<T, Tier>&) {
    return SparsePlusReference<R>();
}

template <>
struct FunctionData<actfn::SparsePlus> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Documentation of keras.ops.sparse_plus (-1, 0, 1); by its formula.
    static std::vector<Literal> published() {
        return {{-1, "0", 0}, {0, "0.25", 0}, {1, "1", 0}, {-0.5, "0.0625", 0}, {0.5, "0.5625", 0}, {3, "3", 0}};
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::SparsePlus<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const T half = T(0.5);
        const T one = T(1);
        const T step = L::epsilon() / 2;  // to the number above -1
        return {
            {T(0), T(0.25), half, half},
            {-T(0), T(0.25), half, half},
            {inf, inf, one, T(0)},
            {-inf, T(0), T(0), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), T(0.25), half, half},
            {-L::denorm_min(), T(0.25), half, half},
            {one, one, one, T(0)},
            {std::nextafter(one, inf), std::nextafter(one, inf), one, T(0)},
            {-one, T(0), T(0), T(0)},
            {std::nextafter(-one, -inf), T(0), T(0), T(0)},
            {-one + step, step * step / 4, step / 2, half},
            {L::max(), L::max(), one, T(0)},
            {-L::max(), T(0), T(0), T(0)},
        };
    }
};

}  // namespace tests
