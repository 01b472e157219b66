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
#include "actfn/math/exp.hpp"
#include "actfn/math/log.hpp"
#include "actfn/math/log1p_exp.hpp"
#include "actfn/math/logistic.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/math/scaled.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The softplus.
///
///     f(x)   = log(1 + e^(beta x)) / beta = max(x, 0) + log1p(e^-abs(beta x)) / beta
///     f'(x)  = s(beta x) with the logistic function s        f''(x) = beta s'(beta x)
///     f' from output: 1 - e^(-beta y)
///
/// Parameter: beta = 1, finite and > 0. There is no threshold: the formula neither overflows nor loses digits.
/// Special values: f(-inf) = 0, f(0) = log(2) / beta, f(inf) = inf; f'(-inf) = 0, f'(0) = 1/2, f'(inf) = 1;
/// NaN gives NaN. Throws std::invalid_argument for a beta that is not finite or not > 0.
/// Source: Dugas, Bengio, Belisle, Nadeau and Garcia, "Incorporating second-order functional knowledge", NIPS 2000.
template <class T = float, class Tier = standard>
struct Softplus : Elementwise<Softplus<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "softplus";
    static constexpr bool interleaved = true;
    static constexpr int cost = 30;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.5, 2.5, 3.5, 2.0});

    static constexpr std::array parameters = {ParameterInfo{"beta", 1, Valid::positive}};

    constexpr Softplus() = default;
    constexpr explicit Softplus(T beta) : beta_(core::valid<Softplus, 0>(beta)) {}
    constexpr T beta() const { return beta_.value; }
    constexpr std::array<T, 1> parameter_values() const { return {beta()}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const auto z = bounded(scaled(math::negative_abs(x)));
        const auto inverse = math::reciprocal(scalar_of<V>(beta_.significand));
        const auto tail = math::log1p_times(math::exponential_within(z.product, z.low), V(inverse.value),
                                            V(inverse.low), core::spread<V>(beta_.exponent));
        return math::select(x > V(0), (x + tail.low) + tail.high, tail.high);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const auto z = times_beta((math::min)(V(ends_.greatest), (math::max)(V(ends_.least), x)));
        if constexpr (std::same_as<Tier, exact>) {
            return math::logistic_within<T>(z.product);
        } else {
            using Limits = std::numeric_limits<scalar_of<V>>;
            // A branch: all x of a call take the same one, and for a usual beta it is faster than a choice.
            if (ends_.least > Limits::lowest()) [[likely]]
                return math::logistic_within<T>(z.product, z.low);
            using C = math::LogisticConstants<core::precision_of<V>>;
            const auto infinite = core::equal((math::abs)(x), V(Limits::infinity()));
            const V end = math::select(x > V(0), V(C::greatest), V(C::least));
            return math::logistic_within<T>(math::select(infinite, end, z.product),
                                            math::select(infinite, V(0), z.low));
        }
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const auto z = scaled(math::negative_abs(x));
        return math::LogisticDerivatives<V>(x, z.product, z.low).gradient(beta_);
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        const auto z = scaled((math::min)(V(0), math::negate(y)));  // out of range (y < 0) e^(-beta y) may overflow
        const V g = (math::abs)(math::exponential(z.product, z.low).minus_one());
        if constexpr (std::same_as<Tier, exact>) return math::beside_tie(g, z.product);  // beta y (1 - beta y / 2)
        return g;
    }
    /// df / dbeta = -(log(1 + t) - w t / (1 + t)) / beta^2 with t = e^w and w = -abs(beta x), where no term cancels.
    template <Value V>
    ACTFN_INLINE std::array<V, 1> parameter_gradients(V x) const {
        const auto [w, low] = bounded(scaled(math::negative_abs(x)));
        const auto e = math::exponential_within(w, low);
        const V t = e.value();
        // log(1 + t) / t - w / (1 + t) = (1 - w) + rest
        const auto [line, lost] = math::two_sum(V(1), math::negate(w));
        const V rest = math::fma(w, math::divide(t, V(1) + t), math::log1p_ratio_minus_one(t));
        const V sum = line + (rest + (lost - low));
        const auto inverse = math::reciprocal(scalar_of<V>(beta_.significand));
        const auto square = math::product(inverse.value, inverse.value);
        const V square_low = V(math::fma(inverse.value + inverse.value, inverse.low, square.low));
        const V factor = core::opaque(sum * V(square.product));
        const V y = math::negate(factor + math::fma(factor, e.fraction, sum * square_low));
        return {core::scale(y, e.power - (core::spread<V>(beta_.exponent) + core::spread<V>(beta_.exponent)))};
    }

    friend constexpr bool operator==(const Softplus& a, const Softplus& b) { return a.beta_ == b.beta_; }

private:
    /// Inputs at which something ends.
    template <std::floating_point C>
    struct Ends {
        C least;     ///< s(beta x) is 0 up to here; the lowest number if it is not 0 there
        C greatest;  ///< and 1 from here on; the largest number if it is not 1 there
        C lowest;    ///< beta x does not overflow from here on, unless x is infinite

        constexpr explicit Ends(C beta)
            : least(math::finite_quotient(math::LogisticConstants<C>::least, beta)),
              greatest(math::finite_quotient(math::LogisticConstants<C>::greatest, beta)),
              lowest(math::quotient_if(beta > 1, std::numeric_limits<C>::lowest() / 2, beta,
                                       -std::numeric_limits<C>::infinity())) {}
    };

    /// z clamped to where e^z is 0 times the square of the largest number. There its rounding error, which may be a NaN, is
    /// ignored.
    template <Value V>
    ACTFN_INLINE static math::Product<V> bounded(math::Product<V> z) {
        constexpr auto least = math::ExponentialConstants<core::precision_of<V>>::least * scalar_of<V>(1.75);
        const V w = (math::max)(V(least), z.product);
        return {w, math::select(core::equal(w, z.product), z.low, V(0))};
    }
    /// beta * x and its rounding error.
    template <Value V>
    ACTFN_INLINE math::Product<V> times_beta(V x) const {
        if constexpr (std::same_as<Tier, exact>) {
            return {core::spread<V>(beta_.value) * x, V(0)};  // the product of two floats is exact in double
        } else {
            return math::product(V(beta_.value), x);
        }
    }
    /// The same for any x <= 0. For a finite one whose product would overflow, another one whose exponential is also 0.
    template <Value V>
    ACTFN_INLINE math::Product<V> scaled(V x) const {
        if constexpr (std::same_as<Tier, exact>) {
            return times_beta(x);
        } else {
            return times_beta((math::max)(V(ends_.lowest), x));
        }
    }

    core::Parameter<T> beta_ = static_cast<T>(parameters[0].initial);
    Ends<core::compute_t<T, Tier>> ends_{static_cast<core::compute_t<T, Tier>>(beta_.value)};
};

/// Softplus<T, Tier>(beta)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto softplus(X&& x, double beta = 1) {
    using T = core::element_of<X>;
    return Softplus<T, Tier>(static_cast<T>(beta))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(softplus);

}  // namespace ACTFN_ISA
}  // namespace actfn
