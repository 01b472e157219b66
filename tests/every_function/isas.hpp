#pragma once

#include <vector>

#include "isa_calls.hpp"

namespace tests {

struct Isas {
    std::vector<const Isa*> judged;    ///< the widest with FMA, if any, first
    std::vector<const Isa*> compared;  ///< others with FMA: bit for bit with the first
};

/// Those of the instruction sets compiled into the program that this machine has.
Isas isas_of_this_machine();

}  // namespace tests
