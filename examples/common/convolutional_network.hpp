#pragma once

#include <Eigen/Core>
#include <actfn/actfn.hpp>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "activation.hpp"
#include "convolution.hpp"
#include "digits_data.hpp"

namespace examples {

/// Three convolutions with a rectifier after each, and a dense layer.
class ConvolutionalNetwork {
public:
    ConvolutionalNetwork(std::string_view rectifier, Random& random) {
        for (Convolution& convolution : convolutions_) {
            rectifiers_.push_back(make_activation(rectifier, convolution.out_channels(), random));
            rectifiers_.back()->initialise(convolution.dense(), random);
        }
        last_.initialise_glorot(random);
    }

    /// The logits of each digit, for every column of images.
    Matrix forward(const Input& images) {
        return pass(images, [](Activation& f, const Matrix& z, Matrix& a) { f.forward(z, a); });
    }
    Matrix training_forward(const Input& images) {
        return pass(images, [](Activation& f, const Matrix& z, Matrix& a) { f.training_forward(z, a); });
    }

    /// Follows training_forward(images), and takes the loss's gradient in the pre-activations of the last layer.
    void backward(const Matrix& gradient) {
        last_.backward(flat(gradient.cols()), gradient);
        Matrix da, dz;
        last_.input_gradient(gradient, da);
        da.resize(a_.back().rows(), a_.back().cols());
        for (std::size_t l = convolutions_.size(); l-- > 0;) {
            rectifiers_[l]->backward(z_[l], da, dz);
            convolutions_[l].backward(dz);
            if (l > 0) convolutions_[l].input_gradient(dz, da);
        }
    }

    void update(float rate, float momentum) {
        for (Convolution& convolution : convolutions_) convolution.dense().update(rate, momentum);
        for (const auto& rectifier : rectifiers_) rectifier->update(rate, momentum);
        last_.update(rate, momentum);
    }

    std::size_t layers() const { return convolutions_.size(); }
    Convolution& convolution(std::size_t layer) { return convolutions_[layer]; }
    Activation& rectifier(std::size_t layer) { return *rectifiers_[layer]; }

    /// What went into a rectifier in the last forward pass, and came out.
    const Matrix& before(std::size_t layer) const { return z_[layer]; }
    const Matrix& after(std::size_t layer) const { return a_[layer]; }

private:
    Matrix pass(const Input& images, auto activate) {
        const Eigen::Map<const Matrix> one_channel(images.data(), 1, images.size());
        for (std::size_t l = 0; l < layers(); ++l) {
            convolutions_[l].forward(l == 0 ? Input(one_channel) : Input(a_[l - 1]), z_[l]);
            activate(*rectifiers_[l], z_[l], a_[l]);
        }
        Matrix logits;
        last_.forward(flat(images.cols()), logits);
        return logits;
    }

    /// The output of the last convolution, with one example per column.
    Eigen::Map<const Matrix> flat(Index examples) const {
        return {a_.back().data(), a_.back().size() / examples, examples};
    }

    std::vector<Convolution> convolutions_ = {{1, 8, 8, 1}, {8, 16, 8, 2}, {16, 16, 4, 1}};
    Dense last_ = {convolutions_.back().outputs(), classes};
    std::vector<std::unique_ptr<Activation>> rectifiers_;
    std::vector<Matrix> z_ = std::vector<Matrix>(convolutions_.size()), a_ = z_;  // before and after each rectifier
};

}  // namespace examples
