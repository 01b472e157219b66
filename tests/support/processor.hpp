#pragma once

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

}  // namespace tests
