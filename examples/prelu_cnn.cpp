// A small convolutional network reads handwritten digits with five rectifiers. Two of them are not plain functions: PReLU
// learns its slopes for negative inputs, one per channel (He et al. 2015), and RReLU draws them in training (Xu et al. 2015).

#include <Eigen/Core>
#include <actfn/actfn.hpp>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "common/convolution.hpp"
#include "common/cross_entropy.hpp"
#include "common/digits_data.hpp"

using namespace examples;

/// An element-wise function without anything to learn.
template <class F>
struct Fixed {
    F f;
    Fixed(Index, std::uint32_t) {}
    float initial_slope() const { return f.derivative(-std::numeric_limits<float>::infinity()); }
    void forward(const Matrix& z, Matrix& a, bool) const { actfn::forward(f, z, a); }
    void backward(const Matrix& z, const Matrix& da, Matrix& dz) { actfn::backward(f, z, da, dz); }
    void update(float, float) {}
};

/// A slope per channel, learnt from 0.25 with the learning rate and momentum of the weights.
struct Parametric {
    actfn::PReLU<float> f;
    Eigen::ArrayXf slope_gradient;
    Parametric(Index channels, std::uint32_t) : f(channels), slope_gradient(channels) {}
    float initial_slope() const { return f.slope()(0); }
    void forward(const Matrix& z, Matrix& a, bool) const { a = f(z); }
    void backward(const Matrix& z, const Matrix& da, Matrix& dz) { actfn::backward(f, z, da, dz, slope_gradient); }
    void update(float rate, float momentum) { f.update(slope_gradient, rate, momentum); }
};

/// Slopes drawn anew for every element of every minibatch; their mean once training is over.
struct Randomised {
    actfn::RReLUTraining<float> f;
    std::uint64_t step = 0;
    Randomised(Index, std::uint32_t seed) : f(actfn::RReLU<float>().lower(), actfn::RReLU<float>().upper(), seed) {}
    float initial_slope() const { return f.evaluation().slope(); }
    void forward(const Matrix& z, Matrix& a, bool training) {
        if (training) {
            f.forward(z, a, ++step);
        } else {
            actfn::forward(f.evaluation(), z, a);
        }
    }
    void backward(const Matrix& z, const Matrix& da, Matrix& dz) { f.backward(z, da, dz, step); }
    void update(float, float) {}
};

/// Three convolutions with a rectifier after each, and a dense layer with softmax.
template <class Rectifier>
class Network {
public:
    explicit Network(std::uint32_t seed) : z_(convolutions_.size()), a_(z_) {
        Random random(seed);
        for (Convolution& convolution : convolutions_) {
            const auto layer = static_cast<std::uint32_t>(rectifiers_.size());
            rectifiers_.emplace_back(convolution.out_channels(), 3 * seed + layer);
            convolution.dense().initialise_he(rectifiers_.back().initial_slope(), random);
        }
        last_.initialise_glorot(random);
    }

    /// The probability of each digit, for every column of images.
    const Matrix& forward(const Input& images, bool training) {
        pass_forward(Eigen::Map<const Matrix>(images.data(), 1, images.size()), training);
        last_.forward(flat(images.cols()), logits_);
        probabilities_ = actfn::softmax(logits_, actfn::colwise);
        return probabilities_;
    }

    /// Follows forward(images, true), and takes the loss's gradient in the logits.
    void backward(const Matrix& dlogits) {
        last_.backward(flat(dlogits.cols()), dlogits);
        Matrix da, dz;
        last_.input_gradient(dlogits, da);
        da.resize(a_.back().rows(), a_.back().cols());
        for (std::size_t l = convolutions_.size(); l-- > 0;) {
            dz.resizeLike(da);
            rectifiers_[l].backward(z_[l], da, dz);
            convolutions_[l].backward(dz);
            if (l > 0) convolutions_[l].input_gradient(dz, da);
        }
    }

    void update(float rate, float momentum) {
        for (Convolution& convolution : convolutions_) convolution.dense().update(rate, momentum);
        for (Rectifier& rectifier : rectifiers_) rectifier.update(rate, momentum);
        last_.update(rate, momentum);
    }

    std::vector<Convolution>& convolutions() { return convolutions_; }
    std::vector<Rectifier>& rectifiers() { return rectifiers_; }
    const Matrix& before(std::size_t layer) const { return z_[layer]; }
    const Matrix& after(std::size_t layer) const { return a_[layer]; }

private:
    void pass_forward(const Input& images, bool training) {
        for (std::size_t l = 0; l < convolutions_.size(); ++l) {
            convolutions_[l].forward(l == 0 ? images : Input(a_[l - 1]), z_[l]);
            a_[l].resizeLike(z_[l]);
            rectifiers_[l].forward(z_[l], a_[l], training);
        }
    }

    /// The output of the last convolution with one example per column.
    Eigen::Map<const Matrix> flat(Index examples) const {
        return {a_.back().data(), a_.back().size() / examples, examples};
    }

    std::vector<Convolution> convolutions_ = {{1, 8, 8, 1}, {8, 16, 8, 2}, {16, 16, 4, 1}};
    Dense last_ = {convolutions_.back().outputs(), classes};
    std::vector<Rectifier> rectifiers_;
    std::vector<Matrix> z_, a_;  // before and after each rectifier
    Matrix logits_, probabilities_;
};

#include <chrono>
#include <cstdio>

template <class Rectifier>
void train(const SplitDigits& data, std::uint32_t seed, int epochs, float rate, const char* name) {
    const auto start = std::chrono::steady_clock::now();
    Network<Rectifier> network(seed);
    Random random(seed + 1000);
    Digits batch;
    Matrix gradient;
    std::vector<Index> order(data.training.labels.size());
    std::iota(order.begin(), order.end(), Index(0));
    double loss = 0;
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        random.shuffle(std::span(order));
        loss = 0;
        for (std::size_t begin = 0; begin < order.size(); begin += 32) {
            batch.take(data.training, std::span(order).subspan(begin, std::min<std::size_t>(32, order.size() - begin)));
            loss += cross_entropy(network.forward(batch.images, true), batch.labels, gradient);
            network.backward(gradient);
            network.update(rate, 0.9f);
        }
        if (epoch == epochs) printf("%s %d %d loss %.4f held out %.2f\n", name, seed, epoch, loss / 45, percent_right(network.forward(data.held_out.images, false), data.held_out.labels));
    }
    printf("   train-mode %.2f, %.2f s\n", percent_right(network.forward(data.held_out.images, true), data.held_out.labels), std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    if constexpr (requires { network.rectifiers()[0].slope_gradient; }) {
        for (auto& r : network.rectifiers()) { printf("  slopes:"); for (float s : r.f.slope()) printf(" %.2f", s); printf("  mean %.3f\n", r.f.slope().mean()); }
    }
}
int main(int, char** argv) {
    const auto data = split_digits(read_digits(ACTFN_EXAMPLES_DATA "/digits.csv"));
    int epochs = atoi(argv[1]); float rate = (float)atof(argv[2]);
    for (std::uint32_t seed = 1; seed <= 5; ++seed) {
        train<Fixed<actfn::ReLU<float>>>(data, seed, epochs, rate, "relu");
        train<Fixed<actfn::LeakyReLU<float>>>(data, seed, epochs, rate, "leaky");
        train<Parametric>(data, seed, epochs, rate, "prelu");
        train<Randomised>(data, seed, epochs, rate, "rrelu");
        train<Fixed<actfn::ELU<float>>>(data, seed, epochs, rate, "elu");
    }
}
