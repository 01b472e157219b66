// Two noisy circles, one within the other, and deep narrow networks that are to tell them apart: how far a network may
// grow in depth before no gradient reaches its first layers, by activation and by initial weights.

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "common/losses.hpp"
#include "common/network.hpp"
#include "common/parallel.hpp"
#include "common/story.hpp"
#include "two_circles_report.hpp"

using namespace examples;

constexpr Index units = 5, batch = 32;
constexpr float rate = 0.01f, momentum = 0.9f;

Data two_circles(Random& random) {
    std::vector<Index> order(2 * half);
    std::iota(order.begin(), order.end(), Index(0));
    random.shuffle(std::span(order));
    Matrix points(2, 2 * half), labels(1, 2 * half);
    for (Index i = 0; i < 2 * half; ++i) {
        const Index from = order[static_cast<std::size_t>(i)];
        const bool inner = from >= half;
        const float angle = 2 * std::numbers::pi_v<float> * static_cast<float>(from % half) / half;
        const float radius = inner ? 0.8f : 1.0f;
        points(0, i) = radius * std::cos(angle) + 0.1f * random.normal();
        points(1, i) = radius * std::sin(angle) + 0.1f * random.normal();
        labels(0, i) = inner ? 1.0f : 0.0f;
    }
    const Eigen::Vector2f low = points.rowwise().minCoeff();
    const Eigen::Vector2f range = points.rowwise().maxCoeff() - low;
    points = (((points.colwise() - low).array().colwise() * (2 / range.array())) - 1).matrix();
    return {{points.leftCols(half), labels.leftCols(half)}, {points.rightCols(half), labels.rightCols(half)}};
}

Network make_network(const Setting& setting, Random& random) {
    std::vector<Index> sizes(static_cast<std::size_t>(setting.depth) + 2, units);
    sizes.front() = 2;
    sizes.back() = 1;
    Network network(sizes, setting.activation, random);
    if (setting.uniform) {
        for (Dense& layer : network.layers()) layer.draw_weights(0, 1, random);
    }
    return network;
}

double accuracy(Network& network, const Examples& examples) {
    const Matrix& logits = network.forward(examples.points);
    return ((logits.array() > 0) == (examples.labels.array() > 0.5f)).cast<double>().mean();
}

Run train(const Setting& setting, std::uint32_t seed) {
    Random random(seed);
    Run run;
    run.data = two_circles(random);
    Network& network = run.network.emplace(make_network(setting, random));
    run.gradient = Eigen::ArrayXXd::Zero(setting.depth + 1, epochs);
    const auto& [points, labels] = run.data.training;
    std::vector<Index> order(half);
    std::iota(order.begin(), order.end(), Index(0));
    Matrix shuffled_points, shuffled_labels, gradient;

    for (int epoch = 0; epoch < epochs; ++epoch) {
        random.shuffle(std::span(order));
        shuffled_points = points(Eigen::all, order);
        shuffled_labels = labels(Eigen::all, order);
        for (Index begin = 0; begin < half; begin += batch) {
            const Index size = std::min(batch, half - begin);
            const auto x = shuffled_points.middleCols(begin, size);
            binary_cross_entropy(network.training_forward(x), shuffled_labels.middleCols(begin, size), gradient);
            network.backward(x, gradient);
            for (Index l = 0; l <= setting.depth; ++l) {
                const Matrix& g = network.layers()[static_cast<std::size_t>(l)].weight_gradient;
                run.gradient(l, epoch) +=
                    static_cast<double>(g.array().abs().mean()) * static_cast<double>(size) / half;
            }
            network.update(rate, momentum);
        }
        run.training.push_back(accuracy(network, run.data.training));
        run.test.push_back(accuracy(network, run.data.test));
    }
    return run;
}

std::vector<Outcome> train_all(const std::vector<Setting>& settings, const StoryOptions& options, int other_seeds) {
    std::vector<Outcome> outcomes;
    std::vector<std::pair<std::size_t, std::size_t>> jobs;
    for (const Setting& setting : settings) {
        const bool compared = setting.activation == "tanh" || setting.activation == "relu";
        const auto seeds = static_cast<std::size_t>(compared ? options.seeds : std::min(other_seeds, options.seeds));
        for (std::size_t seed = 0; seed < seeds; ++seed) jobs.emplace_back(outcomes.size(), seed);
        outcomes.push_back({setting, std::vector<Run>(seeds)});
    }
    in_parallel("two_circles: networks trained", jobs.size(), [&](std::size_t i) {
        const auto [outcome, seed] = jobs[i];
        outcomes[outcome].runs[seed] =
            train(outcomes[outcome].setting, options.seed + static_cast<std::uint32_t>(seed));
    });
    return outcomes;
}

int main(int argc, char** argv) {
    const Story story = {"two_circles", "Two noisy circles told apart by deep networks of five units a layer.", 10};
    return run_story(argc, argv, story, [](const StoryOptions& options, Report& report) {
        std::vector<Setting> settings;
        for (const int depth : {20, 15, 10, 5, 1}) {
            for (const char* activation : {"tanh", "relu"}) {
                for (const bool uniform : {true, false}) settings.push_back({activation, uniform, depth});
            }
        }
        for (const std::string& name : compared_functions()) {
            if (name != "tanh" && name != "relu") settings.push_back({name, false, 5});
        }
        std::vector<Outcome> outcomes = train_all(settings, options, 3);

        print_table(report, outcomes);
        draw_accuracy(report, outcomes);
        draw_gradients(report, outcomes);
        draw_boundaries(report, outcomes);
        claim_figures(report, outcomes);
    });
}
