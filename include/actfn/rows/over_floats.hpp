#pragma once

// In which type and tier a function over lines of 16-bit elements is computed.

#include <concepts>
#include <type_traits>

#include "actfn/base/precision.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The tier in float of what has elements of T, 16 bits: the kernels of `fast` have too few digits for half.
template <class T, class Tier>
using tier_over_floats = std::conditional_t<std::same_as<Tier, fast> && format_of<T> == Format::half, standard, Tier>;

/// The functor that computes what S does: of elements of 16 bits that of float.
template <class S>
struct over_floats {
    using type = S;
};
template <template <class, class> class S, Stored T, class Tier>
struct over_floats<S<T, Tier>> {
    using type = S<float, tier_over_floats<T, Tier>>;
};
template <class S>
using over_floats_t = typename over_floats<S>::type;

/// The bounds of a function over lines. Those of 16-bit elements round a result in float, which is rounded itself.
template <class T, class Tier>
constexpr Bounds bounds_over_lines(const Bounds& stated, double fast_value = 1) {
    Bounds b = core::bounds<T, Tier>(stated, 0.51, fast_value);
    if constexpr (Stored<T> && std::same_as<Tier, exact>) {
        for (double* bound : {&b.value, &b.gradient}) *bound = *bound > 0 ? rounded_once : 0;
    }
    return b;
}

/// The bounds of a loss and of its gradient. Of logits of 16 bits the loss is a float, and its bound in ULP of float.
template <class T, class Tier>
constexpr Bounds bounds_of_loss(const Bounds& stated) {
    if constexpr (!Stored<T>) {
        return core::bounds<T, Tier>(stated, 0.51);
    } else {
        const Bounds of_float = core::bounds<float, tier_over_floats<T, Tier>>(stated, 0.51);
        Bounds b = core::bounds_over_lines<T, Tier>(stated);
        b.value = of_float.digits > 0 ? 0x1p12 * of_float.value : of_float.value;
        return b;
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
