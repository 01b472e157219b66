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

/// The unit step (Heaviside function).
///
///     f(x) = 0 for x < 0, at_zero for x = 0, 1 for x > 0        f'(x) = 0, at 0 too        f''(x) = 0
///
/// Parameter: at_zero = 0, finite. There is no f' from output: y does not tell where x lies in a piece.
/// Special values: f(-inf) = 0, f(+-0) = at_zero, f(inf) = 1; NaN gives NaN.
/// Throws std::invalid_argument for an at_zero that is not finite.
/// Source: McCulloch and Pitts, "A logical calculus of the ideas immanent in nervous activity", 1943.
template <class T = float, class Tier = standard>
struct Step : Elementwise<Step<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "step";
    static constexpr int cost = 2;
    static constexpr bool exact_in_element_type = true;
    static constexpr Bounds bounds = {0, 0, 0, 0};

    static constexpr std::array parameters = {ParameterInfo{"at_zero", 0}};

    constexpr Step() = default;
    constexpr explicit Step(T at_zero) : at_zero_(core::valid<Step, 0>(at_zero)) {}
    constexpr T at_zero() const { return at_zero_; }
    constexpr std::array<T, 1> parameter_values() const { return {at_zero_}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const V zero_or_nan = (math::max)(V(0), x);
        const V not_positive = math::select(core::equal(x, V(0)), core::spread<V>(at_zero_), zero_or_nan);
        return math::select(x > V(0), V(1), not_positive);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::constant_of(x, V(0));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::constant_of(x, V(0));
    }

    friend constexpr bool operator==(const Step& a, const Step& b) { return core::equal(a.at_zero_, b.at_zero_); }

private:
    T at_zero_ = static_cast<T>(parameters[0].initial);
};

/// Step<T, Tier>(at_zero)(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto step(X&& x, double at_zero = 0) {
    using T = core::element_of<X>;
    return Step<T, Tier>(static_cast<T>(at_zero))(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(step);

}  // namespace ACTFN_ISA
}  // namespace actfn
