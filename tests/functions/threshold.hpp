#pragma once

// PyTorch's threshold against its definition.

#include <cmath>
#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/threshold.hpp"

namespace tests {

/// torch.nn.Threshold.
template <class R>
struct ThresholdReference : BasicReference<R> {
    ThresholdReference(const R& t, const R& v) : threshold(t), below(v) {}
    R value(const R& x) const override { return x <= threshold ? below : x; }
    R gradient(const R& x) const override { return x > threshold ? R(1) : R(0); }
    R curvature(const R&) const override { return R(0); }
    R gradient_from_output(const R& y) const override { return gradient(y); }
    std::vector<double> kinks() const override { return {rounded<double>(Real(threshold))}; }
    bool increasing() const override { return below <= threshold; }

    R threshold, below;
};

template <class R, class T, class Tier>
auto reference(const actfn::Threshold<T, Tier>& f) {
    return ThresholdReference<R>(R(f.threshold()), R(f.value()));
}

/// Those of every function that is x above a threshold and a constant below.
template <class T>
std::vector<Special<T>> special_values_of_threshold(T threshold, T below) {
    using L = std::numeric_limits<T>;
    const T inf = L::infinity();
    std::vector<Special<T>> all = {{L::quiet_NaN(), L::quiet_NaN(), L::quiet_NaN(), L::quiet_NaN()}};
    for (const T x :
         {T(0), -T(0), L::denorm_min(), -L::denorm_min(), L::min(), -L::min(), T(1), T(-1), L::max(), -L::max(), inf,
          -inf, threshold, std::nextafter(threshold, inf), std::nextafter(threshold, -inf)}) {
        all.push_back({x, x > threshold ? x : below, x > threshold ? T(1) : T(0), T(0)});
    }
    return all;
}

template <>
struct FunctionData<actfn::Threshold> {
    static std::vector<std::vector<double>> parameters() {
        return {{0.3, 0.3},  {1, 0},      {0, -1},       {0, 1},        {-0.5, 0},       {-1, -1e3},
                {1e-3, 1e3}, {1e3, 1e-3}, {1e-38, 1e38}, {1e38, -1e38}, {-1e-38, -1e-38}};
    }

    // By the formula in the documentation of torch.nn.Threshold, whose example has 0.1 and 20.
    static std::vector<Literal> published() {
        return {{-1, "20", 0}, {0, "20", 0}, {0.0625, "20", 0}, {0.125, "0.125", 0}, {1, "1", 0}, {30, "30", 0}};
    }
    static std::vector<double> published_parameters() { return {0.1, 20}; }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Threshold<T, Tier>& f) {
        return special_values_of_threshold(f.threshold(), f.value());
    }
};

}  // namespace tests
