#pragma once

// Softmax, log-softmax, sparsemax and entmax15, compiled once for each instruction set; nothing of actfn shows here.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

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
    int digits;             ///< actfn::Bounds::digits, which says what the bounds count
    double bound;           ///< of the forward call
    double backward_bound;  ///< of the backward call
    bool is_logarithm;
    void (*forward)(Shape shape, Executor executor, const T* x, T* y);
    void (*backward)(Shape shape, Executor executor, const T* y, const T* dy, T* dx);
};

/// An error, in units of a T of the size of `of`: its last place or, where `digits` is not 0, 2^(1 - digits) of it.
template <class T>
double in_units(long double error, long double of, int digits = 0) {
    using Limits = std::numeric_limits<T>;
    if (digits != 0) {
        const long double unit = std::ldexp(std::abs(of), 1 - digits);
        return static_cast<double>(std::abs(error) / std::max<long double>(unit, Limits::denorm_min()));
    }
    int exponent;
    std::frexp(of, &exponent);
    return static_cast<double>(std::ldexp(std::abs(error), Limits::digits - std::max(exponent, Limits::min_exponent)));
}

/// Softmax and log-softmax in float, float exact, float fast, and double.
inline constexpr std::size_t float_functors = 6;
inline constexpr std::size_t double_functors = 2;
/// Sparsemax, then entmax15, in float, float exact and float fast.
inline constexpr std::size_t sparse_functors = 6;

struct Isa {
    const char* name;
    const Functor<float>* in_float;
    const Functor<double>* in_double;
    const Functor<float>* sparse;
    double (*log_sum)(const double* x, Index n);  ///< SoftmaxState of n entries: log(sum of e^x_i)
};

}  // namespace proof
