// g++ fuses a product and a sum that stand in different statements; clang, only within an expression.

#include "upstream.hpp"

int main() {
    if (!__builtin_cpu_supports("fma")) {
        std::puts("skipped: this processor has no FMA");
        return 0;
    }
    constexpr double e = 0x1p-30;
    const double a = upstream::unknown(1 + e);
    const double product = a * a;
    const double rest = product - upstream::unknown(1 + 2 * e);
    return upstream::report(rest != 0, upstream::compiler, "a sum is fused with the product of an earlier statement",
                            "opaque in two_sum (rows/strip.hpp), reciprocal and difference (math/error_free.hpp)");
}
