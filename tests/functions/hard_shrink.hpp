#pragma once

// The hard shrinkage function against its definition (Donoho and Johnstone, 1994): ONNX's with a bias of 0.

#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/hard_shrink.hpp"
#include "shrink.hpp"

namespace tests {

template <class R, class T, class Tier>
auto reference(const actfn::HardShrink<T, Tier>& f) {
    return ShrinkReference<R>(R(f.lambda()), R(0));
}

template <>
struct FunctionData<actfn::HardShrink> {
    static std::vector<std::vector<double>> parameters() {
        return {{0.0}, {0.3}, {1.0}, {1e-3}, {1e3}, {1e-38}, {1e38}};
    }

    // Documentation of keras.ops.hard_shrink (-0.5, 0, 1); by its formula.
    static std::vector<Literal> published() {
        return {{-0.5, "0", 0}, {0, "0", 0}, {1, "1", 0}, {-0.75, "-0.75", 0}, {0.5, "0", 0}, {-10, "-10", 0}};
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::HardShrink<T, Tier>& f) {
        return special_values_of_shrink(f.lambda(), T(0));
    }
};

}  // namespace tests
