#pragma once

// The element types of slopes and of their gradients, beside those of the arrays of a call.

#include <concepts>

#include "actfn/base/precision.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// In the place of T in check_types(): elements of T, or of its slopes.
template <class T>
struct WithSlopes {};
template <class T, class E>
inline constexpr bool has_elements<WithSlopes<T>, E> = std::same_as<E, T> || std::same_as<E, lane_type<T>>;

/// Fails to compile unless the arrays X have elements of T, and dslope, of type DS, has those of T's slopes. Silent where
/// check_types() reports an error.
template <class T, class DS, class... X>
constexpr bool check_slopes() {
    constexpr bool types = !Stored<T> || (!Stored<elements_of<DS>> && !(... || std::same_as<elements_of<X>, float>));
    static_assert(types,
                  "actfn: of elements of 16 bits, the slopes and dslope are floats, and the other arrays have the "
                  "functor's element type.");
    return types;
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
