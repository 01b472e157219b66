#pragma once

#include <array>
#include <concepts>
#include <limits>

#include "actfn/math/exp.hpp"
#include "actfn/math/logistic.hpp"
#include "actfn/math/polynomial.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// Minimax polynomials (Sollya) by element type: tanh(r) = r + r^3 series(r^2) on |r| <= 0.1733; for the function x - tanh(x)
/// and its derivative, x - tanh(x) = x^3 (1/3 + shrink(x^2)) on |x| <= 1, where 1/3 is rounded to the type, and
/// tanh(x)^2 = x^2 (1 + x^2 square(x^2)) on |x| <= 0.885.
template <class Precision>
struct HyperbolicTangentConstants;

template <>
struct HyperbolicTangentConstants<float> {
    static constexpr std::array<float, 2> series = {-0x1.554ed6p-2f, 0x1.0c2ad4p-3f};
    static constexpr std::array<float, 8> shrink = {-0x1.94c084p-27f, -0x1.1110f2p-3f, 0x1.ba115ep-5f,
                                                    -0x1.65a6a4p-6f,  0x1.1cfd6p-7f,   -0x1.a4364ap-9f,
                                                    0x1.e3e454p-11f,  -0x1.2b281ep-13f};
    static constexpr std::array<float, 7> square = {-0x1.55553ep-1f, 0x1.82d256p-2f, -0x1.92977ap-3f, 0x1.89e072p-4f,
                                                    -0x1.5dedaep-5f, 0x1.e813f8p-7f, -0x1.7343bp-9f};
};

template <>
struct HyperbolicTangentConstants<fast> : HyperbolicTangentConstants<float> {
    static constexpr std::array<float, 1> series = {-0x1.51f88ap-2f};
    static constexpr std::array<float, 5> shrink = {-0x1.845ad8p-19f, -0x1.10c4cap-3f, 0x1.b0292ep-5f, -0x1.29398cp-6f,
                                                    0x1.debbfap-9f};
    static constexpr std::array<float, 4> square = {-0x1.550a3p-1f, 0x1.7b64e8p-2f, -0x1.5550e4p-3f, 0x1.5fbf46p-5f};
};

template <>
struct HyperbolicTangentConstants<double> {
    static constexpr std::array<double, 6> series = {-0x1.55555555554bdp-2, 0x1.11111110e0d1p-3,
                                                     -0x1.ba1ba11744edfp-5, 0x1.664eca18d9ce6p-6,
                                                     -0x1.223c835817effp-7, 0x1.c386897cb4af7p-9};
    static constexpr std::array<double, 16> shrink = {
        0x1.fd5f28d5dd6ecp-57, -0x1.11111111110bap-3,  0x1.ba1ba1ba145ccp-5,  -0x1.664f4880d46e9p-6,
        0x1.226e3519b8acp-7,   -0x1.d6d3c53f9dfcbp-9,  0x1.7da2be11d06efp-10, -0x1.3551b09fa2e02p-11,
        0x1.f5213281a090dp-13, -0x1.94988db8b77a7p-14, 0x1.420a569ed5687p-15, -0x1.ea1f23db1d1ccp-17,
        0x1.4ec113abf2b6fp-18, -0x1.72484ced04aedp-20, 0x1.1acbbf6853ec5p-22, -0x1.b04f5f666cae9p-26};
    static constexpr std::array<double, 15> square = {
        -0x1.555555555554p-1,   0x1.82d82d82d6cf3p-2,  -0x1.931931929a9c2p-3,  0x1.8f57894a8f664p-4,
        -0x1.7e8c1728555d7p-5,  0x1.65c8fefb356a9p-6,  -0x1.48ab4fc2d62fep-7,  0x1.29ad27e2df941p-8,
        -0x1.0a340f039a01cp-9,  0x1.d41a1c37b4888p-11, -0x1.8cb4bdcfc301cp-12, 0x1.33fd17865e25cp-13,
        -0x1.8de76ad822834p-15, 0x1.6c3193bbebdf6p-17, -0x1.544b8d32d446bp-20};
};

/// The hyperbolic tangent to the digits of `fast`: x p(x^2) / q(x^2), of degrees 2 and 2, bounded where it is 1.
template <Value V>
ACTFN_INLINE inline V rational_tanh(V x) {
    constexpr float one = 0x1.4ccaecp+2f;  // the first number at which the quotient is 1
    const V bounded = (math::min)(V(one), (math::max)(V(-one), x));
    const V square = bounded * bounded;
    const V above = math::fma(math::fma(V(0.00065743876f), square, V(0.10208656f)), square, V(1));
    const V below = math::fma(math::fma(V(0.012702218f), square, V(0.43514877f)), square, V(1));
    return math::divide(bounded * above, below);
}

/// The hyperbolic tangent of x + low, where low, if given, is the rounding error of x; it is ignored where the result is 1.
/// Error: 2.5 ULP (float; 2.75 without FMA), 2.5 ULP (double). tanh(-0) = -0 without low, tanh(+-inf) = +-1.
///
/// The addition theorem for x = r + n ln2 / 2: tanh(x) = (t + u) / (1 + t u) with t = tanh(r), a short polynomial, and
/// u = (2^n - 1) / (2^n + 1), whose numerator and denominator are exact. Near 0, where n = 0, it is t.
template <Value V, std::same_as<V>... Low>
requires(sizeof...(Low) <= 1) ACTFN_INLINE inline V tanh(V x, Low... low) {
    if constexpr (core::is_fast<V>) return math::rational_tanh(x);
    using T = scalar_of<V>;
    constexpr T one = std::numeric_limits<T>::digits / T(2.5);  // tanh(x) = 1 from here on, and 2^n is normal
    const V bounded = (math::min)(V(one), (math::max)(V(-one), x));
    const auto e = math::rounded_power(bounded, 2 * ExponentialConstants<T>::log2_e);
    const V r = math::plus_few_ln2(bounded, e.n, T(-0.5));
    const V square = r * r;
    const V series = math::polynomial(square, HyperbolicTangentConstants<core::precision_of<V>>::series);
    const V t = [&]() ACTFN_INLINE_LAMBDA {
        if constexpr (sizeof...(Low) == 0) {
            return r * math::fma(square, series, V(1));
        } else {
            // Added to r, low would be lost.
            const V within = math::select(core::equal(bounded, x), (low, ...), V(0));
            return r + math::fma(r * square, series, within);
        }
    }();
    const V above = e.power + V(1);
    const V below = math::negate(V(1) - e.power);  // 2^n - 1, but -0 for n = 0: so tanh(-0) is -0
    return math::divide(math::fma(t, above, below), math::fma(t, below, above));
}

/// tanh'(x) = 4 s'(2 x) with the logistic function s.
template <Value V>
ACTFN_INLINE inline V tanh_gradient(V x) {
    const V half = (math::max)(V(LogisticConstants<core::precision_of<V>>::zero / 2), math::negative_abs(x));
    return math::logistic_gradient_within<2>(half + half);
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
