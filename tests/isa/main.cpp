// Objects for two instruction sets in one program: each must still run its own code.

#include <cmath>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

#include "calls.hpp"

namespace {

int failures = 0;

void check(bool condition, const char* what, const Calls& calls) {
    if (condition) return;
    std::printf("%s: %s\n", calls.isa, what);
    ++failures;
}

/// Results for elements with all kinds of rounding.
struct Results {
    std::vector<float> sigmoid, exact_tanh;
    std::vector<double> backward_elu, expression;
};

Results results(const Calls& calls) {
    constexpr std::size_t n = 4001;
    std::vector<float> x(n);
    std::vector<double> wide(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = (static_cast<float>(i) - 2000) * 0.013f;
        wide[i] = (static_cast<double>(i) - 2000) * 0.013;
    }
    Results r = {x, x, wide, wide};
    calls.sigmoid(x.data(), r.sigmoid.data(), n);
    calls.exact_tanh(x.data(), r.exact_tanh.data(), n);
    calls.backward_elu(wide.data(), wide.data(), r.backward_elu.data(), n);
    calls.expression(wide.data(), r.expression.data(), n);
    for (std::size_t i = 0; i < n; ++i) {
        const double s = 1 / (1 + std::exp(-static_cast<double>(x[i])));
        check(std::abs(r.sigmoid[i] - s) < 3e-7 * s, "sigmoid is wrong", calls);
        check(std::abs(r.exact_tanh[i] - std::tanh(static_cast<double>(x[i]))) < 6e-8, "exact tanh is wrong", calls);
        const double g = wide[i] > 0 ? 1 : 0.5 * std::exp(wide[i]);
        check(std::abs(r.backward_elu[i] - wide[i] * g) <= 2e-15 * std::abs(wide[i] * g), "backward of elu is wrong",
              calls);
        const double p = std::log1p(std::exp(0.7 * wide[i])) / 0.7;
        check(std::abs(r.expression[i] - p) < 2e-15 * p, "softplus is wrong", calls);
    }
    check(std::string_view(calls.refused()) == "actfn: elu: alpha must be finite, but is inf", "the message is wrong",
          calls);
    return r;
}

}  // namespace

int main() {
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
        !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl")) {
        std::puts("skipped: this processor has no AVX-512");
        return 0;
    }
    check(std::string_view(sse2_calls.isa).starts_with("sse2"), "is not the SSE2 object", sse2_calls);
    check(std::string_view(avx512_calls.isa).starts_with("avx512"), "is not the AVX-512 object", avx512_calls);
    check(sse2_calls.lanes == 4, "has not 4 lanes", sse2_calls);
    check(avx512_calls.lanes == 16, "has not 16 lanes", avx512_calls);
    check(!sse2_calls.fused, "has FMA", sse2_calls);
    check(avx512_calls.fused, "has no FMA", avx512_calls);
    const Results sse2 = results(sse2_calls);
    const Results avx512 = results(avx512_calls);
    // Without FMA some results round otherwise: were all alike, both would have run the same code.
    check(sse2.sigmoid != avx512.sigmoid, "has the bits of the other's sigmoid", sse2_calls);
    check(sse2.backward_elu != avx512.backward_elu, "has the bits of the other's elu", sse2_calls);
    check(sse2.expression != avx512.expression, "has the bits of the other's softplus", sse2_calls);
    // Where results are correctly rounded they agree everywhere.
    check(sse2.exact_tanh == avx512.exact_tanh, "differs in the exact tier", sse2_calls);
    if (failures == 0) std::printf("%s and %s, each with its own bits\n", sse2_calls.isa, avx512_calls.isa);
    return failures == 0 ? 0 : 1;
}
