// xsimd's exp is infinite from 88.376 on, short of log(FLT_MAX) = 88.72.

#include "xsimd.hpp"

#include <cmath>

int main() {
    using V = xsimd::batch<float>;
    return upstream::report(std::isinf(upstream::last_lane(xsimd::exp(upstream::batch<V>(88.5f)))),
                            upstream::xsimd_version, "exp(88.5f) is infinite", "math::exp in math/exp.hpp");
}
