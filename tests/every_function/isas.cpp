#include "isas.hpp"

namespace tests {

#define ISA(name) extern const Isa name##_calls;
#include "isas.inc"
#undef ISA

Isas isas_of_this_machine() {
    Isas isas;
#define ISA(name) add_isa(#name, name##_calls, isas);
#include "isas.inc"
#undef ISA
    return isas;
}

}  // namespace tests
