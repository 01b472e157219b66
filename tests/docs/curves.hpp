#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docs {

using Formula = double (*)(double);

/// What a picture shows.
struct Window {
    double left, right, bottom, top;
};

/// Where the usual window would leave out what a function is about.
inline Window window_of(std::string_view name) {
    constexpr std::pair<std::string_view, Window> others[] = {
        {"logit", {0, 1, -6, 12}},   {"relu6", {-3, 9, -1, 7}},          {"exponential", {-4, 2, -0.5, 6}},
        {"erf", {-3, 3, -1.5, 1.5}}, {"gaussian", {-3, 3, -2.25, 1.25}},
    };
    for (const auto& [other, window] : others) {
        if (name == other) return window;
    }
    return {-5, 5, -1.5, 3};
}

/// The graph of y in the window as gnuplot's lines "x y", with an empty line where y jumps, is not finite, or leaves what
/// can be seen. Of samples that lie on a line, as seen, only the ends are kept.
class Curve {
public:
    Curve(Formula y, const Window& window) : y_(y), window_(window) {
        constexpr double per_unit = 40;  // so that edges of pieces, which are short decimal numbers, are samples
        const int first = static_cast<int>(std::lround(window.left * per_unit));
        const int last = static_cast<int>(std::lround(window.right * per_unit));
        const int parts = last - first < 100 ? 5 : 1;
        Point before = point(window.left);
        add(before);
        for (int i = first * parts + 1; i <= last * parts; ++i) {
            const Point next = point(i / (per_unit * parts));
            between(before, next);
            add(next);
            before = next;
        }
        end_piece();
    }
    const std::string& text() const { return text_; }

private:
    struct Point {
        double x, y;
    };

    Point point(double x) const { return {x, y_(x)}; }

    /// A jump between a and b, found by bisection: a gap between the two sides.
    void between(Point a, Point b) {
        const double step = std::abs(b.y - a.y);
        if (!(step > 0.02 * (window_.top - window_.bottom))) return;
        for (int i = 0; i < 40; ++i) {
            const Point middle = point((a.x + b.x) / 2);
            (std::abs(middle.y - a.y) > std::abs(b.y - middle.y) ? b : a) = middle;
        }
        if (std::abs(b.y - a.y) < step / 2) return;
        add(a);
        end_piece();
        add(b);
    }
    /// Points out of the window, but for the first there, end a piece.
    void add(Point p) {
        const double height = window_.top - window_.bottom;
        if (!std::isfinite(p.y)) {
            end_piece();
            return;
        }
        const bool is_out = p.y > window_.top + height || p.y < window_.bottom - height;
        if (is_out && !piece_.empty() && was_out_) end_piece();
        was_out_ = is_out;
        p.y = std::clamp(p.y, window_.bottom - height, window_.top + height);
        piece_.push_back(p);
    }
    void end_piece() {
        if (piece_.size() > 1) {
            print(piece_.front());
            simplify(0, piece_.size() - 1);
            text_ += '\n';
        }
        piece_.clear();
    }
    /// Prints what the straight line from `first` to `last` would leave out, and `last`.
    void simplify(std::size_t first, std::size_t last) {
        const Point a = piece_[first];
        const Point b = piece_[last];
        std::size_t worst = first;
        double distance = (window_.top - window_.bottom) / 2000;
        for (std::size_t i = first + 1; i < last; ++i) {
            const double line = a.y + (b.y - a.y) * (piece_[i].x - a.x) / (b.x - a.x);
            if (std::abs(piece_[i].y - line) > distance) {
                distance = std::abs(piece_[i].y - line);
                worst = i;
            }
        }
        if (worst == first) return print(b);
        simplify(first, worst);
        simplify(worst, last);
    }
    void print(Point p) {
        char line[64];
        std::snprintf(line, sizeof line, "%.5g %.5g\n", p.x, p.y + 0.0);  // + 0.0: no -0
        text_ += line;
    }

    Formula y_;
    Window window_;
    std::vector<Point> piece_;
    bool was_out_ = false;
    std::string text_;
};

/// What picture.gp loads: the window, and three curves.
inline std::string curves(std::string_view name, Formula f, Formula first, Formula second) {
    const Window window = window_of(name);
    char head[128];
    std::snprintf(head, sizeof head, "x_min = %g; x_max = %g; y_min = %g; y_max = %g\n$curves << END\n", window.left,
                  window.right, window.bottom, window.top);
    std::string text = head;
    for (const Formula y : {f, first, second}) text += Curve(y, window).text() + "\n\n";
    return text + "END\n";
}

}  // namespace docs
