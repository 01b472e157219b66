// Compiled with the vectoriser off: what a plain loop over std::exp costs.

#include "formulas.hpp"

void bench::add_scalar_rows(Rows& rows) {
    add_textbook_rows<float>(rows, "scalar");
    add_textbook_rows<double>(rows, "scalar");
}
