// Compiled with -O3 -ffast-math, so that the compiler turns std::exp into calls of glibc's vector library libmvec.

#include "formulas.hpp"

void bench::add_libmvec_rows(Rows& rows) {
    add_scalar_loops<float>(rows, "libmvec");
    add_scalar_loops<double>(rows, "libmvec");
}
