#pragma once

#include <algorithm>
#include <concepts>

#include "actfn/base/isa.hpp"

// What generates no code is in actfn itself: it may stand in the signature of a function between units of different flags.
namespace actfn {

/// The default tier: a formula is evaluated in the element's own type, within the functor's `bounds`.
struct standard {};

/// The same formula evaluated in the next wider type and rounded once: correctly rounded on all but a handful of inputs.
struct exact {};

/// Largest errors in ULP, fractional and against the unrounded value; results below the normal range are judged in units
/// of the smallest subnormal. Valid for every finite input and every valid parameter.
struct Bounds {
    double value;        ///< f(x)
    double gradient;     ///< f.derivative(x)
    double curvature;    ///< f.second_derivative(x)
    double from_output;  ///< f.derivative_from_output(y), against g(y) for the y given
};

}  // namespace actfn

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// An element type with a formula of its own.
template <class T>
concept Scalar = std::same_as<T, float> || std::same_as<T, double>;

template <class Tier>
concept TierTag = std::same_as<Tier, standard> || std::same_as<Tier, exact>;

/// The type in which a tier evaluates the formula. `exact` of double has none; Elementwise says so.
template <class T, class Tier>
struct compute {
    using type = T;
};
template <>
struct compute<float, exact> {
    using type = double;
};
template <class T, class Tier>
using compute_t = typename compute<T, Tier>::type;

/// a == b, lane by lane: the same number exactly. In a place of its own, since -Wfloat-equal doubts that it can be meant.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wfloat-equal"
template <class V>
[[gnu::always_inline]] constexpr auto equal(V a, V b) {
    return a == b;
}
#pragma GCC diagnostic pop

/// One rounding to T of a result computed in a wider type.
inline constexpr double rounded_once = 0.501;

/// The bounds of a functor: `stated` are those of its formula in T, standard tier.
template <class T, class Tier>
constexpr Bounds bounds(Bounds stated, double exact_bound = rounded_once) {
    if (!std::same_as<Tier, exact>) return stated;
    const auto least = [exact_bound](double b) { return (std::min)(b, exact_bound); };
    return {least(stated.value), least(stated.gradient), least(stated.curvature), least(stated.from_output)};
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
