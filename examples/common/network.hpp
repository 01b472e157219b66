#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "activation.hpp"
#include "dense.hpp"

namespace examples {

/// A multilayer perceptron: an activation after each layer but the last, whose pre-activations are the result.
class Network {
public:
    using Make = std::function<std::unique_ptr<Activation>(Index units)>;

    /// sizes: inputs, units of each hidden layer, outputs. The weights are those that suit the activations.
    Network(std::span<const Index> sizes, const Make& make, Random& random) {
        for (std::size_t l = 1; l < sizes.size(); ++l) {
            Dense& layer = layers_.emplace_back(sizes[l - 1], sizes[l]);
            if (l + 1 < sizes.size()) {
                activations_.push_back(make(sizes[l]));
                activations_.back()->initialise(layer, random);
            } else {
                layer.initialise_glorot(random);
            }
        }
        z_.resize(layers_.size());
        a_.resize(layers_.size());
    }

    Network(std::span<const Index> sizes, std::string_view activation, Random& random)
        : Network(
              sizes, [&](Index units) { return make_activation(activation, units, random); }, random) {}

    std::vector<Dense>& layers() { return layers_; }
    const std::vector<Dense>& layers() const { return layers_; }
    Activation& activation(std::size_t layer) { return *activations_[layer]; }

    /// Of the last forward pass, a column for each example: what went into a hidden layer's activation, and came out.
    const Matrix& pre_activations(std::size_t layer) const { return z_[layer]; }
    const Matrix& activations(std::size_t layer) const { return a_[layer]; }

    /// The outputs for every column of x.
    const Matrix& forward(const Input& x) {
        return pass(x, [](Activation& f, const Matrix& z, Matrix& a) { f.forward(z, a); });
    }
    const Matrix& training_forward(const Input& x) {
        return pass(x, [](Activation& f, const Matrix& z, Matrix& a) { f.training_forward(z, a); });
    }

    /// Follows training_forward(x), and takes the loss's gradient in the outputs.
    void backward(const Input& x, const Input& gradient) {
        dz_ = gradient;
        for (std::size_t l = layers_.size(); l-- > 0;) {
            layers_[l].backward(input(l, x), dz_);
            if (l == 0) break;
            layers_[l].input_gradient(dz_, da_);
            activations_[l - 1]->backward(z_[l - 1], da_, dz_);
        }
    }

    void update(float rate, float momentum) {
        for (Dense& layer : layers_) layer.update(rate, momentum);
        for (const auto& activation : activations_) activation->update(rate, momentum);
    }

private:
    Input input(std::size_t layer, const Input& x) const { return layer == 0 ? x : Input(a_[layer - 1]); }

    template <class Activate>
    const Matrix& pass(const Input& x, Activate activate) {
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            layers_[l].forward(input(l, x), z_[l]);
            if (l < activations_.size()) activate(*activations_[l], z_[l], a_[l]);
        }
        return z_.back();
    }

    std::vector<Dense> layers_;
    std::vector<std::unique_ptr<Activation>> activations_;
    std::vector<Matrix> z_, a_;  // before and after the activation of each layer
    Matrix da_, dz_;
};

}  // namespace examples
