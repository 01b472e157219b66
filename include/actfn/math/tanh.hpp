#pragma once

#include <array>
#include <limits>

#include "actfn/math/exp.hpp"
#include "actfn/math/logistic.hpp"
#include "actfn/math/polynomial.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// tanh(r) = r + r^3 series(r^2) on |r| <= 0.1733 (minimax, Sollya), by element type.
template <core::Scalar T>
struct HyperbolicTangentConstants;

template <>
struct HyperbolicTangentConstants<float> {
    static constexpr std::array<float, 2> series = {-0x1.554ed6p-2f, 0x1.0c2ad4p-3f};
};

template <>
struct HyperbolicTangentConstants<double> {
    static constexpr std::array<double, 6> series = {-0x1.55555555554bdp-2, 0x1.11111110e0d1p-3,
                                                     -0x1.ba1ba11744edfp-5, 0x1.664eca18d9ce6p-6,
                                                     -0x1.223c835817effp-7, 0x1.c386897cb4af7p-9};
};

/// The hyperbolic tangent. Error: 2.5 ULP (float; 2.75 without FMA), 2.5 ULP (double). tanh(-0) = -0, tanh(+-inf) = +-1.
///
/// The addition theorem for x = r + n ln2 / 2: tanh(x) = (t + u) / (1 + t u) with t = tanh(r), a short polynomial, and
/// u = (2^n - 1) / (2^n + 1), whose numerator and denominator are exact. Near 0, where n = 0, it is t.
template <Value V>
[[gnu::always_inline]] inline V tanh(V x) {
    using T = scalar_of<V>;
    constexpr T one = std::numeric_limits<T>::digits / T(2.5);  // tanh(x) = 1 from here on, and 2^n is normal
    const V bounded = (math::min)(V(one), (math::max)(V(-one), x));
    const auto e = math::rounded_power(bounded, 2 * ExponentialConstants<T>::log2_e);
    const V r = math::plus_few_ln2(bounded, e.n, T(-0.5));
    const V square = r * r;
    const V t = r * math::fma(square, math::polynomial(square, HyperbolicTangentConstants<T>::series), V(1));
    const V above = e.power + V(1);
    const V below = math::negate(V(1) - e.power);  // 2^n - 1, but -0 for n = 0: so tanh(-0) is -0
    return math::divide(math::fma(t, above, below), math::fma(t, below, above));
}

/// tanh'(x) = 4 s'(2 x) with the logistic function s.
template <Value V>
[[gnu::always_inline]] inline V tanh_gradient(V x) {
    const V half = (math::max)(V(LogisticConstants<scalar_of<V>>::least / 2), math::negative_abs(x));
    return math::logistic_gradient_within<2>(half + half);
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
