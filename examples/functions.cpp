// Draws every function of the library's list with its first and second derivative, and checks them against each other.

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "common/chart.hpp"
#include "common/functions.hpp"
#include "common/story.hpp"

using namespace examples;

constexpr Eigen::Index samples = 2001;  // on [-10, 10]: every 1/100
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

/// At how many samples the slope of y is none that its derivative has around them: the mean value theorem. Only jumps of y
/// can be such places.
int disagreements(const Eigen::ArrayXd& y, const Eigen::ArrayXd& derivative) {
    int found = 0;
    for (Eigen::Index i = 1; i + 1 < samples; ++i) {
        const double slope = (y[i + 1] - y[i - 1]) / (2 * spacing);
        const auto around = derivative.segment(i - 1, 3);
        if (!std::isfinite(slope) || !around.isFinite().all()) continue;  // outside the domain, or at its end
        const double rounding = 1e-12 * (std::abs(y[i + 1]) + std::abs(y[i - 1])) / spacing;
        found += !(slope >= around.minCoeff() - rounding && slope <= around.maxCoeff() + rounding);
    }
    return found;
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

// A function may have no value at some of the samples.
std::string least(const Eigen::ArrayXd& y) {
    return significant(y.minCoeff<Eigen::PropagateNumbers>());
}
std::string greatest(const Eigen::ArrayXd& y) {
    return significant(y.maxCoeff<Eigen::PropagateNumbers>());
}

int main(int argc, char** argv) {
    const Story story = {"functions", "Every function of the list on [-10, 10], with its first and second derivative."};
    return run_story(argc, argv, story, [](const StoryOptions&, Report& report) {
        std::vector<Curves> all;
        for_each_function<double>([&](const auto& f) { all.push_back(curves(f)); });

        std::vector<Chart> gallery;
        std::vector<Report::Row> rows;
        int worst_first = 0;
        int worst_second = 0;
        for (const Curves& c : all) {
            gallery.push_back(chart(c));
            write_svg(report.path(c.name + ".svg"), {gallery.back()}, {.legend = 90});
            gallery.back().y_range = {-2, 3};
            worst_first = std::max(worst_first, disagreements(c.f, c.first));
            worst_second = std::max(worst_second, disagreements(c.first, c.second));
            rows.push_back({c.name, least(c.f), greatest(c.f), least(c.first), greatest(c.first), least(c.second),
                            greatest(c.second)});
        }
        write_svg(report.path("gallery.svg"), gallery, {.columns = 6, .width = 190, .height = 150, .legend = 0});

        report.picture("gallery.svg",
                       "f (blue), f' (orange, dashed) and f'' (green) of every function, cut off at -2 and 3");
        report.table({"on [-10, 10]", "least f", "greatest f", "least f'", "greatest f'", "least f''", "greatest f''"},
                     rows);
        for (const Curves& c : all) report.picture(c.name + ".svg", c.name);

        // There are two jumps at most, each between two samples or at one, which three slopes see.
        report.claim("f' is the slope of f", "but at " + std::to_string(worst_first) + " samples of a function at most",
                     worst_first <= 6);
        report.claim("f'' is the slope of f'",
                     "but at " + std::to_string(worst_second) + " samples of a function at most", worst_second <= 6);
    });
}
