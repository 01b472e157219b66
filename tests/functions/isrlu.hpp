#pragma once

// The inverse square root linear unit against its definition (Carlile et al., 2017).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/isrlu.hpp"
#include "isru.hpp"

namespace tests {

/// Carlile, Delamarter, Kinney, Marti and Whitney, 2017: an ISRU below 0.
template <class R>
struct IsrluReference : BasicReference<R> {
    explicit IsrluReference(const R& alpha) : below(alpha) {}
    R value(const R& x) const override { return x > R(0) ? x : below.value(x); }
    R gradient(const R& x) const override { return x > R(0) ? R(1) : below.gradient(x); }
    R curvature(const R& x) const override { return x < R(0) ? below.curvature(x) : x == x ? R(0) : x; }
    R gradient_from_output(const R& y) const override { return y > R(0) ? R(1) : below.gradient_from_output(y); }
    std::vector<double> kinks() const override { return {0}; }

    IsruReference<R> below;
};

template <class R, class T, class Tier>
auto reference(const actfn::ISRLU<T, Tier>& f) {
    return IsrluReference<R>(R(f.alpha()));
}

template <>
struct FunctionData<actfn::ISRLU> {
    static std::vector<std::vector<double>> parameters() { return FunctionData<actfn::ISRU>::parameters(); }

    // Those of isru.hpp below 0.
    static std::vector<Literal> published() {
        return {
            {0, "0", 0},
            {1, "1", 0},
            {-1, "-0.7071067811865475244008443621048490393", 1e-36},
            {-2, "-0.8944271909999158785636694674925104942", 1e-36},
            {-0.75, "-0.6", 1e-30},
            {-1.875, "-0.88235294117647058823529411764705882353", 1e-36},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::ISRLU<T, Tier>& f) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        std::vector<Special<T>> all = {
            {T(0), T(0), T(1), T(0)},
            {-T(0), -T(0), T(1), T(0)},
            {inf, inf, T(1), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), L::denorm_min(), T(1), T(0)},
            {-L::denorm_min(), -L::denorm_min(), T(1), {}},
            {L::max(), L::max(), T(1), T(0)},
        };
        if (f.alpha() == 1) all.push_back({-inf, T(-1), {}, {}});
        if (f.alpha() == 0) all.push_back({-inf, -inf, T(1), T(0)});
        return all;
    }
};

}  // namespace tests
