// Units of six sets of flags in one program that hand arrays to each other, as docs/vendoring.md says they may: EIGEN_MAX_ALIGN_BYTES and
// EIGEN_MAX_STATIC_ALIGN_BYTES are the same in all of them. One has no exceptions, and does not take them from the others.

#include <cmath>
#include <cstdio>
#include <utility>

#include "arrays.hpp"

namespace {

const Unit* const units[] = {&no_exceptions_unit, &sse2_unit, &avx2_unit, &avx512_unit, &fast_math_unit, &debug_unit};

double sigmoid(double x) {
    return 1 / (1 + std::exp(-x));
}

bool is_close(float result, double expected) {
    return std::abs(result - expected) <= 1e-5 * (std::abs(expected) + 0.01);
}

bool right(const Unit& first, const Unit& second, const Unit& third, Eigen::Index n) {
    Array x = first.made(n);
    Array y = second.passed(x);
    y = third.passed(std::move(y));
    third.resized(x, n + 5);
    const Fixed z = third.fixed(second.fixed(first.fixed(Fixed::Constant(0.5f))));
    double fixed = 0.5;
    for (int i = 0; i < 3; ++i) fixed *= sigmoid(fixed);
    double value = sigmoid(n == 1 ? 4 : -4);
    for (int i = 0; i < 2; ++i) value = std::log1p(std::exp(value)) + std::tanh(value);
    return x.size() == n + 5 && x[0] == 0 && x[n + 4] == 1 && y.size() == n && is_close(y[0], value) &&
           is_close(z[15], fixed);
}

}  // namespace

int main() {
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
        !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl")) {
        std::puts("skipped: this processor has no AVX-512");
        return 0;
    }
    int failures = 0;
    for (const Unit* first : units) {
        if (first->throws && !first->refused()) {
            std::printf("%s: a refused call does not throw its sentence\n", first->name);
            ++failures;
        }
        for (const Unit* second : units) {
            for (const Unit* third : units) {
                for (const Eigen::Index n : {1, 3, 16, 100, 1000}) {
                    if (right(*first, *second, *third, n)) continue;
                    std::printf("%s, %s, %s: wrong for %d\n", first->name, second->name, third->name,
                                static_cast<int>(n));
                    ++failures;
                }
            }
        }
    }
    return failures == 0 ? 0 : 1;
}
