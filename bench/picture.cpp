// The table as an SVG picture, written without any library, so that every run has one.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <utility>

#include "results.hpp"

namespace bench {
namespace {

struct Bar {
    std::string_view peer;
    std::string_view label;
    std::string_view colour;
};
constexpr std::array all_bars = {
    Bar{"scalar", "scalar loop", "#b8b8b8"},  Bar{"libmvec", "-ffast-math loop (libmvec)", "#e69f00"},
    Bar{"Eigen", "Eigen", "#56b4e9"},         Bar{"xsimd", "xsimd", "#cc79a7"},
    Bar{"SLEEF u10", "SLEEF u10", "#d55e00"}, Bar{"SLEEF u35", "SLEEF u35", "#eeb088"},
    Bar{"oneDNN", "oneDNN", "#8c6bb1"},       Bar{"actfn", "actfn", "#0060a8"},
    Bar{"exact", "actfn, exact", "#009e73"},  Bar{"fast", "actfn, fast", "#4aa3df"},
};
using Bars = std::vector<Bar>;

constexpr double bar_height = 11;
constexpr double block_gap = 14;
constexpr double left_margin = 110;
constexpr double top = 134;
constexpr double plot_width = 250;
constexpr double panel_width = plot_width + 70;

std::string number(double v, const char* format = "%.1f") {
    char digits[40];
    std::snprintf(digits, sizeof digits, format, v);
    return digits;
}

std::string escaped(std::string_view words) {
    std::string result;
    for (const char c : words) {
        if (c == '<') {
            result += "&lt;";
        } else if (c == '&') {
            result += "&amp;";
        } else {
            result += c;
        }
    }
    return result;
}

void write(std::ostream& out, double x, double y, std::string_view words, std::string_view attributes = "") {
    out << "<text x=\"" << number(x) << "\" y=\"" << number(y) << "\" " << attributes << '>' << escaped(words)
        << "</text>\n";
}

void rectangle(std::ostream& out, double x, double y, double width, double height, std::string_view fill) {
    out << "<rect x=\"" << number(x) << "\" y=\"" << number(y) << "\" width=\"" << number(width) << "\" height=\""
        << number(height) << "\" fill=\"" << fill << "\"/>\n";
}

/// The time that is as long as a panel is wide: that of the second slowest function, without the scalar loop. One outlier
/// would leave nothing of the others.
double scale(const std::vector<const Group*>& panel) {
    std::vector<double> slowest = {0, 0};
    for (const Group* g : panel) {
        double time = 0;
        for (const Bar& bar : all_bars) {
            if (bar.peer != "scalar") time = std::max(time, g->of(bar.peer));
        }
        slowest.push_back(time);
    }
    std::ranges::sort(slowest, std::greater());
    return slowest[1] > 0 ? slowest[1] : slowest[0];
}

void draw_group(std::ostream& out, const Group& g, const Bars& bars, double x, double y, double longest) {
    for (const auto& [peer, label, colour] : bars) {
        const double time = g.of(peer);
        if (time > 0) {
            const bool cut = time > longest;
            const double length = std::min(time / longest, 1.0) * plot_width;
            rectangle(out, x, y, length, bar_height - 1, colour);
            if (cut) {
                out << "<path d=\"M" << number(x + length - 16) << ' ' << number(y + bar_height) << "l6 -"
                    << number(bar_height + 1) << "\" stroke=\"#fff\" stroke-width=\"3\"/>\n";
            }
            write(out, x + length + 4, y + bar_height - 2, number(time, time < 1 ? "%.3f" : "%.2f"),
                  "class=\"figure\"");
        }
        y += bar_height;
    }
}

void open_picture(std::ostream& out, double width, double height, std::string_view title, const Facts& facts) {
    out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << number(width) << ' ' << number(height)
        << "\" width=\"" << number(width) << "\" height=\"" << number(height)
        << "\" font-family=\"sans-serif\" "
           "font-size=\"13\">\n<style>.figure{font-size:9.5px;fill:#333}.small{font-size:11px;"
           "fill:#555}.title{font-size:17px;font-weight:bold}.head{font-weight:bold}</style>\n";
    rectangle(out, 0, 0, width, height, "#fff");
    write(out, 12, 26, title, "class=\"title\"");
    std::array<std::string, 2> lines;  // the machine and the compiler; the libraries and the rest
    for (const auto& [name, value] : facts) {
        if (name == "flags") continue;
        const bool named = name == "Eigen" || name == "xsimd" || name == "SLEEF" || name == "oneDNN";
        std::string& line = lines[name == "CPU" || name == "ISA" || name == "compiler" ? 0 : 1];
        line += (line.empty() ? "" : ", ") + (named ? name + ' ' + value : value);
    }
    write(out, 12, 44, lines[0], "class=\"small\"");
    write(out, 12, 60, lines[1], "class=\"small\"");
}

void draw_legend(std::ostream& out, const Bars& bars) {
    double x = 12;
    for (const Bar& bar : bars) {
        rectangle(out, x, 72, 14, 11, bar.colour);
        write(out, x + 19, 82, bar.label);
        x += 40 + 7 * static_cast<double>(bar.label.size());
    }
    write(out, 12, 100, "A torn bar is longer than its panel.", "class=\"small\"");
}

void line(std::ostream& out, double x, double y, double to_x, double to_y, std::string_view attributes) {
    out << "<path d=\"M" << number(x) << ' ' << number(y) << 'L' << number(to_x) << ' ' << number(to_y) << "\" "
        << attributes << "/>\n";
}

/// Where a logarithmic axis puts a value.
class Axis {
public:
    Axis(double least, double greatest, double from, double to)
        : least_(least), from_(from), slope_((to - from) / std::log2(greatest / least)) {}
    double operator()(double value) const { return from_ + slope_ * std::log2(value / least_); }

private:
    double least_;
    double from_;
    double slope_;
};

struct Curve {
    std::string name;
    std::string_view colour;
    std::map<Index, double> nanoseconds;  ///< per element, by length
};

/// actfn's forward calls, and the copy loop beside the first of them.
std::vector<Curve> curves_of(const Groups& groups) {
    constexpr std::array<std::string_view, 5> colours = {"#0060a8", "#d55e00", "#cc79a7", "#009e73", "#e69f00"};
    std::vector<Curve> curves = {{"copy", "#888", {}}};
    for (const Group& sized : groups) {
        const auto known = [&](const Curve& c) { return c.name == sized.function; };
        if (sized.purpose != Purpose::sizes || std::ranges::any_of(curves, known)) continue;
        Curve curve{std::string(sized.function), colours[(curves.size() - 1) % colours.size()], {}};
        for (const Group& g : groups) {
            if (g.function != sized.function || g.operation != Operation::forward || g.type != "float" ||
                g.input != sized.input || g.size() < 64) {
                continue;
            }
            if (g.of(reference_peer) > 0) curve.nanoseconds[g.size()] = g.of(reference_peer);
            if (g.of("copy") > 0) curves.front().nanoseconds.emplace(g.size(), g.of("copy"));
        }
        curves.push_back(std::move(curve));
    }
    return curves;
}

}  // namespace

void draw(std::ostream& out, const Groups& groups, const Facts& facts) {
    const auto shown = [&](const Group& g) {
        return g.type == "float" && g.rows == 1 << 16 && g.cols == 1 && g.input == groups.front().input;
    };
    std::array<std::vector<const Group*>, operation_names.size()> by_operation;
    std::vector<std::string_view> functions;
    for (const Group& g : groups) {
        if (!shown(g)) continue;
        by_operation[static_cast<std::size_t>(g.operation)].push_back(&g);
        if (std::ranges::find(functions, g.function) == functions.end()) functions.push_back(g.function);
    }
    std::vector<std::vector<const Group*>> panels;
    for (auto& panel : by_operation) {
        if (!panel.empty()) panels.push_back(std::move(panel));
    }
    Bars bars;
    for (const Bar& bar : all_bars) {
        if (std::ranges::any_of(groups, [&](const Group& g) { return g.of(bar.peer) > 0; })) bars.push_back(bar);
    }
    const double block_height = bar_height * static_cast<double>(bars.size()) + block_gap;
    const double width = left_margin + static_cast<double>(panels.size()) * panel_width + 10;
    const double height = top + static_cast<double>(functions.size()) * block_height + 16;
    const std::string input = groups.front().input;
    open_picture(out, width, height,
                 "ns per element, float, 64 Ki elements, one thread, input " + input + ": shorter is better", facts);
    draw_legend(out, bars);
    for (std::size_t p = 0; p < panels.size(); ++p) {
        const double left = left_margin + static_cast<double>(p) * panel_width;
        write(out, left, top - 14, name_of(panels[p].front()->operation), "class=\"head\"");
        line(out, left, top - 6, left, height - 20, "stroke=\"#888\"");
        const double longest = scale(panels[p]);
        for (const Group* g : panels[p]) {
            const auto position = std::ranges::find(functions, g->function) - functions.begin();
            draw_group(out, *g, bars, left + 1, top + static_cast<double>(position) * block_height, longest);
        }
    }
    for (std::size_t i = 0; i < functions.size(); ++i) {
        const double middle = top + static_cast<double>(i) * block_height + (block_height - block_gap) / 2 + 4;
        write(out, left_margin - 10, middle, functions[i], "text-anchor=\"end\"");
    }
    out << "</svg>\n";
}

void draw_sizes(std::ostream& out, const Groups& groups, const Facts& facts) {
    constexpr double width = 900, height = 520, left = 60, right = 780, upper = 84, lower = 464;
    constexpr double longest_array = 1 << 24, shortest_array = 1 << 6, least_time = 1.0 / 64, greatest_time = 2;
    const Axis x(shortest_array, longest_array, left, right);
    const Axis y(least_time, greatest_time, lower, upper);
    open_picture(out, width, height, "actfn's forward calls: ns per element over the elements of the array, float",
                 facts);
    for (double n = shortest_array; n <= longest_array; n *= 4) {
        const double kibi = n / 1024;
        const std::string label = kibi < 1      ? number(n, "%.0f")
                                  : kibi < 1024 ? number(kibi, "%.0f Ki")
                                                : number(kibi / 1024, "%.0f Mi");
        line(out, x(n), upper, x(n), lower, "stroke=\"#eee\"");
        write(out, x(n), lower + 18, label, "text-anchor=\"middle\" class=\"small\"");
    }
    for (double time = least_time; time <= greatest_time; time *= 2) {
        line(out, left, y(time), right, y(time), "stroke=\"#eee\"");
        write(out, left - 6, y(time) + 4, number(time, "%.3g"), "text-anchor=\"end\" class=\"small\"");
    }
    for (const Cache& cache : caches()) {
        const double n = cache.bytes / (2 * sizeof(float));  // x and y fill it
        if (n < shortest_array || n > longest_array) continue;
        line(out, x(n), upper, x(n), lower, "stroke=\"#555\" stroke-dasharray=\"4 4\"");
        write(out, x(n) + 4, upper + 12, number(cache.level, "L%.0f is full"), "class=\"small\"");
    }
    for (const Curve& curve : curves_of(groups)) {
        if (curve.nanoseconds.empty()) continue;
        out << "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"" << curve.colour << "\" points=\"";
        for (const auto& [n, time] : curve.nanoseconds) {
            out << number(x(static_cast<double>(n))) << ',' << number(y(std::clamp(time, least_time, greatest_time)))
                << ' ';
        }
        out << "\"/>\n";
    }
    // The curves meet in memory, so that labels at their ends would cover each other.
    double legend = upper + 14;
    for (const Curve& curve : curves_of(groups)) {
        line(out, right + 14, legend - 4, right + 34, legend - 4,
             std::string("stroke-width=\"3\" stroke=\"").append(curve.colour) + '"');
        write(out, right + 40, legend, curve.name);
        legend += 20;
    }
    out << "</svg>\n";
}

}  // namespace bench
