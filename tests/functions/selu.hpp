#pragma once

// The scaled exponential linear unit against its definition (Klambauer, Unterthiner, Mayr and Hochreiter, 2017).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/selu.hpp"

namespace tests {

/// The constants of the paper's appendix (Klambauer, Unterthiner, Mayr and Hochreiter, 2017): equation 14 at the fixed point
/// of mean 0, variance 1.
struct SeluConstants {
    SeluConstants() {
        const Real root_e = exp(Real(0.5));
        const Real e = exp(Real(1));
        const Real half = erfc(Real(1) / sqrt(Real(2)));
        alpha = -sqrt(Real(2) / pi()) / (half * root_e - Real(1));
        const Real variance = Real(2) * erfc(sqrt(Real(2))) * e * e + pi() * half * half * e -
                              Real(2) * (Real(2) + pi()) * half * root_e + pi() + Real(2);
        scale = (Real(1) - half * root_e) * sqrt(Real(2) * pi()) / sqrt(variance);
    }
    Real alpha, scale;
};

template <class R>
struct SeluReference : BasicReference<R> {
    SeluReference() {
        const SeluConstants paper;
        scale = number<R>(paper.scale);
        const Real product = paper.scale * paper.alpha;
        scale_alpha = number<R>(product);
        floor = R(rounded<double>(product));
        floor_rest = number<R>(product - Real(rounded<double>(product)));
    }
    R value(const R& x) const override { return x > R(0) ? scale * x : x < R(0) ? scale_alpha * expm1(x) : x; }
    R gradient(const R& x) const override { return x > R(0) ? scale : scale_alpha * exp(x); }
    R curvature(const R& x) const override { return x > R(0) ? R(0) : scale_alpha * exp(x); }
    R gradient_from_output(const R& y) const override { return y > R(0) ? scale : (y + floor) + floor_rest; }
    std::vector<double> kinks() const override { return {0}; }

    R scale, scale_alpha;
    // scale * alpha in two parts, for the sum with a y that nearly cancels it.
    R floor, floor_rest;
};

template <class R, class T, class Tier>
auto reference(const actfn::SELU<T, Tier>&) {
    return SeluReference<R>();
}

template <>
struct FunctionData<actfn::SELU> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Multiples of the scale as in the documentation of torch.nn.SELU, which quotes the paper's authors; at -200, where e^x no
    // longer counts, minus the product of its two constants.
    static std::vector<Literal> published() {
        return {
            {1, "1.0507009873554804934193349852946", 1e-31},
            {2, "2.1014019747109609868386699705892", 1e-31},
            {10, "10.507009873554804934193349852946", 1e-31},
            {-200, "-1.7580993408473768599402175208123", 1e-31},
            {0, "0", 0},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::SELU<T, Tier>&) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const T scale = static_cast<T>(1.0507009873554804934193349852946L);
        const T floor = static_cast<T>(1.7580993408473768599402175208123L);
        const T least = L::denorm_min();
        return {
            {T(0), T(0), floor, floor},
            {-T(0), -T(0), floor, floor},
            {inf, inf, scale, T(0)},
            {-inf, -floor, T(0), T(0)},
            {nan, nan, nan, nan},
            {least, least, scale, T(0)},
            {-least, -2 * least, floor, floor},
            {L::min(), scale * L::min(), scale, T(0)},
            {-L::min(), floor * -L::min(), floor, floor},
            {L::max(), inf, scale, T(0)},
            {-L::max(), -floor, T(0), T(0)},
        };
    }
};

}  // namespace tests
