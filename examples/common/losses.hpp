#pragma once

#include <Eigen/Core>
#include <actfn/actfn.hpp>
#include <cstddef>
#include <span>

namespace examples {

/// The mean cross-entropy of the softmax of logits, one example per column, and its gradient in the logits.
inline double cross_entropy(const Eigen::MatrixXf& logits, std::span<const Eigen::Index> labels,
                            Eigen::MatrixXf& gradient) {
    gradient.resizeLike(logits);
    const auto targets = labels.first(static_cast<std::size_t>(logits.cols()));
    return static_cast<double>(actfn::cross_entropy(logits, targets, gradient, actfn::colwise));
}

/// The mean binary cross-entropy of sigmoid(logits) against targets of 0 and 1, a row of each, and its gradient in the
/// logits.
inline double binary_cross_entropy(const Eigen::MatrixXf& logits, const Eigen::Ref<const Eigen::MatrixXf>& targets,
                                   Eigen::MatrixXf& gradient) {
    gradient.resizeLike(logits);
    return static_cast<double>(actfn::binary_cross_entropy_with_logits(logits, targets, gradient));
}

/// The mean squared error of y and its gradient in y.
inline double squared_error(const Eigen::MatrixXf& y, const Eigen::Ref<const Eigen::MatrixXf>& targets,
                            Eigen::MatrixXf& gradient) {
    gradient = (y - targets) * (2.0f / static_cast<float>(y.size()));
    return static_cast<double>((y - targets).array().square().mean());
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
