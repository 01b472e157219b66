#include "catalogue.hpp"

namespace tests {

// Defined by a source of each function, made from catalogue_of_one.cpp.in.
#define FUNCTION(F) Entry entry_of_##F();
#include "functions.inc"
#undef FUNCTION

namespace {

const std::vector<Entry>& entries() {
    static const std::vector<Entry> all = {
#define FUNCTION(F) entry_of_##F(),
#include "functions.inc"
#undef FUNCTION
    };
    return all;
}

}  // namespace

template <>
const std::vector<Function<float>>& functions<float>() {
    static const auto all = [] {
        std::vector<Function<float>> both;
        for (const Entry& e : entries()) both.push_back(e.standard);
        for (const Entry& e : entries()) both.push_back(e.exact);
        return both;
    }();
    return all;
}

template <>
const std::vector<Function<double>>& functions<double>() {
    static const auto all = [] {
        std::vector<Function<double>> wide;
        for (const Entry& e : entries()) wide.push_back(e.wide);
        return wide;
    }();
    return all;
}

}  // namespace tests
