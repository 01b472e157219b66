// g++ makes -fma(a, b, c) one instruction, -(a * b) - c, which has the other zero where a * b = -c.

#include <cmath>

#include "upstream.hpp"

int main() {
    if (!__builtin_cpu_supports("fma")) {
        std::puts("skipped: this processor has no FMA");
        return 0;
    }
    const double negated = -std::fma(upstream::unknown(1.0), upstream::unknown(1.0), upstream::unknown(-1.0));
    return upstream::report(!std::signbit(negated), upstream::compiler, "-fma(1, 1, -1) is +0",
                            "opaque in expm1_below_zero() in math/piecewise.hpp");
}
