#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/functions/isru.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The inverse square root linear unit: an ELU without an exponential.
///
///     f(x)   = x for x > 0, x / sqrt(q) with q = 1 + alpha x^2 otherwise
///     f'(x)  = 1 for x > 0, 1 / q^(3/2) otherwise
///     f''(x) = 0 for x > 0, -3 alpha x / q^(5/2) otherwise
///     f' from output: 1 for y > 0, (1 - alpha y^2)^(3/2) otherwise
///
/// Parameter: alpha = 1, finite, >= 0; with alpha = 0 it is the identity.
/// Special values: f(-inf) = -1 / sqrt(alpha), f(-0) = -0, f(inf) = inf; f'(0) = 1, f''(0) = 0, f'(-inf) = 0; NaN gives
/// NaN.
/// Throws std::invalid_argument for an alpha that is not finite or < 0.
/// Source: Carlile, Delamarter, Kinney, Marti and Whitney, "Improving deep learning by inverse square root linear units
/// (ISRLUs)", 2017.
template <class T = float, class Tier = standard>
struct ISRLU : Elementwise<ISRLU<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "isrlu";
    static constexpr int cost = 12;
    static constexpr Bounds bounds = ISRU<T, Tier>::bounds;

    static constexpr std::array parameters = {ParameterInfo{"alpha", 1, Valid::not_negative}};

    constexpr ISRLU() = default;
    constexpr explicit ISRLU(T alpha) : below_(core::valid<ISRLU, 0>(alpha)) {}
    constexpr T alpha() const { return below_.alpha(); }
    constexpr std::array<T, 1> parameter_values() const { return {alpha()}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        // One of the two is -0, whose addition changes nothing.
        return below_.value((math::min)(V(0), x)) + (math::max)(V(scalar_of<V>(-0.0)), x);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::select(x > V(0), V(1), below_.gradient((math::min)(V(0), x)));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::select(x > V(0), V(0), below_.curvature(math::negative_abs((math::min)(V(0), x))));
    }
    template <Value V>
    ACTFN_INLINE V gradient_from_output(V y) const {
        return math::select(y > V(0), V(1), below_.gradient_from_output((math::min)(V(0), y)));
    }

    friend constexpr bool operator==(const ISRLU&, const ISRLU&) = default;

private:
    ISRU<T, Tier> below_;
};

/// ISRLU<T, Tier>(alpha)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto isrlu(X&& x, double alpha = 1) {
    using T = core::element_of<X>;
    return ISRLU<T, Tier>(static_cast<T>(alpha))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(isrlu);

}  // namespace ACTFN_ISA
}  // namespace actfn
