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
#include "actfn/math/logistic.hpp"
#include "actfn/math/logistic_product.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/math/scaled.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// Swish, with the logistic function s.
///
///     f(x)   = x s(beta x)
///     f'(x)  = s(z) + z s'(z) with z = beta x        f''(x) = beta (2 s'(z) + z s''(z))
///     f' from output: none, since two inputs have the same output
///
/// Parameter: beta = 1, finite; SiLU is the faster one for beta = 1.
/// Special values: for beta > 0 f(-inf) = -0, f(+-0) = +-0, f(inf) = inf; f'(-inf) = -0, f'(0) = 1/2, f'(inf) = 1;
/// f''(0) = beta / 2, f''(+-inf) = -0. For beta < 0 f(x) is minus what it is for -beta at -x, for beta = 0 it is x / 2. NaN
/// gives NaN. f' has the root -1.2784645 / beta, f'' has the roots +-2.3993573 / beta. Throws std::invalid_argument for a
/// beta that is not finite.
/// Source: Ramachandran, Zoph and Le, "Searching for activation functions", 2017.
template <class T = float, class Tier = standard>
struct Swish : Elementwise<Swish<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "swish";
    static constexpr bool interleaved = true;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.5, 4.0, 6.0, 0});

    static constexpr std::array parameters = {ParameterInfo{"beta", 1}};

    constexpr Swish() = default;
    constexpr explicit Swish(T beta) : beta_(core::valid<Swish, 0>(beta)) {}
    constexpr T beta() const { return beta_.value; }
    constexpr std::array<T, 1> parameter_values() const { return {beta()}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using Limits = std::numeric_limits<scalar_of<V>>;
        const bool none = core::equal(beta_.value, T(0));
        const auto least = ends_.least;
        // f is odd in x and beta together.
        const V y = x * core::spread<V>(sign());
        const V bounded = (math::max)(V(none ? -Limits::infinity() : least), y);
        const V within = (math::min)(V(ends_.greatest), (math::max)(V(least), y));
        const auto of_z = [&](auto... z) ACTFN_INLINE_LAMBDA { return math::logistic_product(bounded, z...); };
        // The limit, also where beta x is small up to the greatest x.
        const V limit = V(none ? -Limits::infinity() : scalar_of<V>(-0.0));
        const V f = math::select(core::equal(y, V(-Limits::infinity())), limit, with_scaled(within, of_z)) *
                    core::spread<V>(sign());
        // x / 2 (1 + beta x / 2)
        if constexpr (std::same_as<Tier, exact>) return math::beside_tie(f, core::spread<V>(beta_.value) * x);
        return f;
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const auto of_z = [&](auto... z) ACTFN_INLINE_LAMBDA {
            return math::logistic_product_gradient(x * core::spread<V>(sign()), z...);
        };
        return with_magnitude(x, scalar_of<V>(0), of_z);
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const auto of_z = [this](auto... z)
                              ACTFN_INLINE_LAMBDA { return math::logistic_product_curvature(beta_, z...); };
        const V y = with_magnitude(x, static_cast<scalar_of<V>>(-beta_.exponent), of_z);
        if constexpr (std::same_as<Tier, exact>) {
            const V z = core::spread<V>(beta_.value) * x;
            return math::beside_tie(y, math::negate(z) * z);  // beta / 2 (1 - z^2 / 2)
        }
        return y;
    }
    /// df / dbeta = x^2 s'(z) = x^2 t / (1 + t)^2 with t = e^-abs(z).
    template <Value V>
    ACTFN_INLINE std::array<V, 1> parameter_gradients(V x) const {
        const V u = (math::min)(V(-ends_.farthest), (math::abs)(x));
        const auto of_z = [u](auto... z) ACTFN_INLINE_LAMBDA {
            const auto e = math::exponential_within(z...);
            return math::times_logistic_gradient(u, u, e, math::nearbyint(e.power * V(scalar_of<V>(0.5))));
        };
        return {with_magnitude(x, of_square<scalar_of<V>>, of_z)};
    }

    friend constexpr bool operator==(const Swish& a, const Swish& b) { return a.beta_ == b.beta_; }

private:
    /// The exponent of the square of the largest number, negative: see with_magnitude().
    template <std::floating_point S>
    static constexpr auto of_square = static_cast<S>(-2 * std::numeric_limits<S>::max_exponent);

    /// Inputs at which something ends.
    template <std::floating_point S>
    struct Ends {
        S least, greatest;  ///< abs(f) is 0 up to the one, abs(x) from the other on
        S farthest;         ///< all derivatives, df / dbeta too, are 0 up to here, and beta x is finite

        constexpr explicit Ends(const core::Parameter<S>& beta) {
            using C = math::LogisticProductConstants<S>;
            const S size = beta.value < 0 ? -beta.value : beta.value;
            least = math::finite_quotient(C::least(beta.exponent), size);
            greatest = math::finite_quotient(C::greatest, size);
            farthest = math::finite_quotient(2 * C::least(of_square<S>), size);
        }
    };

    constexpr T sign() const { return beta_.value < 0 ? T(-1) : T(1); }
    constexpr T magnitude() const { return beta_.value < 0 ? -beta_.value : beta_.value; }

    /// f(z, low) with abs(beta) x = z + low. In the exact tier f(z), since the product of two floats is exact in double.
    template <Value V, class F>
    ACTFN_INLINE V with_scaled(V x, const F& f) const {
        if constexpr (std::same_as<Tier, exact>) {
            return f(core::spread<V>(magnitude()) * x);
        } else {
            const auto z = math::product(core::spread<V>(magnitude()), x);
            return f(z.product, z.low);
        }
    }
    /// The same with -abs(beta x), but not less than where 2^-exponent times a derivative of x s(x) is 0.
    template <Value V, class F>
    ACTFN_INLINE V with_magnitude(V x, scalar_of<V> exponent, const F& f) const {
        using Limits = std::numeric_limits<scalar_of<V>>;
        const auto least = math::LogisticProductConstants<scalar_of<V>>::least(exponent);
        // An infinite x stays infinite where all finite ones have finite products, but 0 times it would be a NaN.
        const bool infinite = magnitude() <= 1 && magnitude() > 0;
        const V x_bounded = (math::max)(V(infinite ? -Limits::infinity() : ends_.farthest), math::negative_abs(x));
        return with_scaled(x_bounded, [&](V z, auto... low) ACTFN_INLINE_LAMBDA {
            const V bounded = (math::max)(V(least), z);
            return f(bounded, math::select(core::equal(bounded, z), low, V(0))...);
        });
    }

    core::Parameter<T> beta_ = static_cast<T>(parameters[0].initial);
    Ends<core::compute_t<T, Tier>> ends_{static_cast<core::compute_t<T, Tier>>(beta_.value)};
};

/// Swish<T, Tier>(beta)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto swish(X&& x, double beta = 1) {
    using T = core::element_of<X>;
    return Swish<T, Tier>(static_cast<T>(beta))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(swish);

}  // namespace ACTFN_ISA
}  // namespace actfn
