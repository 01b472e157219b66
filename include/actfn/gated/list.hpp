#pragma once

// The gated units that have names, once: what finds a unit by its name is made from here.

#include <array>
#include <string_view>
#include <tuple>

#include "actfn/base/precision.hpp"
#include "actfn/gated/clamped_swiglu.hpp"
#include "actfn/gated/glu.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// Every gated unit with a name.
template <class T, class Tier = standard>
using AllGatedUnits = std::tuple<GLU<T, Tier>, GTU<T, Tier>, BilinearGLU<T, Tier>, ReGLU<T, Tier>, SwiGLU<T, Tier>,
                                 GEGLU<T, Tier>, GEGLUTanh<T, Tier>, QuickGEGLU<T, Tier>, ClampedSwiGLU<T, Tier>>;

/// Their names, in the same order.
inline constexpr std::array<std::string_view, 9> gated_unit_names = {
    "glu", "gtu", "bilinear_glu", "reglu", "swiglu", "geglu", "geglu_tanh", "quick_geglu", "clamped_swiglu"};

}  // namespace ACTFN_ISA
}  // namespace actfn
