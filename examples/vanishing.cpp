// What becomes of a signal on its way through many layers, forwards and backwards, for each function.

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "common/chart.hpp"
#include "common/functions.hpp"
#include "common/network.hpp"
#include "common/statistics.hpp"
#include "common/story.hpp"

using namespace examples;

constexpr int depth = 15;
constexpr Index units = 64, many = 1000;

Matrix normal(Index rows, Index cols, Random& random) {
    return Matrix::NullaryExpr(rows, cols, [&] { return random.normal(); });
}

double mean(const Matrix& a) {
    return a.cast<double>().mean();
}
double variance(const Matrix& a) {
    return (a.cast<double>().array() - mean(a)).square().mean();
}

/// The supremum of |f'|: the functions of the list reach it at infinity, or on a grid that has 0.
double steepest(const std::string& name) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double greatest = 0;
    with_function<double>(name, [&](const auto& f) {
        const Eigen::ArrayXd x = Eigen::ArrayXd::LinSpaced(2001, -1000, 1000) / 100;
        greatest = std::max({f.derivative(x).abs().maxCoeff(), f.derivative(infinity), f.derivative(-infinity)});
    });
    return greatest;
}

/// f of many numbers from N(0, 1).
struct Outputs {
    double mean, variance, zeros;
};

Outputs outputs(const std::string& name, Random& random) {
    const Matrix x = normal(1000, 1000, random);
    Matrix y;
    make_activation(name, units, random)->forward(x, y);
    return {mean(y), variance(y), (y.array() == 0).cast<double>().mean()};
}

/// Of a network of 15 layers of 64 units with its usual weights, whose inputs are from N(0, 1): an entry per layer.
struct Depth {
    std::vector<double> mean, variance, zeros;  // of the activations
    std::vector<double> greatest_product;       // of the derivatives of a unit and those of its column before it
    std::vector<double> median_product;
    std::vector<double> gradient = std::vector<double>(depth);  // root mean square, if it is 1 at the output
};

Depth pass(const std::string& name, Random& random) {
    Network network(std::vector<Index>(depth + 2, units), name, random);
    network.training_forward(normal(units, many, random));
    Depth result;
    Matrix product = Matrix::Ones(units, many);
    for (std::size_t l = 0; l < depth; ++l) {
        const Matrix& a = network.activations(l);
        result.mean.push_back(mean(a));
        result.variance.push_back(variance(a));
        result.zeros.push_back((a.array() == 0).cast<double>().mean());
        network.activation(l).backward(network.pre_activations(l), product, product);  // product * f'
        result.greatest_product.push_back(static_cast<double>(product.maxCoeff()));
        result.median_product.push_back(median({product.data(), product.data() + product.size()}));
    }
    Matrix dz = normal(units, many, random), da;
    for (std::size_t l = depth; l-- > 0;) {
        network.layers()[l + 1].input_gradient(dz, da);
        network.activation(l).backward(network.pre_activations(l), da, dz);
        result.gradient[l] = std::sqrt(variance(dz) + mean(dz) * mean(dz));
    }
    return result;
}

std::vector<double> numbers_to(int last) {
    std::vector<double> numbers;
    for (int i = 1; i <= last; ++i) numbers.push_back(i);
    return numbers;
}

int main(int argc, char** argv) {
    const Story story = {"vanishing", "What fifteen layers leave of a signal, forwards and backwards."};
    return run_story(argc, argv, story, [](const StoryOptions& options, Report& report) {
        Random random(options.seed);
        std::vector<Report::Row> single, products, forwards;
        std::vector<Chart> charts = {{"Gradient (root mean square), 1 at the output", "layer", "", {}, true},
                                     {"Greatest product of derivatives up to a layer", "layer", "", {}, true}};
        std::vector<Chart> forward_charts = {{"Mean of the activations", "layer", ""},
                                             {"Variance of the activations", "layer", "", {}, true}};
        bool bounded = true;
        for (const std::string& name : compared_functions()) {
            const Outputs out = outputs(name, random);
            single.push_back({name, fixed(out.mean, 4), fixed(out.variance, 4), percent(out.zeros)});
            const double steep = steepest(name);
            const double bound = std::pow(steep, depth);
            const Depth d = pass(name, random);
            products.push_back({name, significant(steep), significant(bound, 2),
                                significant(d.greatest_product.back(), 2), significant(d.median_product.back(), 2),
                                significant(d.gradient.front(), 2)});
            forwards.push_back({name, fixed(d.mean.front(), 3), fixed(d.mean.back(), 3),
                                significant(d.variance.front(), 3), significant(d.variance.back(), 3),
                                percent(d.zeros.front()), percent(d.zeros.back())});
            charts[0].lines.push_back({name, numbers_to(depth), d.gradient});
            charts[1].lines.push_back({name, numbers_to(depth), d.greatest_product});
            forward_charts[0].lines.push_back({name, numbers_to(depth), d.mean});
            forward_charts[1].lines.push_back({name, numbers_to(depth), d.variance});
            bounded = bounded && d.greatest_product.back() <= bound * (1 + 1e-5);  // for 15 roundings to float

            const auto about = [&](const std::string& what, double found, double expected) {
                report.claim(name + " of N(0,1): " + what + " " + significant(expected), fixed(found, 4),
                             std::abs(found - expected) < 0.003);
            };
            if (name == "sigmoid") {
                about("mean", out.mean, 0.5);
                report.claim(
                    "sigmoid: 15 derivatives make at most 0.25^15 = 9.3e-10",
                    significant(d.greatest_product.back(), 3) + " measured, " + significant(bound, 3) + " at most",
                    d.greatest_product.back() <= 9.3132257461547852e-10 && d.greatest_product.back() > 0);
            } else if (name == "tanh") {
                about("mean", out.mean, 0);
            } else if (name == "relu") {
                about("mean", out.mean, 0.3989);
                about("share of exact zeros", out.zeros, 0.5);
            }
        }
        report.claim("no product of derivatives is above the bound, for any function", bounded ? "none" : "some",
                     bounded);

        report.heading("On numbers from N(0, 1)");
        report.table({"f", "mean", "variance", "exact zeros"}, single);
        report.heading("Backwards through 15 layers of 64 units, usual weights");
        report.table(
            {"f", "greatest |f'|", "its 15th power", "greatest product of 15", "median product", "gradient at layer 1"},
            products);
        write_svg(report.path("vanishing.svg"), charts);
        report.picture("vanishing.svg", "How the gradient and the product of the derivatives go with depth");
        report.heading("Forwards through the same layers");
        report.paragraph("SELU is made for weights of variance 1 / inputs; with He's 2 / inputs, as here, it grows.");
        report.table(
            {"f", "mean: layer 1", "layer 15", "variance: layer 1", "layer 15", "exact zeros: layer 1", "layer 15"},
            forwards);
        write_svg(report.path("forward.svg"), forward_charts);
        report.picture("forward.svg", "Mean and variance of the activations of each layer");
    });
}
