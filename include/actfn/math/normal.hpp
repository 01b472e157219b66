#pragma once

#include <array>
#include <cstddef>

#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/polynomial.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// Minimax polynomials (Sollya) for the tail of the normal distribution, by element type, for z from 0 to `greatest`, where
/// the results are 0: e^(z^2 / 2) Phi(-z) = value(s) / (z + shift) and
/// e^(z^2 / 2) (Phi(-z) - z phi(z)) = (root + root_low - z) gradient(s) with s = z / (z + shift) - center. They carry what
/// the rounding of ln2 costs in NormalTail's reduction.
template <class Precision>
struct NormalTailConstants;

template <>
struct NormalTailConstants<float> {
    static constexpr float shift = 0x1.dp1f;
    static constexpr float center = 0x1.8p-2f;
    static constexpr std::array<float, 10> value = {0x1.d46dbep-1f, -0x1.8ae0dp0f, 0x1.c6de48p0f,   -0x1.41830ap0f,
                                                    0x1.2a6178p-2f, 0x1.3bcc7p-2f, -0x1.90730cp-3f, -0x1.b15d1cp-4f,
                                                    0x1.54425p-4f,  0x1.1483d8p-5f};
    static constexpr std::array<float, 9> gradient = {0x1.fed0ccp-2f,  -0x1.26186cp-2f,  0x1.43ce72p-2f,
                                                      -0x1.e491bp-3f,  0x1.74a082p-4f,   0x1.1aea12p-6f,
                                                      -0x1.02b306p-5f, -0x1.17c9d4p-10f, 0x1.55e834p-7f};
    static constexpr float root = 0x1.80ead2p-1f;
    static constexpr float root_low = -0x1.a03fd4p-27f;
    static constexpr float greatest = 15.0f;
    // Powers of two that keep every intermediate result normal where the results are subnormal.
    static constexpr int higher = 48;
    static constexpr float two_to_minus_higher = 0x1p-48f;
};

/// Of rational functions of z: e^(z^2 / 2) Phi(-z) = value(z) / below(z) and
/// e^(z^2 / 2) (Phi(-z) - z phi(z)) = (root - z) gradient(z) / below(z).
template <>
struct NormalTailConstants<fast> : NormalTailConstants<float> {
    static constexpr std::array<float, 3> value = {0x1.0001b6p-1f, 0x1.1e4b4p-2f, 0x1.025726p-4f};
    static constexpr std::array<float, 4> gradient = {0x1.5487a4p-1f, 0x1.73acf6p-1f, 0x1.50b7cep-2f, 0x1.0219e4p-4f};
    static constexpr std::array<float, 4> below = {0x1p0f, 0x1.5b9b6ap0f, 0x1.694cbep-1f, 0x1.4372eap-3f};
};

template <>
struct NormalTailConstants<double> {
    static constexpr double shift = 0x1p2;
    static constexpr double center = 0x1.cp-2;
    static constexpr std::array<double, 24> value = {
        0x1.ace71446617a1p-1, -0x1.6d84e693451ebp0,  0x1.d9fce4cefc995p0,    -0x1.bdf30d40e336p0,
        0x1.06e72f52356d7p0,  -0x1.2177b3f943a23p-3, -0x1.3b4b0f661cdcap-2,  0x1.67529c06d3ef4p-3,
        0x1.8f792aae7182cp-4, -0x1.a2fea1ad3332ap-4, -0x1.856ec9a2646bep-5,  0x1.cf0e9c833488dp-5,
        0x1.2326bcff27a7cp-5, -0x1.d69e54b48e559p-6, -0x1.fc69c10f11342p-6,  0x1.3554338c4171bp-7,
        0x1.a3ba56b63f5a1p-6, 0x1.2988cfd62aaf1p-8,  -0x1.1818e716c48edp-6,  -0x1.a873484c98ee5p-7,
        0x1.cfd6976d6cae6p-8, 0x1.d0ded2cc28452p-7,  -0x1.2704495dcb557p-11, -0x1.004266ee23eddp-7};
    static constexpr std::array<double, 22> gradient = {
        0x1.e78fa7cab8aafp-2,  -0x1.eb0177e89ad8ep-3,  0x1.269516c16b7b7p-2,   -0x1.0f37ab5cd1628p-2,
        0x1.5a78859032258p-3,  -0x1.a60de43dcb907p-5,  -0x1.51553e1dac3f8p-6,  0x1.93a1f5f6ff5dap-6,
        0x1.30b7dd1a810bbp-10, -0x1.56572f6ce3797p-7,  0x1.8e86c300eb2afp-13,  0x1.51406aa499fa9p-8,
        0x1.99effe1b73c65p-12, -0x1.6ffa747504c8dp-9,  -0x1.d18085455c68ap-11, 0x1.846f837df14ap-10,
        0x1.18828d58f454fp-10, -0x1.48b07d4fc2b2cp-11, -0x1.d57da730f8657p-11, 0x1.67ff49891d848p-13,
        0x1.b706e9ab02c93p-12, -0x1.7093ce91f781bp-15};
    static constexpr double root = 0x1.80ead197f00b4p-1;
    static constexpr double root_low = -0x1.13e74c58cada8p-56;
    static constexpr double greatest = 39.0;
    static constexpr int higher = 128;
    static constexpr double two_to_minus_higher = 0x1p-128;
};

/// a - lifted * unlift for an a of z or -0, where lifted * unlift = z Phi(-z) may be subnormal.
template <Value V>
ACTFN_INLINE inline V less_lifted_tail(V a, [[maybe_unused]] V z, V lifted, scalar_of<V> unlift) {
    const V y = math::fma(lifted, V(-unlift), a);
#if ACTFN_FUSED
    return y;
#else
    // Where the product is subnormal, the difference need not be. (min: a great a would overflow, although it does not
    // count.)
    const V lifted_a = core::opaque((math::min)(z, a) * V(1 / unlift));
    const V difference = core::opaque(lifted_a - lifted) * V(unlift);
    return math::select(z < V(1), difference, y);
#endif
}

/// The tail of the normal distribution at z = abs(x): z Phi(-z) and its derivative, down to the subnormal numbers. Error:
/// 2.5 ULP (float and double; 3.5 without FMA) of the first, 3 of the second, at its root too.
///
/// e^(-z^2 / 2) = 2^n (1 - fraction / 2) with fraction = t + t^2 q(t) and t = z^2 + 2 n ln2, where the rounding error of z^2
/// counts: it is up to 2^-18.
template <Value V>
class NormalTail {
    using T = scalar_of<V>;
    using C = NormalTailConstants<T>;

public:
    /// At abs(x).
    ACTFN_INLINE explicit NormalTail(V x) {
        z_ = (math::min)(V(C::greatest), (math::abs)(x));
        const auto square = math::product(z_, z_);
        reduce(square.product, square.low);
        lifted_ = core::opaque(z_ * V(lift));
        w_ = math::divide(lifted_, z_ + V(C::shift));
    }

    /// z Phi(-z).
    ACTFN_INLINE V times_z() const { return lifted_times_z() * V(unlift); }
    /// a - z Phi(-z) for an a of z or -0.
    ACTFN_INLINE V times_z_from(V a) const { return math::less_lifted_tail(a, z_, lifted_times_z(), unlift); }
    /// Phi(-z) - z phi(z), the derivative of x Phi(x) at -z. Its digits hold at the root.
    ACTFN_INLINE V gradient() const {
        return times_density(C::gradient, core::opaque(V(C::root) - z_) + V(C::root_low), V(0)) *
               V(C::two_to_minus_higher / 2);
    }

private:
    static constexpr T lift = 0x1p64;  ///< of w_ and lifted_
    static constexpr T unlift = C::two_to_minus_higher / 2 / lift;

    /// z Phi(-z) / unlift.
    ACTFN_INLINE V lifted_times_z() const {
        // What w lost, z - w (z + shift), changes z e^(z^2 / 2) Phi(-z) by about a half of it at 0, ever less further on.
        const V below = core::opaque(z_ + V(C::shift));
        const V rest = z_ - core::opaque(below - V(C::shift));
        const V minus_w = math::negate(w_);
        const V lost = math::fma(minus_w, rest, math::fma(minus_w, below, lifted_));
        const V twice = (math::max)(V(0), math::fma(w_, V(T(-2.75) / lift), V(1)));
        return times_density(C::value, w_, lost * twice);
    }
    ACTFN_INLINE void reduce(V square, V low) {
        using E = ExponentialConstants<T>;
        constexpr T ln2 = E::ln2_high + E::ln2_low;
        const auto e = math::rounded_power<C::higher>(square, E::log2_e / -2);
#if ACTFN_FUSED
        const V reduced = math::fma(e.n, V(2 * ln2), square);  // exact
#else
        const V reduced = math::fma(e.n, V(2 * (ln2 - E::ln2_high)), math::fma(e.n, V(2 * E::ln2_high), square));
#endif
        const V t = reduced + low;
        power_ = e.power;
        fraction_ = math::fma(t * t, math::polynomial(t, halved_q), t);
    }

    /// factor * p(s) * e^(-z^2 / 2) times 2^(higher + 1): a subnormal result is rounded by the product that takes this back.
    template <std::size_t N>
    ACTFN_INLINE V times_density(const std::array<T, N>& p, V factor, V twice_lost) const {
        // p(s) and its product with the factor carry their rounding errors: without them the result is off by 3.6 ULP.
        const V s = math::fma(w_, V(1 / lift), V(-C::center));
        const V rest = math::polynomial_from<1>(s, s * s, p);
        const V sum = core::opaque(math::fma(s, rest, V(p[0])));
        const V sum_low = math::fma(s, rest, core::opaque(V(p[0]) - sum));
        const V scaled = factor * power_;
        const auto [a, a_low] = math::product(scaled, sum);
        const V low = math::fma(scaled, sum_low, a_low);
        const V twice_low = math::fma(twice_lost, power_, low + low);
        return (a + a) + math::fma(math::negate(a), fraction_, twice_low);
    }

    /// q of 2 - 2 e^(-t / 2) = t + t^2 q(t).
    static constexpr auto halved_q = [] {
        auto q = ExponentialConstants<T>::q;
        T factor = T(-0.5);
        for (T& c : q) {
            c *= factor;
            factor *= T(-0.5);
        }
        return q;
    }();

    // w = z / (z + shift) and z, lifted so that where they lose digits that count, they are not subnormal.
    V z_, lifted_, w_, power_, fraction_;
};

/// The same to the digits of `fast`, 2^n e^-r for e^(-z^2 / 2) times a quotient of polynomials in z. Error: 2^-13.2, relatively.
template <Value V>
requires core::is_fast<V>
class NormalTail<V> {
    using C = NormalTailConstants<fast>;

public:
    /// At abs(x).
    ACTFN_INLINE explicit NormalTail(V x) {
        z_ = (math::min)(V(C::greatest), (math::abs)(x));
        const V half_square = V(0.5f) * z_ * z_;
        const auto e = math::rounded_power<C::higher>(half_square, -ExponentialConstants<fast>::log2_e);
        power_ = e.power;
        exponential_ = math::exp_near_zero<1, -1>(math::plus_ln2(half_square, e.n, 1));
        below_ = math::polynomial(z_, C::below);
    }

    /// a - z Phi(-z) for an a of z or -0.
    ACTFN_INLINE V times_z_from(V a) const {
        const V lifted = z_ * math::polynomial(z_, lifted_value) * power_ * exponential_;
        return math::less_lifted_tail(a, z_, math::divide(lifted, below_), C::two_to_minus_higher / lift);
    }
    /// Phi(-z) - z phi(z). Next to the root it is rounded as the difference from it is.
    ACTFN_INLINE V gradient() const {
        const V lifted = (V(C::root) - z_) * math::polynomial(z_, C::gradient) * power_ * exponential_;
        return math::divide(lifted, below_) * V(C::two_to_minus_higher);
    }

private:
    static constexpr float lift = 0x1p64f;
    /// So that the product with a subnormal z is a normal number.
    static constexpr auto lifted_value = [] {
        auto c = C::value;
        for (float& a : c) a *= lift;
        return c;
    }();

    V z_, power_, exponential_, below_;
};

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
