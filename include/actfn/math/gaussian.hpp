#pragma once

#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// Where x^2 e^(-x^2 / 2) is 0, by element type.
template <core::Scalar T>
inline constexpr T end_of_gaussian = T(15);
template <>
inline constexpr double end_of_gaussian<double> = 39;

/// e^(-x^2), or e^(-x^2 / 2), with what its derivatives need. The rounding error of x^2 counts: it is up to 2^-18.
template <Value V>
struct GaussianPower {
    V magnitude;  ///< abs(x), bounded where x^2 times the power is 0
    Product<V> square;
    Exponential<V> power;

    /// e^(-x^2).
    ACTFN_INLINE static GaussianPower of_square(V x) {
        return GaussianPower(x, scalar_of<V>(0.75) * end_of_gaussian<scalar_of<V>>, V(-1));
    }
    /// e^(-x^2 / 2).
    ACTFN_INLINE static GaussianPower of_half_square(V x) {
        return GaussianPower(x, end_of_gaussian<scalar_of<V>>, V(scalar_of<V>(-0.5)));
    }

private:
    ACTFN_INLINE GaussianPower(V x, scalar_of<V> end, V factor)
        : magnitude((math::min)(V(end), (math::abs)(x))),
          square(math::product(magnitude, magnitude)),
          power(math::exponential_within(factor * square.product, factor * square.low)) {}
};

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
