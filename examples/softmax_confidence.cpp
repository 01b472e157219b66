// How sure a softmax is depends on the differences of its logits alone, and on their scale.

#include <Eigen/Core>
#include <actfn/actfn.hpp>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "common/chart.hpp"
#include "common/story.hpp"
#include "common/ulp.hpp"

using namespace examples;

using Logits = Eigen::ArrayXf;

/// The formula as it stands, which overflows.
Logits naive_softmax(const Logits& z) {
    const Logits e = z.exp();
    return e / e.sum();
}

/// The probability that the naive formula gives to the first; a NaN without its sign, which says nothing.
float naive_first(const Logits& z) {
    return std::abs(naive_softmax(z)[0]);
}

struct TwoClasses {
    std::int64_t greatest = 0;  // distance of softmax({x, 0})_1 from sigmoid(x)
    double same = 0;            // share of x with the same bits
};

template <class Tier>
TwoClasses compare_two_classes() {
    constexpr Eigen::Index count = 200001;
    TwoClasses result;
    const Logits x = Logits::LinSpaced(count, -100, 100);
    Eigen::MatrixXf logits = Eigen::MatrixXf::Zero(2, count);
    logits.row(0) = x.matrix();
    const Eigen::MatrixXf p = actfn::softmax<Tier>(logits, actfn::colwise);
    const Logits s = actfn::sigmoid<Tier>(x);
    for (Eigen::Index i = 0; i < count; ++i) {
        const std::int64_t distance = ulp_distance(p(0, i), s[i]);
        result.greatest = std::max(result.greatest, distance);
        result.same += distance == 0 ? 1.0 / count : 0;
    }
    return result;
}

int main(int argc, char** argv) {
    const Story story = {"softmax_confidence",
                         "How sure a softmax is, and what shifting and scaling its logits does to that."};
    return run_story(argc, argv, story, [](const StoryOptions&, Report& report) {
        Logits unsure = Logits::Constant(10, 1.2f);
        unsure[0] = 1.5f;
        const Logits clear{{4.0f, 1.0f, 0.5f}};
        const Logits p = actfn::softmax(unsure);
        const Logits q = actfn::softmax(clear);

        report.heading("The greatest of ten may be unlikely, the greatest of three all but certain");
        report.table({"logits", "first", "each of the others"},
                     {{"1.5, nine times 1.2", significant(p[0], 6), significant(p[1], 6)},
                      {"4, 1, 0.5", significant(q[0], 6), significant(q[1], 6) + ", " + significant(q[2], 6)}});
        report.claim(
            "1.5 against nine times 1.2: 0.130423 and 0.0966197, as in the article",
            significant(p[0], 6) + " and " + significant(p[1], 6),
            significant(p[0], 6) == "0.130423" && (p.tail(9) == p[1]).all() && significant(p[1], 6) == "0.0966197");
        report.claim("one clear winner among three has more than 90 %", percent(static_cast<double>(q[0])),
                     q[0] > 0.9f);

        report.heading("Shifting the logits 4, 1, 0.5 changes nothing, but the naive formula overflows");
        std::vector<Report::Row> shifts;
        bool same = true;
        for (const float shift : {-1000.0f, -100.0f, 0.0f, 80.0f, 88.0f, 1000.0f}) {
            const Logits here = actfn::softmax(Logits(clear + shift));  // exact sums: all are multiples of 1/2
            same = same && (here == q).all();
            shifts.push_back({significant(shift), significant(here[0], 9), significant(naive_first(clear + shift), 9)});
        }
        report.table({"shift", "softmax: first", "naive: first"}, shifts);
        report.claim("shifting by -1000 to 1000 leaves every bit", same ? "the same bits" : "other bits", same);
        report.claim("the naive formula gives NaN where an exponential overflows, and where all underflow",
                     significant(naive_first(clear + 88.0f)) + ", " + significant(naive_first(clear - 1000.0f)),
                     std::isnan(naive_first(clear + 88.0f)) && std::isnan(naive_first(clear - 1000.0f)));

        report.heading("Scaling them decides how sure it is");
        Chart chart = {"Probability of the first",
                       "scale of the logits",
                       "",
                       {{"1.5, nine times 1.2", {}, {}}, {"4, 1, 0.5", {}, {}}}};
        for (int i = 0; i <= 200; ++i) {
            const float scale = static_cast<float>(i) / 10;
            for (Line& line : chart.lines) {
                line.x.push_back(static_cast<double>(scale));
                line.y.push_back(static_cast<double>(
                    actfn::softmax(Logits(scale * (&line == &chart.lines[0] ? unsure : clear)))[0]));
            }
        }
        const auto grows = [](const Line& line) { return std::ranges::is_sorted(line.y); };
        write_svg(report.path("softmax_confidence.svg"), {chart});
        report.picture("softmax_confidence.svg", "From equal shares at scale 0 towards certainty");
        report.claim(
            "from 1/10 and 1/3 at scale 0 the winner only gains",
            significant(chart.lines[0].y[0]) + " to " + significant(chart.lines[0].y.back()) + ", " +
                significant(chart.lines[1].y[0]) + " to " + significant(chart.lines[1].y.back()),
            grows(chart.lines[0]) && grows(chart.lines[1]) && chart.lines[0].y[0] == static_cast<double>(0.1f));

        report.heading("Sigmoid is the softmax of two classes");
        const TwoClasses exact = compare_two_classes<actfn::exact>();
        const TwoClasses standard = compare_two_classes<actfn::standard>();
        report.table({"tier", "furthest apart", "same bits"},
                     {{"exact", std::to_string(exact.greatest) + " ULP", percent(exact.same, 3)},
                      {"standard", std::to_string(standard.greatest) + " ULP", percent(standard.same, 3)}});
        report.claim("softmax({x, 0}) is sigmoid(x) within 1 ULP, in the exact tier",
                     std::to_string(exact.greatest) + " ULP", exact.greatest <= 1);
        report.claim("and in the standard tier within the bounds of both, 4 + 2.5 ULP",
                     std::to_string(standard.greatest) + " ULP", standard.greatest <= 6);
    });
}
