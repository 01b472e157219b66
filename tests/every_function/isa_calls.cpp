// What one instruction set has: ISA_CALLS is the name under which it is found.

#include "isa_calls.hpp"

#include "actfn/simd/value.hpp"

namespace tests {

// Each compiled by itself, from isa_calls_of_one.cpp.
#define FUNCTION(F) extern const IsaFunction ISA_JOIN(ISA_CALLS, F);
#include "functions.inc"
#undef FUNCTION

namespace {

constexpr const IsaFunction* functions[] = {
#define FUNCTION(F) &ISA_JOIN(ISA_CALLS, F),
#include "functions.inc"
#undef FUNCTION
};

}  // namespace

extern const Isa ISA_CALLS;
const Isa ISA_CALLS = {ISA_NAME(ACTFN_ISA), ACTFN_FUSED != 0, functions};

}  // namespace tests
