#pragma once

#include <array>
#include <concepts>
#include <limits>
#include <string_view>
#include <type_traits>
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
        const auto& sum = lines(scalar_of<V>()).sum;
        V y = sum.at(x);
        // The product of two floats is exact in double.
        constexpr bool in_double = std::numeric_limits<scalar_of<V>>::digits > 24;
        if constexpr (std::same_as<Tier, exact> && in_double)
            y = math::sum_beside_tie(y, sum.product(x), V(sum.offset));
        return math::clamped(y, 0, 1);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        // Which piece x is on is told from the signs of alpha x + beta and 1 - (alpha x + beta), not from their rounded
        // values.
        const auto& all = lines(scalar_of<V>());
        const V below_one = all.below_one.at(x) + V(all.low);
        return math::above((math::min)(all.above_zero.at(x), below_one), V(0), core::spread<V>(alpha_), V(0));
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
    /// slope x + offset for an x no greater than a number whose product with the slope does not overflow; the sign of the sum
    /// is not changed by that.
    template <std::floating_point C>
    struct Line {
        C slope, offset, end;

        constexpr Line(C slope_of_x, C constant) : slope(slope_of_x), offset(constant) {
            constexpr C greatest = (std::numeric_limits<C>::max)();
            const C steep = magnitude(slope);
            end = math::quotient_if(steep > 1, greatest / 2, steep, greatest);
        }
        template <Value V>
        ACTFN_INLINE V bounded(V x) const {
            return (math::max)(V(-end), (math::min)(V(end), x));
        }
        template <Value V>
        ACTFN_INLINE V product(V x) const {
            return V(slope) * bounded(x);
        }
        template <Value V>
        ACTFN_INLINE V at(V x) const {
            return math::multiply_add(V(slope), bounded(x), V(offset));
        }
    };
    /// All times a power of two where the sum of alpha x and beta could overflow. It has no value between 0 and 1 there.
    template <std::floating_point C>
    struct Lines {
        Line<C> sum;
        Line<C> above_zero;  ///< of the sign of alpha x + beta, where that underflows, too
        Line<C> below_one;   ///< and low: of the sign of 1 - (alpha x + beta)
        C low;

        constexpr Lines(C alpha, C beta)
            : Lines(alpha, beta, magnitude(beta) > (std::numeric_limits<C>::max)() / 256 ? C(0.25) : C(1)) {}

    private:
        constexpr Lines(C alpha, C beta, C unit) : Lines(alpha, beta, unit, math::two_sum(unit, -(unit * beta))) {}
        constexpr Lines(C alpha, C beta, C unit, const std::pair<C, C>& rest)
            : sum(unit * alpha, unit * beta),
              above_zero(above(alpha, beta, unit)),
              // Without a rest the sign is that of -x for every alpha > 0, where the product underflows, too.
              below_one(core::equal(rest.first, C(0)) ? -sign(alpha) : -(unit * alpha), rest.first),
              low(rest.second) {}

        static constexpr Line<C> above(C alpha, C beta, C unit) {
            constexpr bool narrow = std::numeric_limits<C>::digits == 24;
            constexpr C large = narrow ? C(0x1p100) : C(0x1p900);
            constexpr C steep = narrow ? C(0x1p24) : C(0x1p53);
            if (core::equal(beta, C(0))) return {sign(alpha), beta};
            const C factor = magnitude(beta) < 1 / large && magnitude(alpha) < steep ? large : unit;
            return {factor * alpha, factor * beta};
        }
        static constexpr C sign(C x) { return static_cast<C>((x > 0) - (x < 0)); }
    };
    template <std::floating_point C>
    static constexpr C magnitude(C x) {
        return x < 0 ? -x : x;
    }

    using Lane = core::lane_type<T>;
    /// Those for numbers of the given type: kept, or in a wider type formed anew.
    ACTFN_INLINE const Lines<Lane>& lines(Lane) const { return lines_; }
    template <std::floating_point S>
    ACTFN_INLINE Lines<S> lines(S) const {
        return Lines<S>(static_cast<S>(alpha_), static_cast<S>(beta_));
    }

    T alpha_ = static_cast<T>(parameters[0].initial);
    T beta_ = static_cast<T>(parameters[1].initial);
    // In a type that no instruction set changes: a functor crosses from one to another by its bytes.
    Lines<Lane> lines_ = Lines<Lane>(static_cast<Lane>(alpha_), static_cast<Lane>(beta_));
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
