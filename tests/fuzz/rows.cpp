// Softmax, its family and the losses on tensors and targets of any contents: refused, or what a distribution must be.

#include "fuzz.hpp"

#include <cmath>

#include "actfn/actfn.hpp"

namespace {

using Index = Eigen::Index;

actfn::Lines lines_of(FuzzedDataProvider& data) {
    const auto count = [&] { return data.ConsumeIntegralInRange<Index>(0, 9); };
    return {count(), data.ConsumeIntegralInRange<Index>(0, 90), count()};
}

/// Every line of p is NaN throughout, or lies in [0, 1] and adds up to 1, or to 0 where that was asked for.
template <class T>
void require_distributions(const std::vector<T>& p, const actfn::Lines& lines, bool zeros) {
    for (Index o = 0; o < lines.outer; ++o) {
        for (Index i = 0; i < lines.inner; ++i) {
            double sum = 0;
            Index nans = 0;
            for (Index k = 0; k < lines.length; ++k) {
                const T value = p[static_cast<std::size_t>((o * lines.length + k) * lines.inner + i)];
                fuzz::require(value != value || (value >= 0 && value <= 1), "probabilities in [0, 1]");
                nans += value != value;
                sum += static_cast<double>(value);
            }
            fuzz::require(nans == 0 || nans == lines.length, "NaN throughout a line");
            if (nans == 0 && lines.length > 0)
                fuzz::require(std::abs(sum - 1) < 1e-4 || (zeros && sum == 0), "a sum of 1");
        }
    }
}

template <class S>
void softmax(FuzzedDataProvider& data, const S& s, bool zeros = false, bool sums_to_one = true) {
    using T = typename S::value_type;
    const actfn::Lines lines = lines_of(data);
    const auto size = static_cast<std::size_t>(lines.outer * lines.length * lines.inner);
    const std::size_t given = size + (data.ConsumeIntegralInRange(0, 15) == 0 ? 1 : 0);
    const std::vector<T> x = fuzz::numbers<T>(data, given);
    std::vector<T> y(given, T(-1));
    const bool refused = fuzz::is_refused([&] { actfn::forward(s, x, y, lines); });
    fuzz::require(refused == (given != size), "a size that the lines do not have");
    if (refused) return;
    if (sums_to_one) require_distributions(y, lines, zeros);
    std::vector<T> dx(size);
    actfn::backward_from_output(s, y, x, dx, lines);
    std::vector<T> in_place = x;
    actfn::forward(s, in_place, in_place, lines);
    for (std::size_t k = 0; k < size; ++k) fuzz::require(fuzz::same_or_nan(y[k], in_place[k]), "the same in place");
}

void options(FuzzedDataProvider& data) {
    const actfn::SoftmaxOptions options = {.scale = data.ConsumeFloatingPoint<double>(),
                                           .sink = data.ConsumeFloatingPoint<double>(),
                                           .zeros_if_nothing_left = data.ConsumeBool()};
    fuzz::is_refused([&] { softmax(data, actfn::Softmax<float>(options), true, false); });
}

void loss(FuzzedDataProvider& data) {
    const actfn::Lines lines = lines_of(data);
    const std::vector<float> x =
        fuzz::numbers<float>(data, static_cast<std::size_t>(lines.outer * lines.length * lines.inner));
    std::vector<int> targets(static_cast<std::size_t>(lines.outer * lines.inner));
    for (int& t : targets) t = data.ConsumeIntegralInRange<int>(-1, static_cast<int>(lines.length));
    actfn::CrossEntropyOptions options;
    options.label_smoothing = data.ConsumeFloatingPointInRange<double>(-0.25, 1.25);
    options.ignore_index = data.ConsumeIntegralInRange(-2, 3);
    std::vector<float> gradient(x.size(), 77);
    const bool refused = fuzz::is_refused([&] { actfn::cross_entropy(x, targets, gradient, lines, options); });
    for (const float g : gradient) fuzz::require(!refused || g == 77, "nothing written where refused");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    FuzzedDataProvider data(bytes, size);
    switch (data.ConsumeIntegralInRange(0, 5)) {
        case 0:
            softmax(data, actfn::Softmax<float>());
            break;
        case 1:
            softmax(data, actfn::Softmax<double>());
            break;
        case 2:
            softmax(data, actfn::LogSoftmax<float>(), false, false);
            break;
        case 3:
            softmax(data, actfn::Sparsemax<float>());
            break;
        case 4:
            options(data);
            break;
        default:
            loss(data);
    }
    return 0;
}
