#pragma once

#include <array>
#include <concepts>
#include <limits>
#include <string_view>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/expanded_integral.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/math/scaled.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
/// The expanded integral of the exponential linear unit (xIELU).
///
///     f(x)   = alpha_p x^2 + beta x for x > 0, alpha_n (e^x - 1 - x) + beta x otherwise
///     f'(x)  = 2 alpha_p x + beta for x > 0, alpha_n (e^x - 1) + beta otherwise
///     f''(x) = 2 alpha_p for x > 0, alpha_n e^x otherwise
///     f' from output: none, since two inputs may have the same output
///
/// Parameters: alpha_p = 0.8, alpha_n = 0.8, beta = 0.5, finite. They are the ones of the formula: where the paper learns them it
/// learns a and b with alpha_p = softplus(a) and alpha_n = beta + softplus(b).
/// Special values: with the defaults, f(+-inf) = inf, f(-0) = -0; f'(-inf) = beta - alpha_n, f'(0) = beta, f'(inf) = inf;
/// f''(-inf) = 0, f''(0) = alpha_n, f''(inf) = 2 alpha_p; NaN gives NaN. For beta between 0 and alpha_n f' has the root
/// log(1 - beta / alpha_n), -0.9808293 for the defaults, and f another one below.
/// Throws std::invalid_argument for a parameter that is not finite.
/// Source: Huang and Schlag, "Deriving activation functions using integration", 2024.
template <class T = float, class Tier = standard>
struct XIELU : Elementwise<XIELU<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "xielu";
    static constexpr bool interleaved = true;
    static constexpr int cost = 30;
    static constexpr Bounds bounds = core::bounds<T, Tier>({ACTFN_FUSED ? 2.0 : 2.5, 1.5, 1.5, 0});

    static constexpr std::array parameters = {ParameterInfo{"alpha_p", 0.8}, ParameterInfo{"alpha_n", 0.8},
                                              ParameterInfo{"beta", 0.5}};

    constexpr XIELU() = default;
    constexpr explicit XIELU(T alpha_p, T alpha_n, T beta)
        : alpha_p_(core::valid<XIELU, 0>(alpha_p)),
          alpha_n_(core::valid<XIELU, 1>(alpha_n)),
          beta_(core::valid<XIELU, 2>(beta)) {}
    constexpr T alpha_p() const { return alpha_p_; }
    constexpr T alpha_n() const { return alpha_n_.value; }
    constexpr T beta() const { return beta_; }
    constexpr std::array<T, 3> parameter_values() const { return {alpha_p(), alpha_n(), beta()}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using S = scalar_of<V>;
        constexpr S greatest = (std::numeric_limits<S>::max)();
        const auto a = static_cast<S>(alpha_p_);
        const auto b = static_cast<S>(beta_);
        const bool linear = core::equal(a, S(0));
        // A line of half the height, which does not overflow, times 2 x, which does not either.
        const bool large = (math::max)((math::abs)(a), (math::abs)(b)) > greatest / 4;
        const V factor = large ? (math::min)(V(greatest / 2), positive(x, false)) * V(2)
                               : positive(x, linear && core::equal(b, S(0)));
        const S unit = large ? S(0.5) : S(1);
        const V above = math::times_line<to_narrower>(factor, V(unit * a), positive(x, linear), V(unit * b));
        // opaque: clang 14 otherwise joins the two pieces of a scalar, and loses the sign of f(-0).
        return math::select(x > V(0), above, below<V>().value(core::opaque(x)));
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        using S = scalar_of<V>;
        const auto a = static_cast<S>(alpha_p_);
        const auto b = static_cast<S>(beta_);
        // Half of f' beside a large beta, which may bring back a sum that overflows; a tiny one loses digits by it.
        const bool whole = (math::abs)(b) < S(1);
        const bool steep = (math::abs)(a) > S(1);
        const V factor = positive(x, core::equal(a, S(0))) * V(whole && steep ? S(2) : S(1));
        const V above = math::times_line<to_narrower>(V(whole ? S(1) : S(2)), V(whole && !steep ? a + a : a), factor,
                                                      V(whole ? b : S(0.5) * b));
        // Where the line is level, nothing is left of it.
        const bool level = core::equal(beta_, alpha_n_.value);
        const V curve = level ? math::exponential_up_to_one(x).times(alpha_n_) : below<V>().gradient(x);
        return math::select(x > V(0), above, curve);
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const V above = core::spread<V>(alpha_p_) + core::spread<V>(alpha_p_);
        return math::select(x > V(0), above, math::exponential_up_to_one(x).times(alpha_n_));
    }
    /// df / dalpha_p = x^2 for x > 0, 0 otherwise; df / dalpha_n = 0 for x > 0, e^x - 1 - x otherwise; df / dbeta = x.
    template <Value V>
    ACTFN_INLINE std::array<V, 3> parameter_gradients(V x) const {
        using S = scalar_of<V>;
        const V above = positive(x, false);
        return {above * above, math::ExpandedIntegral<V, to_narrower>(S(1), S(0)).value(core::opaque(x)), x};
    }

    friend constexpr bool operator==(const XIELU& a, const XIELU& b) {
        return core::equal(a.alpha_p_, b.alpha_p_) && a.alpha_n_ == b.alpha_n_ && core::equal(a.beta_, b.beta_);
    }

private:
    static constexpr bool to_narrower = std::same_as<Tier, exact>;

    /// x, but 0 for x < 0, where a product that is not chosen might overflow, and the greatest number for infinity if that is
    /// to be multiplied by 0.
    template <Value V>
    ACTFN_INLINE static V positive(V x, bool times_zero) {
        using Limits = std::numeric_limits<scalar_of<V>>;
        return (math::max)(V(0), (math::min)(V(times_zero ? (Limits::max)() : Limits::infinity()), x));
    }

    /// The piece for x <= 0.
    template <Value V>
    ACTFN_INLINE auto below() const {
        using S = scalar_of<V>;
        return math::ExpandedIntegral<V, to_narrower>(static_cast<S>(alpha_n_.value), static_cast<S>(beta_));
    }

    T alpha_p_ = static_cast<T>(parameters[0].initial);
    core::Parameter<T> alpha_n_ = static_cast<T>(parameters[1].initial);
    T beta_ = static_cast<T>(parameters[2].initial);
};

/// XIELU<T, Tier>(alpha_p, alpha_n, beta)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto xielu(X&& x, double alpha_p = 0.8, double alpha_n = 0.8, double beta = 0.5) {
    using T = core::element_of<X>;
    const XIELU<T, Tier> f(static_cast<T>(alpha_p), static_cast<T>(alpha_n), static_cast<T>(beta));
    return f(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(xielu);

}  // namespace ACTFN_ISA
}  // namespace actfn
