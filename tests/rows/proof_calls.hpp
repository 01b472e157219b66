#pragma once

// Softmax and log-softmax, compiled once for each instruction set; nothing of actfn shows here.

#include <cstddef>

namespace proof {

using Index = std::ptrdiff_t;

/// Does n pieces of work in parts: calls part(work, begin, end).
using Part = void (*)(const void* work, Index begin, Index end);
struct Executor {
    Index threads;
    void (*run)(Index threads, Index n, const void* work, Part part);
};

/// `lines` distributions of n entries: one behind the other (along), or entry by entry side by side (across).
struct Shape {
    Index n;
    Index lines;
    bool along;
};

template <class T>
struct Functor {
    const char* name;
    double bound;           ///< of the forward call, in ULP
    double backward_bound;  ///< of the backward call
    bool is_logarithm;
    void (*forward)(Shape shape, Executor executor, const T* x, T* y);
    void (*backward)(Shape shape, Executor executor, const T* y, const T* dy, T* dx);
};

/// Softmax and log-softmax in float, in float exact, and in double.
inline constexpr std::size_t float_functors = 4;
inline constexpr std::size_t double_functors = 2;

struct Isa {
    const char* name;
    const Functor<float>* in_float;
    const Functor<double>* in_double;
    double (*log_sum)(const double* x, Index n);  ///< SoftmaxState of n entries: log(sum of e^x_i)
};

}  // namespace proof
