#include "isas.hpp"

namespace exhaustive {

#if !defined(EXHAUSTIVE_ONE_ISA)

extern const Isa sse2_calls;
extern const Isa avx2_calls;
extern const Isa avx512_calls;

Isas isas_of_this_machine() {
    // The x86-64-v3 and -v4 levels; older compilers do not know them by these names.
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
    const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                        __builtin_cpu_supports("avx512cd");
    Isas isas;
    if (avx512) isas.judged.push_back(&avx512_calls);
    if (avx2) (avx512 ? isas.compared : isas.judged).push_back(&avx2_calls);
    isas.judged.push_back(&sse2_calls);
    return isas;
}

#else

extern const Isa the_calls;

Isas isas_of_this_machine() {
    return {{&the_calls}, {}};
}

#endif

}  // namespace exhaustive
