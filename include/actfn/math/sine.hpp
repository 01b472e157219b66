#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "actfn/math/error_free.hpp"
#include "actfn/math/large_angle.hpp"
#include "actfn/math/polynomial.hpp"
#include "actfn/math/scaled.hpp"
#include "actfn/simd/exponent.hpp"
#include "actfn/simd/interleaved.hpp"
#include "actfn/simd/memory.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// Minimax polynomials (Sollya) by element type, for abs(r) up to a little more than pi / 4: sin(r) = r + r^3 sine(r^2)
/// and cos(r) = 1 - r^2 / 2 + r^4 cosine(r^2).
template <class Precision>
struct SineConstants;

template <>
struct SineConstants<float> {
    static constexpr std::array<float, 3> sine = {-0x1.555546p-3f, 0x1.11076cp-7f, -0x1.994d12p-13f};
    static constexpr std::array<float, 3> cosine = {0x1.55554ap-5f, -0x1.6c0c24p-10f, 0x1.99e5cap-16f};
};

template <>
struct SineConstants<fast> {
    static constexpr std::array<float, 2> sine = {-0x1.55441ep-3f, 0x1.0b7932p-7f};
    static constexpr std::array<float, 2> cosine = {0x1.5549c4p-5f, -0x1.65d16ap-10f};
    /// That of the sine up to pi / 2.
    static constexpr std::array<float, 3> half_turn = {-0x1.555168p-3f, 0x1.10775cp-7f, -0x1.853fbp-13f};
};

template <>
struct SineConstants<double> {
    static constexpr std::array<double, 6> sine = {-0x1.5555555555548p-3,  0x1.111111110f711p-7,
                                                   -0x1.a01a019be2262p-13, 0x1.71de354cdbe2bp-19,
                                                   -0x1.ae5e437dfd35fp-26, 0x1.5d889fe17b463p-33};
    static constexpr std::array<double, 6> cosine = {0x1.555555555554bp-5,  -0x1.6c16c16c14ffep-10,
                                                     0x1.a01a019c8a558p-16, -0x1.27e4f7ec36a54p-22,
                                                     0x1.1ee9d6ee46c13p-29, -0x1.8fa361a27009bp-37};
};

/// A factor of angles, a positive number: the angle is that of the exact product.
template <core::Scalar T>
struct AngleFactor {
    T value;
    T exponent;

    template <core::Scalar P>
    ACTFN_INLINE explicit AngleFactor(const core::Parameter<P>& a)
        : value(static_cast<T>(a.value)), exponent(static_cast<T>(a.exponent)) {}
    /// A number whose product with the factor is between 2^Power and 2^(Power + 1), infinity if there is none.
    template <int Power>
    ACTFN_INLINE T quotient() const {
        return math::power_of(T(Power) - exponent);
    }
};

/// Above which magnitude a multiple of pi / 2 is subtracted by integers.
template <core::Scalar T>
constexpr T greatest_angle() {
    return T(std::uint64_t(1) << AngleConstants<T>::greatest_power);
}
template <core::Scalar T>
ACTFN_INLINE inline T greatest_angle(const AngleFactor<T>& factor) {
    return factor.template quotient<AngleConstants<T>::greatest_power - 1>();
}

/// Replaces the lanes whose x is of a great magnitude.
template <int Quarters, int Unit, Value V, class... Factor>
[[gnu::noinline]] void replace_large_angles(ReducedAngle<V>& angle, const V& x, const Factor&... factor) {
    using T = scalar_of<V>;
    if constexpr (core::InterleavedBatches<V>) {
        for (std::size_t k = 0; k < x.data.size(); ++k) {
            ReducedAngle<typename V::Batch> one{angle.high.data[k], angle.low.data[k], angle.quadrant.data[k]};
            math::replace_large_angles<Quarters, Unit>(one, x.data[k], factor...);
            angle.high.data[k] = one.high;
            angle.low.data[k] = one.low;
            angle.quadrant.data[k] = one.quadrant;
        }
    } else {
        constexpr std::size_t n = core::lanes<V>;
        std::array<T, n> from, high, low, quadrant;
        core::store(from.data(), x);
        core::store(high.data(), angle.high);
        core::store(low.data(), angle.low);
        core::store(quadrant.data(), angle.quadrant);
        // First their numbers: a branch on each lane would often be predicted wrongly.
        std::array<std::size_t, n> which;
        std::size_t count = 0;
        const T greatest = math::greatest_angle<T>(factor...);
        for (std::size_t i = 0; i < n; ++i) {
            which[count] = i;
            count += (math::abs)(from[i]) > greatest ? 1 : 0;
        }
        for (std::size_t k = 0; k < count; ++k) {
            const std::size_t i = which[k];
            const auto one = math::reduced_large_angle<Quarters, Unit>(from[i], factor.value...);
            high[i] = one.high;
            low[i] = one.low;
            quadrant[i] = one.quadrant;
        }
        angle.high = core::load<V>(high.data());
        angle.low = core::load<V>(low.data());
        angle.quadrant = core::load<V>(quadrant.data());
    }
}

/// The angle x + Quarters pi / 4 less a multiple of Unit pi / 2. With a factor the angle is that of x * factor, and `low`
/// holds what `high` loses of it; without, `low` is of no use.
template <int Quarters, int Unit, Value V, std::same_as<AngleFactor<scalar_of<V>>>... Factor>
requires(sizeof...(Factor) <= 1) ACTFN_INLINE inline ReducedAngle<V> reduced_angle(V x, const Factor&... factor) {
    using T = scalar_of<V>;
    using C = AngleConstants<T>;
    constexpr T constant = core::power_constant<T, 1>;
    constexpr T offset = T(Quarters) / (2 * Unit);
    const V given = x;
    const auto large = (math::abs)(x) > V(math::greatest_angle<T>(factor...));
    const bool some_large = core::any(large);
    if (some_large) [[unlikely]]
        x = math::select(large, V(0), x);
    const V z = (x * ... * V(factor.value));
    ReducedAngle<V> angle;  // members are assigned in place: see rounded_power()
    V n;
    // opaque: -ffast-math would cancel the constant, or multiply it out of n.
    if constexpr (Quarters == 0) {
        angle.quadrant = core::opaque(math::fma(z, V(C::reciprocal / Unit), V(constant)));
        n = core::opaque(angle.quadrant - V(constant));
    } else {
        const V shifted = core::opaque(math::fma(z, V(C::reciprocal / Unit), V(offset)));
        angle.quadrant = core::opaque(shifted + V(constant));
        n = core::opaque(core::opaque(angle.quadrant - V(constant)) - V(offset));
    }
    const V first = math::cancelling_fma(n, V(-Unit * C::high), z);  // exact but near -Quarters pi / 4
    if constexpr (sizeof...(Factor) == 0) {
        angle.low = V(0);
        angle.high = math::fma(n, V(-Unit * C::low), math::cancelling_fma(n, V(-Unit * C::middle), first));
    } else {
        const auto middle = math::product(n, V(-Unit * C::middle));
        const auto [second, lost] = math::fast_two_sum(first, middle.product);
        const auto [sum, error] = math::two_sum(second, math::product(x, V(factor.value)...).low);
        angle.high = sum;
        angle.low = (lost + error) + math::fma(n, V(-Unit * C::low), middle.low);
    }
    if (some_large) [[unlikely]]
        math::replace_large_angles<Quarters, Unit>(angle, given, factor...);
    return angle;
}

/// sin(r) and cos(r) of an angle r + n pi / 2, of which its sine and cosine are one each, with a sign.
template <Value V>
class SineAndCosine {
    using C = SineConstants<core::precision_of<V>>;

public:
    /// Of x.
    ACTFN_INLINE explicit SineAndCosine(V x) {
        const auto angle = math::reduced_angle<0, 1>(x);
        const V r = angle.high;
        const V z = r * r;
        // The sum loses the sign of -0.
        sine_ = math::copysign(math::fma(r * z, math::horner(z, C::sine), r), r);
        cosine_ = math::fma(z, math::fma(z, math::horner(z, C::cosine), V(scalar_of<V>(-0.5))), V(1));
        quadrant_ = angle.quadrant;
    }
    ACTFN_INLINE V sine() const {
        return core::negated_where_bit<1>(math::select(core::is_odd(quadrant_), cosine_, sine_), quadrant_);
    }
    ACTFN_INLINE V cosine() const {
        return core::negated_where_bit<1>(math::select(core::is_odd(quadrant_), sine_, cosine_), quadrant_ + V(1));
    }

private:
    V sine_, cosine_, quadrant_;
};

/// The same in two parts each, for x * factor + Quarters pi / 4 and what is made of them without regard to their signs.
template <Value V>
class PreciseSineAndCosine {
    using C = SineConstants<core::precision_of<V>>;

public:
    template <int Quarters>
    ACTFN_INLINE static PreciseSineAndCosine of(V x, const AngleFactor<scalar_of<V>>& factor) {
        const auto angle = math::reduced_angle<Quarters, 1>(x, factor);
        const V r = angle.high;
        const auto z = math::product(r, r);
        const V minus_half = V(scalar_of<V>(-0.5)) * z.product;
        PreciseSineAndCosine all;
        all.sine_ = {r, math::fma(r * z.product, math::horner(z.product, C::sine), angle.low)};
        const auto [cosine, lost] = math::fast_two_sum(V(1), minus_half);
        const V of_low = math::fma(r, angle.low, V(scalar_of<V>(0.5)) * z.low);
        all.cosine_.high = cosine;
        all.cosine_.low = math::fma(z.product * z.product, math::horner(z.product, C::cosine), lost - of_low);
        all.quadrant_ = angle.quadrant;
        return all;
    }
    /// The sine, or its negative.
    ACTFN_INLINE TwoParts<V> sine() const {
        const auto odd = core::is_odd(quadrant_);
        const V high = math::select(odd, cosine_.high, sine_.high);
        const V low = math::select(odd, cosine_.low, sine_.low);
        const V sum = core::opaque(high + low);
        return {sum, core::opaque(high - sum) + low};
    }
    /// The cosine, with the other sign where sine() has it.
    ACTFN_INLINE TwoParts<V> cosine() const {
        const auto odd = core::is_odd(quadrant_);
        return {math::select(odd, math::negate(sine_.high), cosine_.high),
                math::select(odd, math::negate(sine_.low), cosine_.low)};
    }
    /// The sine times the cosine.
    ACTFN_INLINE V product() const {
        return core::negated_where_bit<0>((sine_.high + sine_.low) * (cosine_.high + cosine_.low), quadrant_);
    }

private:
    TwoParts<V> sine_, cosine_;
    V quadrant_;
};

/// sin(x + Quarters pi / 4) to the digits of `fast`: r + n pi by one polynomial.
template <int Quarters, Value V>
ACTFN_INLINE inline V fast_sine(V x) {
    const auto angle = math::reduced_angle<Quarters, 2>(x);
    const V r = angle.high;
    const V z = r * r;
    const V y = math::fma(r * z, math::horner(z, SineConstants<fast>::half_turn), r);
    return core::negated_where_bit<0>(math::copysign(y, r), angle.quadrant);
}

/// The sine. Error: 1.75 ULP, at its roots too. sin(-0) = -0, NaN at +-inf.
template <Value V>
ACTFN_INLINE inline V sine(V x) {
    if constexpr (core::is_fast<V>) {
        return math::fast_sine<0>(x);
    } else {
        return math::SineAndCosine<V>(x).sine();
    }
}

/// The cosine. Error: 1.75 ULP, at its roots too. NaN at +-inf.
template <Value V>
ACTFN_INLINE inline V cosine(V x) {
    if constexpr (core::is_fast<V>) {
        return math::fast_sine<2>(x);
    } else {
        return math::SineAndCosine<V>(x).cosine();
    }
}

/// The bits of both.
template <Value V>
ACTFN_INLINE inline std::pair<V, V> sine_and_cosine(V x) {
    if constexpr (core::is_fast<V>) {
        return {math::sine(x), math::cosine(x)};
    } else {
        const SineAndCosine<V> both(x);
        return {both.sine(), both.cosine()};
    }
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
