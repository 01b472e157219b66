// Every family once, by scalar, expression and buffer, against long double within the functors' own bounds: small enough to be
// compiled by every compiler and for every platform of tests/matrix.sh. Needs no more than actfn does.

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <numbers>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#if defined(__STDCPP_FLOAT16_T__) || defined(__STDCPP_BFLOAT16_T__)
#include <stdfloat>
#endif

#include "actfn/actfn.hpp"

namespace {

using Long = long double;

int checks = 0;
int failures = 0;

void check(bool holds, const char* what, Long at = 0, Long got = 0, Long truth = 0) {
    ++checks;
    if (holds || ++failures > 10) return;
    std::printf("%s at %.9g: %.9g instead of %.9g\n", what, static_cast<double>(at), static_cast<double>(got),
                static_cast<double>(truth));
}

/// Where long double is double, the reference has errors of its own.
template <class T>
constexpr Long reference_error = std::numeric_limits<Long>::digits > std::numeric_limits<T>::digits ? 0 : 4;

/// The unit in the last place of a T of the truth's size.
template <class T>
Long unit(Long truth) {
    using Limits = std::numeric_limits<T>;
    constexpr int least = Limits::min_exponent;
    const int exponent = truth > 0 || truth < 0 ? std::ilogb(truth) + 1 : least;
    return std::ldexp(Long(1), std::max(exponent, least) - Limits::digits);
}

template <class T>
bool same(T a, T b) {
    return std::memcmp(&a, &b, sizeof(T)) == 0;
}

template <class T>
std::vector<T> inputs() {
    std::vector<T> x;
    for (int i = -205; i <= 205; ++i) x.push_back(static_cast<T>(0.1463 * i));
    using Limits = std::numeric_limits<T>;
    for (int e = Limits::min_exponent - Limits::digits; e < std::min(Limits::max_exponent - 1, 9);
         e += sizeof(T) / 4 + 1) {
        x.push_back(static_cast<T>(std::ldexp(1.37, e)));
        x.push_back(static_cast<T>(-std::ldexp(1.91, e)));
    }
    return x;
}

template <class T>
using Array = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>;
template <class T>
Array<T> array(std::vector<T>& x) {
    return Array<T>(x.data(), static_cast<Eigen::Index>(x.size()));
}

/// Half of a buffer call each.
struct TwoThreads {
    static std::ptrdiff_t threads() { return 2; }
    static double overhead() { return 0; }
    template <class F>
    static void parallel_for(std::ptrdiff_t n, const F& f) {
        std::thread other([&f, n] { f(std::ptrdiff_t(0), n / 2); });
        f(n / 2, n);
        other.join();
    }
};

// --- Element-wise functions -----------------------------------------------------------------------------------------

struct SigmoidTruth {
    static Long value(Long x) { return 1 / (1 + std::exp(-x)); }
    static Long gradient(Long x) {
        const Long t = std::exp(-std::fabs(x));
        return t / ((1 + t) * (1 + t));
    }
    static Long near_root(Long /*x*/) { return 0; }
};
struct TanhTruth {
    static Long value(Long x) { return std::tanh(x); }
    static Long gradient(Long x) { return 4 * SigmoidTruth::gradient(2 * x); }
    static Long near_root(Long /*x*/) { return 0; }
};
struct ELUTruth {
    Long alpha;
    Long value(Long x) const { return x > 0 ? x : alpha * std::expm1(x); }
    Long gradient(Long x) const { return x > 0 ? 1 : alpha * std::exp(x); }
    static Long near_root(Long /*x*/) { return 0; }
};
/// Of roots and quotients, which a target's vectors may only estimate.
struct ISRUTruth {
    static Long value(Long x) { return std::isinf(x) ? std::copysign(Long(1), x) : x / std::sqrt(1 + x * x); }
    static Long gradient(Long x) { return 1 / ((1 + x * x) * std::sqrt(1 + x * x)); }
    static Long near_root(Long /*x*/) { return 0; }
};
struct GELUTruth {
    static Long distribution(Long x) { return std::erfc(-x / std::numbers::sqrt2_v<Long>) / 2; }
    static Long density(Long x) {
        return std::exp(-x * x / 2) * std::numbers::inv_sqrtpi_v<Long> / std::numbers::sqrt2_v<Long>;
    }
    static Long value(Long x) { return x * distribution(x); }
    static Long gradient(Long x) { return distribution(x) + x * density(x); }
    /// The maximum of the gradient, near its root.
    static Long near_root(Long x) { return std::fabs(x + 0.7518L) < 0.0625L ? 1.129L : 0; }
};

template <class F, class Truth>
void check_function(const F& f, const Truth& truth) {
    using T = typename F::value_type;
    constexpr actfn::Bounds bounds = F::bounds;
    std::vector<T> x = inputs<T>();
    std::vector<T> by_expression(x.size());
    std::vector<T> by_buffer(x.size());
    std::vector<T> dx(x.size());
    std::vector<T> dy(x.size(), T(-2));
    array(by_expression) = f(array(x));
    actfn::forward(f, x, by_buffer);
    actfn::backward(f, x, dy, dx);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const Long at = static_cast<Long>(x[i]);
        const Long value = truth.value(at);
        const Long gradient = truth.gradient(at);
        const T y = f(x[i]);
        const T d = f.derivative(x[i]);
        const Long error_of_value = (bounds.value + reference_error<T>)*unit<T>(value);
        const Long error_of_gradient =
            (bounds.gradient + reference_error<T>)*unit<T>(gradient) + bounds.near_roots * truth.near_root(at);
        check(std::fabs(static_cast<Long>(y) - value) <= error_of_value, F::name.data(), at, static_cast<Long>(y),
              value);
        check(std::fabs(static_cast<Long>(d) - gradient) <= error_of_gradient, "a derivative", at, static_cast<Long>(d),
              gradient);
        check(same(y, by_expression[i]), "an expression", at, static_cast<Long>(by_expression[i]),
              static_cast<Long>(y));
        check(same(y, by_buffer[i]), "forward", at, static_cast<Long>(by_buffer[i]), static_cast<Long>(y));
        // In 16 bits f' is rounded after the product, once.
        const Long product = -2 * static_cast<Long>(d);
        const Long rounding = sizeof(T) == 2 ? unit<T>(product) : 0;
        check(std::fabs(static_cast<Long>(dx[i]) - product) <= rounding, "backward", at, static_cast<Long>(dx[i]),
              product);
    }
}

void check_functions() {
    check_function(actfn::Sigmoid<float>(), SigmoidTruth());
    check_function(actfn::Sigmoid<double>(), SigmoidTruth());
    check_function(actfn::Tanh<float>(), TanhTruth());
    check_function(actfn::Tanh<float, actfn::exact>(), TanhTruth());
    check_function(actfn::ELU<float>(0.75f), ELUTruth{0.75L});
    check_function(actfn::GELU<float>(), GELUTruth());
    check_function(actfn::ISRU<float>(), ISRUTruth());
    check_function(actfn::ISRU<double>(), ISRUTruth());
    check_function(actfn::Tanh<Eigen::half>(), TanhTruth());
}

/// The same bits on two threads, for the thread sanitizer.
void check_threads() {
    const actfn::GELU<float> f;
    const std::vector<float> x = inputs<float>();
    std::vector<float> y(x.size());
    actfn::forward(f, x, y, TwoThreads());
    for (std::size_t i = 0; i < x.size(); ++i) check(same(y[i], f(x[i])), "forward by threads", x[i], y[i], f(x[i]));
}

// --- Slopes ---------------------------------------------------------------------------------------------------------

/// A matrix of n numbers of either sign.
using Matrix = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic>;
std::vector<float> numbers(int n) {
    std::vector<float> x;
    for (int i = 0; i < n; ++i) x.push_back(static_cast<float>(std::sin(1.7 * i) * (i % 5 + 1)));
    return x;
}

// With EIGEN_NO_MALLOC, no object of Eigen that owns memory may be made.
#if !defined(EIGEN_NO_MALLOC)
void check_slopes() {
    constexpr int rows = 13;
    constexpr int channels = 3;
    std::vector<float> entries = numbers(rows * channels);
    const Matrix x = Eigen::Map<Matrix>(entries.data(), rows, channels);
    const Matrix dy = 1.0f - x;
    const std::array<float, channels> slopes = {0.25f, -0.5f, 3.0f};
    const actfn::PReLU<float> f(slopes, actfn::colwise);
    Matrix y(rows, channels);
    Matrix dx(rows, channels);
    Eigen::Array3f dslope;
    actfn::forward(f, x, y);
    actfn::backward(f, x, dy, dx, dslope);
    const Matrix by_expression = f(x);
    for (int j = 0; j < channels; ++j) {
        const float slope = slopes[static_cast<std::size_t>(j)];
        Long sum = 0;
        for (int i = 0; i < rows; ++i) {
            const bool negative = x(i, j) < 0;
            if (negative) sum += static_cast<Long>(x(i, j)) * static_cast<Long>(dy(i, j));
            const float value = negative ? slope * x(i, j) : x(i, j);
            const float gradient = x(i, j) > 0 ? dy(i, j) : slope * dy(i, j);
            check(same(y(i, j), value), "PReLU", x(i, j), y(i, j), value);
            check(same(by_expression(i, j), value), "PReLU by expression", x(i, j), by_expression(i, j), value);
            check(same(dx(i, j), gradient), "PReLU's backward", x(i, j), dx(i, j), gradient);
        }
        const float got = dslope(j);
        check(std::fabs(got - sum) <= Long(0.51) * unit<float>(sum), "PReLU's dslope", j, got, sum);
    }
}
#endif

// --- Gated units ----------------------------------------------------------------------------------------------------

void check_gated() {
    const std::vector<float> gate = numbers(101);
    const std::vector<float> up(gate.rbegin(), gate.rend());
    const std::vector<float> dy(gate.size(), 1);
    std::vector<float> y(gate.size());
    std::vector<float> dgate(gate.size());
    std::vector<float> dup(gate.size());
    const actfn::GLU<float> unit_of_gate;
    actfn::forward(unit_of_gate, gate, up, y);
    actfn::backward(unit_of_gate, gate, up, dy, dgate, dup);
    constexpr actfn::Bounds bounds = actfn::Sigmoid<float>::bounds;
    for (std::size_t i = 0; i < gate.size(); ++i) {
        const Long s = SigmoidTruth::value(gate[i]);
        const Long d = SigmoidTruth::gradient(gate[i]);
        const Long u = up[i];
        const Long error_of_value = bounds.value * unit<float>(s);
        const Long error_of_gradient = bounds.gradient * unit<float>(d) * std::fabs(u) + unit<float>(u * d) / 2;
        check(same(y[i], unit_of_gate(gate[i], up[i])), "GLU's forward", gate[i], y[i], s * u);
        check(std::fabs(y[i] - s * u) <= error_of_value * std::fabs(u) + unit<float>(s * u) / 2, "GLU", gate[i], y[i],
              s * u);
        check(std::fabs(dgate[i] - u * d) <= error_of_gradient, "GLU's dgate", gate[i], dgate[i], u * d);
        check(std::fabs(dup[i] - s) <= error_of_value, "GLU's dup", gate[i], dup[i], s);
    }
}

// --- Softmax --------------------------------------------------------------------------------------------------------

/// n entries of a line, `step` apart.
void check_line(const float* x, const float* dp, const float* p, const float* dx, int n, int step) {
    constexpr actfn::Bounds bounds = actfn::Softmax<float>::bounds;
    Long sum = 0;
    Long product = 0;
    Long magnitude = 0;
    for (int k = 0; k < n * step; k += step) sum += std::exp(static_cast<Long>(x[k]));
    for (int k = 0; k < n * step; k += step) {
        product += static_cast<Long>(p[k]) * static_cast<Long>(dp[k]);
        magnitude += static_cast<Long>(p[k]) * std::fabs(static_cast<Long>(dp[k]));
    }
    for (int k = 0; k < n * step; k += step) {
        const Long truth = std::exp(static_cast<Long>(x[k])) / sum;
        check(std::fabs(p[k] - truth) <= bounds.value * unit<float>(truth), "softmax", x[k], p[k], truth);
        const Long gradient = p[k] * (dp[k] - product);
        const Long scale = p[k] * (std::fabs(static_cast<Long>(dp[k])) + magnitude);
        check(std::fabs(dx[k] - gradient) <= bounds.gradient * unit<float>(scale), "softmax's backward", x[k], dx[k],
              gradient);
    }
}

void check_softmax() {
    constexpr int rows = 7;
    constexpr int cols = 19;
    const actfn::Softmax<float> f;
    std::vector<float> x = numbers(rows * cols);
    std::vector<float> dp(x.rbegin(), x.rend());
    std::vector<float> p(x.size());
    std::vector<float> dx(x.size());
    actfn::forward(f, x, p);
    actfn::backward(f, p, dp, dx);
    check_line(x.data(), dp.data(), p.data(), dx.data(), rows * cols, 1);

    using Map = Eigen::Map<Matrix>;
    for (const actfn::Axis axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        actfn::forward(f, Map(x.data(), rows, cols), Map(p.data(), rows, cols), axis);
        actfn::backward(f, Map(p.data(), rows, cols), Map(dp.data(), rows, cols), Map(dx.data(), rows, cols), axis);
        const bool is_row = axis == actfn::Axis::rowwise;
        for (int line = 0; line < (is_row ? rows : cols); ++line) {
            const int first = is_row ? line : line * rows;
            check_line(&x[static_cast<std::size_t>(first)], &dp[static_cast<std::size_t>(first)],
                       &p[static_cast<std::size_t>(first)], &dx[static_cast<std::size_t>(first)], is_row ? cols : rows,
                       is_row ? rows : 1);
        }
    }
#if !defined(EIGEN_NO_MALLOC)
    const Matrix returned = actfn::softmax(Map(x.data(), rows, cols), actfn::colwise);
    for (std::size_t i = 0; i < p.size(); ++i) {
        const float got = returned.data()[i];
        check(same(got, p[i]), "softmax by value", x[i], got, p[i]);
    }
#endif
}

// --- Refusals -------------------------------------------------------------------------------------------------------

#if defined(__STDCPP_FLOAT16_T__) && defined(__STDCPP_BFLOAT16_T__)
/// C++23's type of 16 bits has the results of Eigen's type of the same format, for every input.
template <class Standard, class E>
void check_standard_type() {
    using Bits = std::uint16_t;
    constexpr std::size_t n = 65536;
    std::vector<Standard> x(n), y(n), dx(n);
    std::vector<E> of_eigen(n), expected(n), expected_dx(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = std::bit_cast<Standard>(static_cast<Bits>(i));
        of_eigen[i] = std::bit_cast<E>(static_cast<Bits>(i));
    }
    const auto compare = [&](const char* what, const auto& got, const auto& truth) {
        for (std::size_t i = 0; i < n; ++i)
            check(std::bit_cast<Bits>(got[i]) == std::bit_cast<Bits>(truth[i]), what, static_cast<Long>(x[i]),
                  static_cast<Long>(got[i]), static_cast<Long>(static_cast<float>(truth[i])));
    };
    actfn::forward(actfn::GELU<Standard>(), x, y);
    actfn::forward(actfn::GELU<E>(), of_eigen, expected);
    compare("GELU of a standard type", y, expected);
    actfn::backward(actfn::GELU<Standard>(), x, y, dx);
    actfn::backward(actfn::GELU<E>(), of_eigen, expected, expected_dx);
    compare("backward of a standard type", dx, expected_dx);
    actfn::forward(actfn::Sigmoid<float>(), x, y);
    actfn::forward(actfn::Sigmoid<float>(), of_eigen, expected);
    compare("float's functor on a standard type", y, expected);
    for (std::size_t i = 0; i < n; ++i) {
        y[i] = actfn::tanh<actfn::exact>(x[i]);
        expected[i] = actfn::tanh<actfn::exact>(of_eigen[i]);
    }
    compare("scalars of a standard type", y, expected);
    using Array = Eigen::Array<Standard, Eigen::Dynamic, 1>;
    const Array lazy = actfn::tanh<actfn::exact>(Eigen::Map<const Array>(x.data(), Eigen::Index(n)));
    compare("an expression of a standard type", lazy.data(), expected);
    // All finite numbers that are not negative.
    const auto finite = static_cast<std::size_t>(std::bit_cast<Bits>(std::numeric_limits<Standard>::infinity()));
    actfn::forward(actfn::Softmax<Standard>(), std::span(x).first(finite), std::span(y).first(finite));
    actfn::forward(actfn::Softmax<E>(), std::span(of_eigen).first(finite), std::span(expected).first(finite));
    compare("softmax of a standard type", y, expected);
}
#endif

void check_refusals() {
#if defined(__cpp_exceptions)
    const std::vector<float> x(3);
    std::vector<float> y(4);
    const char* refused = "no exception";
    try {
        actfn::forward(actfn::Sigmoid<float>(), x, y);
    } catch (const std::invalid_argument&) {
        refused = "std::invalid_argument";
    }
    check(std::strcmp(refused, "std::invalid_argument") == 0, refused);
#endif
}

}  // namespace

int main() {
    check_functions();
    check_threads();
#if !defined(EIGEN_NO_MALLOC)
    check_slopes();
#endif
    check_gated();
    check_softmax();
#if defined(__STDCPP_FLOAT16_T__) && defined(__STDCPP_BFLOAT16_T__)
    check_standard_type<std::float16_t, Eigen::half>();
    check_standard_type<std::bfloat16_t, Eigen::bfloat16>();
#endif
    check_refusals();
    std::printf("%d of %d checks failed\n", failures, checks);
    return failures != 0;
}
