#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/simd/convert.hpp"
#include "actfn/simd/value.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The soft shrinkage function.
///
///     f(x)  = x - lambda for x > lambda, x + lambda for x < -lambda, 0 otherwise
///     f'(x) = 1 for abs(x) > lambda, 0 otherwise        f''(x) = 0
///     f' from output: 1 for y other than 0, 0 otherwise
///
/// Parameter: lambda = 0.5, finite, >= 0.
/// Special values: f(+-inf) = +-inf, +0 for abs(x) <= lambda; f'(+-lambda) = 0; NaN gives NaN.
/// Throws std::invalid_argument for a lambda that is not finite or < 0.
/// Source: Donoho, "De-noising by soft-thresholding", 1995.
template <class T = float, class Tier = standard>
struct SoftShrink : Elementwise<SoftShrink<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "soft_shrink";
    static constexpr int cost = 2;
    static constexpr bool exact_in_element_type = true;
    static constexpr Bounds bounds = {0.5, 0, 0, 0};

    static constexpr std::array parameters = {ParameterInfo{"lambda", 0.5, Valid::not_negative}};

    constexpr SoftShrink() = default;
    constexpr explicit SoftShrink(T lambda) : lambda_(core::valid<SoftShrink, 0>(lambda)) {}
    constexpr T lambda() const { return lambda_; }
    constexpr std::array<T, 1> parameter_values() const { return {lambda_}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const auto lambda = static_cast<scalar_of<V>>(lambda_);
        return (x - math::clamped(x, -lambda, lambda)) + V(0);  // the sum turns -0 into +0
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::beyond(x, core::spread<V>(lambda_), V(1));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::constant_of(x, V(0));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return math::beyond(y, V(0), V(1));
    }

    friend constexpr bool operator==(const SoftShrink& a, const SoftShrink& b) {
        return core::equal(a.lambda_, b.lambda_);
    }

private:
    T lambda_ = static_cast<T>(parameters[0].initial);
};

/// SoftShrink<T, Tier>(lambda)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto soft_shrink(X&& x, double lambda = 0.5) {
    using T = core::element_of<X>;
    return SoftShrink<T, Tier>(static_cast<T>(lambda))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(soft_shrink);

}  // namespace ACTFN_ISA
}  // namespace actfn
