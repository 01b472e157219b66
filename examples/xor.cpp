// The exclusive or, which no line separates: what a network needs to learn it is a bend between its layers.

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "common/chart.hpp"
#include "common/losses.hpp"
#include "common/network.hpp"
#include "common/parallel.hpp"
#include "common/statistics.hpp"
#include "common/story.hpp"

using namespace examples;

constexpr int epochs = 5000;
constexpr float rate = 0.03f, momentum = 0.9f;
constexpr double learnt = 0.01;  // mean squared error: each answer is right to within 0.2

const Matrix inputs{{0, 0, 1, 1}, {0, 1, 0, 1}};
const Matrix targets{{0, 1, 1, 0}};

struct Run {
    int epochs_to_learn = 0;  // 0: never
    double least_error = 1;
    Eigen::ArrayXXd surface;  // the network's output over [-0.5, 1.5]^2, a row per x_2
};

constexpr Index cells = 24;

Eigen::ArrayXXd surface(Network& network) {
    Matrix grid(2, cells * cells);
    for (Index i = 0; i < grid.cols(); ++i) {
        const auto at = [](Index cell) { return (static_cast<float>(cell) + 0.5f) * 2 / cells - 0.5f; };
        grid.col(i) << at(i / cells), at(i % cells);
    }
    return network.forward(grid).reshaped(cells, cells).cast<double>();
}

/// 2-units-1, with a linear output; every epoch sees all four cases.
Run train(const std::string& activation, Index units, std::uint32_t seed) {
    Random random(seed);
    const std::vector<Index> sizes = {2, units, 1};
    Network network(sizes, activation, random);
    Run run;
    Matrix gradient;
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        const double error = squared_error(network.training_forward(inputs), targets, gradient);
        run.least_error = std::min(run.least_error, error);
        if (error < learnt) {
            run.epochs_to_learn = epoch;
            break;
        }
        network.backward(inputs, gradient);
        network.update(rate, momentum);
    }
    run.surface = surface(network);
    return run;
}

/// All runs of a function with a number of units, one per seed.
struct Outcome {
    std::string activation;
    Index units;
    std::vector<Run> runs;

    std::vector<double> epochs_to_learn() const {
        std::vector<double> values;
        for (const Run& run : runs) {
            if (run.epochs_to_learn > 0) values.push_back(run.epochs_to_learn);
        }
        return values;
    }
    std::size_t successes() const { return epochs_to_learn().size(); }
    const Run& best() const { return *std::ranges::min_element(runs, {}, &Run::least_error); }
};

void draw(Report& report, const std::vector<Outcome>& outcomes, int seeds) {
    std::vector<Chart> charts = {{"2-2-1: share of the seeds that have learnt", "epoch", ""},
                                 {"2-4-1: share of the seeds that have learnt", "epoch", ""}};
    for (const Outcome& o : outcomes) {
        Line& line = charts[o.units == 2 ? 0 : 1].lines.emplace_back(Line{o.activation, {}, {}});
        const std::vector<double> times = o.epochs_to_learn();
        for (int epoch = 0; epoch <= 2000; epoch += 20) {
            const auto done = std::ranges::count_if(times, [&](double t) { return t <= epoch; });
            line.x.push_back(epoch);
            line.y.push_back(static_cast<double>(done) / seeds);
        }
    }
    for (Chart& chart : charts) chart.y_range = {0, 1.02};
    write_svg(report.path("xor.svg"), charts);
    report.picture("xor.svg", "How soon the networks learn");

    std::vector<Chart> surfaces;
    for (const Outcome& o : outcomes) {
        if (o.units != 2) continue;
        Chart& chart = surfaces.emplace_back(Chart{o.activation, "", ""});
        chart.heat_map = {-0.5, 1.5, -0.5, 1.5, o.best().surface};
        chart.points = {{"#2171b5", {0, 1}, {0, 1}}, {"#d94801", {0, 1}, {1, 0}}};
    }
    write_svg(report.path("surfaces.svg"), surfaces, {.columns = 4, .width = 150, .height = 150, .legend = 0});
    report.picture("surfaces.svg",
                   "What the best 2-2-1 network answers over the plane: 0 and less blue, 1 and more orange");
}

int main(int argc, char** argv) {
    const Story story = {
        "xor", "Small networks learn the exclusive or by backpropagation, if their activation has a bend.", 20};
    return run_story(argc, argv, story, [](const StoryOptions& options, Report& report) {
        std::vector<Outcome> outcomes;
        for (const std::string& name : compared_functions()) {
            for (const Index units : {2, 4}) outcomes.push_back({name, units, {}});
        }
        in_parallel("xor: functions tried", outcomes.size(), [&](std::size_t i) {
            for (int seed = 0; seed < options.seeds; ++seed) {
                outcomes[i].runs.push_back(
                    train(outcomes[i].activation, outcomes[i].units, options.seed + static_cast<std::uint32_t>(seed)));
            }
        });

        std::vector<Report::Row> rows;
        for (const Outcome& o : outcomes) {
            const std::vector<double> times = o.epochs_to_learn();
            rows.push_back({o.activation, "2-" + std::to_string(o.units) + "-1",
                            std::to_string(times.size()) + " of " + std::to_string(options.seeds),
                            times.empty() ? "never" : fixed(median(times), 0), times.empty() ? "" : range(times, 0),
                            significant(o.best().least_error, 6)});
        }
        report.table({"activation", "network", "seeds that learn", "epochs: median", "range", "least squared error"},
                     rows);
        draw(report, outcomes, options.seeds);

        for (const Outcome& o : outcomes) {
            const std::string network = o.activation + " 2-" + std::to_string(o.units) + "-1";
            const std::string found = std::to_string(o.successes()) + " of " + std::to_string(options.seeds) + " seeds";
            if (o.activation == "identity") {
                report.claim(network + " cannot learn it: its best mean squared error is 0.25",
                             significant(o.best().least_error, 8),
                             o.successes() == 0 && std::abs(o.best().least_error - 0.25) < 1e-6);
            } else if (o.activation == "hard_sigmoid") {
                report.claim(
                    network +
                        ", straight from -3 to 3, where the first weights keep it, learns it with no more than "
                        "every tenth seed",
                    found, 10 * o.successes() <= o.runs.size());
            } else if (o.activation != "step") {  // whose hidden units stay as they were drawn, for its derivative is 0
                const std::size_t least = o.units == 2 ? 1 : o.runs.size() / 4;
                report.claim(network + " learns it, with at least " + std::to_string(least) + " of the seeds", found,
                             o.successes() >= least);
            }
        }
    });
}
