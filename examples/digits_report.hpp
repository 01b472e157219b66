#pragma once

// What is kept of a training run of digits.cpp, and how it is shown.

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/chart.hpp"
#include "common/dense.hpp"

namespace examples {

struct Seconds {
    double training = 0, hidden = 0, loss = 0;
};

/// The history of one training run, an entry per epoch.
struct Run {
    std::string activation;
    std::vector<double> loss, accuracy;  // on the training set; on the held-out set, in percent
    std::vector<Seconds> seconds;
    std::vector<Matrix> pre_activations;  // of each hidden layer, over the training set

    /// Of the epochs' times; a median, because in some of them other programs held the processor.
    double median(double Seconds::*part) const {
        std::vector<double> times;
        for (const Seconds& s : seconds) times.push_back(s.*part);
        std::ranges::nth_element(times, times.begin() + std::ssize(times) / 2);
        return times[times.size() / 2];
    }

    /// The first epoch with 90 %, or none: 0.
    std::size_t epochs_to_90() const {
        const auto found = std::ranges::find_if(accuracy, [](double percent) { return percent >= 90; });
        return found == accuracy.end() ? 0 : static_cast<std::size_t>(found - accuracy.begin()) + 1;
    }
};

/// Why a function that cannot do what the others can reaches what it reaches.
inline std::string_view reason(std::string_view activation) {
    if (activation == "step") {
        return "its derivative is 0: no gradient reaches the hidden units, which stay as they were drawn, and only the "
               "output layer learns";
    }
    if (activation == "identity") {
        return "without a bend all layers together are one linear map: this is what a linear classifier makes of these "
               "digits, which lie far enough apart for it";
    }
    return {};
}

inline void print_table(const std::vector<Run>& runs) {
    std::printf("%-12s %9s %15s %13s %19s\n", "", "held-out", "epochs until", "milliseconds", "share of time in");
    std::printf("%-12s %9s %15s %13s %10s %8s\n", "activation", "accuracy", "90 % accuracy", "per epoch", "f and f'",
                "loss");
    for (const Run& run : runs) {
        const double epoch = run.median(&Seconds::training);
        const double hidden = run.median(&Seconds::hidden);
        const double loss = run.median(&Seconds::loss);
        const std::size_t to_90 = run.epochs_to_90();
        std::printf("%-12s %7.1f %% %15s %13.2f %8.1f %% %6.1f %%\n", run.activation.c_str(), run.accuracy.back(),
                    to_90 ? std::to_string(to_90).c_str() : "never", 1e3 * epoch, 100 * hidden / epoch,
                    100 * loss / epoch);
    }
    for (const Run& run : runs) {
        if (const auto why = reason(run.activation); !why.empty()) {
            std::printf("%s: %.1f %%, because %s.\n", run.activation.c_str(), run.accuracy.back(), why.data());
        }
    }
}

/// Says which runs missed what this network is known to reach; those that have a reason are not judged.
inline bool reaches_known_figures(const std::vector<Run>& runs) {
    bool good = true;
    for (const Run& run : runs) {
        const double wanted = run.activation == "relu" ? 96 : 94;
        if (!reason(run.activation).empty() || run.accuracy.back() >= wanted) continue;
        std::fprintf(stderr, "digits: %s reached %.1f %% on the held-out digits; expected at least %.0f %%\n",
                     run.activation.c_str(), run.accuracy.back(), wanted);
        good = false;
    }
    return good;
}

/// Says how a run with fewer digits compares with that of the standard tier of floats: it may be a percent behind.
inline bool keeps_up(const Run& run, const Run& in_float) {
    const double behind = in_float.accuracy.back() - run.accuracy.back();
    std::printf("%s: %.1f %% on the held-out digits, in the standard tier of floats %.1f %%\n", run.activation.c_str(),
                run.accuracy.back(), in_float.accuracy.back());
    return behind <= 1;
}

inline void draw_learning_curves(const std::string& path, const std::vector<Run>& runs) {
    Chart error{"Held-out digits misread", "epoch", "percent", {}, true};
    Chart loss{"Training loss", "epoch", "mean cross-entropy", {}, true};
    for (const Run& run : runs) {
        std::vector<double> epochs(run.loss.size());
        std::iota(epochs.begin(), epochs.end(), 1.0);
        std::vector<double> misread = run.accuracy;
        for (double& percent : misread) percent = 100 - percent;
        char label[64];
        std::snprintf(label, sizeof label, "%s: %.1f %% misread", run.activation.c_str(), misread.back());
        error.lines.push_back({label, epochs, misread});
        loss.lines.push_back({label, epochs, run.loss});
    }
    write_svg(path, {error, loss});
}

inline void record(const std::string& path, const Run& run) {
    std::ofstream file(path, std::ios::binary);
    Index count = 0;
    for (const Matrix& z : run.pre_activations) {
        file.write(reinterpret_cast<const char*>(z.data()), static_cast<std::streamsize>(sizeof(float)) * z.size());
        count += z.size();
    }
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
    std::printf("%s: %td pre-activations as raw float32\n", path.c_str(), count);
}

}  // namespace examples
