#pragma once

// How far a row's results are from the true values.

#include <map>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "rows.hpp"

namespace bench {

/// The largest errors found, in units in the last place of the true value.
struct Errors {
    double all = 0;     ///< infinite where a result is NaN or infinite by mistake
    double normal = 0;  ///< where the true value is not subnormal
};

/// Runs rows on a grid of float inputs on which every bit pattern of a finite number is as likely, and compares them with
/// formulas in double that lose no digit. What a pass multiplies by dy is judged with dy = 1.
class Accuracy {
public:
    Accuracy();

    /// Whether there are true values for what the row computes: not for softmax, and not for double.
    static bool judges(const Row& row);
    Errors errors(const Row& row);

private:
    using Truth = std::vector<double>;
    const Truth& truth(const Row& row);

    Arrays<float> arrays_;
    std::map<std::pair<std::string_view, Operation>, Truth> truths_;
};

}  // namespace bench
