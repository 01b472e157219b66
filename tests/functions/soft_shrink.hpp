#pragma once

// The soft shrinkage function against its definition (Donoho, 1995): ONNX's with a bias of lambda.

#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/soft_shrink.hpp"
#include "shrink.hpp"

namespace tests {

template <class R, class T, class Tier>
auto reference(const actfn::SoftShrink<T, Tier>& f) {
    return ShrinkReference<R>(R(f.lambda()), R(f.lambda()));
}

template <>
struct FunctionData<actfn::SoftShrink> {
    static std::vector<std::vector<double>> parameters() {
        return {{0.0}, {0.3}, {1.0}, {1e-3}, {1e3}, {1e-38}, {1e38}};
    }

    // Documentation of keras.ops.soft_shrink (-1, 0, 1); by its formula.
    static std::vector<Literal> published() {
        return {{-1, "-0.5", 0}, {-0.5, "0", 0}, {0, "0", 0}, {1, "0.5", 0}, {-10, "-9.5", 0}, {0.75, "0.25", 0}};
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::SoftShrink<T, Tier>& f) {
        return special_values_of_shrink(f.lambda(), f.lambda());
    }
};

}  // namespace tests
