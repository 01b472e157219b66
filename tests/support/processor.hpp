#pragma once

#include <string_view>
#include <vector>

namespace tests {

#if defined(__x86_64__) || defined(__i386__)
/// Whether this machine runs what is compiled with -march=x86-64-v3, or -v4; older compilers do not know these names.
inline bool has_x86_64_v3() {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
}
inline bool has_x86_64_v4() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512cd");
}
#endif

/// Instruction sets by what is done with their results: those that are judged, and those that must have the bits of the
/// first.
template <class Isa>
struct IsaRoles {
    std::vector<const Isa*> judged;
    std::vector<const Isa*> compared;
};

/// Adds what is compiled for the instruction set of this name, if this machine has it; those with FMA must come first.
template <class Isa>
void add_isa(std::string_view name, const Isa& isa, IsaRoles<Isa>& roles) {
#if defined(__x86_64__) || defined(__i386__)
    if (name == "avx512" && !has_x86_64_v4()) return;
    if (name == "avx2" && !has_x86_64_v3()) return;
#endif
    const bool same_bits = name == "avx2" && !roles.judged.empty();
    (same_bits ? roles.compared : roles.judged).push_back(&isa);
}

}  // namespace tests
