#pragma once

#include "actfn/dispatch.hpp"
#include "actfn/simd/value.hpp"

namespace tests {

/// Lets a test run for the instruction set with the bits of this unit's, and then for the best again.
struct SameBits {
    SameBits() {
        if (ACTFN_FUSED == 0) actfn::dispatch::set_isa(actfn::dispatch::isas().front());
    }
    ~SameBits() { actfn::dispatch::set_isa(actfn::dispatch::isas().back()); }
};

}  // namespace tests
