#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "text.hpp"

namespace examples {

/// What a story has to say: printed while it runs, and collected for its part of the page that shows all stories.
class Report {
public:
    using Row = std::vector<std::string>;

    /// `title` is one sentence. What a former run has left of this part is removed, so that a run that stops early
    /// cannot pass for a complete one.
    Report(std::string story, const std::string& title, std::filesystem::path output)
        : story_(std::move(story)), output_(std::move(output)) {
        std::filesystem::create_directories(output_);
        std::filesystem::remove(fragment());
        std::printf("%s: %s\n", story_.c_str(), title.c_str());
        html_ << "<section id=\"" << story_ << "\">\n<h2>" << escape(story_) << "</h2>\n<p class=\"title\">"
              << escape(title) << "</p>\n";
    }

    /// Where a file of this name belongs.
    std::string path(const std::string& file) const { return (output_ / file).string(); }

    void heading(const std::string& text) {
        std::printf("\n%s\n", text.c_str());
        html_ << "<h3>" << escape(text) << "</h3>\n";
    }

    void paragraph(const std::string& text) {
        std::printf("%s\n", text.c_str());
        html_ << "<p>" << escape(text) << "</p>\n";
    }

    void table(const Row& columns, const std::vector<Row>& rows) {
        std::vector<std::size_t> width(columns.size());
        const auto widen = [&](const Row& row) {
            if (row.size() != columns.size()) throw std::logic_error("a row of " + story_ + " misses its columns");
            for (std::size_t i = 0; i < row.size(); ++i) width[i] = std::max(width[i], row[i].size());
        };
        widen(columns);
        for (const Row& row : rows) widen(row);
        html_ << "<div class=\"wide\" tabindex=\"0\">\n<table>\n";
        print_row(columns, width, "th");
        for (const Row& row : rows) print_row(row, width, "td");
        html_ << "</table>\n</div>\n";
    }

    /// Takes the SVG that the story has written to path(file) into the page.
    void picture(const std::string& file, const std::string& caption) {
        std::ifstream svg(path(file));
        if (!svg) throw std::runtime_error("cannot read " + path(file));
        std::printf("%s: %s\n", path(file).c_str(), caption.c_str());
        html_ << "<figure>\n" << svg.rdbuf() << "<figcaption>" << escape(caption) << "</figcaption>\n</figure>\n";
    }

    /// Something that must hold, and what was found; if it does not hold, finish() makes the program fail.
    void claim(const std::string& text, const std::string& measured, bool holds) {
        std::printf("[%s] %s: %s\n", holds ? "holds" : "FAILS", text.c_str(), measured.c_str());
        claims_ << "<li class=\"" << (holds ? "holds" : "fails") << "\">" << escape(text) << ": <b>" << escape(measured)
                << "</b></li>\n";
        failed_ += !holds;
        ++count_;
    }

    /// Writes <output>/<story>.html; returns what main returns.
    int finish() {
        html_ << "<h3>Checked</h3>\n<ul>\n" << claims_.str() << "</ul>\n</section>\n";
        std::ofstream out(fragment());
        out << html_.str();
        if (!out.flush()) throw std::runtime_error("cannot write " + fragment());
        std::printf("\n%s: %d of %d claims hold\n", story_.c_str(), count_ - failed_, count_);
        return failed_ == 0 ? 0 : 1;
    }

private:
    std::string fragment() const { return path(story_ + ".html"); }

    void print_row(const Row& row, const std::vector<std::size_t>& width, const char* cell) {
        html_ << "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i) {
            const int sign = i == 0 ? -1 : 1;  // the first column names the row and starts at the left
            std::printf("%*s%s", sign * static_cast<int>(width[i]), row[i].c_str(), i + 1 == row.size() ? "\n" : "  ");
            html_ << '<' << cell << '>' << escape(row[i]) << "</" << cell << '>';
        }
        html_ << "</tr>\n";
    }

    std::string story_;
    std::filesystem::path output_;
    std::ostringstream html_, claims_;
    int count_ = 0, failed_ = 0;
};

}  // namespace examples
