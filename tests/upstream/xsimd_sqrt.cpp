// xsimd estimates the square roots of floats on NEON by way of the inverse root, refined twice: not the IEEE root.

#include <cmath>

#include "xsimd.hpp"

int main() {
    using V = xsimd::batch<float>;
    int different = 0;
    for (float x = 1; x < 4; x += 0x1p-10f) {
        const float root = std::sqrt(upstream::unknown(x));
        if (upstream::last_lane(xsimd::sqrt(upstream::batch<V>(x))) != root) ++different;
    }
    return upstream::report(different != 0, upstream::xsimd_version, "a square root of floats is not correctly rounded",
                            "math::sqrt in simd/arithmetic.hpp");
}
