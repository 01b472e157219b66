#pragma once

// Gated units chosen when the program runs: GatedSpec, parse_gated(), to_string(), visit() and the buffer calls on a spec.
// Not part of actfn.hpp, since a call on a spec compiles the loops of every unit: include it in the one source file that
// makes such calls. Text alone (spec/gated.hpp) compiles no loop.

#include "actfn/base/gated_spec.hpp"
#include "actfn/spec/gated.hpp"
#include "actfn/spec/gated_calls.hpp"
