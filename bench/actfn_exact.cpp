#include "functions.hpp"

namespace bench {

void add_exact_functions(Rows& rows) {
    add_functions(rows, exact, measured(actfn::AllFunctions<float, actfn::exact>()));
}

}  // namespace bench
