// A small convolutional network reads handwritten digits with five rectifiers. Two of them are more than functions of x:
// PReLU learns its slopes for negative inputs, one per channel (He et al. 2015), and RReLU draws them in training (Xu et
// al. 2015).

#include <Eigen/Core>
#include <actfn/actfn.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/chart.hpp"
#include "common/convolutional_network.hpp"
#include "common/digits_data.hpp"
#include "common/feature_maps.hpp"
#include "common/losses.hpp"
#include "common/parallel.hpp"
#include "common/story.hpp"

using namespace examples;

constexpr float rate = 0.02f, momentum = 0.9f;
constexpr int epochs = 30;
constexpr std::size_t batch = 32;

/// One pass over the digits, in random order.
void train(ConvolutionalNetwork& network, const Digits& digits, Random& random) {
    std::vector<Index> order(digits.labels.size());
    std::iota(order.begin(), order.end(), Index(0));
    random.shuffle(std::span(order));
    Digits minibatch;
    Matrix gradient;
    for (std::span<const Index> left = order; !left.empty(); left = left.subspan(std::min(batch, left.size()))) {
        minibatch.take(digits, left.first(std::min(batch, left.size())));
        cross_entropy(network.training_forward(minibatch.images), minibatch.labels, gradient);
        network.backward(gradient);
        network.update(rate, momentum);
    }
}

/// What is kept of one training run.
struct Run {
    double accuracy = 0, accuracy_in_training_mode = 0;  // on the held-out digits, in percent
    Matrix before, after;                                // the first layer's feature maps of one held-out digit
    std::vector<Eigen::ArrayXf> slopes;                  // of each layer, where they are learnt
    std::vector<std::vector<double>> mean_slopes;        // of each layer, at the start and after each epoch
};

Run run(std::string_view rectifier, std::uint32_t seed, const SplitDigits& data) {
    Random random(seed);
    ConvolutionalNetwork network(rectifier, random);
    const std::size_t layers_with_slopes = rectifier == actfn::PReLU<float>::name ? network.layers() : 0;
    Run result;
    result.mean_slopes.resize(layers_with_slopes);
    for (int epoch = 0; epoch <= epochs; ++epoch) {
        if (epoch > 0) train(network, data.training, random);
        for (std::size_t l = 0; l < layers_with_slopes; ++l) {
            result.mean_slopes[l].push_back(static_cast<double>(network.rectifier(l).slopes().mean()));
        }
    }
    for (std::size_t l = 0; l < layers_with_slopes; ++l) result.slopes.push_back(network.rectifier(l).slopes());
    const auto& [images, labels] = data.held_out;
    result.accuracy_in_training_mode = percent_right(network.training_forward(images), labels);
    result.accuracy = percent_right(network.forward(images), labels);
    network.forward(images.leftCols(1));
    result.before = network.before(0);
    result.after = network.after(0);
    return result;
}

/// The relative errors of the gradients that backward() gives for the slopes of all layers and for the weights of the first,
/// against difference quotients of the loss along these gradients.
struct GradientErrors {
    double slopes, weights;
};

GradientErrors gradient_errors(const Digits& digits) {
    Random random(1);
    ConvolutionalNetwork network(actfn::PReLU<float>::name, random);
    Matrix gradient;
    const auto loss = [&] { return cross_entropy(network.training_forward(digits.images), digits.labels, gradient); };
    loss();
    network.backward(gradient);

    // move(h) goes h times the gradient up, as an update without momentum does; the loss then rises by h |gradient|^2.
    const auto error = [&](double square, const auto& move) {
        const auto h = static_cast<float>(0.01 / std::sqrt(square));
        move(h);
        const double above = loss();
        move(-2 * h);
        const double below = loss();
        move(h);
        return std::abs((above - below) / (2.0 * static_cast<double>(h) * square) - 1);
    };
    const auto move_slopes = [&](float h) {
        for (std::size_t l = 0; l < network.layers(); ++l) network.rectifier(l).update(-h, 0);
    };
    Dense& first = network.convolution(0).dense();
    double slopes_square = 0;
    move_slopes(1);
    for (std::size_t l = 0; l < network.layers(); ++l) {
        slopes_square += static_cast<double>((network.rectifier(l).slopes() - 0.25f).square().sum());
    }
    move_slopes(-1);
    const double weights_square =
        static_cast<double>(first.weight_gradient.squaredNorm() + first.bias_gradient.squaredNorm());
    return {error(slopes_square, move_slopes), error(weights_square, [&](float h) { first.update(-h, 0); })};
}

struct Spread {
    double mean = 0, deviation = 0;
};

Spread spread(const std::vector<double>& values) {
    const Eigen::Map<const Eigen::ArrayXd> v(values.data(), std::ssize(values));
    return {v.mean(), std::sqrt((v - v.mean()).square().sum() / static_cast<double>(std::max<Index>(1, v.size() - 1)))};
}

std::string text(const Spread& s) {
    return fixed(s.mean) + " +- " + fixed(s.deviation);
}

struct Method {
    std::string_view rectifier;
    std::vector<Run> runs = {};  // of each seed

    Spread spread_of(double Run::*accuracy) const {
        std::vector<double> values;
        for (const Run& run : runs) values.push_back(run.*accuracy);
        return spread(values);
    }
};

/// The images of the first layer, a row of pictures before and one after rectification.
void add_feature_maps(std::vector<MapRow>& rows, const Method& method) {
    const Run& run = method.runs.front();
    const std::string name(method.rectifier);
    MapRow before{"before " + name, {}, {}}, after{"after " + name, {}, {}};
    for (Index channel = 0; channel < run.before.rows(); ++channel) {
        before.maps.push_back(run.before.row(channel).reshaped<Eigen::RowMajor>(8, 8));
        after.maps.push_back(run.after.row(channel).reshaped<Eigen::RowMajor>(8, 8));
        before.captions.emplace_back();
        after.captions.push_back(run.slopes.empty() ? ""
                                                    : "slope " + fixed(static_cast<double>(run.slopes[0](channel))));
    }
    rows.push_back(before);
    rows.push_back(after);
}

void compare_accuracies(Report& report, const std::vector<Method>& methods) {
    report.heading("Accuracy on the held-out fifth");
    std::vector<Report::Row> rows;
    double lowest = 100, highest = 0;
    for (const Method& method : methods) {
        const Spread s = method.spread_of(&Run::accuracy);
        rows.push_back({std::string(method.rectifier), text(s)});
        for (const Run& run : method.runs) rows.back().push_back(fixed(run.accuracy));
        lowest = std::min(lowest, s.mean);
        highest = std::max(highest, s.mean);
    }
    Report::Row columns = {"rectifier", "mean, deviation (%)"};
    for (std::size_t i = 0; i < methods[0].runs.size(); ++i) columns.push_back("run " + std::to_string(i + 1));
    report.table(columns, rows);
    report.claim("every rectifier reaches 95 % on average", "the lowest mean is " + fixed(lowest) + " %", lowest >= 95);
    report.claim("none is better than another by more than 1.5 points: this task is too easy to tell them apart",
                 fixed(highest - lowest) + " points", highest - lowest <= 1.5);
}

void show_learnt_slopes(Report& report, const Method& prelu) {
    report.heading("The slopes that PReLU has learnt from 0.25");
    const std::size_t layers = prelu.runs[0].slopes.size();
    std::vector<Report::Row> rows;
    Chart chart{"Mean slope of each layer", "epoch", "slope", {}};
    double least_moved = 1;
    std::size_t falling = 0;
    for (std::size_t l = 0; l < layers; ++l) {
        Eigen::ArrayXf all(0);
        Eigen::ArrayXd means = Eigen::ArrayXd::Zero(epochs + 1);
        Report::Row& row = rows.emplace_back(Report::Row{"convolution " + std::to_string(l + 1)});
        for (const Run& run : prelu.runs) {
            const Eigen::ArrayXf& slopes = run.slopes[l];
            all.conservativeResize(all.size() + slopes.size());
            all.tail(slopes.size()) = slopes;
            means += Eigen::Map<const Eigen::ArrayXd>(run.mean_slopes[l].data(), epochs + 1);
            row.push_back(fixed(static_cast<double>(slopes.mean())));
            least_moved = std::min(least_moved, static_cast<double>((slopes - 0.25f).abs().mean()));
        }
        row.push_back(fixed(static_cast<double>(all.minCoeff())));
        row.push_back(fixed(static_cast<double>(all.maxCoeff())));
        means /= static_cast<double>(prelu.runs.size());
        const Eigen::ArrayXd numbers = Eigen::ArrayXd::LinSpaced(epochs + 1, 0, epochs);
        chart.lines.push_back({row[0], {numbers.begin(), numbers.end()}, {means.begin(), means.end()}});
    }
    Report::Row columns = {"mean of a layer"};
    for (std::size_t i = 0; i < prelu.runs.size(); ++i) columns.push_back("run " + std::to_string(i + 1));
    columns.insert(columns.end(), {"least slope", "greatest"});
    report.table(columns, rows);
    write_svg(report.path("prelu_slopes.svg"), {chart});
    report.picture("prelu_slopes.svg", "Mean slope of each layer's channels while the network learns, over all runs");

    for (const Run& run : prelu.runs) falling += run.slopes.front().mean() > run.slopes.back().mean();
    report.claim("in every layer of every run the slopes have moved, by 0.03 or more on average",
                 "at least by " + fixed(least_moved, 3), least_moved >= 0.03);
    report.claim("in every run the first layer keeps more of its negative inputs than the last, as in the paper",
                 std::to_string(falling) + " of " + std::to_string(prelu.runs.size()), falling == prelu.runs.size());
}

void compare_modes(Report& report, const Method& rrelu) {
    report.heading("RReLU in training and afterwards");
    const Spread drawn = rrelu.spread_of(&Run::accuracy_in_training_mode), mean = rrelu.spread_of(&Run::accuracy);
    report.table(
        {"slopes on the held-out digits", "mean, deviation (%)"},
        {{"drawn from [1/8, 1/3), as in training", text(drawn)}, {"their mean, as in evaluation", text(mean)}});
    report.claim("the mean slope does as well as the slopes that the network was trained with, within one point",
                 fixed(mean.mean - drawn.mean) + " points", std::abs(mean.mean - drawn.mean) <= 1);
}

int main(int argc, char** argv) {
    const Story story{.name = "prelu_cnn",
                      .title = "A convolutional network reads digits and learns the slopes of its rectifiers.",
                      .seeds = 5};
    return run_story(argc, argv, story, [](const StoryOptions& options, Report& report) {
        const SplitDigits data = split_digits(read_digits(ACTFN_EXAMPLES_DATA "/digits.csv"));
        std::vector<Method> methods = {{"relu"}, {"leaky_relu"}, {"prelu"}, {"rrelu_training"}, {"elu"}};
        const auto seeds = static_cast<std::size_t>(options.seeds);
        for (Method& method : methods) method.runs.resize(seeds);
        in_parallel("training", methods.size() * seeds, [&](std::size_t i) {
            Method& method = methods[i / seeds];
            method.runs[i % seeds] = run(method.rectifier, options.seed + static_cast<std::uint32_t>(i % seeds), data);
        });
        compare_accuracies(report, methods);
        show_learnt_slopes(report, methods[2]);
        compare_modes(report, methods[3]);

        report.heading("Feature maps");
        std::vector<MapRow> rows;
        add_feature_maps(rows, methods[0]);
        add_feature_maps(rows, methods[2]);
        write_feature_maps(report.path("feature_maps.svg"), rows);
        report.picture("feature_maps.svg",
                       "The first layer's maps of one held-out digit: ReLU drops what is negative "
                       "(blue), PReLU keeps a part of it, and learns for each channel how much");

        const GradientErrors errors = gradient_errors(data.held_out);
        const double worst = std::max(errors.slopes, errors.weights);
        report.claim(
            "the gradients of PReLU's slopes and of the first layer's weights agree with difference quotients "
            "of the loss within 1 %",
            "off by " + percent(worst, 2), worst <= 0.01);
    });
}
