#pragma once

#include <Eigen/Core>
#include <actfn/actfn.hpp>
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

/// The mean binary cross-entropy of sigmoid(logits) against targets of 0 and 1, a row of each, and its gradient in the
/// logits. softplus(z) - t z is that of a logit z, and does not take the logarithm of a rounded 0.
inline double binary_cross_entropy(const Eigen::MatrixXf& logits, const Eigen::Ref<const Eigen::MatrixXf>& targets,
                                   Eigen::MatrixXf& gradient) {
    const auto z = logits.array();
    const auto t = targets.array();
    gradient = (actfn::sigmoid(z) - t) / static_cast<float>(logits.size());
    return static_cast<double>((actfn::softplus(z) - t * z).mean());
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
