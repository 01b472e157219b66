#pragma once

#include "actfn/math/constant.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// Constants of z(x) = a x + b x^3 with a = 2 sqrt(2 / pi) and b = 0.044715 a, by element type: x s(z(x)) is GELU's
/// approximation. Where it matters there is a second part,
/// what the rounding loses.
template <core::Scalar T>
struct GeluTanhConstants;

template <>
struct GeluTanhConstants<float> {
    // Up to -limit x s(z(x)) and its derivatives are 0, and from `greatest` on s(z(x)) is 1.
    static constexpr float limit = 11.06f;
    static constexpr float greatest = 6.5f;
    // a, and a / b: so few bits that x^2 + ratio and a + 3 b x^2 less them are exact up to the limit.
    static constexpr float slope = 0x1.98846p+0f;
    static constexpr float slope_low = -0x1.985794p-21f;
    static constexpr float ratio = 0x1.65d26p+4f;
    static constexpr float ratio_low = -0x1.226128p-20f;
    // 3 b, and b log2(e).
    static constexpr float thrice = 0x1.b6676cp-3f;
    static constexpr float binary = 0x1.a5a7dp-4f;
    static constexpr float binary_low = -0x1.151aaep-29f;
    static constexpr int higher = 40;
};

template <>
struct GeluTanhConstants<double> {
    static constexpr double limit = 21.65;
    static constexpr double greatest = 7.3;
    static constexpr double slope = 0x1.9884533d4364p+0;
    static constexpr double slope_low = 0x1.08d0fcb3c500cp-48;
    static constexpr double ratio = 0x1.65d25edd9ed8p+4;
    static constexpr double ratio_low = 0x1.fd4f2671c239cp-48;
    static constexpr double thrice = 0x1.b6676bf7450fp-3;
    static constexpr double binary = 0x1.a5a7cf7572a98p-4;
    static constexpr double binary_low = -0x1.b91c940e4cfcfp-58;
    static constexpr int higher = 74;
};

/// z(x) = Sign * n ln2 + r, for abs(x) up to the limit, and the sum of n and the given constant, which rounds to an integer.
template <Value V>
struct ReducedGeluTanh {
    V sum;
    V r;
};

/// z / b = x (x^2 + ratio) in two parts, then in units of ln2: an integer is subtracted exactly. Compensated: an error of half an
/// ULP in z would be one of 50 ULP in the tail.
template <int Sign, bool Compensated, Value V>
ACTFN_INLINE inline ReducedGeluTanh<V> gelu_tanh_reduced(V x, scalar_of<V> constant) {
    using C = GeluTanhConstants<scalar_of<V>>;
    const V ln2 = math::constant<V>(0.6931471805599453);
    ReducedGeluTanh<V> z;  // members are assigned in place: see product_plus()
    if constexpr (Compensated) {
        const auto w = math::product_plus(x, x, V(C::ratio));
        const V q = x * w.high;
        const V q_low = math::fma(x, w.low + V(C::ratio_low), math::product(x, w.high).low);
        z.sum = core::opaque(math::fma(q, V(Sign * C::binary), V(constant)));
        const V n = core::opaque(Sign > 0 ? V(constant) - z.sum : z.sum - V(constant));
        const V rest = math::fma(V(C::binary_low), q, V(C::binary) * q_low);
        z.r = ln2 * (math::cancelling_fma(V(C::binary), q, n) + rest);
    } else {
        const V q = x * math::fma(x, x, V(C::ratio));
        z.sum = core::opaque(math::fma(q, V(Sign * C::binary), V(constant)));
        const V n = core::opaque(Sign > 0 ? V(constant) - z.sum : z.sum - V(constant));
        z.r = ln2 * math::fma(V(C::binary), q, n);
    }
    return z;
}

/// z'(x) = a + 3 b x^2.
template <Value V>
ACTFN_INLINE inline TwoParts<V> gelu_tanh_slope(V x) {
    using C = GeluTanhConstants<scalar_of<V>>;
    auto slope = math::product_plus(V(C::thrice), x * x, V(C::slope));
    slope.low = slope.low + V(C::slope_low);
    return slope;
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
