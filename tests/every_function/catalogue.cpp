#include "catalogue.hpp"

namespace tests {

// Each compiled by itself, from catalogue_of_one.cpp.in.
#define FUNCTION(F) Function<float> F##_float_standard();
#include "functions.inc"
#undef FUNCTION
#define FUNCTION(F)                    \
    Function<float> F##_float_exact(); \
    Function<float> F##_float_fast();  \
    Function<double> F##_double_standard();
#include "functions_with_every_call.inc"
#undef FUNCTION

template <>
const std::vector<Function<float>>& functions<float>() {
    static const std::vector<Function<float>> all = {
#define FUNCTION(F) F##_float_standard(),
#include "functions.inc"
#undef FUNCTION
#define FUNCTION(F) F##_float_exact(), F##_float_fast(),
#include "functions_with_every_call.inc"
#undef FUNCTION
    };
    return all;
}

template <>
const std::vector<Function<double>>& functions<double>() {
    static const std::vector<Function<double>> all = {
#define FUNCTION(F) F##_double_standard(),
#include "functions_with_every_call.inc"
#undef FUNCTION
    };
    return all;
}

}  // namespace tests
