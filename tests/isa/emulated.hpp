#pragma once

// Calls of functors, compiled for a target without vector registers and for this machine's.

#include <cstddef>

struct Calls {
    const char* isa;
    void (*of_float)(const float* x, std::size_t n, float* y);  ///< y holds the results of every functor, n each
    void (*of_double)(const double* x, std::size_t n, double* y);
};

constexpr std::size_t functors_of_float = 7;
constexpr std::size_t functors_of_double = 3;

extern const Calls emulated_calls;
extern const Calls native_calls;
