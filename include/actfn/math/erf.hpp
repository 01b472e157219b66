#pragma once

#include <array>

#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/polynomial.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// Minimax polynomials (Sollya): `near_zero` is erf(x) / x - 1 over x^2 for abs(x) < 1; `tail` is e^(x^2) erfc(x) over
/// (x - 2) / (x + 2) from 1 to `saturated`, where erf rounds to 1.
template <class Precision>
struct ErfConstants;

template <>
struct ErfConstants<float> {
    static constexpr float saturated = 4.0f;
    static constexpr std::array<float, 7> near_zero = {0x1.06eba8p-3f,  -0x1.81274p-2f, 0x1.ce2d52p-4f,
                                                       -0x1.b7fec4p-6f, 0x1.542fecp-8f, -0x1.a5197ap-11f,
                                                       0x1.4c5cb4p-14f};
    static constexpr std::array<float, 7> tail = {0x1.058672p-2f, -0x1.b5703ep-2f, 0x1.eeea18p-3f,  -0x1.43747cp-4f,
                                                  0x1.ebb5eap-9f, 0x1.be7128p-8f,  -0x1.f51dc6p-11f};
};

template <>
struct ErfConstants<fast> : ErfConstants<float> {
    static constexpr std::array<float, 4> near_zero = {0x1.06dd42p-3f, -0x1.80373cp-2f, 0x1.ba7b52p-4f,
                                                       -0x1.2f077cp-6f};
    static constexpr std::array<float, 4> tail = {0x1.058582p-2f, -0x1.b58504p-2f, 0x1.efac72p-3f, -0x1.3cc76p-4f};
};

template <>
struct ErfConstants<double> {
    static constexpr double saturated = 6.0;
    static constexpr std::array<double, 12> near_zero = {
        0x1.06eba8214db68p-3,  -0x1.812746b0379b5p-2,  0x1.ce2f21a040b02p-4,  -0x1.b82ce311f7069p-6,
        0x1.565bccf908894p-8,  -0x1.c02db03ff6859p-11, 0x1.f9a2bb4bba0e5p-14, -0x1.f4ca5bb28570cp-17,
        0x1.b9807f2338cccp-20, -0x1.5c0bc31310e51p-23, 0x1.d73d744d725f6p-27, -0x1.ac1a419750f6dp-31};
    static constexpr std::array<double, 16> tail = {
        0x1.058671b52c776p-2,  -0x1.b57034efd3f88p-2, 0x1.eeea7dc8a7a74p-3,   -0x1.437f0b68bc005p-4,
        0x1.e9471592bf4f5p-9,  0x1.ca95ed412fae2p-8,  -0x1.bc25a00980258p-11, -0x1.016b566eda397p-10,
        0x1.6d57869e804d3p-15, 0x1.6da813d97c9a7p-13, 0x1.ce94995aa1b3p-16,   -0x1.cf1ff18d0f1ebp-16,
        -0x1.debe93384ae1p-17, 0x1.e7032d8c1df6dp-20, 0x1.2b4b2c2c7d146p-18,  -0x1.e9a35bc5fea78p-22};
};

/// erf(x) for abs(x) < 1, given x^2.
template <Value V>
ACTFN_INLINE inline V erf_near_zero(V x, V square) {
    // Where the product would be subnormal, the sum is not.
    const V lifted = core::opaque(x * V(scalar_of<V>(0x1p64)));
    const V ratio = math::polynomial(square, ErfConstants<core::precision_of<V>>::near_zero);
    return math::lowered(math::fma(lifted, ratio, lifted));
}

/// The error function 2 / sqrt(pi) * integral of e^(-t^2) from 0 to x: x + x p(x^2) near 0; beyond 1,
/// 1 - e^(-x^2) q((x - 2) / (x + 2)). Error: 1.5 ULP (float), 1.5 ULP (double). erf(-0) = -0, erf(+-inf) = +-1.
template <Value V>
ACTFN_INLINE inline V erf(V x) {
    using C = ErfConstants<core::precision_of<V>>;
    const V magnitude = (math::min)(V(C::saturated), (math::abs)(x));
    const auto square = math::product(magnitude, magnitude);
    const V near_zero = math::erf_near_zero(magnitude, square.product);
    const V tail = math::polynomial(math::divide(magnitude - V(2), magnitude + V(2)), C::tail);
    const V complement = math::exponential(math::negate(square.product), math::negate(square.low)).times(tail);
    return math::copysign(math::select(magnitude < V(1), near_zero, V(1) - complement), x);
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
