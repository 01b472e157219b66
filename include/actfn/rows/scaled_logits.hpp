#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>

#include "actfn/math/error_free.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The logits z = scale x + mask of elements of type T, computed in C.
template <class T, class C>
struct ScaledLogits {
    static constexpr T infinity = std::numeric_limits<T>::infinity();

    /// The greatest number that can be multiplied by the scale.
    static T greatest_times(T scale) {
        constexpr T largest = (std::numeric_limits<T>::max)();
        const T factor = (math::abs)(scale);
        if (!(factor > 1)) return largest;
        const T quotient = largest / factor;
        const auto quarter =
            math::product(quotient / 4, factor);  // which does not overflow if the quotient is too great
        const T more = (quarter.product - largest / 4) + quarter.low;
        return more > 0 ? quotient - quotient * (std::numeric_limits<T>::epsilon() / 2) : quotient;
    }

    /// z, and the rounding error of it in the element type. A mask of -inf takes precedence over any x.
    template <class V>
    struct Logit {
        V z;
        V low;
    };
    /// Where finite numbers would overflow, z is the greatest number instead: no NaN, and no flag. `scale` ends with
    /// the numbers of SoftmaxWithOptions::scale_of_all().
    template <class V, std::size_t K, std::size_t In>
    ACTFN_INLINE static Logit<V> at(const std::array<V, K>& scale, const std::array<V, In>& x_and_mask) {
        V x = x_and_mask[0];
        if constexpr (In == 2) x = math::select(x_and_mask[1] == V(scalar_of<V>(-infinity)), V(0), x);
        // In the wider type the product is exact, and the error of the sum does not reach the result.
        if constexpr (!std::same_as<C, T>) {
            const V z = core::opaque(scale[K - 2] * x);
            if constexpr (In == 2) return {z + x_and_mask[1], V(0)};
            return {z, V(0)};
        } else {
            const V bounded = (math::max)(math::negate(scale[K - 1]), (math::min)(scale[K - 1], x));
            const auto p = math::product(scale[K - 2], bounded);
            V low = p.low;
            V z;
            if constexpr (In == 2) {
                // The sum of halves does not overflow. That of an infinite x has the sign of the product.
                constexpr T half_of_largest = (std::numeric_limits<T>::max)() / 2;
                const V half = V(T(0.5));
                const auto in_range = [](V h) ACTFN_INLINE_LAMBDA {
                    return (math::max)(V(-half_of_largest), (math::min)(V(half_of_largest), h));
                };
                const V added = in_range(half * x_and_mask[1]);
                const V half_mask = math::select((math::abs)(x) < V(infinity), added, added * V(0));  // a NaN stays
                const auto [sum, error] = math::two_sum(half * p.product, half_mask);
                low = math::fma(V(T(2)), error, low);
                const V given = (math::max)((math::abs)(x), (math::abs)(x_and_mask[1]));
                z = in_range(sum) * math::select(given < V(infinity), V(T(2)), V(infinity));
            } else {
                z = core::opaque(scale[K - 2] * math::select((math::abs)(x) < V(infinity), bounded, x));
            }
            // Not where neighbours of z are so far apart that it makes no sense.
            return {z, math::select((math::abs)(low) < V(T(4.5)), low, V(0))};
        }
    }
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
