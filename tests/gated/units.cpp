#include "units.hpp"

#include "unit_names.hpp"

namespace tests {

// Each compiled by itself, from unit_of_one.cpp.in.
#define UNIT(G)                                    \
    GatedUnit<float> gated_##G##_float_standard(); \
    GatedUnit<float> gated_##G##_float_exact();    \
    GatedUnit<double> gated_##G##_double_standard();
GATED_UNITS
#undef UNIT

template <>
const std::vector<GatedUnit<float>>& gated_units<float>() {
    static const std::vector<GatedUnit<float>> all = {
#define UNIT(G) gated_##G##_float_standard(), gated_##G##_float_exact(),
        GATED_UNITS
#undef UNIT
    };
    return all;
}

template <>
const std::vector<GatedUnit<double>>& gated_units<double>() {
    static const std::vector<GatedUnit<double>> all = {
#define UNIT(G) gated_##G##_double_standard(),
        GATED_UNITS
#undef UNIT
    };
    return all;
}

}  // namespace tests
