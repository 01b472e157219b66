#pragma once

// The randomized leaky rectified linear unit in evaluation against its definition (Xu, Wang, Chen and Li, 2015).

#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/rrelu.hpp"
#include "leaky_relu.hpp"

namespace tests {

/// In evaluation (Xu, Wang, Chen and Li, 2015): the leaky one whose slope is the real mean of the bounds.
template <class R>
struct RReluReference : LeakyReluReference<R> {
    RReluReference(const R& lower, const R& upper) : LeakyReluReference<R>(scaled(lower + upper, -1)) {}
};

template <class R, class T, class Tier>
auto reference(const actfn::RReLU<T, Tier>& f) {
    return RReluReference<R>(R(f.lower()), R(f.upper()));
}

template <>
struct FunctionData<actfn::RReLU> {
    static std::vector<std::vector<double>> parameters() {
        // The half of three times the least float is none.
        return {{0, 0},        {1, 1},       {0, 1},    {0.1, 0.3},    {1e-3, 1e3},
                {-0.25, 0.75}, {2e38, 3e38}, {-1, 0.3}, {-1e3, -1e-3}, {0x3p-149, 0x3p-149}};
    }

    // By the formula in the documentation of torch.nn.RReLU: (1/8 + 1/3) / 2 = 11/48.
    static std::vector<Literal> published() {
        return {
            {-48, "-11", 1e-7}, {-96, "-22", 1e-7}, {-1, "-0.22916666666666667", 1e-7},
            {0, "0", 0},        {1, "1", 0},        {48, "48", 0},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::RReLU<T, Tier>& f) {
        return leaky_special_values(f.slope());
    }
    static std::vector<std::vector<double>> special_parameters() { return {{0, 0}, {-0.25, 0.25}, {-0.5, -0.25}}; }
};

}  // namespace tests
