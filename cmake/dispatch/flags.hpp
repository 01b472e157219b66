#pragma once

// The instruction set that the flags of a unit select, beside that which it is for: ACTFN_DISPATCH_ISA.

#include <string_view>

#include "actfn/base/isa.hpp"

#define ACTFN_DISPATCH_TEXT(x) #x
#define ACTFN_DISPATCH_NAME(x) ACTFN_DISPATCH_TEXT(x)

namespace actfn::dispatch {

/// Whether the flags add no vector instructions. On x86 alone: elsewhere one instruction set is compiled, with any flags.
constexpr bool flags_are_of(std::string_view isa) {
    constexpr std::string_view of_flags = ACTFN_DISPATCH_NAME(ACTFN_ISA_NAME(
        ACTFN_ISA_BASE, ACTFN_ISA_FMA, ACTFN_ISA_VL, ACTFN_ISA_VBMI, ACTFN_ISA_VNNI, ACTFN_ISA_ARCH, , , , , ));
    if (isa == "sse2") return of_flags == "sse2";
    if (isa == "avx2") return of_flags == "avx2_fma";
    return isa != "avx512" || of_flags == "avx512bw_fma_vl";
}
static_assert(
    flags_are_of(ACTFN_DISPATCH_NAME(ACTFN_DISPATCH_ISA)),
    "actfn: the project's flags (CMAKE_CXX_FLAGS) add instructions to the units of actfn::dispatch, which would "
    "then not run on every machine: take single -m options, such as -mavx2, out of them. (-march may stay.)");

}  // namespace actfn::dispatch
