#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

namespace examples {

/// The mean cross-entropy of the probabilities p (one example per column) and its gradient in the logits, which for a
/// softmax is p - 1 at the label and p elsewhere.
inline double cross_entropy(const Eigen::MatrixXf& p, std::span<const Eigen::Index> labels, Eigen::MatrixXf& gradient) {
    double sum = 0;
    gradient = p;
    for (Eigen::Index i = 0; i < p.cols(); ++i) {
        const Eigen::Index label = labels[static_cast<std::size_t>(i)];
        sum -= std::log(std::max(p(label, i), std::numeric_limits<float>::min()));
        gradient(label, i) -= 1.0f;
    }
    gradient /= static_cast<float>(p.cols());
    return sum / static_cast<double>(p.cols());
}

/// How many of the examples have their greatest probability at the label, in percent.
inline double percent_right(const Eigen::MatrixXf& p, std::span<const Eigen::Index> labels) {
    Eigen::Index right = 0;
    for (Eigen::Index i = 0; i < p.cols(); ++i) {
        Eigen::Index guess = 0;
        p.col(i).maxCoeff(&guess);
        right += guess == labels[static_cast<std::size_t>(i)];
    }
    return 100.0 * static_cast<double>(right) / static_cast<double>(p.cols());
}

}  // namespace examples
