#include "functions.hpp"

namespace bench {

void add_standard_functions(Rows& rows) {
    add_functions(rows, standard, measured(actfn::AllFunctions<float>()));
}

}  // namespace bench
