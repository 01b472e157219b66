// The table as an SVG picture, written without any library, so that every run has one.

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <utility>

#include "results.hpp"

namespace bench {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> bars = {
    {{"scalar", "#b8b8b8"}, {"libmvec", "#e69f00"}, {"Eigen", "#56b4e9"}, {"actfn", "#0060a8"}, {"exact", "#009e73"}}};

constexpr double bar_height = 11;
constexpr double block_height = bar_height * static_cast<double>(bars.size()) + 14;
constexpr double left_margin = 110;
constexpr double top = 118;
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
        for (const auto& [peer, colour] : bars) {
            if (peer != "scalar") time = std::max(time, g->of(peer));
        }
        slowest.push_back(time);
    }
    std::ranges::sort(slowest, std::greater());
    return slowest[1] > 0 ? slowest[1] : slowest[0];
}

void draw_group(std::ostream& out, const Group& g, double x, double y, double longest) {
    for (const auto& [peer, colour] : bars) {
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

}  // namespace

void draw(std::ostream& out, const Groups& groups, const Facts& facts) {
    const auto shown = [&](const Group& g) {
        return g.type == "float" && g.rows == 1 << 16 && g.cols == 1 && g.input == groups.front().input;
    };
    std::array<std::vector<const Group*>, operation_names.size()> panels;
    std::vector<std::string_view> functions;
    for (const Group& g : groups) {
        if (!shown(g)) continue;
        panels[static_cast<std::size_t>(g.operation)].push_back(&g);
        if (std::ranges::find(functions, g.function) == functions.end()) functions.push_back(g.function);
    }
    const double width = left_margin + static_cast<double>(panels.size()) * panel_width + 10;
    const double height = top + static_cast<double>(functions.size()) * block_height + 16;
    out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << number(width) << ' ' << number(height)
        << "\" width=\"" << number(width) << "\" height=\"" << number(height)
        << "\" font-family=\"sans-serif\" "
           "font-size=\"13\">\n<style>.figure{font-size:9.5px;fill:#333}.small{font-size:11px;"
           "fill:#555}.title{font-size:17px;font-weight:bold}.head{font-weight:bold}</style>\n";
    rectangle(out, 0, 0, width, height, "#fff");
    write(out, 12, 26,
          "ns per element, float, 64 Ki elements, one thread, input " + groups.front().input + ": shorter is better",
          "class=\"title\"");
    std::string machine;
    for (const auto& [name, value] : facts) {
        if (name == "flags") continue;
        const bool named = name == "Eigen" || name == "xsimd";
        machine += (machine.empty() ? "" : ", ") + (named ? name + ' ' + value : value);
    }
    write(out, 12, 44, machine, "class=\"small\"");
    double x = 12;
    for (const auto& [peer, colour] : bars) {
        rectangle(out, x, 56, 14, 11, colour);
        const std::string label = peer == "scalar"    ? "scalar loop"
                                  : peer == "libmvec" ? "-ffast-math loop (libmvec)"
                                  : peer == "exact"   ? "actfn, exact"
                                                      : std::string(peer);
        write(out, x + 19, 66, label);
        x += 40 + 7 * static_cast<double>(label.size());
    }
    write(out, x, 66, "A torn bar is longer than its panel.", "class=\"small\"");
    for (std::size_t p = 0; p < panels.size(); ++p) {
        const double left = left_margin + static_cast<double>(p) * panel_width;
        const double bottom = height - 20;
        write(out, left, top - 14, operation_names[p], "class=\"head\"");
        out << "<path d=\"M" << number(left) << ' ' << number(top - 6) << 'V' << number(bottom)
            << "\" stroke=\"#888\"/>\n";
        const double longest = scale(panels[p]);
        for (const Group* g : panels[p]) {
            const auto position = std::ranges::find(functions, g->function) - functions.begin();
            draw_group(out, *g, left + 1, top + static_cast<double>(position) * block_height, longest);
        }
    }
    for (std::size_t i = 0; i < functions.size(); ++i) {
        const double middle = top + static_cast<double>(i) * block_height + (block_height - 14) / 2 + 4;
        write(out, left_margin - 10, middle, functions[i], "text-anchor=\"end\"");
    }
    out << "</svg>\n";
}

}  // namespace bench
