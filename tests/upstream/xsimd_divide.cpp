// xsimd divides floats on NEON by an estimate of the reciprocal, refined twice: not the IEEE quotient.

#include "xsimd.hpp"

int main() {
    using V = xsimd::batch<float>;
    int different = 0;
    for (float x = 1; x < 2; x += 0x1p-10f) {
        const float quotient = upstream::unknown(1.0f) / upstream::unknown(x);
        if (upstream::last_lane(upstream::batch<V>(1) / upstream::batch<V>(x)) != quotient) ++different;
    }
    return upstream::report(different != 0, upstream::xsimd_version, "a quotient of floats is not correctly rounded",
                            "math::divide in simd/arithmetic.hpp");
}
