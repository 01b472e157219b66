#pragma once

#include <concepts>
#include <type_traits>

#include "actfn/simd/value.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// How functors are applied to a number type N that formulas are not evaluated on: dual numbers, long double. Not defined
/// for any type; number_types.hpp specialises it for Eigen::AutoDiffScalar and long double, and a program for its own:
///
///     template <>
///     struct actfn::NumberTraits<Dual> {
///         static double value(const Dual& x) { return x.a; }
///         static Dual chain(const Dual& x, double y, double dy) { return {y, dy * x.b}; }
///     };
///
/// `value(x)` is what f and f' are evaluated on: a float, a double, or again a number with traits. `chain(x, y, dy)` is
/// the number whose value is y = f(value(x)), given dy = f'(value(x)).
template <class N>
struct NumberTraits;

namespace core {

template <class N>
concept Number = requires(const N& x) {
    NumberTraits<N>::value(x);
};

/// The element type at the bottom of N: of the functors that can be applied to it.
template <class N>
struct innermost {
    using type = N;
};
template <Number N>
struct innermost<N> : innermost<std::remove_cvref_t<decltype(NumberTraits<N>::value(std::declval<const N&>()))>> {};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
