#include "catalogue.hpp"

namespace tests {

template <>
const std::vector<Function<float>>& functions<float>() {
    static const auto all = [] {
        auto both = float_standard_functions();
        for (auto& f : float_exact_functions()) both.push_back(std::move(f));
        return both;
    }();
    return all;
}

template <>
const std::vector<Function<double>>& functions<double>() {
    static const auto all = double_functions();
    return all;
}

}  // namespace tests
