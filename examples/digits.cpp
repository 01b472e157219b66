// Learns to read handwritten digits with a hidden activation of your choice, or with each in turn.
//
// A plain multilayer perceptron: dense layers, one activation between them, softmax and cross-entropy at the end,
// minibatch SGD with momentum. The activation is chosen at run time, by name.

#include <CLI/CLI.hpp>
#include <Eigen/Core>
#include <actfn/actfn.hpp>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/activation.hpp"
#include "common/digits_data.hpp"
#include "common/functions.hpp"
#include "common/losses.hpp"
#include "common/network.hpp"
#include "digits_report.hpp"

using namespace examples;

struct Options {
    std::string activation = "all", data = ACTFN_EXAMPLES_DATA "/digits.csv", output = ".", record;
    std::vector<Index> hidden = {128};
    int epochs = 40;
    Index batch = 32;
    float rate = 0.05f, momentum = 0.9f;
    std::uint32_t seed = 1;
    Numerics numerics;
    bool check = false;
};

/// Adds the duration of work() to `seconds`. Reading the clock costs about as much as the activation of a few hundred
/// elements, so shares of time come out a little high.
void timed(double& seconds, const auto& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Adds the time that f takes in training to `seconds`.
class Timed final : public Activation {
public:
    Timed(std::unique_ptr<Activation> f, double& seconds) : f_(std::move(f)), seconds_(seconds) {}

    std::string_view name() const override { return f_->name(); }
    void forward(const Input& x, Matrix& y) const override { f_->forward(x, y); }
    void training_forward(const Input& x, Matrix& y) override {
        timed(seconds_, [&] { f_->training_forward(x, y); });
    }
    void backward(const Input& x, const Input& dy, Matrix& dx) override {
        timed(seconds_, [&] { f_->backward(x, dy, dx); });
    }
    void update(float rate, float momentum) override { f_->update(rate, momentum); }
    void initialise(Dense& layer, Random& random) const override { f_->initialise(layer, random); }

private:
    std::unique_ptr<Activation> f_;
    double& seconds_;
};

Run train(const std::string& activation, const SplitDigits& data, const Options& options, const Numerics& numerics) {
    Random random(options.seed);
    Seconds seconds;
    std::vector<Index> sizes = {pixels};
    sizes.insert(sizes.end(), options.hidden.begin(), options.hidden.end());
    sizes.push_back(classes);
    const auto make = [&](Index units) {
        return std::make_unique<Timed>(make_activation(activation, units, random, numerics), seconds.hidden);
    };
    Network network(sizes, make, random);
    Run run;
    run.activation = activation;
    Digits shuffled;
    Matrix gradient;
    std::vector<Index> order(data.training.labels.size());
    std::iota(order.begin(), order.end(), Index(0));

    for (int epoch = 1; epoch <= options.epochs; ++epoch) {
        double loss = 0;
        seconds = {};
        timed(seconds.training, [&] {
            random.shuffle(std::span(order));
            shuffled.take(data.training, order);
            for (Index begin = 0; begin < shuffled.size(); begin += options.batch) {
                const Index size = std::min(options.batch, shuffled.size() - begin);
                const auto images = shuffled.images.middleCols(begin, size);
                const auto labels = std::span(shuffled.labels).subspan(static_cast<std::size_t>(begin));
                const Matrix& logits = network.training_forward(images);
                timed(seconds.loss,
                      [&] { loss += cross_entropy(logits, labels, gradient) * static_cast<double>(size); });
                network.backward(images, gradient);
                network.update(options.rate, options.momentum);
            }
        });
        run.seconds.push_back(seconds);
        run.loss.push_back(loss / static_cast<double>(shuffled.size()));
        run.accuracy.push_back(percent_right(network.forward(data.held_out.images), data.held_out.labels));
        std::fprintf(stderr, "%-12s epoch %3d of %d: loss %.4f, held-out accuracy %.1f %%\n", activation.c_str(), epoch,
                     options.epochs, run.loss.back(), run.accuracy.back());
    }
    network.forward(data.training.images);
    for (std::size_t l = 0; l < options.hidden.size(); ++l) run.pre_activations.push_back(network.pre_activations(l));
    return run;
}

int main(int argc, char** argv) {
    Options options;
    std::vector<std::string> choices = function_names();
    choices.insert(choices.begin(), "all");

    CLI::App app("Trains a network to read handwritten digits, and compares hidden activations.");
    app.option_defaults()->always_capture_default();
    app.add_option("--activation", options.activation, "Hidden activation; all: one of each kind")
        ->check(CLI::IsMember(choices));
    app.add_option("--tier", options.numerics.tier, "How many digits the activation has")
        ->check(CLI::IsMember(tier_names));
    app.add_option("--storage", options.numerics.storage, "Elements of the hidden layers in memory")
        ->check(CLI::IsMember({"float", "bfloat16"}));
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
    app.add_flag("--check", options.check,
                 "Fail if relu misses 96 %, or another function but step and identity 94 %; if another tier or storage "
                 "falls more than a percent behind the standard tier of floats");
    CLI11_PARSE(app, argc, argv);

    try {
        if (!options.record.empty() && options.activation == "all") {
            throw std::invalid_argument("--record needs one activation, e.g. --activation relu");
        }
        std::filesystem::create_directories(options.output);
        const SplitDigits data = split_digits(read_digits(options.data));
        std::vector<Run> runs;
        const bool all = options.activation == "all", usual = options.numerics == Numerics();
        const auto compared = usual ? compared_functions() : functions_with_numerics();
        for (const std::string& name : all ? compared : std::vector{options.activation}) {
            runs.push_back(train(name, data, options, options.numerics));
        }
        print_table(runs);
        const auto picture = (std::filesystem::path(options.output) / "digits.svg").string();
        draw_learning_curves(picture, runs);
        std::printf("%s: learning curves\n", picture.c_str());
        if (!options.record.empty()) record(options.record, runs.front());
        if (!options.check) return 0;
        bool good = reaches_known_figures(runs);
        for (const Run& run : runs) {
            if (!usual && !keeps_up(run, train(run.activation, data, options, Numerics()))) good = false;
        }
        return good ? 0 : 1;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "digits: %s\n", e.what());
        return 1;
    }
}
