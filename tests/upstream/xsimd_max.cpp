// xsimd's max of a number and a NaN: which of the two a batch returns is not what the scalar does.

#include "xsimd.hpp"

#include <cmath>

int main() {
    using V = xsimd::batch<float>;
    const bool of_batch = std::isnan(upstream::last_lane(xsimd::max(upstream::batch<V>(0), upstream::batch<V>(NAN))));
    const bool of_scalar = std::isnan(xsimd::max(upstream::unknown(0.0f), upstream::unknown(NAN)));
    return upstream::report(of_batch != of_scalar, upstream::xsimd_version,
                            "max(0, NaN) is NaN for a batch or for a scalar, not for both",
                            "math::max and math::min in simd/value.hpp");
}
