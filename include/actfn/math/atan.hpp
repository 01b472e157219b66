#pragma once

#include <array>

#include "actfn/math/constant.hpp"
#include "actfn/math/polynomial.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// Constants of the arctangent by element type: atan(t) = t + t^3 series(t^2) on [0, 1] (minimax, Sollya). In units of
/// `unit`, 1 + x^2 neither overflows nor underflows for abs(x) up to `greatest`, where 1 / (1 + x^2) is 0.
template <class Precision>
struct ArctangentConstants;

template <>
struct ArctangentConstants<float> {
    static constexpr std::array<float, 9> series = {-0x1.55553ep-2f, 0x1.9991ecp-3f,  -0x1.24211ap-3f,
                                                    0x1.c0946cp-4f,  -0x1.5825f2p-4f, 0x1.da9c2ep-5f,
                                                    -0x1.fe7d24p-6f, 0x1.6551e2p-7f,  -0x1.d5a1aap-10f};
    static constexpr float unit = 0x1p-64f;
    static constexpr float root_of_unit = 0x1p-32f;
    static constexpr float greatest = 0x1p76f;
};

template <>
struct ArctangentConstants<fast> : ArctangentConstants<float> {
    static constexpr std::array<float, 4> series = {-0x1.541a14p-2f, 0x1.7e9874p-3f, -0x1.816ce6p-4f, 0x1.96fbc8p-6f};
};

template <>
struct ArctangentConstants<double> {
    static constexpr std::array<double, 20> series = {
        -0x1.5555555555526p-2, 0x1.99999999955b4p-3,  -0x1.249249237f57dp-3,  0x1.c71c717fcf76dp-4,
        -0x1.745d11ae74c7ap-4, 0x1.3b13669a2a047p-4,  -0x1.110e5126fd02dp-4,  0x1.e1bba66c1a4b8p-5,
        -0x1.ae5e72c0e6984p-5, 0x1.82dad79d1736p-5,   -0x1.59a3ff2ac6667p-5,  0x1.2c2e5ccfd4e26p-5,
        -0x1.e9fa0da6643e9p-6, 0x1.683cc98472e13p-6,  -0x1.c78fcd542af16p-7,  0x1.d7b927bbdceedp-8,
        -0x1.7a399ad4364a2p-9, 0x1.b3facbcd7bb8ap-11, -0x1.3f364d4b9695cp-13, 0x1.bbed9f7b04237p-17};
    static constexpr double unit = 0x1p-512;
    static constexpr double root_of_unit = 0x1p-256;
    static constexpr double greatest = 0x1p540;
};

/// The arctangent. Error: 1.5 ULP (float), 1.5 ULP (double). atan(-0) = -0, atan(+-inf) = +-pi / 2.
///
/// Beyond 1 it is pi / 2 - atan(1 / x).
template <Value V>
ACTFN_INLINE inline V atan(V x) {
    const V magnitude = (math::abs)(x);
    const auto great = magnitude > V(1);
    const V t = math::divide(math::select(great, V(-1), magnitude), math::select(great, magnitude, V(1)));
    const V square = t * t;
    const V high = math::select(great, math::constant<V>(1.5707963267948966192), V(0));
    const V low = math::select(great, math::constant_low<V>(-0x1.777a5cp-25f, 0x1.1a62633145c07p-54), V(0));
    const V rest =
        math::fma(t * square, math::polynomial(square, ArctangentConstants<core::precision_of<V>>::series), low);
    return math::copysign(core::opaque(high + t) + rest, x);
}

/// 1 + x^2 in units of 1 / ArctangentConstants::unit, for abs(x) up to `greatest`.
template <Value V>
ACTFN_INLINE inline V square_and_one(V x) {
    using C = ArctangentConstants<core::precision_of<V>>;
    const V z = x * V(C::root_of_unit);
    return math::fma(z, z, V(C::unit));
}

/// 1 / (1 + x^2), the derivative of the arctangent. Error: 2 ULP, subnormal results included.
template <Value V>
ACTFN_INLINE inline V atan_gradient(V x) {
    using C = ArctangentConstants<core::precision_of<V>>;
    return math::divide(V(C::unit), math::square_and_one<V>((math::min)(V(C::greatest), (math::abs)(x))));
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
