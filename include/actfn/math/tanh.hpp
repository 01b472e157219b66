#pragma once

#include <array>

#include "actfn/core/simd.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/polynomial.hpp"

namespace actfn::inline ACTFN_ISA::math {

/// (tanh(x) - x) / x^3 over x^2 for abs(x) < 0.55 (minimax, Sollya).
template <core::Scalar T>
struct TanhConstants;

template <>
struct TanhConstants<float> {
    static constexpr std::array<float, 5> series = {-0x1.555554p-2f, 0x1.110fc4p-3f, -0x1.b9993cp-5f, 0x1.5ce4a2p-6f,
                                                    -0x1.afceb8p-8f};
};

template <>
struct TanhConstants<double> {
    static constexpr std::array<double, 11> series = {-0x1.5555555555555p-2,  0x1.1111111110fd5p-3, -0x1.ba1ba1b9f855cp-5,
                                                      0x1.664f48756ffd5p-6,   -0x1.226e32b576048p-7, 0x1.d6d32f591f4d5p-9,
                                                      -0x1.7d974ad1d0969p-10, 0x1.34c13a60c2e5bp-11, -0x1.ebe235ad24d3fp-13,
                                                      0x1.6475c18bdeb9bp-14,  -0x1.585337ca88217p-16};
};

/// tanh(x) = x + x^3 p(x^2) near 0, where the next formula would cancel, and 1 - 2 / (e^2x + 1) from where it is 1/2.
/// Error: 1.75 ULP (float), 1.75 ULP (double). tanh(-0) = -0, tanh(+-inf) = +-1.
template <Value V>
[[gnu::always_inline]] inline V tanh(V x) {
    using T = scalar_of<V>;
    const V magnitude = math::abs(x);
    const V square = x * x;
    const V near_zero = math::fma(magnitude * square, math::polynomial(square, TanhConstants<T>::series), magnitude);
    const V beyond = V(1) - V(2) / (V(1) + math::exponential(magnitude + magnitude).value());
    return math::copysign(math::select(magnitude < V(T(0.55)), near_zero, beyond), x);
}

/// tanh(x) = w / (2 + w) with w = e^-2abs(x) - 1, sign restored: cheaper, but 2.6 ULP, for use in a wider type.
template <Value V>
[[gnu::always_inline]] inline V tanh_by_quotient(V x) {
    const V magnitude = math::abs(x);
    const V w = math::exponential(math::negate(magnitude + magnitude)).minus_one();
    return math::copysign(w / (V(2) + w), x);
}

}  // namespace actfn::inline ACTFN_ISA::math
