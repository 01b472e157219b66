// Learns to read handwritten digits with a hidden activation of your choice, or with each in turn.
//
// A plain multilayer perceptron: dense layers, one activation between them, softmax and cross-entropy at the end,
// minibatch SGD with momentum. The activation is chosen at run time, once per training run: `train` is compiled for
// each function in the library's list, and a table finds the right one by name.

#include <CLI/CLI.hpp>
#include <Eigen/Core>
#include <actfn/actfn.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "common/cross_entropy.hpp"
#include "common/dense.hpp"
#include "common/digits_data.hpp"
#include "digits_report.hpp"

using namespace examples;

struct Options {
    std::string activation = "all", data = ACTFN_EXAMPLES_DATA "/digits.csv", output = ".", record;
    std::vector<Index> hidden = {128};
    int epochs = 40;
    Index batch = 32;
    float rate = 0.05f, momentum = 0.9f;
    std::uint32_t seed = 1;
    bool check = false;
};

/// Adds the duration of work() to `seconds`. Reading the clock costs about as much as the activation of a few hundred
/// elements, so shares of time come out a little high.
void timed(double& seconds, const auto& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

template <class F>
class Network {
public:
    Network(const std::vector<Index>& hidden, Random& random) : z_(hidden.size() + 1), a_(hidden.size() + 1) {
        Index inputs = pixels;
        for (const Index units : hidden) {
            layers_.emplace_back(inputs, units).initialise_for(f_, random);
            inputs = units;
        }
        layers_.emplace_back(inputs, classes).initialise_glorot(random);
    }

    /// The probability of each digit, for every column of x.
    const Matrix& forward(const Input& x, Seconds& seconds) {
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            layers_[l].forward(input(l, x), z_[l]);
            a_[l].resizeLike(z_[l]);
            if (l + 1 < layers_.size()) {
                timed(seconds.hidden, [&] { actfn::forward(f_, z_[l], a_[l]); });
            } else {
                timed(seconds.softmax, [&] { actfn::forward(actfn::Softmax<float>(), z_[l], a_[l], actfn::colwise); });
            }
        }
        return a_.back();
    }

    /// Follows forward(x), and takes the loss's gradient in the pre-activations of the last layer.
    void backward(const Input& x, Matrix dz, Seconds& seconds) {
        for (std::size_t l = layers_.size(); l-- > 0;) {
            layers_[l].backward(input(l, x), dz);
            if (l == 0) break;
            layers_[l].input_gradient(dz, da_);
            dz.resizeLike(da_);
            timed(seconds.hidden, [&] { actfn::backward(f_, z_[l - 1], da_, dz); });
        }
    }

    void update(float rate, float momentum) {
        for (Dense& layer : layers_) layer.update(rate, momentum);
    }

    std::vector<Matrix> hidden_pre_activations() const { return {z_.begin(), z_.end() - 1}; }

private:
    Input input(std::size_t layer, const Input& x) const { return layer == 0 ? x : Input(a_[layer - 1]); }

    F f_;
    std::vector<Dense> layers_;
    std::vector<Matrix> z_, a_;  // before and after the activation of each layer
    Matrix da_;
};

template <class F>
Run train(const SplitDigits& data, const Options& options) {
    Random random(options.seed);
    Network<F> network(options.hidden, random);
    Run run;
    run.activation = F::name;
    Seconds not_counted;
    Digits shuffled;
    Matrix gradient;
    std::vector<Index> order(data.training.labels.size());
    std::iota(order.begin(), order.end(), Index(0));

    for (int epoch = 1; epoch <= options.epochs; ++epoch) {
        double loss = 0;
        Seconds& seconds = run.seconds.emplace_back();
        timed(seconds.training, [&] {
            random.shuffle(std::span(order));
            shuffled.take(data.training, order);
            for (Index begin = 0; begin < shuffled.size(); begin += options.batch) {
                const Index size = std::min(options.batch, shuffled.size() - begin);
                const auto images = shuffled.images.middleCols(begin, size);
                const auto labels = std::span(shuffled.labels).subspan(static_cast<std::size_t>(begin));
                const Matrix& p = network.forward(images, seconds);
                loss += cross_entropy(p, labels, gradient) * static_cast<double>(size);
                network.backward(images, gradient, seconds);
                network.update(options.rate, options.momentum);
            }
        });
        run.loss.push_back(loss / static_cast<double>(shuffled.size()));
        run.accuracy.push_back(percent_right(network.forward(data.held_out.images, not_counted), data.held_out.labels));
        std::fprintf(stderr, "%-12s epoch %3d of %d: loss %.4f, held-out accuracy %.1f %%\n", F::name.data(), epoch,
                     options.epochs, run.loss.back(), run.accuracy.back());
    }
    network.forward(data.training.images, not_counted);
    run.pre_activations = network.hidden_pre_activations();
    return run;
}

struct Choice {
    std::string_view name;
    Run (*train)(const SplitDigits&, const Options&);
};

template <class... F>
constexpr auto choices_of(std::type_identity<std::tuple<F...>>) {
    return std::array{Choice{F::name, &train<F>}...};
}
constexpr auto choices = choices_of(std::type_identity<actfn::AllFunctions<float>>());

int main(int argc, char** argv) {
    Options options;
    std::vector<std::string> names = {"all"};
    for (const Choice& choice : choices) names.emplace_back(choice.name);

    CLI::App app("Trains a network to read handwritten digits, and compares hidden activations.");
    app.option_defaults()->always_capture_default();
    app.add_option("--activation", options.activation, "Hidden activation")->check(CLI::IsMember(names));
    app.add_option("--hidden", options.hidden, "Units of each hidden layer: 128, or 128 64 for two")
        ->check(CLI::Range(1, 4096));
    app.add_option("--epochs", options.epochs, "Passes over the training set")->check(CLI::Range(1, 100000));
    app.add_option("--batch", options.batch, "Examples per update")->check(CLI::PositiveNumber);
    app.add_option("--rate", options.rate, "Learning rate")->check(CLI::PositiveNumber);
    app.add_option("--momentum", options.momentum, "Momentum")->check(CLI::Range(0.0, 1.0));
    app.add_option("--seed", options.seed, "Seed of the weights and of the order of examples");
    app.add_option("--data", options.data, "The digits: 64 pixels and the digit per line")->check(CLI::ExistingFile);
    app.add_option("--output", options.output, "Folder for the picture, digits.svg");
    app.add_option("--record", options.record,
                   "File for the hidden pre-activations, as raw float32; needs one --activation");
    app.add_flag("--check", options.check, "Fail if relu misses 96 %, or another function but step and identity 94 %");
    CLI11_PARSE(app, argc, argv);

    try {
        if (!options.record.empty() && options.activation == "all") {
            throw std::invalid_argument("--record needs one activation, e.g. --activation relu");
        }
        std::filesystem::create_directories(options.output);
        const SplitDigits data = split_digits(read_digits(options.data));
        std::vector<Run> runs;
        for (const Choice& choice : choices) {
            const bool chosen = options.activation == "all" || options.activation == choice.name;
            if (chosen) runs.push_back(choice.train(data, options));
        }
        print_table(runs);
        const auto picture = (std::filesystem::path(options.output) / "digits.svg").string();
        draw_learning_curves(picture, runs);
        std::printf("%s: learning curves\n", picture.c_str());
        if (!options.record.empty()) record(options.record, runs.front());
        return options.check && !reaches_known_figures(runs) ? 1 : 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "digits: %s\n", e.what());
        return 1;
    }
}
