#include "catalogue_impl.hpp"

namespace tests {

std::vector<Function<float>> float_standard_functions() {
    return all_functions<float, actfn::standard>();
}

}  // namespace tests
