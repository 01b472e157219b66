#pragma once

#include <limits>
#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/logit.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The logit, the inverse of the sigmoid (PyTorch's with eps=None).
///
///     f(x) = log(x / (1 - x))        f'(x) = 1 / (x (1 - x))        f''(x) = (2 x - 1) / (x (1 - x))^2
///     f' from output: e^abs(y) + 2 + e^-abs(y)
///
/// Special values: f(+-0) = -inf, f(1/2) = 0, f(1) = inf; f'(+-0) = f'(1) = inf; f''(+-0) = -inf, f''(1) = inf; NaN for an
/// x < 0 or > 1 and for NaN. Domain [0, 1].
/// Source: Berkson, "Application of the logistic function to bio-assay", 1944.
template <class T = float, class Tier = standard>
struct Logit : Elementwise<Logit<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "logit";
    static constexpr int cost = 80;
    static constexpr Bounds bounds = core::bounds<T, Tier>({1.5, 2.5, 4.5, 2.0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return math::logit(x);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return in_domain(x, math::divide(V(lift<V>), lifted_variance(x)), V(infinity<V>));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        // Divided twice: the square of a small variance underflows.
        const V v = lifted_variance(x);
        const V y = math::divide(math::divide(V(lift<V>) * math::fma(V(2), x, V(-1)), v), v);
        return in_domain(x, V(lift<V>) * y, math::select(x > V(0), V(infinity<V>), V(-infinity<V>)));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        const V e = math::exp((math::abs)(y));
        return (e + V(2)) + math::divide(V(1), e);
    }

    friend constexpr bool operator==(const Logit&, const Logit&) = default;

private:
    template <Value V>
    static constexpr auto infinity = std::numeric_limits<scalar_of<V>>::infinity();

    /// A power of two by which the least subnormal number becomes a normal one.
    template <Value V>
    static constexpr scalar_of<V> lift = 0x1p64;

    /// lift x (1 - x), but 1 at the ends of the domain and beyond, where a division by it would be one by 0.
    template <Value V>
    ACTFN_INLINE static V lifted_variance(V x) {
        const V v = core::opaque(V(lift<V>) * x) * (V(1) - x);
        return math::select(v > V(0), v, V(1));
    }
    /// y inside the domain, `at_ends` at 0 and 1, NaN elsewhere.
    template <Value V>
    ACTFN_INLINE static V in_domain(V x, V y, V at_ends) {
        const V nan = V(std::numeric_limits<scalar_of<V>>::quiet_NaN());
        const V left = math::select(x > V(0), y, math::select(core::equal(x, V(0)), at_ends, nan));
        return math::select(x < V(1), left, math::select(core::equal(x, V(1)), at_ends, nan));
    }
};

/// Logit<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto logit(X&& x) {
    return Logit<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(logit);

}  // namespace ACTFN_ISA
}  // namespace actfn
