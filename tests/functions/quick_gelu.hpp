#pragma once

// The sigmoid approximation of GELU against its definition, x / (1 + e^(-1.702 x)) (Hendrycks and Gimpel, 2016).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/quick_gelu.hpp"
#include "swish_reference.hpp"

namespace tests {

template <class R, class T, class Tier>
auto reference(const actfn::QuickGELU<T, Tier>&) {
    return SwishReference<R>(number<R>(Real::decimal("1.702")));
}

template <>
struct FunctionData<actfn::QuickGELU> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Documentation of OneFlow (nn.QuickGELU) at -0.5, 0 and 0.5, of tinygrad (Tensor.quick_gelu) elsewhere.
    static std::vector<Literal> published() {
        return {
            {-3, "-0.0181", 3e-3}, {-2, "-0.0643", 8e-4}, {-1, "-0.1542", 4e-4}, {-0.5, "-0.1496", 4e-4}, {0, "0", 0},
            {0.5, "0.3504", 2e-4}, {1, "0.8458", 6e-5},   {2, "1.9357", 3e-5},   {3, "2.9819", 2e-5},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::QuickGELU<T, Tier>&) {
        return special_values_of_swish(static_cast<T>(1.702));
    }
};

}  // namespace tests
