#include "isas.hpp"

#include "../support/processor.hpp"

namespace tests {

#if defined(TESTS_ONE_ISA)

extern const Isa the_calls;

Isas isas_of_this_machine() {
    return {{&the_calls}, {}};
}

#else

extern const Isa sse2_calls;
extern const Isa avx2_calls;
extern const Isa avx512_calls;

Isas isas_of_this_machine() {
    const bool avx2 = has_x86_64_v3();
    const bool avx512 = has_x86_64_v4();
    Isas isas;
    if (avx512) isas.judged.push_back(&avx512_calls);
    if (avx2) (avx512 ? isas.compared : isas.judged).push_back(&avx2_calls);
    isas.judged.push_back(&sse2_calls);
    return isas;
}

#endif

}  // namespace tests
