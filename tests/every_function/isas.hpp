#pragma once

#include "sweep.hpp"

namespace exhaustive {

/// Those of the instruction sets compiled into the program that this machine has.
Isas isas_of_this_machine();

}  // namespace exhaustive
