#pragma once

// The same calls, compiled once for each instruction set; nothing of actfn shows here, and no std:: function that both
// objects would define.

#include <cstddef>

struct Calls {
    const char* isa;
    std::size_t lanes;
    bool fused;
    void (*sigmoid)(const float* x, float* y, std::size_t n);
    void (*exact_tanh)(const float* x, float* y, std::size_t n);
    void (*backward_elu)(const double* x, const double* dy, double* dx, std::size_t n);
    void (*expression)(const double* x, double* y, std::size_t n);
    const char* (*refused)();  ///< the message of a call that is refused
};

extern const Calls sse2_calls;
extern const Calls avx512_calls;
