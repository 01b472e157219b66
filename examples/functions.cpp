// Draws every function of the library's list with its first and second derivative, and checks them against each other.

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "common/chart.hpp"
#include "common/functions.hpp"
#include "common/story.hpp"

using namespace examples;

constexpr Eigen::Index samples = 2001;  // on [-10, 10]: every 1/100, so that 0 and the kinks at 3 and -3 are among them
constexpr double spacing = 20.0 / (samples - 1);

struct Curves {
    std::string name;
    Eigen::ArrayXd x, f, first, second;
};

template <class F>
Curves curves(const F& f) {
    const Eigen::ArrayXd x = Eigen::ArrayXd::LinSpaced(samples, -1000, 1000) / 100;
    return {std::string(F::name), x, f(x), f.derivative(x), f.second_derivative(x)};
}

/// How far the derivative is from the differences of the function, but next to the kinks: all that these functions have
/// are at -3, 0 and 3.
double greatest_disagreement(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y, const Eigen::ArrayXd& derivative) {
    double greatest = 0;
    for (Eigen::Index i = 1; i + 1 < samples; ++i) {
        const bool kink =
            std::ranges::any_of(std::array{-3, 0, 3}, [&](int k) { return std::abs(x[i] - k) < 1.5 * spacing; });
        const double difference = (y[i + 1] - y[i - 1]) / (2 * spacing);
        if (!kink) greatest = std::max(greatest, std::abs(difference - derivative[i]));
    }
    return greatest;
}

std::vector<double> values(const Eigen::ArrayXd& a) {
    return {a.begin(), a.end()};
}

Chart chart(const Curves& c) {
    return {c.name,
            "",
            "",
            {{"f(x)", values(c.x), values(c.f)},
             {"f'(x)", values(c.x), values(c.first)},
             {"f''(x)", values(c.x), values(c.second)}}};
}

int main(int argc, char** argv) {
    const Story story = {"functions", "Every function of the list on [-10, 10], with its first and second derivative."};
    return run_story(argc, argv, story, [](const StoryOptions&, Report& report) {
        std::vector<Curves> all;
        for_each_function<double>([&](const auto& f) { all.push_back(curves(f)); });

        std::vector<Chart> gallery;
        std::vector<Report::Row> rows;
        double worst_first = 0;
        double worst_second = 0;
        for (const Curves& c : all) {
            gallery.push_back(chart(c));
            write_svg(report.path(c.name + ".svg"), {gallery.back()}, {.legend = 90});
            gallery.back().y_range = {-2, 3};
            const double first = greatest_disagreement(c.x, c.f, c.first);
            const double second = greatest_disagreement(c.x, c.first, c.second);
            worst_first = std::max(worst_first, first);
            worst_second = std::max(worst_second, second);
            rows.push_back({c.name, significant(c.f.minCoeff()), significant(c.f.maxCoeff()),
                            significant(c.first.minCoeff()), significant(c.first.maxCoeff()),
                            significant(c.second.minCoeff()), significant(c.second.maxCoeff())});
        }
        write_svg(report.path("gallery.svg"), gallery, {.columns = 4, .width = 190, .height = 150, .legend = 0});

        report.picture("gallery.svg",
                       "f (blue), f' (orange, dashed) and f'' (green) of every function, cut off at -2 and 3");
        report.table({"on [-10, 10]", "least f", "greatest f", "least f'", "greatest f'", "least f''", "greatest f''"},
                     rows);
        for (const Curves& c : all) report.picture(c.name + ".svg", c.name);

        // A central difference is off by spacing^2 / 6 times the derivative two orders up, whose greatest is that of tanh:
        // the third is 2, the fourth 4.09.
        const double unit = spacing * spacing / 6;
        report.claim("f' is the slope of f", "off by at most " + significant(worst_first), worst_first < 2.01 * unit);
        report.claim("f'' is the slope of f'", "off by at most " + significant(worst_second),
                     worst_second < 4.1 * unit);
    });
}
