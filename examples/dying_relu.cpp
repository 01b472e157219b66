// Units of a ReLU network that fall silent for every example get no gradient and stay silent; a slope on the left keeps
// them alive.

#include <Eigen/Core>
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "common/chart.hpp"
#include "common/digits_data.hpp"
#include "common/losses.hpp"
#include "common/network.hpp"
#include "common/parallel.hpp"
#include "common/statistics.hpp"
#include "common/story.hpp"

using namespace examples;

constexpr Index units = 128, batch = 32;
constexpr int epochs = 20;
constexpr float rate = 0.2f, momentum = 0.9f;  // four times the rate of the digits example
constexpr float bias = -1.0f;                  // of the hidden units, at the start

struct Run {
    std::vector<double> dead, accuracy;  // before training and after each epoch
};

/// The share of the hidden units whose activation is 0 and passes no gradient, on every one of the examples.
double share_of_dead(Network& network, const Matrix& examples) {
    network.forward(examples);
    const Matrix& z = network.pre_activations(0);
    Matrix derivative;
    network.activation(0).backward(z, Matrix::Ones(z.rows(), z.cols()), derivative);
    const auto silent = network.activations(0).array() == 0 && derivative.array() == 0;
    return silent.rowwise().all().cast<double>().mean();
}

Run train(const std::string& activation, const SplitDigits& data, std::uint32_t seed) {
    Random random(seed);
    const std::vector<Index> sizes = {pixels, units, classes};
    Network network(sizes, activation, random);
    network.layers()[0].bias.setConstant(bias);
    std::vector<Index> order(data.training.labels.size());
    std::iota(order.begin(), order.end(), Index(0));
    Digits shuffled;
    Matrix gradient;
    Run run;
    for (int epoch = 0; epoch <= epochs; ++epoch) {
        if (epoch > 0) {
            random.shuffle(std::span(order));
            shuffled.take(data.training, order);
            for (Index begin = 0; begin < shuffled.size(); begin += batch) {
                const auto images = shuffled.images.middleCols(begin, std::min(batch, shuffled.size() - begin));
                const auto labels = std::span(shuffled.labels).subspan(static_cast<std::size_t>(begin));
                cross_entropy(network.training_forward(images), labels, gradient);
                network.backward(images, gradient);
                network.update(rate, momentum);
            }
        }
        run.dead.push_back(share_of_dead(network, data.training.images));
        const Matrix& logits = network.forward(data.held_out.images);
        run.accuracy.push_back(
            percent_right(logits, data.held_out.labels));  // the greatest logit is the likeliest digit
    }
    return run;
}

int main(int argc, char** argv) {
    const Story story = {"dying_relu",
                         "Units that die under a high learning rate and a negative bias, and what saves them.", 5};
    return run_story(argc, argv, story, [](const StoryOptions& options, Report& report) {
        const SplitDigits data = split_digits(read_digits(ACTFN_EXAMPLES_DATA "/digits.csv"));
        const std::vector<std::string> names = {"relu", "leaky_relu", "prelu", "rrelu_training", "elu"};
        const auto seeds = static_cast<std::size_t>(options.seeds);
        std::vector<std::vector<Run>> runs(names.size(), std::vector<Run>(seeds));
        in_parallel("dying_relu: networks trained", names.size() * seeds, [&](std::size_t i) {
            runs[i / seeds][i % seeds] =
                train(names[i / seeds], data, options.seed + static_cast<std::uint32_t>(i % seeds));
        });

        const auto of_epoch = [&](std::size_t f, std::vector<double> Run::*what, std::size_t epoch) {
            std::vector<double> values;
            for (const Run& run : runs[f]) values.push_back((run.*what)[epoch]);
            return values;
        };
        std::vector<Chart> charts = {{"Dead units, median of the seeds", "epoch", "percent"},
                                     {"Held-out accuracy", "epoch", "percent"}};
        std::vector<Report::Row> rows;
        for (std::size_t f = 0; f < names.size(); ++f) {
            Line dead = {names[f], {}, {}};
            Line accuracy = dead;
            for (std::size_t epoch = 0; epoch <= epochs; ++epoch) {
                dead.x.push_back(static_cast<double>(epoch));
                dead.y.push_back(100 * median(of_epoch(f, &Run::dead, epoch)));
                accuracy.y.push_back(median(of_epoch(f, &Run::accuracy, epoch)));
            }
            accuracy.x = dead.x;
            charts[0].lines.push_back(dead);
            charts[1].lines.push_back(accuracy);
            const std::vector<double> last = of_epoch(f, &Run::dead, epochs);
            rows.push_back({names[f], percent(median(of_epoch(f, &Run::dead, 0))), percent(median(last)), range(last),
                            fixed(accuracy.y.back(), 1) + " %"});
            if (names[f] == "relu") {
                const double least = *std::ranges::min_element(last);
                report.claim("relu: more than 30 % of the units die, with every seed", "at least " + percent(least),
                             least > 0.3);
            } else {
                const double most = *std::ranges::max_element(last);
                report.claim(names[f] + ": none dies, with any seed", percent(most), most == 0);
            }
        }
        report.paragraph(
            "64-128-10 on the digits, learning rate 0.2, momentum 0.9, hidden bias -1 at the start. A unit is dead "
            "if its activation is 0 and passes no gradient on every training example.");
        report.table(
            {"hidden activation", "dead at the start", "dead at the end", "over the seeds", "held-out accuracy"}, rows);
        charts[1].y_range = {80, 100};
        write_svg(report.path("dying_relu.svg"), charts);
        report.picture("dying_relu.svg", "Dead units and accuracy over training");
    });
}
