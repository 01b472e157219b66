#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "text.hpp"

namespace examples {

/// A row of images, each with a caption. An image is a matrix as it is looked at: row 0 is its upper edge.
struct MapRow {
    std::string label;
    std::vector<Eigen::MatrixXf> maps;
    std::vector<std::string> captions;
};

/// Draws the rows one below the other: white is 0, red is positive, blue negative, on one scale for all.
inline void write_feature_maps(const std::string& path, const std::vector<MapRow>& rows) {
    constexpr int pixel = 8, gap = 12, left = 120, caption = 18, shades = 16;
    float greatest = 0;
    int width = 0, height = gap;
    for (const MapRow& row : rows) {
        int right = left;
        for (const auto& map : row.maps) {
            greatest = std::max(greatest, map.cwiseAbs().maxCoeff());
            right += pixel * static_cast<int>(map.cols()) + gap;
        }
        width = std::max(width, right);
        height += pixel * static_cast<int>(row.maps.front().rows()) + caption + gap;
    }

    std::ofstream out(path);
    out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << width << ' ' << height << "\" width=\""
        << width << "\" height=\"" << height
        << "\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"#333\">\n"
        << "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
    // One path for all pixels of a shade keeps the file small.
    std::array<std::ostringstream, 2 * shades + 1> squares;
    int top = gap;
    for (const MapRow& row : rows) {
        const int side = pixel * static_cast<int>(row.maps.front().rows());
        out << "<text y=\"" << top + side / 2 + 4 << "\" x=\"8\">" << escape(row.label) << "</text>\n";
        int x = left;
        for (std::size_t i = 0; i < row.maps.size(); ++i) {
            const auto& map = row.maps[i];
            const int map_width = pixel * static_cast<int>(map.cols());
            for (int r = 0; r < map.rows(); ++r) {
                for (int c = 0; c < map.cols(); ++c) {
                    const auto shade = static_cast<int>(std::lround(shades * map(r, c) / greatest));
                    squares[static_cast<std::size_t>(shade + shades)] << 'M' << x + pixel * c << ' ' << top + pixel * r
                                                                      << "h8v8h-8";
                }
            }
            out << "<text x=\"" << x + map_width / 2 << "\" y=\"" << top + side + 14 << "\" text-anchor=\"middle\">"
                << escape(row.captions[i]) << "</text>\n<rect x=\"" << x << "\" y=\"" << top << "\" width=\""
                << map_width << "\" height=\"" << side << "\" fill=\"none\" stroke=\"#999\"/>\n";
            x += map_width + gap;
        }
        top += side + caption + gap;
    }
    for (int shade = -shades; shade <= shades; ++shade) {
        const std::string path_data = squares[static_cast<std::size_t>(shade + shades)].str();
        if (shade == 0 || path_data.empty()) continue;
        const int faded = 255 - 255 * std::abs(shade) / shades;
        const int red = shade > 0 ? 255 : faded, blue = shade > 0 ? faded : 255;
        out << "<path fill=\"rgb(" << red << ',' << faded << ',' << blue << ")\" d=\"" << path_data << "\"/>\n";
    }
    out << "</svg>\n";
    if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace examples
