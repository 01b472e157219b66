#include "functions.hpp"

namespace bench {

void add_double_functions(Rows& rows) {
    add_functions(rows, standard, measured(actfn::AllFunctions<double>()));
}

}  // namespace bench
