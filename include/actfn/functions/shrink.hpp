#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/simd/convert.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// ONNX's shrinkage function: HardShrink with a bias of 0, SoftShrink with a bias of lambda.
///
///     f(x)  = x - bias for x > lambda, x + bias for x < -lambda, 0 otherwise
///     f'(x) = 1 for abs(x) > lambda, 0 otherwise        f''(x) = 0
///     f' from output: 1 for y other than 0, 0 otherwise; throws for a bias > lambda, where f is 0 at x = bias, too
///
/// Parameters: lambda = 0.5, finite, >= 0; bias = 0, finite.
/// Special values: f(+-inf) = +-inf, +0 for abs(x) <= lambda; f'(+-lambda) = 0; NaN gives NaN.
/// Throws std::invalid_argument for parameters that are not finite and for a lambda < 0.
/// Source: ONNX, operator Shrink.
template <class T = float, class Tier = standard>
struct Shrink : Elementwise<Shrink<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "shrink";
    static constexpr int cost = 3;
    static constexpr bool exact_in_element_type = true;
    static constexpr Bounds bounds = {0.5, 0, 0, 0};

    static constexpr std::array parameters = {ParameterInfo{"lambda", 0.5, Valid::not_negative},
                                              ParameterInfo{"bias", 0}};

    constexpr Shrink() = default;
    constexpr explicit Shrink(T lambda, T bias)
        : lambda_(core::valid<Shrink, 0>(lambda)), bias_(core::valid<Shrink, 1>(bias)) {}
    constexpr T lambda() const { return lambda_; }
    constexpr T bias() const { return bias_; }
    constexpr std::array<T, 2> parameter_values() const { return {lambda_, bias_}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const V limit = core::spread<V>(lambda_);
        const V bias = core::spread<V>(bias_);
        // Both terms are chosen: the difference of those not chosen could overflow.
        return math::beyond(x, limit, x) - math::beyond(x, limit, math::select(x > V(0), bias, math::negate(bias)));
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
    void check_from_output() const {
        core::require_output_determines_input(lambda_ - bias_, name, "difference lambda - bias");
    }

    friend constexpr bool operator==(const Shrink& a, const Shrink& b) {
        return core::equal(a.lambda_, b.lambda_) && core::equal(a.bias_, b.bias_);
    }

private:
    T lambda_ = static_cast<T>(parameters[0].initial);
    T bias_ = static_cast<T>(parameters[1].initial);
};

/// Shrink<T, Tier>(lambda, bias)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto shrink(X&& x, double lambda = 0.5, double bias = 0) {
    using T = core::element_of<X>;
    return Shrink<T, Tier>(static_cast<T>(lambda), static_cast<T>(bias))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(shrink);

}  // namespace ACTFN_ISA
}  // namespace actfn
