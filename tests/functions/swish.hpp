#pragma once

// Swish against its definition, x / (1 + e^(-beta x)) (Ramachandran, Zoph and Le, 2017).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/swish.hpp"
#include "swish_reference.hpp"

namespace tests {

template <class R, class T, class Tier>
auto reference(const actfn::Swish<T, Tier>& f) {
    return SwishReference<R>(R(f.beta()));
}

template <>
struct FunctionData<actfn::Swish> {
    static std::vector<std::vector<double>> parameters() {
        return {{0.0}, {0.3}, {1e-3}, {1e3}, {1.5}, {1e-38}, {1e38}, {-0.5}, {-1e3}};
    }

    // Documentation of tf.keras.activations.swish (TensorFlow 2.13), in float.
    static std::vector<Literal> published() {
        return {
            {-20, "-4.1223075e-08", 1e-7}, {-1, "-0.26894143", 1e-7}, {0, "0", 0},
            {1, "0.73105860", 1e-7},       {20, "20", 1e-7},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::Swish<T, Tier>& f) {
        return special_values_of_swish(f.beta());
    }
};

}  // namespace tests
