#pragma once

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iomanip>
#include <stdexcept>
#include <string>
#include <vector>

#include "text.hpp"

namespace examples {

struct Line {
    std::string label;
    std::vector<double> x, y;
};

struct Chart {
    std::string title, x_label, y_label;
    std::vector<Line> lines;
    bool log_y = false;
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

    std::vector<double> ticks() const {
        std::vector<double> result;
        if (log) {
            const bool fine = high / low < 1e3;
            for (double decade = std::pow(10, std::floor(std::log10(low))); decade <= high; decade *= 10) {
                for (const double step : {1.0, 2.0, 5.0}) {
                    const double tick = step * decade;
                    if (tick >= low && tick <= high && (fine || step == 1)) result.push_back(tick);
                }
            }
        } else {
            const double rough = (high - low) / 8;
            const double decade = std::pow(10, std::floor(std::log10(rough)));
            const double ratio = rough / decade;
            const double step = decade * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
            for (double k = std::ceil(low / step); k * step <= high + 1e-9 * step; ++k) result.push_back(k * step);
        }
        return result;
    }
};

/// The range of the finite values that an axis can show, widened a little.
inline Axis axis(const Chart& chart, std::vector<double> Line::*values, bool log, double from, double to) {
    double low = INFINITY;
    double high = -INFINITY;
    for (const Line& line : chart.lines) {
        for (const double v : line.*values) {
            if (!std::isfinite(v) || (log && v <= 0)) continue;
            low = std::min(low, v);
            high = std::max(high, v);
        }
    }
    if (!(low <= high)) throw std::invalid_argument("the chart \"" + chart.title + "\" has nothing to show");
    if (log) return {low / 1.1, high * 1.1, from, to, log};
    if (low == high) return {low - 1, high + 1, from, to, log};
    return {low, high, from, to, log};
}

}  // namespace svg

/// Writes charts side by side into one picture. Lines of the same place in each chart share a colour and the legend of
/// the first chart.
inline void write_svg(const std::string& path, const std::vector<Chart>& charts) {
    constexpr int panel = 520, left = 64, top = 48, width = 430, height = 340, legend = 230;
    // Eleven, so that two lines of one colour differ in their dashes.
    const std::vector<std::string> colours = {"#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b",
                                              "#e377c2", "#7f7f7f", "#bcbd22", "#17becf", "#1a1a1a"};
    const auto stroke = [&](std::size_t i) {
        const std::string dashes = i % 2 == 0 ? "" : "\" stroke-dasharray=\"6 3";
        return " fill=\"none\" stroke-width=\"1.8\" stroke=\"" + colours[i % colours.size()] + dashes + "\"/>\n";
    };
    const int total = static_cast<int>(charts.size()) * panel + legend;

    std::ofstream out(path);
    out << std::fixed << std::setprecision(1);
    out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << total << " 440\" width=\"" << total
        << "\" height=\"440\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"#333\">\n"
        << "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
    for (std::size_t c = 0; c < charts.size(); ++c) {
        const Chart& chart = charts[c];
        const auto x = svg::axis(chart, &Line::x, false, 0, width);
        const auto y = svg::axis(chart, &Line::y, chart.log_y, height, 0);
        out << "<g transform=\"translate(" << static_cast<int>(c) * panel + left << ' ' << top << ")\">\n"
            << "<text y=\"-16\" font-size=\"15\" font-weight=\"bold\">" << escape(chart.title) << "</text>\n";
        for (const double t : y.ticks()) {
            out << "<path d=\"M0 " << y(t) << "H" << width << "\" stroke=\"#e4e4e4\"/><text x=\"-8\" y=\"" << y(t) + 4
                << "\" text-anchor=\"end\">" << significant(t) << "</text>\n";
        }
        for (const double t : x.ticks()) {
            out << "<path d=\"M" << x(t) << ' ' << height << "v5\" stroke=\"#999\"/><text x=\"" << x(t) << "\" y=\""
                << height + 19 << "\" text-anchor=\"middle\">" << significant(t) << "</text>\n";
        }
        out << "<text x=\"" << width / 2 << "\" y=\"" << height + 38 << "\" text-anchor=\"middle\">"
            << escape(chart.x_label) << "</text>\n<text transform=\"translate(-46 " << height / 2
            << ") rotate(-90)\" text-anchor=\"middle\">" << escape(chart.y_label) << "</text>\n";
        // What leaves the plot is cut off by an <svg> of its size; a clipPath would need a name of its own in the page.
        out << "<svg width=\"" << width << "\" height=\"" << height << "\">\n";
        for (std::size_t i = chart.lines.size(); i-- > 0;) {  // the first on top
            const Line& line = chart.lines[i];
            out << "<path d=\"";
            bool drawing = false;  // what cannot be shown leaves a gap
            for (std::size_t k = 0; k < line.x.size(); ++k) {
                const bool shown = std::isfinite(line.y[k]) && !(chart.log_y && line.y[k] <= 0);
                if (shown) out << (drawing ? 'L' : 'M') << x(line.x[k]) << ' ' << y(line.y[k]);
                drawing = shown;
            }
            out << "\" stroke-linejoin=\"round\"" << stroke(i);
        }
        out << "</svg>\n<rect width=\"" << width << "\" height=\"" << height
            << "\" fill=\"none\" stroke=\"#999\"/>\n</g>\n";
    }
    for (std::size_t i = 0; !charts.empty() && i < charts[0].lines.size(); ++i) {
        const auto y = top + 8 + 20 * static_cast<int>(i);
        out << "<path d=\"M" << total - legend << ' ' << y << "h28\"" << stroke(i) << "<text x=\""
            << total - legend + 36 << "\" y=\"" << y + 4 << "\">" << escape(charts[0].lines[i].label) << "</text>\n";
    }
    out << "</svg>\n";
    if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace examples
