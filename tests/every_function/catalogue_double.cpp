#include "catalogue_impl.hpp"

namespace tests {

std::vector<Function<double>> double_functions() {
    return all_functions<double, actfn::standard>();
}

}  // namespace tests
