// What buffer calls refuse (memory/overlap.cpp), with one function instead of all, for the least compile time.

#define TESTS_QUICK 1

#include "actfn/functions/leaky_relu.hpp"
#include "every_function/catalogue_impl.hpp"
#include "gated/units.hpp"

namespace tests {

template <>
const std::vector<Function<float>>& functions<float>() {
    static const std::vector<Function<float>> one = {function<actfn::LeakyReLU<float>, false>()};
    return one;
}
template <>
const std::vector<Function<double>>& functions<double>() {
    static const std::vector<Function<double>> one = {function<actfn::LeakyReLU<double>, false>()};
    return one;
}
template <>
const std::vector<GatedUnit<float>>& gated_units<float>() {
    static const std::vector<GatedUnit<float>> none;
    return none;
}
template <>
const std::vector<GatedUnit<double>>& gated_units<double>() {
    static const std::vector<GatedUnit<double>> none;
    return none;
}

}  // namespace tests

#include "../memory/overlap.cpp"
