// Compiled with the vectoriser off: what a plain loop over std::exp costs.

#include "formulas.hpp"

void bench::add_scalar_rows(Rows& rows) {
    add_scalar_loops<float>(rows, "scalar");
    add_scalar_loops<double>(rows, "scalar");
}
