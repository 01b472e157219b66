// clang++ 14 chooses between 0 and a widened float before the widening, and takes the 0 where the float is -0.

#include <cmath>

#include "upstream.hpp"

namespace {

/// x for an x <= 0, twice; half of x so that both choices stay.
double sum(float narrow) {
    const double x = narrow;
    const double least = 0 < x ? 0 : x;
    return least + (x > 0 ? 1 : least / 2);
}

}  // namespace

int main() {
    return upstream::report(!std::signbit(sum(upstream::unknown(-0.0f))), upstream::compiler, "min(0, -0) is +0",
                            "opaque in core::convert in simd/convert.hpp");
}
