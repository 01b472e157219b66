#include "accuracy.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

namespace bench {
namespace {

constexpr Index points = 1 << 20;

/// f, f' and f' as a function of f, on double, where an error of 10^-15 does not show in a float. A parameter is the value
/// that a float holds; a constant of the definition is the number.
struct TrueFunction {
    std::string_view name;
    double (*value)(double x);
    double (*slope)(double x);
    double (*slope_from_output)(double y);
};

constexpr double leaky_slope = 0.01f;
constexpr double rrelu_slope = (double(1.0f / 8) + double(1.0f / 3)) / 2;
constexpr double selu_scale = 1.05070098735548049342;
constexpr double selu_scale_alpha = selu_scale * 1.67326324235437728482;

double one(double) {
    return 1;
}
double is_positive(double x) {
    return x > 0 ? 1 : 0;
}
double logistic(double x) {
    const double e = std::exp(-std::abs(x));
    return (x > 0 ? 1 : e) / (1 + e);
}
double logistic_slope(double x) {
    const double e = std::exp(-std::abs(x));
    return e / ((1 + e) * (1 + e));
}
/// Of the standard normal distribution, up to x.
double normal(double x) {
    return std::erfc(-x * 0.70710678118654752440) / 2;
}
double gelu_inner(double x) {
    return 1.59576912160573071176 * (x + 0.044715 * x * x * x);
}
/// tanh(softplus(x)).
double mish_gate(double x) {
    const double e = std::exp(-std::abs(x));
    const double n = x > 0 ? 1 + 2 * e : e * (e + 2);
    return n / (n + (x > 0 ? 2 * e * e : 2));
}

constexpr std::array true_functions = {
    TrueFunction{"identity", [](double x) { return x; }, one, one},
    TrueFunction{"step", is_positive, [](double) { return 0.0; }, nullptr},
    TrueFunction{"sigmoid", logistic, logistic_slope, [](double y) { return y * (1 - y); }},
    TrueFunction{"tanh", [](double x) { return std::tanh(x); }, [](double x) { return 4 * logistic_slope(2 * x); },
                 [](double y) { return (1 - y) * (1 + y); }},
    TrueFunction{"hard_sigmoid", [](double x) { return std::clamp((x + 3) / 6, 0.0, 1.0); },
                 [](double x) { return std::abs(x) < 3 ? 1.0 / 6 : 0; },
                 [](double y) { return y > 0 && y < 1 ? 1.0 / 6 : 0; }},
    TrueFunction{"relu", [](double x) { return std::max(x, 0.0); }, is_positive, is_positive},
    TrueFunction{"leaky_relu", [](double x) { return x > 0 ? x : leaky_slope * x; },
                 [](double x) { return x > 0 ? 1 : leaky_slope; }, [](double y) { return y > 0 ? 1 : leaky_slope; }},
    TrueFunction{"rrelu", [](double x) { return x > 0 ? x : rrelu_slope * x; },
                 [](double x) { return x > 0 ? 1 : rrelu_slope; }, [](double y) { return y > 0 ? 1 : rrelu_slope; }},
    TrueFunction{"elu", [](double x) { return x > 0 ? x : std::expm1(x); },
                 [](double x) { return x > 0 ? 1 : std::exp(x); }, [](double y) { return y > 0 ? 1 : y + 1; }},
    TrueFunction{"selu", [](double x) { return x > 0 ? selu_scale * x : selu_scale_alpha * std::expm1(x); },
                 [](double x) { return x > 0 ? selu_scale : selu_scale_alpha * std::exp(x); },
                 [](double y) { return y > 0 ? selu_scale : y + selu_scale_alpha; }},
    TrueFunction{"softplus", [](double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }, logistic,
                 [](double y) { return -std::expm1(-y); }},
    // Next to their roots the slopes below cancel, but double has digits enough for a float.
    TrueFunction{"hard_swish", [](double x) { return x * std::clamp((x + 3) / 6, 0.0, 1.0); },
                 [](double x) { return x <= -3  ? 0
                                       : x >= 3 ? 1
                                                : (2 * x + 3) / 6; }, nullptr},
    TrueFunction{"silu", [](double x) { return x * logistic(x); },
                 [](double x) { return logistic(x) * (1 + x * logistic(-x)); }, nullptr},
    TrueFunction{"gelu", [](double x) { return x * normal(x); },
                 [](double x) { return normal(x) + x * 0.39894228040143267794 * std::exp(-0.5 * x * x); }, nullptr},
    TrueFunction{"gelu_tanh", [](double x) { return x * logistic(gelu_inner(x)); },
                 [](double x) {
                     const double slope_of_inner = 1.59576912160573071176 * (1 + 3 * 0.044715 * x * x);
                     return logistic(gelu_inner(x)) * (1 + x * slope_of_inner * logistic(-gelu_inner(x)));
                 },
                 nullptr},
    TrueFunction{"mish", [](double x) { return x * mish_gate(x); },
                 [](double x) {
                     const double t = mish_gate(x);
                     return t + x * (1 - t) * (1 + t) * logistic(x);
                 },
                 nullptr},
};

const TrueFunction* find(std::string_view name) {
    const auto found = std::ranges::find(true_functions, name, &TrueFunction::name);
    return found == true_functions.end() ? nullptr : &*found;
}

/// One number from each of as many equal ranges of bit patterns as there are points.
std::vector<float> grid() {
    constexpr auto greatest = std::bit_cast<std::uint32_t>(std::numeric_limits<float>::max());
    constexpr std::uint64_t half = points / 2;
    std::mt19937_64 random(3);
    std::vector<float> values;
    for (std::uint64_t i = 0; i < half; ++i) {
        const std::uint64_t first = i * greatest / half;
        const std::uint64_t past = (i + 1) * greatest / half;
        const auto x = std::bit_cast<float>(static_cast<std::uint32_t>(first + random() % (past - first)));
        values.push_back(x);
        values.push_back(-x);
    }
    return values;
}

double error(float result, double truth) {
    using Float = std::numeric_limits<float>;
    constexpr double overflow = 0x1p128 - 0x1p103;  // rounds to infinity from here on
    if (std::abs(truth) >= overflow && std::isinf(result)) return 0;
    if (!std::isfinite(result)) return std::numeric_limits<double>::infinity();
    const int exponent = std::max(std::ilogb(truth), Float::min_exponent - 1);
    return std::abs(result - truth) / std::ldexp(1, exponent - (Float::digits - 1));
}

void add(Errors& errors, const float* results, const std::vector<double>& truths, std::size_t first) {
    for (std::size_t i = 0; i < std::size_t(points); ++i) {
        const double truth = truths[first + i];
        const double e = error(results[i], truth);
        errors.all = std::max(errors.all, e);
        if (std::abs(truth) >= std::numeric_limits<float>::min()) errors.normal = std::max(errors.normal, e);
    }
}

}  // namespace

Accuracy::Accuracy() : arrays_(points) {
    arrays_.fill(arrays_.x(), grid());
    arrays_.fill(arrays_.dy(), {1.0f});
}

bool Accuracy::judges(const Row& row) {
    return std::holds_alternative<Kernel<float>>(row.kernel) && find(row.function) != nullptr;
}

/// For every point; where two arrays are written, those of the second follow.
const Accuracy::Truth& Accuracy::truth(const Row& row) {
    Truth& truths = truths_[{row.function, row.operation}];
    if (!truths.empty()) return truths;
    const TrueFunction& f = *find(row.function);
    const auto append = [&](const float* inputs, double (*formula)(double)) {
        for (Index i = 0; i < points; ++i) truths.push_back(formula(inputs[i]));
    };
    switch (row.operation) {
        case Operation::forward:
            append(arrays_.x(), f.value);
            break;
        case Operation::derivative:
        case Operation::backward:
            append(arrays_.x(), f.slope);
            break;
        case Operation::backward_from_output:
            append(arrays_.output(), f.slope_from_output);
            break;
        case Operation::forward_with_derivative:
            append(arrays_.x(), f.value);
            append(arrays_.x(), f.slope);
            break;
    }
    return truths;
}

Errors Accuracy::errors(const Row& row) {
    Data<float> d = arrays_.data(points, 1);
    if (row.operation == Operation::backward_from_output) {
        std::transform(arrays_.x(), arrays_.x() + points, arrays_.output(),
                       [f = find(row.function)](float x) { return static_cast<float>(f->value(x)); });
        d.x = arrays_.output();
    }
    std::get<Kernel<float>>(row.kernel)(d);
    const Truth& truths = truth(row);
    Errors errors;
    add(errors, d.y, truths, 0);
    if (row.operation == Operation::forward_with_derivative) add(errors, d.d, truths, points);
    return errors;
}

}  // namespace bench
