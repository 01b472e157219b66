// xsimd's unary minus on AVX-512 is 0 - x, which gives +0 for +0.

#include "xsimd.hpp"

#include <cmath>

int main() {
    if (!__builtin_cpu_supports("avx512bw")) {
        std::puts("skipped: this processor has no AVX-512");
        return 0;
    }
    using V = xsimd::batch<float, xsimd::avx512f>;
    return upstream::report(!std::signbit(upstream::last_lane(-upstream::batch<V>(0))), upstream::xsimd_version,
                            "-(+0) is +0", "math::negate in simd/value.hpp");
}
