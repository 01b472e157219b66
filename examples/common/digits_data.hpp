#pragma once

#include <Eigen/Core>
#include <charconv>
#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

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
        const std::string where = path + ", line " + std::to_string(digits.labels.size() + 1) + ": ";
        std::vector<float> row;
        const char* const end = line.data() + line.size();
        for (const char* cell = line.data(); cell < end;) {
            int value = 0;
            const auto [after, error] = std::from_chars(cell, end, value);
            if (error != std::errc()) throw std::runtime_error(where + "not a number: " + cell);
            row.push_back(static_cast<float>(value));
            cell = after + 1;
        }
        if (std::ssize(row) != pixels + 1 || row.back() < 0 || row.back() >= classes) {
            throw std::runtime_error(where + "expected 64 pixels and a digit, found " + std::to_string(row.size()) +
                                     " numbers");
        }
        values.insert(values.end(), row.begin(), row.end() - 1);
        digits.labels.push_back(static_cast<Eigen::Index>(row.back()));
    }
    digits.images = Eigen::Map<const Eigen::MatrixXf>(values.data(), pixels, std::ssize(digits.labels)) / 16.0f;
    return digits;
}

/// Holds out the middle one of every five blocks of ten rows. Blocks, because often each digit occurs once in ten rows:
/// this fifth has 31 to 40 of each, where every fifth row would have 21 of one and 52 of another.
inline SplitDigits split_digits(const Digits& digits) {
    std::vector<Eigen::Index> training, held_out;
    for (Eigen::Index i = 0; i < digits.size(); ++i) (i / 10 % 5 == 2 ? held_out : training).push_back(i);
    SplitDigits split;
    split.training.take(digits, training);
    split.held_out.take(digits, held_out);
    return split;
}

}  // namespace examples
