#pragma once

// The sparse sigmoid against its definition, min(max((x + 1) / 2, 0), 1) (jax.nn.sparse_sigmoid).

#include <cmath>
#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/sparse_sigmoid.hpp"

namespace tests {

/// jax.nn.sparse_sigmoid.
template <class R>
struct SparseSigmoidReference : BasicReference<R> {
    R value(const R& x) const override { return x <= R(-1) ? R(0) : x >= R(1) ? R(1) : scaled(x + R(1), -1); }
    R gradient(const R& x) const override { return abs(x) < R(1) ? R(0.5) : R(0); }
    R curvature(const R&) const override { return R(0); }
    R gradient_from_output(const R& y) const override { return y > R(0) && y < R(1) ? R(0.5) : R(0); }
    std::vector<double> kinks() const override { return {-1, 1}; }
};

template <class R, class T, class Tier>
auto reference(const actfn::SparseSigmoid<T, Tier>&) {
    return SparseSigmoidReference<R>();
}

template <>
struct FunctionData<actfn::SparseSigmoid> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // By the formula in the documentation of keras.ops.sparse_sigmoid.
    static std::vector<Literal> published() {
        return {{-6, "0", 0}, {-1, "0", 0}, {-0.5, "0.25", 0}, {0, "0.5", 0}, {1, "1", 0}, {6, "1", 0}};
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::SparseSigmoid<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const T half = T(0.5);
        const T one = T(1);
        return {
            {T(0), half, half, T(0)},
            {-T(0), half, half, T(0)},
            {inf, one, T(0), T(0)},
            {-inf, T(0), T(0), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), half, half, T(0)},
            {-L::denorm_min(), half, half, T(0)},
            {one, one, T(0), T(0)},
            {std::nextafter(one, inf), one, T(0), T(0)},
            {std::nextafter(one, T(0)), {}, half, T(0)},
            {-one, T(0), T(0), T(0)},
            {std::nextafter(-one, -inf), T(0), T(0), T(0)},
            {std::nextafter(-one, T(0)), L::epsilon() / 4, half, T(0)},
            {L::max(), one, T(0), T(0)},
            {-L::max(), T(0), T(0), T(0)},
        };
    }
};

}  // namespace tests
