// xsimd rounds on SSE2 by adding and subtracting a large number, which flags of the group -ffast-math cancel.

#include "xsimd.hpp"

int main() {
    using V = xsimd::batch<float, xsimd::sse2>;
    return upstream::report(upstream::last_lane(xsimd::nearbyint(upstream::batch<V>(2.3f))) != 2,
                            upstream::xsimd_version + " with " + upstream::compiler,
                            "nearbyint(2.3) is not 2 with -fassociative-math", "math::nearbyint in simd/value.hpp");
}
