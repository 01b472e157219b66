#pragma once

// What units compiled with different flags hand to each other: Eigen's arrays, and errors.

#include <Eigen/Core>

using Array = Eigen::ArrayXf;
using Fixed = Eigen::Array<float, 16, 1>;

struct Unit {
    const char* name;
    bool throws;
    Array (*made)(Eigen::Index n);
    Array (*passed)(Array x);
    void (*resized)(Array& x, Eigen::Index n);
    Fixed (*fixed)(const Fixed& x);
    bool (*refused)();  ///< true where a refused call throws what it should
};

extern const Unit no_exceptions_unit, sse2_unit, avx2_unit, avx512_unit, fast_math_unit, debug_unit;
