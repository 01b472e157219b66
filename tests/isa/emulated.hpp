#pragma once

// Calls of functors, compiled for a target without vector registers and for this machine's.

#include <cmath>
#include <cstddef>
#include <vector>

struct Calls {
    const char* isa;
    void (*of_float)(const float* x, std::size_t n, float* y);  ///< y holds the results of every functor, n each
    void (*of_double)(const double* x, std::size_t n, double* y);
};

constexpr std::size_t functors_of_float = 8;
constexpr std::size_t functors_of_double = 3;

extern const Calls emulated_calls;
extern const Calls native_calls;

/// Numbers of both signs, from subnormal ones to where every function has ended.
template <class T>
std::vector<T> inputs() {
    std::vector<T> x(20011);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const int exponent = static_cast<int>(i * 137 % 160) - 152 + static_cast<int>(i % 4);
        x[i] = std::ldexp(static_cast<T>(i % 2 == 0 ? 1.37 : -1.91), exponent);
    }
    return x;
}
