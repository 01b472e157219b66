#pragma once

#include <array>
#include <concepts>
#include <limits>
#include <string_view>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/functions/softplus.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/math/scaled.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The softplus with a threshold above which it is x: PyTorch's Softplus with both of its parameters.
///
///     f(x)   = x for beta x > threshold, log(1 + e^(beta x)) / beta otherwise
///     f'(x)  = 1 for beta x > threshold, s(beta x) with the logistic function s otherwise
///     f''(x) = 0 for beta x > threshold, beta s'(beta x) otherwise
///     f' from output: none, since f falls at the threshold, from log(1 + e^threshold) / beta to threshold / beta
///
/// Parameters: beta = 1, finite and > 0; threshold = 20, finite. beta x is the real product. Softplus has no threshold, which is
/// there in other libraries because their e^(beta x) overflows.
/// Special values: f(-inf) = 0, f(inf) = inf; f'(-inf) = 0, f'(inf) = 1; for a threshold >= 0 f(0) = log(2) / beta and
/// f'(0) = 1/2; NaN gives NaN. Throws std::invalid_argument for a parameter that is not finite, or a beta that is not > 0.
/// Source: PyTorch, torch.nn.Softplus.
template <class T = float, class Tier = standard>
struct ThresholdedSoftplus : Elementwise<ThresholdedSoftplus<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "thresholded_softplus";
    static constexpr bool interleaved = true;
    static constexpr int cost = 30;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.5, 2.5, 3.5, 0});

    static constexpr std::array parameters = {ParameterInfo{"beta", 1, Valid::positive},
                                              ParameterInfo{"threshold", 20}};

    constexpr ThresholdedSoftplus() = default;
    constexpr explicit ThresholdedSoftplus(T beta, T threshold)
        : softplus_(core::valid<ThresholdedSoftplus, 0>(beta)),
          threshold_(core::valid<ThresholdedSoftplus, 1>(threshold)) {}
    constexpr T beta() const { return softplus_.beta(); }
    constexpr T threshold() const { return threshold_.value; }
    constexpr std::array<T, 2> parameter_values() const { return {beta(), threshold()}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return beyond(x, x, softplus_.value(x));
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return beyond(x, V(1), softplus_.gradient(x));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return beyond(x, V(0), softplus_.curvature(x));
    }
    /// df / dbeta = 0 for beta x > threshold, that of Softplus otherwise; df / dthreshold = 0.
    template <Value V>
    ACTFN_INLINE std::array<V, 2> parameter_gradients(V x) const {
        return {beyond(x, V(0), softplus_.parameter_gradients(x)[0]), math::constant_of(x, V(0))};
    }

    friend constexpr bool operator==(const ThresholdedSoftplus& a, const ThresholdedSoftplus& b) {
        return a.softplus_ == b.softplus_ && a.threshold_ == b.threshold_;
    }

private:
    /// Beta and the threshold times a power of two, so that the difference of beta x and the threshold neither overflows
    /// nor loses what tells its sign.
    template <std::floating_point S>
    struct Scaled {
        S beta;
        S threshold;
        S end;  ///< up to here beta x does not overflow; a larger x is on the same side, or both pieces are the same there

        constexpr Scaled(S whole_beta, S whole_threshold) {
            const S unit = unit_of(whole_beta, whole_threshold < 0 ? -whole_threshold : whole_threshold);
            constexpr S half_of_max = (std::numeric_limits<S>::max)() / 2;
            beta = whole_beta * unit;
            threshold = whole_threshold * unit;
            end = math::quotient_if(beta > 1, half_of_max, beta, half_of_max);
        }

    private:
        static constexpr S unit_of(S whole_beta, S distance) {
            constexpr S large = std::numeric_limits<S>::digits == 24 ? S(0x1p60) : S(0x1p200);
            if (distance > S(0x1p100)) return S(0.25);
            return distance < 1 / large && whole_beta < large ? large : S(1);
        }
    };

    /// a where beta x is above the threshold, otherwise b.
    template <Value V>
    ACTFN_INLINE V beyond(V x, V a, V b) const {
        const V end = V(scaled_.end);
        const auto z = math::product(V(scaled_.beta), (math::max)(math::negate(end), (math::min)(end, x)));
        const V excess = core::opaque(z.product - V(scaled_.threshold)) + z.low;
        return math::select(excess > V(0), a, b);
    }

    Softplus<T, Tier> softplus_;
    core::Parameter<T> threshold_ = static_cast<T>(parameters[1].initial);
    using C = core::compute_t<T, Tier>;
    Scaled<C> scaled_ = Scaled<C>(static_cast<C>(beta()), static_cast<C>(threshold()));
};

/// ThresholdedSoftplus<T, Tier>(beta, threshold)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto thresholded_softplus(X&& x, double beta = 1, double threshold = 20) {
    using T = core::element_of<X>;
    return ThresholdedSoftplus<T, Tier>(static_cast<T>(beta), static_cast<T>(threshold))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(thresholded_softplus);

}  // namespace ACTFN_ISA
}  // namespace actfn
