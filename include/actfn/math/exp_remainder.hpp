#pragma once

#include <array>
#include <utility>

#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/polynomial.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// Minimax polynomials (Sollya) by element type: e^r - 1 - r = r^2 (1/2 + r rest(r)) for |r| <= 0.3466.
template <core::Scalar T>
struct ExponentialRemainderConstants;

template <>
struct ExponentialRemainderConstants<float> {
    static constexpr std::array<float, 5> rest = {0x1.555556p-3f, 0x1.555502p-5f, 0x1.110feap-7f, 0x1.6d2e02p-10f,
                                                  0x1.a27a16p-13f};
};

template <>
struct ExponentialRemainderConstants<double> {
    static constexpr std::array<double, 11> rest = {0x1.5555555555555p-3,  0x1.5555555555557p-5,  0x1.1111111111385p-7,
                                                    0x1.6c16c16c157a3p-10, 0x1.a01a019ea256cp-13, 0x1.a01a01aafe28ap-16,
                                                    0x1.71de4078c9318p-19, 0x1.27e4d182a7d49p-22, 0x1.ae4cf9e45317cp-26,
                                                    0x1.1f836de8b900cp-29, 0x1.827a63374226p-33};
};

/// Parameters below `lower` or above `upper` are multiplied by a power of two, with which no rounding error underflows and no
/// difference overflows.
template <core::Scalar T>
struct UnitConstants;
template <>
struct UnitConstants<float> {
    static constexpr float lower = 0x1p-62f;
    static constexpr float from_lower = 0x1p60f;
    static constexpr float upper = 0x1p100f;
    static constexpr float from_upper = 0x1p-64f;
};
template <>
struct UnitConstants<double> {
    static constexpr double lower = 0x1p-510;
    static constexpr double from_lower = 0x1p508;
    static constexpr double upper = 0x1p1000;
    static constexpr double from_upper = 0x1p-64;
};

/// e^x = (1 + fraction + low) * 2^power, and rest(x) where the power is 0.
template <Value V>
struct ExponentialWithRest {
    PreciseExponential<V> e;
    V rest;

    /// beta + alpha (e^x - 1 - x) / x where the power is 0, in two parts with the rounding errors, since the terms may nearly
    /// cancel.
    ACTFN_INLINE std::pair<V, V> slope(V x, scalar_of<V> alpha, scalar_of<V> beta) const {
        const auto half = math::product(V(scalar_of<V>(0.5) * alpha), x);
        const auto sum = math::two_sum(V(beta), core::opaque(half.product));
        return {sum.first, sum.second + math::fma(V(alpha) * x, x * rest, half.low)};
    }
};

/// The exponential of an x up to `greatest`. Error: 2^-31 (float), 2^-62 (double), relatively.
template <Value V>
ACTFN_INLINE inline ExponentialWithRest<V> exponential_with_rest(V x) {
    using C = ExponentialRemainderConstants<scalar_of<V>>;
    ExponentialWithRest<V> result;
    V lost;  // by the roundings of r^2, of 1 / 2 + r rest(r) and, without FMA, of their product
    const auto q = [&](V r) ACTFN_INLINE_LAMBDA {
        const V half = V(scalar_of<V>(0.5));
        const auto square = math::product(r, r);
        const V after = math::polynomial_from<1>(r, square.product, C::rest);
        result.rest = core::opaque(math::fma(r, after, V(C::rest[0])));
        const V rest_low = math::fma(r, after, core::opaque(V(C::rest[0]) - result.rest));
        const auto product = math::product(r, result.rest);
        const V high = core::opaque(product.product);
        const V sum = core::opaque(half + high);
        const V sum_low = (core::opaque(half - sum) + high) + math::fma(r, rest_low, product.low);
        lost = math::fma(square.product, sum_low, square.low * sum);
#if !ACTFN_FUSED
        lost = lost + math::product(square.product, sum).low;
#endif
        return sum;
    };
    result.e = math::precise_exponential_within(math::bounded_exponent(x), q);
    result.e.low = result.e.low + lost;
    return result;
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
