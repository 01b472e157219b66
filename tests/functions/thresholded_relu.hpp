#pragma once

// The thresholded rectified linear unit against its definition (Konda, Memisevic and Krueger, 2014).

#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/thresholded_relu.hpp"
#include "threshold.hpp"

namespace tests {

template <class R, class T, class Tier>
auto reference(const actfn::ThresholdedReLU<T, Tier>& f) {
    return ThresholdReference<R>(R(f.alpha()), R(0));
}

template <>
struct FunctionData<actfn::ThresholdedReLU> {
    static std::vector<std::vector<double>> parameters() {
        return {{0.0}, {0.3}, {1e-3}, {1e3}, {1e-38}, {1e38}, {-0.5}, {-1e3}};
    }

    // The tests of ONNX's operator: test_thresholdedrelu_example, 2.2 as the float that it is.
    static std::vector<Literal> published() {
        return {{-1.5, "0", 0}, {0, "0", 0}, {0x1.333334p0, "0", 0}, {2, "0", 0}, {0x1.19999ap1, "2.2", 1e-7}};
    }
    static std::vector<double> published_parameters() { return {2}; }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::ThresholdedReLU<T, Tier>& f) {
        return special_values_of_threshold(f.alpha(), T(0));
    }
};

}  // namespace tests
