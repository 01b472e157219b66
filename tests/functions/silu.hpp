#pragma once

// The sigmoid linear unit against its definition, x / (1 + e^-x) (Elfwing, Uchibe and Doya, 2018).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/silu.hpp"
#include "swish_reference.hpp"

namespace tests {

template <class R, class T, class Tier>
auto reference(const actfn::SiLU<T, Tier>&) {
    return SwishReference<R>(R(1));
}

template <>
struct FunctionData<actfn::SiLU> {
    static std::vector<std::vector<double>> parameters() { return {}; }

    // Documentation of tf.keras.activations.swish (TensorFlow 2.13), in float.
    static std::vector<Literal> published() {
        return {
            {-20, "-4.1223075e-08", 1e-7}, {-1, "-0.26894143", 1e-7}, {0, "0", 0},
            {1, "0.73105860", 1e-7},       {20, "20", 1e-7},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::SiLU<T, Tier>&) {
        return special_values_of_swish(T(1));
    }
};

}  // namespace tests
