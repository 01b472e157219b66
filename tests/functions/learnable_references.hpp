#pragma once

// What the derivatives of functions in their parameters are judged by: how their references are made, df/dp by definition,
// df/dp at -inf and inf.

#include <array>
#include <cstddef>
#include <limits>

#include "../support/real.hpp"
#include "celu.hpp"
#include "dynamic_erf.hpp"
#include "dynamic_tanh.hpp"
#include "elu.hpp"
#include "scaled_elu.hpp"
#include "snake.hpp"
#include "softplus.hpp"
#include "swish.hpp"
#include "thresholded_softplus.hpp"
#include "xielu.hpp"

namespace tests {

/// df/dp at -inf and inf, with the defaults of the parameters.
template <std::size_t N>
using AtInfinity = std::array<std::array<double, N>, 2>;

template <template <class, class> class F>
struct Learnt;

template <>
struct Learnt<actfn::Swish> {
    using Reference = SwishReference<Real>;
    static std::array<Real, 1> gradients(const std::array<Real, 1>& p, const Real& x) {
        const Real t = exp(-abs(p[0] * x));
        return {x * x * t / ((Real(1) + t) * (Real(1) + t))};
    }
    static constexpr AtInfinity<1> at_infinity = {{{0.0}, {0.0}}};
};

template <>
struct Learnt<actfn::ELU> {
    using Reference = EluReference<Real>;
    static std::array<Real, 1> gradients(const std::array<Real, 1>&, const Real& x) {
        return {x > Real(0) ? Real(0) : expm1(x)};
    }
    static constexpr AtInfinity<1> at_infinity = {{{-1.0}, {0.0}}};
};

template <>
struct Learnt<actfn::ScaledELU> {
    using Reference = ScaledEluReference<Real>;
    static std::array<Real, 2> gradients(const std::array<Real, 2>& p, const Real& x) {
        if (x > Real(0)) return {Real(0), x};
        return {p[1] * expm1(x), p[0] * expm1(x)};
    }
    static constexpr AtInfinity<2> at_infinity = {
        {{-1.05070102214813232421875, -1.67326319217681884765625}, {0.0, std::numeric_limits<double>::infinity()}}};
};

template <>
struct Learnt<actfn::CELU> {
    using Reference = CeluReference<Real>;
    static std::array<Real, 1> gradients(const std::array<Real, 1>& p, const Real& x) {
        if (x > Real(0)) return {Real(0)};
        const Real z = x / p[0];
        // Next to 0 its series, the sum of (1 / k! - 1 / (k - 1)!) z^k, of which 300 bits of the closed form lose too many.
        if (abs(z) < Real(0x1p-60)) return {-z * z * (Real(0.5) + z / Real(3))};
        return {expm1(z) - z * exp(z)};
    }
    static constexpr AtInfinity<1> at_infinity = {{{-1.0}, {0.0}}};
};

template <>
struct Learnt<actfn::XIELU> {
    using Reference = XieluReference<Real>;
    static std::array<Real, 3> gradients(const std::array<Real, 3>&, const Real& x) {
        if (x > Real(0)) return {x * x, Real(0), x};
        // Next to 0 the series of e^x - 1 - x.
        const bool series = abs(x) < Real(0x1p-60);
        return {Real(0), series ? x * x * (Real(0.5) + x / Real(6)) : expm1(x) - x, x};
    }
    static constexpr double inf = std::numeric_limits<double>::infinity();
    static constexpr AtInfinity<3> at_infinity = {{{0.0, inf, -inf}, {inf, 0.0, inf}}};
};

template <>
struct Learnt<actfn::Softplus> {
    using Reference = SoftplusReference<Real>;
    static std::array<Real, 1> gradients(const std::array<Real, 1>& p, const Real& x) {
        const Real w = -abs(p[0] * x);
        const Real t = exp(w);
        return {(w * t / (Real(1) + t) - log1p(t)) / (p[0] * p[0])};
    }
    static constexpr AtInfinity<1> at_infinity = {{{0.0}, {0.0}}};
};

template <>
struct Learnt<actfn::ThresholdedSoftplus> {
    using Reference = ThresholdedSoftplusReference<Real>;
    static std::array<Real, 2> gradients(const std::array<Real, 2>& p, const Real& x) {
        return {p[0] * x > p[1] ? Real(0) : Learnt<actfn::Softplus>::gradients({p[0]}, x)[0], Real(0)};
    }
    static constexpr AtInfinity<2> at_infinity = {{{0.0, 0.0}, {0.0, 0.0}}};
};

template <>
struct Learnt<actfn::Snake> {
    using Reference = SnakeReference<Real>;
    static std::array<Real, 1> gradients(const std::array<Real, 1>& p, const Real& x) {
        const Real z = p[0] * x;
        // Next to 0 x^2 (1 - z^2).
        if (abs(z) < Real(0x1p-60)) return {x * x * (Real(1) - z * z)};
        const Real s = sin(z);
        return {s * (Real(2) * z * cos(z) - s) / (p[0] * p[0])};
    }
    /// What df/da would be without the sine and the cosine.
    static Real magnitude(const std::array<Real, 1>& p, const Real& x) { return Real(2) * abs(x) / p[0]; }
    static constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    static constexpr AtInfinity<1> at_infinity = {{{nan}, {nan}}};
};

template <>
struct Learnt<actfn::DynamicTanh> {
    using Reference = DynamicTanhReference<Real>;
    static std::array<Real, 1> gradients(const std::array<Real, 1>& p, const Real& x) {
        const Real s = sech(p[0] * x);
        return {x * s * s};
    }
    static constexpr AtInfinity<1> at_infinity = {{{0.0}, {0.0}}};
};

template <>
struct Learnt<actfn::DynamicErf> {
    using Reference = DynamicErfReference<Real>;
    static std::array<Real, 2> gradients(const std::array<Real, 2>& p, const Real& x) {
        const Real z = p[0] * x + p[1];
        const Real density = Real(2) / sqrt(number<Real>(pi())) * exp(-z * z);
        return {x * density, density};
    }
    static constexpr AtInfinity<2> at_infinity = {{{0.0, 0.0}, {0.0, 0.0}}};
};

}  // namespace tests
