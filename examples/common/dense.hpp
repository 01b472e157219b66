#pragma once

#include <Eigen/Core>
#include <cmath>
#include <limits>

#include "random.hpp"

namespace examples {

using Index = Eigen::Index;
using Matrix = Eigen::MatrixXf;  // features x examples
using Input = Eigen::Ref<const Matrix>;

/// z = W x + b for every column x, with the gradients of the last backward pass. The velocities are those of SGD with
/// momentum.
struct Dense {
    Matrix weights, weight_gradient, weight_velocity;
    Eigen::VectorXf bias, bias_gradient, bias_velocity;

    Dense(Index inputs, Index outputs)
        : weights(Matrix::Zero(outputs, inputs)),
          weight_gradient(weights),
          weight_velocity(weights),
          bias(Eigen::VectorXf::Zero(outputs)),
          bias_gradient(bias),
          bias_velocity(bias) {}

    void forward(const Input& x, Matrix& z) const {
        z.noalias() = weights * x;
        z.colwise() += bias;
    }

    /// dz is the loss's gradient in z; x is what forward had.
    void backward(const Input& x, const Input& dz) {
        weight_gradient.noalias() = dz * x.transpose();
        bias_gradient = dz.rowwise().sum();
    }

    /// The loss's gradient in x, which the first layer of a network need not compute.
    void input_gradient(const Input& dz, Matrix& dx) const { dx.noalias() = weights.transpose() * dz; }

    void update(float rate, float momentum) {
        weight_velocity = momentum * weight_velocity - rate * weight_gradient;
        bias_velocity = momentum * bias_velocity - rate * bias_gradient;
        weights += weight_velocity;
        bias += bias_velocity;
    }

    /// Weights from U(low, high).
    void draw_weights(float low, float high, Random& random) {
        for (float& w : weights.reshaped()) w = random.uniform(low, high);
    }

    /// Weights from U(-b, b), whose variance is b^2 / 3.
    void draw_weights_of_variance(float variance, Random& random) {
        const float bound = std::sqrt(3 * variance);
        draw_weights(-bound, bound, random);
    }

    /// Glorot and Bengio 2010: variance 2 / (inputs + outputs), for functions that saturate on both sides.
    void initialise_glorot(Random& random) {
        draw_weights_of_variance(2.0f / static_cast<float>(weights.rows() + weights.cols()), random);
    }

    /// He et al. 2015: variance 2 / ((1 + slope^2) inputs), for functions that pass positive inputs and multiply
    /// negative ones by `slope`.
    void initialise_he(float slope, Random& random) {
        draw_weights_of_variance(2.0f / ((1.0f + slope * slope) * static_cast<float>(weights.cols())), random);
    }

    /// Whichever of the two suits a layer that the activation f follows.
    template <class F>
    void initialise_for(const F& f, Random& random) {
        constexpr float infinity = std::numeric_limits<float>::infinity();
        if (f.derivative(infinity) == 0.0f) {
            initialise_glorot(random);
        } else {
            initialise_he(f.derivative(-infinity), random);
        }
    }
};

}  // namespace examples
