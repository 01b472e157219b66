#pragma once

#include <cstddef>
#include <limits>
#include <utility>

#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// a * b = product + low, exactly unless something over- or underflows (then low may be NaN: exponential() ignores it).
template <Value V>
struct Product {
    V product;
    V low;
};

template <Value V>
ACTFN_INLINE inline Product<V> product(V a, V b) {
    const V p = a * b;
#if ACTFN_FUSED
    return {p, math::fma(a, b, math::negate(p))};
#else
    if constexpr (core::InterleavedBatches<V>) {
        Product<V> all;
        for (std::size_t i = 0; i < a.data.size(); ++i) {
            const auto one = math::product(a.data[i], b.data[i]);
            all.product.data[i] = one.product;
            all.low.data[i] = one.low;
        }
        return all;
    } else {
        // Without FMA the factors are split into halves by masking bits; the products of halves are exact. opaque:
        // otherwise -ffast-math would join the halves again.
        const auto split = [](V x) ACTFN_INLINE_LAMBDA {
            using Bits = typename core::value_traits<V>::bits;
            using Word = typename core::value_traits<scalar_of<V>>::bits;
            constexpr int low_bits = sizeof(Word) == 4 ? 12 : 27;
            const V high = core::reinterpret<V>(Bits(core::reinterpret<Bits>(x) & Bits(Word(~Word(0) << low_bits))));
            return Product<V>{high, core::opaque(x - high)};
        };
        const auto [a_high, a_low] = split(a);
        const auto [b_high, b_low] = split(b);
        const V first = core::opaque(a_high * b_high - core::opaque(p));
        const V second = core::opaque(first + a_high * b_low);
        const V low = core::opaque(second + a_low * b_high) + a_low * b_low;
        // The partial products of a tiny product underflow.
        using Limits = std::numeric_limits<scalar_of<V>>;
        return {p, math::select((math::abs)(p) < V((Limits::min)() / Limits::epsilon()), V(0), low)};
    }
#endif
}

/// 2^64 x^2 for an x that is not greater than 1: where the square's rounding error would be subnormal, it is not.
template <Value V>
ACTFN_INLINE inline Product<V> lifted_square(V x) {
    const V root = core::opaque(x * V(scalar_of<V>(0x1p32)));
    return math::product(root, root);
}
/// 2^-64 y.
template <Value V>
ACTFN_INLINE inline V lowered(V y) {
    return y * V(scalar_of<V>(0x1p-64));
}

/// high + low.
template <Value V>
struct TwoParts {
    V high;
    V low;
};

/// a * b + c, for a c of the sign of the product and with so few bits that their sum less c is exact. Accurate to half the
/// digits of the low part.
template <Value V>
ACTFN_INLINE inline TwoParts<V> product_plus(V a, V b, V c) {
    TwoParts<V> sum;  // members are assigned in place: if copied in, g++ spills interleaved batches
#if ACTFN_FUSED
    sum.high = core::opaque(math::fma(a, b, c));
    sum.low = math::fma(a, b, c - sum.high);
#else
    const auto p = math::product(a, b);
    sum.high = core::opaque(p.product + c);
    sum.low = core::opaque(p.product - core::opaque(sum.high - c)) + p.low;
#endif
    return sum;
}

/// a * b + c for a c of the sign of the product, with what rounding the sum loses, not the product: 0 with FMA.
template <Value V>
ACTFN_INLINE inline TwoParts<V> sum_with_rest(V a, V b, V c) {
#if ACTFN_FUSED
    return {math::fma(a, b, c), V(0)};
#else
    const V product = core::opaque(a * b);
    const V sum = core::opaque(product + c);
    return {sum, product - core::opaque(sum - c)};
#endif
}

/// a * b + c rounded once where the product nearly cancels c, without FMA too.
template <Value V>
ACTFN_INLINE inline V cancelling_fma(V a, V b, V c) {
#if ACTFN_FUSED
    return math::fma(a, b, c);
#else
    const auto p = math::product(a, b);
    const V sum = core::opaque(p.product + core::opaque(c));          // opaque: c may itself be a difference
    return math::select(core::equal(p.low, V(0)), sum, sum + p.low);  // a low part of 0 would lose the sign of -0
#endif
}

/// 1 / x = value + low, where low is accurate to half its digits.
template <Value V>
struct Reciprocal {
    V value;
    V low;
};

template <Value V>
ACTFN_INLINE inline Reciprocal<V> reciprocal(V x) {
    const V value = math::divide(V(1), x);
#if ACTFN_FUSED
    return {value, math::negate(math::fma(value, x, V(-1))) * value};
#else
    const auto one = math::product(value, x);
    // opaque: a compiler that fused 1 - value * x would count the low part twice, and -ffast-math would first add the
    // product and the low part.
    return {value, (core::opaque(V(1) - core::opaque(one.product)) - one.low) * value};
#endif
}

/// a + b = sum + error exactly (Knuth), hidden from an optimiser that would cancel the error.
template <Value V>
ACTFN_INLINE constexpr std::pair<V, V> two_sum(V a, V b) {
    const V sum = core::opaque(a + b);
    const V b_part = core::opaque(sum - a);
    return {sum, core::opaque(a - core::opaque(sum - b_part)) + core::opaque(b - b_part)};
}

/// The same for a b that is 0 or of no greater magnitude than a (Dekker).
template <Value V>
ACTFN_INLINE inline std::pair<V, V> fast_two_sum(V a, V b) {
    const V sum = core::opaque(a + b);
    return {sum, core::opaque(b - core::opaque(sum - a))};
}

/// a * b + c, whose digits no cancellation loses: rounded once where the instruction set has FMA, without it to little
/// more than half an ULP where the product does not underflow.
template <Value V>
ACTFN_INLINE inline V multiply_add(V a, V b, V c) {
#if ACTFN_FUSED
    return math::fma(a, b, c);
#else
    const auto [high, low] = math::product(a, b);
    const auto [sum, error] = math::two_sum(high, c);
    const V rest = error + low;
    // Beside an infinite sum the rest is a NaN, and adding a rest of 0 would lose the sign of a sum of 0.
    return math::select((math::abs)(rest) > V(0), sum + rest, sum);
#endif
}

/// (sum + low)^N for a low that is not greater than the rounding error of the sum.
template <int N, Value V>
ACTFN_INLINE inline V power(V sum, V low) {
    static_assert(N == 2 || N == 3);
    const V square = math::fma(sum, sum, V(N) * core::opaque(sum * low));
    return N == 2 ? square : square * sum;
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
