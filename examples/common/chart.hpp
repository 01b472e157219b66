#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <iomanip>
#include <limits>
#include <map>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "text.hpp"

namespace examples {

struct Line {
    std::string label;
    std::vector<double> x, y;
};

struct Points {
    std::string colour;
    std::vector<double> x, y;
};

using Rgb = std::array<double, 3>;

/// Cells that fill the rectangle, row 0 at the bottom; their colours go through the three for values from 0 to 1. What is
/// not finite stays white.
struct HeatMap {
    double left = 0, right = 1, bottom = 0, top = 1;
    Eigen::ArrayXXd values = {};
    std::array<Rgb, 3> colours = {{{158, 202, 225}, {247, 247, 247}, {253, 187, 132}}};
};

inline constexpr std::array<Rgb, 3> dark_to_light = {{{48, 18, 90}, {34, 140, 141}, {250, 230, 60}}};

struct Chart {
    std::string title, x_label, y_label;
    std::vector<Line> lines = {};
    bool log_y = false;
    HeatMap heat_map = {};
    std::vector<Points> points = {};
    std::array<double, 2> y_range = {INFINITY, -INFINITY};  // empty: that of the data
};

/// Where write_svg puts its charts: row by row, and the legend of the first chart's lines at the right.
struct Layout {
    int columns = std::numeric_limits<int>::max();
    int width = 430, height = 340, legend = 230;  // in pixels: of each plot, and of the legend (0: none)
};

namespace svg {

/// One direction of a chart: from values to pixels.
struct Axis {
    double low, high, from, to;
    bool log;

    double scaled(double v) const { return log ? std::log10(v) : v; }
    double operator()(double v) const {
        return from + (to - from) * (scaled(v) - scaled(low)) / (scaled(high) - scaled(low));
    }
    bool shows(double v) const { return std::isfinite(v) && !(log && v <= 0); }

    std::vector<double> ticks() const {
        std::vector<double> result;
        if (log) {
            const bool fine = high / low < 1e3;
            const int decades = static_cast<int>(std::log10(high / low));
            const int stride = 1 + decades / 12;
            for (int k = static_cast<int>(std::floor(std::log10(low))); std::pow(10, k) <= high; k += stride) {
                for (const double step : {1.0, 2.0, 5.0}) {
                    const double tick = step * std::pow(10, k);
                    if (tick >= low && tick <= high && (fine || step == 1)) result.push_back(tick);
                }
            }
        } else {
            const double pixels = std::abs(to - from);
            const double rough = (high - low) * std::max(1 / 8.0, 40 / pixels);
            const double decade = std::pow(10, std::floor(std::log10(rough)));
            const double ratio = rough / decade;
            const double step = decade * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
            for (double k = std::ceil(low / step); k * step <= high + 1e-9 * step; ++k)
                result.push_back(k * step + 0.0);  // never -0
        }
        return result;
    }
};

/// The range of what an axis can show, widened a little on a logarithmic one.
class Range {
public:
    explicit Range(bool log) : log_(log) {}

    void include(const std::vector<double>& values) {
        for (const double v : values) {
            if (!std::isfinite(v) || (log_ && v <= 0)) continue;
            low_ = std::min(low_, v);
            high_ = std::max(high_, v);
        }
    }

    Axis axis(const std::string& title, double from, double to) const {
        if (!(low_ <= high_)) throw std::invalid_argument("the chart \"" + title + "\" has nothing to show");
        if (log_) return {low_ / 1.1, high_ * 1.1, from, to, log_};
        if (low_ == high_) return {low_ - 1, high_ + 1, from, to, log_};
        return {low_, high_, from, to, log_};
    }

private:
    bool log_;
    double low_ = INFINITY, high_ = -INFINITY;
};

inline std::pair<Axis, Axis> axes(const Chart& chart, const Layout& layout) {
    Range x(false);
    Range y(chart.log_y);
    for (const Line& line : chart.lines) {
        x.include(line.x);
        y.include(line.y);
    }
    for (const Points& points : chart.points) {
        x.include(points.x);
        y.include(points.y);
    }
    if (chart.heat_map.values.size() > 0) {
        x.include({chart.heat_map.left, chart.heat_map.right});
        y.include({chart.heat_map.bottom, chart.heat_map.top});
    }
    if (chart.y_range[0] < chart.y_range[1]) {
        y = Range(chart.log_y);
        y.include({chart.y_range.begin(), chart.y_range.end()});
    }
    return {x.axis(chart.title, 0, layout.width), y.axis(chart.title, layout.height, 0)};
}

// Eleven, so that two lines of one colour differ in their dashes.
inline const std::vector<std::string> colours = {"#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b",
                                                 "#e377c2", "#7f7f7f", "#bcbd22", "#17becf", "#1a1a1a"};

inline std::string stroke(std::size_t line) {
    const std::string dashes = line % 2 == 0 ? "" : "\" stroke-dasharray=\"6 3";
    return " fill=\"none\" stroke-width=\"1.8\" stroke=\"" + colours[line % colours.size()] + dashes + "\"/>\n";
}

/// One of 16 colours, so that the cells of a colour can be drawn as one path.
inline std::string colour(const HeatMap& map, double value) {
    if (!std::isfinite(value)) return "#fff";
    const double v = 2 * std::round(std::clamp(value, 0.0, 1.0) * 15) / 15;
    const std::size_t piece = v < 1 ? 0 : 1;
    std::ostringstream s;
    s << "#" << std::hex << std::setfill('0');
    for (std::size_t i = 0; i < 3; ++i) {
        const double a = map.colours[piece][i];
        s << std::setw(2) << std::lround(a + (v - static_cast<double>(piece)) * (map.colours[piece + 1][i] - a));
    }
    return s.str();
}

inline void draw_heat_map(std::ostream& out, const HeatMap& map, const Axis& x, const Axis& y) {
    const Eigen::Index rows = map.values.rows();
    const Eigen::Index cols = map.values.cols();
    const auto left = [&](Eigen::Index j) {
        return x(map.left + (map.right - map.left) * static_cast<double>(j) / static_cast<double>(cols));
    };
    const auto edge = [&](Eigen::Index i) {
        return y(map.bottom + (map.top - map.bottom) * static_cast<double>(i) / static_cast<double>(rows));
    };
    std::map<std::string, std::ostringstream> cells;
    for (Eigen::Index i = 0; i < rows; ++i) {
        for (Eigen::Index j = 0, end = 0; j < cols; j = end) {
            const std::string fill = colour(map, map.values(i, j));
            for (end = j + 1; end < cols && colour(map, map.values(i, end)) == fill;) ++end;
            cells[fill] << std::fixed << std::setprecision(1) << 'M' << left(j) << ' ' << edge(i) << 'H' << left(end)
                        << 'V' << edge(i + 1) << 'H' << left(j);
        }
    }
    for (const auto& [fill, path] : cells) {
        out << "<path shape-rendering=\"crispEdges\" fill=\"" << fill << "\" d=\"" << path.str() << "\"/>\n";
    }
}

/// Whether the points between the first and the last of a path lie on its chord, to the eye.
inline bool straight(const std::vector<std::array<double, 2>>& path, std::size_t first, std::size_t last) {
    const double along_x = path[last][0] - path[first][0];
    const double along_y = path[last][1] - path[first][1];
    for (std::size_t i = first + 1; i < last; ++i) {
        const double x = path[i][0] - path[first][0];
        const double y = path[i][1] - path[first][1];
        const double along = x * along_x + y * along_y;
        const bool between = along >= 0 && along <= along_x * along_x + along_y * along_y;
        if (!between || std::abs(x * along_y - y * along_x) > 0.1 * std::hypot(along_x, along_y)) return false;
    }
    return true;
}

/// The line's path, with no more points than the eye needs; what cannot be shown leaves a gap.
inline void draw_line(std::ostream& out, const Line& line, const Axis& x, const Axis& y) {
    std::vector<std::array<double, 2>> path;
    const auto draw = [&] {
        if (!path.empty()) out << 'M' << path[0][0] << ' ' << path[0][1];
        for (std::size_t last = 0, next = 1; next < path.size(); ++next) {
            if (next + 1 < path.size() && straight(path, last, next + 1)) continue;
            out << 'L' << path[next][0] << ' ' << path[next][1];
            last = next;
        }
        path.clear();
    };
    for (std::size_t k = 0; k < line.x.size(); ++k) {
        if (y.shows(line.y[k])) {
            path.push_back({x(line.x[k]), y(line.y[k])});
        } else {
            draw();
        }
    }
    draw();
}

inline void draw_frame(std::ostream& out, const Chart& chart, const Axis& x, const Axis& y, const Layout& layout) {
    out << "<text y=\"-16\" font-size=\"15\" font-weight=\"bold\">" << escape(chart.title) << "</text>\n";
    for (const double t : y.ticks()) {
        out << "<path d=\"M0 " << y(t) << "H" << layout.width << "\" stroke=\"#e4e4e4\"/><text x=\"-8\" y=\""
            << y(t) + 4 << "\" text-anchor=\"end\">" << significant(t) << "</text>\n";
    }
    for (const double t : x.ticks()) {
        out << "<path d=\"M" << x(t) << ' ' << layout.height << "v5\" stroke=\"#999\"/><text x=\"" << x(t) << "\" y=\""
            << layout.height + 19 << "\" text-anchor=\"middle\">" << significant(t) << "</text>\n";
    }
    if (!chart.x_label.empty()) {
        out << "<text x=\"" << layout.width / 2 << "\" y=\"" << layout.height + 38 << "\" text-anchor=\"middle\">"
            << escape(chart.x_label) << "</text>\n";
    }
    if (!chart.y_label.empty()) {
        out << "<text transform=\"translate(-46 " << layout.height / 2 << ") rotate(-90)\" text-anchor=\"middle\">"
            << escape(chart.y_label) << "</text>\n";
    }
}

inline void draw_chart(std::ostream& out, const Chart& chart, const Layout& layout) {
    const auto [x, y] = axes(chart, layout);
    const std::string size =
        " width=\"" + std::to_string(layout.width) + "\" height=\"" + std::to_string(layout.height) + "\"";
    draw_frame(out, chart, x, y, layout);
    // What leaves the plot is cut off by an <svg> of its size; a clipPath would need a name of its own in the page.
    out << "<svg" << size << ">\n";
    if (chart.heat_map.values.size() > 0) draw_heat_map(out, chart.heat_map, x, y);
    for (const Points& points : chart.points) {
        out << "<path stroke-width=\"4\" stroke-linecap=\"round\" stroke=\"" << points.colour << "\" d=\"";
        for (std::size_t k = 0; k < points.x.size(); ++k) out << 'M' << x(points.x[k]) << ' ' << y(points.y[k]) << "h0";
        out << "\"/>\n";
    }
    for (std::size_t i = chart.lines.size(); i-- > 0;) {  // the first on top
        out << "<path d=\"";
        draw_line(out, chart.lines[i], x, y);
        out << "\" stroke-linejoin=\"round\"" << stroke(i);
    }
    out << "</svg>\n<rect" << size << " fill=\"none\" stroke=\"#999\"/>\n";
}

}  // namespace svg

/// Writes charts into one picture. Lines of the same place in each chart share a colour and the legend of the first chart.
inline void write_svg(const std::string& path, const std::vector<Chart>& charts, const Layout& layout = {}) {
    constexpr int left = 64, right = 26, top = 48, bottom = 52;
    const int count = static_cast<int>(charts.size());
    const int columns = std::min(count, layout.columns);
    const int panel_width = left + layout.width + right;
    const int panel_height = top + layout.height + bottom;
    const int width = columns * panel_width + layout.legend;
    const int height = (count + columns - 1) / columns * panel_height;

    std::ofstream out(path);
    out << std::fixed << std::setprecision(1);
    out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << width << ' ' << height << "\" width=\""
        << width << "\" height=\"" << height
        << "\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"#333\">\n"
        << "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
    for (int c = 0; c < count; ++c) {
        out << "<g transform=\"translate(" << c % columns * panel_width + left << ' '
            << c / columns * panel_height + top << ")\">\n";
        svg::draw_chart(out, charts[static_cast<std::size_t>(c)], layout);
        out << "</g>\n";
    }
    for (std::size_t i = 0; layout.legend > 0 && count > 0 && i < charts[0].lines.size(); ++i) {
        const int x = columns * panel_width;
        const int y = top + 8 + 20 * static_cast<int>(i);
        out << "<path d=\"M" << x << ' ' << y << "h28\"" << svg::stroke(i) << "<text x=\"" << x + 36 << "\" y=\""
            << y + 4 << "\">" << escape(charts[0].lines[i].label) << "</text>\n";
    }
    out << "</svg>\n";
    if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace examples
