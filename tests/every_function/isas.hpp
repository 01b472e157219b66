#pragma once

#include "../support/processor.hpp"
#include "isa_calls.hpp"

namespace tests {

using Isas = IsaRoles<Isa>;

/// Those of the instruction sets compiled into the program that this machine has.
Isas isas_of_this_machine();

}  // namespace tests
