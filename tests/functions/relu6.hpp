#pragma once

// The rectified linear unit capped at 6 against its definition (Krizhevsky, 2010).

#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/relu6.hpp"
#include "hard_tanh.hpp"

namespace tests {

template <class R, class T, class Tier>
auto reference(const actfn::ReLU6<T, Tier>&) {
    return HardTanhReference<R>(R(0), R(6));
}

template <>
struct FunctionData<actfn::ReLU6> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // By the formula in the documentation of torch.nn.ReLU6.
    static std::vector<Literal> published() {
        return {{-10, "0", 0}, {-1, "0", 0}, {0, "0", 0}, {3, "3", 0}, {6, "6", 0}, {7, "6", 0}};
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::ReLU6<T, Tier>&) {
        return special_values_of_clamp(T(0), T(6));
    }
};

}  // namespace tests
