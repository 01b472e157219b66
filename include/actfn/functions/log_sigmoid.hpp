#pragma once

#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/log1p_exp.hpp"
#include "actfn/math/logistic.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The logarithm of the logistic function s.
///
///     f(x)   = log(s(x)) = -log(1 + e^-x) = min(x, 0) - log1p(e^-abs(x))
///     f'(x)  = s(-x)        f''(x) = -s'(x)
///     f' from output: 1 - e^y
///
/// Special values: f(-inf) = -inf, f(0) = -log(2), f(inf) = -0; f'(-inf) = 1, f'(0) = 1/2, f'(inf) = 0; f''(0) = -1/4,
/// f''(+-inf) = -0; NaN gives NaN. Range [-inf, 0].
/// Source: PyTorch's LogSigmoid; it is minus the softplus of -x (Dugas, Bengio, Belisle, Nadeau and Garcia, 2000).
template <class T = float, class Tier = standard>
struct LogSigmoid : Elementwise<LogSigmoid<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "log_sigmoid";
    static constexpr bool interleaved = true;
    static constexpr int cost = 30;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.0, 2.5, 2.75, 2.0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const auto tail = math::log1p_times(math::exponential(math::negative_abs(x)), V(1), V(0), V(0));
        const V minus_tail = math::negate(tail.high);
        return math::select(x > V(0), minus_tail, (x - tail.low) + minus_tail);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::logistic<T>(math::negate(x));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::negate(math::logistic_gradient(x));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return (math::abs)(math::exponential((math::min)(V(0), y)).minus_one());
    }

    friend constexpr bool operator==(const LogSigmoid&, const LogSigmoid&) = default;
};

/// LogSigmoid<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto log_sigmoid(X&& x) {
    return LogSigmoid<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(log_sigmoid);

}  // namespace ACTFN_ISA
}  // namespace actfn
