#pragma once

// The unit step against its definition (McCulloch and Pitts, 1943).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/step.hpp"

namespace tests {

/// McCulloch and Pitts, 1943.
template <class R>
struct StepReference : BasicReference<R> {
    explicit StepReference(const R& p) : at_zero(p) {}
    R value(const R& x) const override { return is_zero(x) ? at_zero : x > R(0) ? R(1) : R(0); }
    R gradient(const R&) const override { return R(0); }
    R curvature(const R&) const override { return R(0); }
    std::vector<double> kinks() const override { return {0}; }
    bool increasing() const override { return at_zero >= R(0) && at_zero <= R(1); }
    bool output_determines_input() const override { return true; }

    R at_zero;
};

template <class R, class T, class Tier>
auto reference(const actfn::Step<T, Tier>& f) {
    return StepReference<R>(R(f.at_zero()));
}

template <>
struct FunctionData<actfn::Step> {
    static std::vector<std::vector<double>> parameters() {
        return {{0.3}, {1.0}, {1e-3}, {1e3}, {-0.5}, {-1e3}, {-0.0}};
    }

    // Documentation of numpy.heaviside (NumPy 2.0) and torch.heaviside (PyTorch 2.4), with 0.5 for x = 0; their tests for +-1.
    static std::vector<Literal> published() {
        return {{-1.5, "0", 0}, {-1, "0", 0}, {0, "0.5", 0}, {1, "1", 0}, {2, "1", 0}};
    }
    static std::vector<double> published_parameters() { return {0.5}; }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Step<T, Tier>& f) {
        const T at_zero = f.at_zero();
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        return {
            {T(0), at_zero, T(0), T(0)},
            {-T(0), at_zero, T(0), T(0)},
            {inf, T(1), T(0), T(0)},
            {-inf, T(0), T(0), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), T(1), T(0), T(0)},
            {-L::denorm_min(), T(0), T(0), T(0)},
            {L::min(), T(1), T(0), T(0)},
            {-L::min(), T(0), T(0), T(0)},
            {L::max(), T(1), T(0), T(0)},
            {-L::max(), T(0), T(0), T(0)},
        };
    }
};

}  // namespace tests
