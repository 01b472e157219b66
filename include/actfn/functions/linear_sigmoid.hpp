#pragma once

#include <array>
#include <concepts>
#include <limits>
#include <string_view>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/simd/convert.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// ONNX's HardSigmoid: a line that is cut off at 0 and 1 (Keras 2 has its defaults; PyTorch's is HardSigmoid).
///
///     f(x)  = min(max(alpha x + beta, 0), 1)
///     f'(x) = alpha for 0 < alpha x + beta < 1, 0 otherwise        f''(x) = 0
///     f' from output: alpha for 0 < y < 1, 0 otherwise; throws for an alpha < 0
///
/// Parameters: alpha = 0.2, beta = 0.5, finite.
/// Special values: f(-inf) = 0, f(inf) = 1 for an alpha > 0; f is constant for an alpha of 0; f' is 0 where alpha x +
/// beta is 0 or 1; NaN gives NaN. Range [0, 1]. Throws std::invalid_argument for parameters that are not finite.
/// Source: Courbariaux, Bengio and David, "BinaryConnect", 2015; ONNX, operator HardSigmoid.
template <class T = float, class Tier = standard>
struct LinearSigmoid : Elementwise<LinearSigmoid<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "linear_sigmoid";
    static constexpr int cost = 3;
    static constexpr bool exact_in_element_type = ACTFN_FUSED != 0;  // without FMA tiny products are rounded
    static constexpr Bounds bounds = core::bounds<T, Tier>({ACTFN_FUSED ? core::rounded_once : 1.0, 0, 0, 0});

    static constexpr std::array parameters = {ParameterInfo{"alpha", 0.2}, ParameterInfo{"beta", 0.5}};

    constexpr LinearSigmoid() = default;
    constexpr explicit LinearSigmoid(T alpha, T beta)
        : alpha_(core::valid<LinearSigmoid, 0>(alpha)), beta_(core::valid<LinearSigmoid, 1>(beta)) {}
    constexpr T alpha() const { return alpha_; }
    constexpr T beta() const { return beta_; }
    constexpr std::array<T, 2> parameter_values() const { return {alpha_, beta_}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using S = scalar_of<V>;
        const S unit = unit_of_sum<S>();
        const S slope = unit * S(alpha_);
        const S offset = unit * S(beta_);
        V y = line(x, slope, offset);
        // The product of two floats is exact in double.
        constexpr bool in_double = std::numeric_limits<S>::digits > 24;
        if constexpr (std::same_as<Tier, exact> && in_double)
            y = math::sum_beside_tie(y, V(slope) * bounded(x, slope), V(offset));
        return math::clamped(y, 0, 1);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        // Which piece x is on is told from the signs of alpha x + beta and 1 - (alpha x + beta), not from their rounded
        // values.
        using S = scalar_of<V>;
        const S unit = unit_of_sum<S>();
        const auto [rest, low] = math::two_sum(unit, -(unit * S(beta_)));
        const V below_one = line(x, -(unit * S(alpha_)), rest) + V(low);
        return math::above((math::min)(above_zero(x), below_one), V(0), core::spread<V>(alpha_), V(0));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::constant_of(x, V(0));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return math::between(y, V(0), V(1), core::spread<V>(alpha_));
    }
    void check_from_output() const { core::require_output_determines_input(alpha_, name, "alpha"); }

    friend constexpr bool operator==(const LinearSigmoid& a, const LinearSigmoid& b) {
        return core::equal(a.alpha_, b.alpha_) && core::equal(a.beta_, b.beta_);
    }

private:
    template <class S>
    static S magnitude(S x) {
        return x < 0 ? -x : x;
    }
    /// x, but no more than a number whose product with the slope does not overflow.
    template <Value V>
    ACTFN_INLINE static V bounded(V x, scalar_of<V> slope) {
        constexpr auto greatest = (std::numeric_limits<scalar_of<V>>::max)();
        const auto steep = magnitude(slope);
        const V bound = V(math::quotient_if(steep > 1, greatest / 2, steep, greatest));
        return (math::max)(math::negate(bound), (math::min)(bound, x));
    }
    /// slope * x + offset, for the bounded x; the sum's sign is not changed by that.
    template <Value V>
    ACTFN_INLINE static V line(V x, scalar_of<V> slope, scalar_of<V> offset) {
        return math::multiply_add(V(slope), bounded(x, slope), V(offset));
    }
    /// What alpha and beta are multiplied by where their sum could overflow. It has no value between 0 and 1 there.
    template <class S>
    S unit_of_sum() const {
        return magnitude(S(beta_)) > (std::numeric_limits<S>::max)() / 256 ? S(0.25) : S(1);
    }
    /// A number with the sign of alpha x + beta, where that underflows, too.
    template <Value V>
    ACTFN_INLINE V above_zero(V x) const {
        using S = scalar_of<V>;
        constexpr bool narrow = std::numeric_limits<S>::digits == 24;
        constexpr S large = narrow ? S(0x1p100) : S(0x1p900);
        constexpr S steep = narrow ? S(0x1p24) : S(0x1p53);
        const S alpha = S(alpha_);
        const S beta = S(beta_);
        const bool none = core::equal(beta, S(0));
        const S unit = magnitude(beta) < 1 / large && magnitude(alpha) < steep ? large : unit_of_sum<S>();
        return line(x, none ? S((alpha > 0) - (alpha < 0)) : unit * alpha, none ? beta : unit * beta);
    }

    T alpha_ = static_cast<T>(parameters[0].initial);
    T beta_ = static_cast<T>(parameters[1].initial);
};

/// LinearSigmoid<T, Tier>(alpha, beta)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto linear_sigmoid(X&& x, double alpha = 0.2, double beta = 0.5) {
    using T = core::element_of<X>;
    return LinearSigmoid<T, Tier>(static_cast<T>(alpha), static_cast<T>(beta))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(linear_sigmoid);

}  // namespace ACTFN_ISA
}  // namespace actfn
