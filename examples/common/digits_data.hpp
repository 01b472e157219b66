#pragma once

#include <Eigen/Core>
#include <fstream>
#include <numeric>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "random.hpp"

namespace examples {

inline constexpr Eigen::Index pixels = 64;
inline constexpr Eigen::Index classes = 10;

/// One scan per column, scaled to [0, 1], and its digit.
struct Digits {
    Eigen::MatrixXf images;
    std::vector<Eigen::Index> labels;

    Eigen::Index size() const { return images.cols(); }

    void take(const Digits& from, std::span<const Eigen::Index> which) {
        images.resize(pixels, static_cast<Eigen::Index>(which.size()));
        labels.clear();
        for (const auto i : which) {
            images.col(static_cast<Eigen::Index>(labels.size())) = from.images.col(i);
            labels.push_back(from.labels[static_cast<std::size_t>(i)]);
        }
    }
};

struct SplitDigits {
    Digits training, held_out;
};

inline Digits read_digits(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::vector<float> values;
    Digits digits;
    for (std::string line; std::getline(file, line);) {
        std::istringstream cells(line);
        std::vector<float> row;
        for (std::string cell; std::getline(cells, cell, ',');) row.push_back(std::stof(cell));
        if (row.size() != static_cast<std::size_t>(pixels) + 1) {
            throw std::runtime_error(path + ", line " + std::to_string(digits.labels.size() + 1) +
                                     ": expected 64 pixels and the digit, found " + std::to_string(row.size()) + " numbers");
        }
        values.insert(values.end(), row.begin(), row.end() - 1);
        digits.labels.push_back(static_cast<Eigen::Index>(row.back()));
    }
    digits.images = Eigen::Map<const Eigen::MatrixXf>(values.data(), pixels, std::ssize(digits.labels)) / 16.0f;
    return digits;
}

/// Holds out a fifth, the same for every seed of a training run. Drawn, because in parts of the file the digits count from
/// 0 to 9 again and again: every fifth row of those would be a 4 or a 9.
inline SplitDigits split_digits(const Digits& digits) {
    std::vector<Eigen::Index> order(digits.labels.size());
    std::iota(order.begin(), order.end(), Eigen::Index(0));
    Random(1998).shuffle(std::span(order));
    const auto held_out = std::span(std::as_const(order)).first(order.size() / 5);
    const auto training = std::span(std::as_const(order)).subspan(order.size() / 5);
    SplitDigits split;
    split.held_out.take(digits, held_out);
    split.training.take(digits, training);
    return split;
}

}  // namespace examples
