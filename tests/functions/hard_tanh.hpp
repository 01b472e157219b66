#pragma once

// The hard tanh against its definition, x clamped to [min, max] (Collobert, 2004; torch.nn.Hardtanh).

#include <cmath>
#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/hard_tanh.hpp"

namespace tests {

/// Collobert, 2004.
template <class R>
struct HardTanhReference : BasicReference<R> {
    HardTanhReference(const R& low, const R& high) : min(low), max(high) {}
    R value(const R& x) const override { return x <= min ? min : x >= max ? max : x; }
    R gradient(const R& x) const override { return x > min && x < max ? R(1) : R(0); }
    R curvature(const R&) const override { return R(0); }
    R gradient_from_output(const R& y) const override { return gradient(y); }
    std::vector<double> kinks() const override { return {rounded<double>(Real(min)), rounded<double>(Real(max))}; }

    R min, max;
};

template <class R, class T, class Tier>
auto reference(const actfn::HardTanh<T, Tier>& f) {
    return HardTanhReference<R>(R((f.min)()), R((f.max)()));
}

/// What a clamp to [min, max] has as special values.
template <class T>
std::vector<Special<T>> special_values_of_clamp(T min, T max) {
    using L = std::numeric_limits<T>;
    [[maybe_unused]] const T nan = L::quiet_NaN();
    const T inf = L::infinity();
    std::vector<Special<T>> all = {
        {nan, nan, nan, nan},
        {inf, max, T(0), T(0)},
        {-inf, min, T(0), T(0)},
        {L::max(), max, T(0), T(0)},
        {-L::max(), min, T(0), T(0)},
        {min, min, T(0), T(0)},
        {max, max, T(0), T(0)},
        {std::nextafter(min, -inf), min, T(0), T(0)},
        {std::nextafter(max, inf), max, T(0), T(0)},
    };
    const auto clamped = [&](T x) -> Special<T> {
        return x <= min   ? Special<T>{x, min, T(0), T(0)}
               : x >= max ? Special<T>{x, max, T(0), T(0)}
                          : Special<T>{x, x, T(1), T(0)};
    };
    for (const T x : {T(0), -T(0), L::denorm_min(), -L::denorm_min(), L::min(), -L::min(), std::nextafter(min, inf),
                      std::nextafter(max, -inf)})
        all.push_back(clamped(x));
    return all;
}

template <>
struct FunctionData<actfn::HardTanh> {
    static std::vector<std::vector<double>> parameters() {
        return {{0, 1},       {-1, 0},       {0, 0},          {0.3, 0.3},    {-0.3, 1e-3}, {1, 1e3},
                {-1e3, -0.3}, {-1e38, 1e38}, {-1e-38, 1e-38}, {1e-38, 1e38}, {-2, 0.5}};
    }

    // Documentation of keras.activations.hard_tanh and jax.nn.hard_tanh: x of [-1, 1], else the end.
    static std::vector<Literal> published() {
        return {{-10, "-1", 0},    {-1, "-1", 0}, {-0.5, "-0.5", 0}, {0, "0", 0},
                {0.25, "0.25", 0}, {1, "1", 0},   {3, "1", 0}};
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::HardTanh<T, Tier>& f) {
        return special_values_of_clamp((f.min)(), (f.max)());
    }
};

}  // namespace tests
