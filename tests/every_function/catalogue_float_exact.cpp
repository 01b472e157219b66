#include "catalogue_impl.hpp"

namespace tests {

std::vector<Function<float>> float_exact_functions() {
    return all_functions<float, actfn::exact>();
}

}  // namespace tests
