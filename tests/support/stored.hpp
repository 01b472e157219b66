#pragma once

// What the test of every function does for elements of 16 bits: all 65 536 inputs, f, f', f'' and f' from the output,
// against MPFR; in the exact tier every result must be the nearest number, in the others within the bounds. And the
// same bits by scalar, buffer, expression and mixed buffers.

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "actfn/elementwise/calls.hpp"
#include "actfn/elementwise/functor.hpp"
#include "function_data.hpp"
#include "reference.hpp"

namespace tests {

/// The numbers of a format, by the definition: sign, exponent, significand.
struct StoredFormat {
    int digits;        ///< of the significand, the leading one included
    int min_exponent;  ///< of the least normal number, 2^min_exponent
    int max_exponent;  ///< of the greatest number's power of two

    /// The magnitude of the number with these bits, NaN and infinity included.
    double magnitude(std::uint16_t bits) const {
        const int exponent = (bits & 0x7FFF) >> (digits - 1);
        const int significand = bits & ((1 << (digits - 1)) - 1);
        const int last = (1 << (16 - digits)) - 1;
        if (exponent == last) return significand == 0 ? std::numeric_limits<double>::infinity() : std::nan("");
        const int unit = min_exponent - (digits - 1);
        if (exponent == 0) return std::ldexp(significand, unit);
        return std::ldexp(significand + (1 << (digits - 1)), unit + exponent - 1);
    }
    double value(std::uint16_t bits) const { return (bits & 0x8000) != 0 ? -magnitude(bits) : magnitude(bits); }
    /// The exponent of the unit in the last place of numbers of this size.
    long unit_exponent(const Real& x) const {
        const long exponent = is_zero(x) ? min_exponent : std::max<long>(mpfr_get_exp(x.get()) - 1, min_exponent);
        return exponent - (digits - 1);
    }
};
inline constexpr StoredFormat half_format = {11, -14, 15};
inline constexpr StoredFormat bfloat16_format = {8, -126, 127};

template <class T>
constexpr StoredFormat stored_format =
    actfn::core::format_of<T> == actfn::core::Format::half ? half_format : bfloat16_format;

/// A quantity of a functor: all its results and the truth.
struct StoredQuantity {
    std::string label;
    bool exact;
    double bound;       ///< in ULP
    double near_roots;  ///< added within a root's reach, in parts of its maximum
    std::function<std::uint16_t(std::uint16_t)> result;
    std::function<long double(long double)> screen;  ///< the truth but for a few roundings of long double
    std::function<Real(const Real&)> truth;
    std::vector<Root> roots;
};

/// Judges the results of every `step`-th finite input; returns the largest error in ULP.
double check_stored(const StoredFormat& format, const StoredQuantity& q, int step,
                    const std::function<bool(double)>& judged);

template <class T>
std::uint16_t bits_of(T x) {
    return std::bit_cast<std::uint16_t>(x);
}
template <class T>
T with_bits(std::uint16_t bits) {
    return std::bit_cast<T>(bits);
}
template <class T>
std::vector<T> all_stored() {
    std::vector<T> x(1 << 16);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = with_bits<T>(static_cast<std::uint16_t>(i));
    return x;
}
template <class T>
bool same_stored(T a, T b) {
    const bool both_nan = std::isnan(static_cast<float>(a)) && std::isnan(static_cast<float>(b));
    using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint16_t>;
    return both_nan || std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b);
}
template <class T>
void check_same(const char* what, const std::vector<T>& expected, const T* got) {
    std::size_t different = 0;
    std::size_t first = 0;
    for (std::size_t i = expected.size(); i-- > 0;) {
        if (!same_stored(expected[i], got[i])) ++different, first = i;
    }
    INFO(what << ": " << different << " differ, first at " << first << ": " << static_cast<float>(expected[first])
              << " and " << static_cast<float>(got[first]));
    CHECK(different == 0);
}

/// forward(g, x, y) has the bits of the scalar call.
template <class G>
std::vector<typename G::value_type> check_stored_span(const G& g) {
    using T = typename G::value_type;
    const std::vector<T> x = all_stored<T>();
    std::vector<T> expected(x.size()), y(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) expected[i] = g(x[i]);
    actfn::forward(g, x, y);
    check_same("span", expected, y.data());
    return expected;
}

/// So has every other door.
template <class G>
void check_stored_doors(const G& g) {
    using T = typename G::value_type;
    using Array = Eigen::Array<T, Eigen::Dynamic, 1>;
    const std::vector<T> x = all_stored<T>();
    const auto n = static_cast<Eigen::Index>(x.size());
    const std::vector<T> expected = check_stored_span(g);
    // Odd addresses and lengths, so that there is a tail.
    for (std::size_t count = 1; count < 70; ++count) {
        std::vector<T> part(count + 2, T(77.0f));
        const std::size_t from = 15300 + 7 * count;
        actfn::forward(g, std::span(x).subspan(from, count), std::span(part).subspan(1, count));
        check_same("part",
                   std::vector<T>(expected.begin() + static_cast<std::ptrdiff_t>(from),
                                  expected.begin() + static_cast<std::ptrdiff_t>(from + count)),
                   part.data() + 1);
        CHECK((bits_of(part.front()) == bits_of(T(77.0f)) && bits_of(part.back()) == bits_of(T(77.0f))));
    }
    const Eigen::Map<const Array> mapped(x.data(), n);
    Array assigned = g(mapped);
    check_same("expression", expected, assigned.data());
    assigned = g(mapped.reverse()).reverse();
    check_same("reversed expression", expected, assigned.data());
    assigned.head(n - 3) = g(-(-mapped.head(n - 3)));
    assigned.tail(3) = g(-(-mapped.tail(3)));
    check_same("expression of an expression", expected, assigned.data());
    using Matrix = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
    const Eigen::Map<const Matrix> matrix(x.data(), 256, 256);
    const Matrix transposed = g(matrix.transpose());
    const Matrix back = transposed.transpose();
    check_same("transposed expression", expected, back.data());
    Matrix wide(257, 256);
    actfn::forward(g, matrix, wide.bottomRows(256));
    const Matrix packed = wide.bottomRows(256);
    check_same("block", expected, packed.data());
    actfn::forward(g, matrix, wide.topRows(256).transpose());
    const Matrix strided = wide.topRows(256).transpose();
    check_same("strided", expected, strided.data());
    // A functor of float that reads and writes this memory.
    const auto& of_float = actfn::core::formula_of(g);
    std::vector<T> z(x.size());
    actfn::forward(of_float, x, z);
    check_same("functor of float", expected, z.data());
    std::vector<float> from_stored(x.size()), wide_x(x.size()), from_float(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) wide_x[i] = static_cast<float>(x[i]);
    actfn::forward(of_float, x, from_stored);
    actfn::forward(of_float, wide_x, from_float);
    check_same("floats of 16 bits", from_float, from_stored.data());
    actfn::forward(of_float, wide_x, z);
    check_same("from float", expected, z.data());
}

/// All results of a functor, and the doors of f, f' and f''.
template <class F>
void check_stored_functor(const F& f, int step, const std::string& parameters) {
    using T = typename F::value_type;
    constexpr StoredFormat format = stored_format<T>;
    constexpr bool exact = std::same_as<typename F::tier, actfn::exact>;
    // Where a result is next to a tie, the truth may be as near to it as beta x squared, for the least beta and x.
    const Real::Precision precision(600);
    const auto truth = reference<Real>(f);
    const auto screen = reference<long double>(f);
    const std::string label = std::string(F::name) + parameters + (format.digits == 11 ? " half" : " bfloat16") +
                              (exact                                         ? " exact"
                               : std::same_as<typename F::tier, actfn::fast> ? " fast"
                                                                             : " standard");
    const actfn::Derivative<F> derivative(f);
    const actfn::Derivative<actfn::Derivative<F>> second(derivative);
    const auto results = [](auto g) { return [g](std::uint16_t x) { return bits_of(g(with_bits<T>(x))); }; };
    const auto all = [](double) { return true; };
    const double near = F::bounds.near_roots;
    const auto say = [&](const char* what, double bound, double error) {
        INFO(label << " " << what << ": " << error << " ULP, stated " << bound);
        CHECK(error <= (exact ? 0.5 : bound));
    };
    const auto bound = [](double stated) { return stated; };
    say("f", F::bounds.value,
        check_stored(format,
                     {label + " f", exact, bound(F::bounds.value), near, results(f),
                      [&](long double x) { return screen.value(x); }, [&](const Real& x) { return truth.value(x); },
                      truth.roots(0)},
                     step, all));
    say("f'", F::bounds.gradient,
        check_stored(format,
                     {label + " f'", exact, bound(F::bounds.gradient), near, results(derivative),
                      [&](long double x) { return screen.gradient(x); },
                      [&](const Real& x) { return truth.gradient(x); }, truth.roots(1)},
                     step, all));
    say("f''", F::bounds.curvature,
        check_stored(format,
                     {label + " f''", exact, bound(F::bounds.curvature), near, results(second),
                      [&](long double x) { return screen.curvature(x); },
                      [&](const Real& x) { return truth.curvature(x); }, truth.roots(2)},
                     step, all));
    if constexpr (actfn::has_derivative_from_output<F>) {
        if (truth.output_determines_input()) {
            double least = std::numeric_limits<double>::infinity();
            double greatest = -least;
            for (int i = 0; i < 1 << 16; ++i) {
                const auto y = static_cast<double>(static_cast<float>(f(with_bits<T>(static_cast<std::uint16_t>(i)))));
                least = y < least ? y : least;
                greatest = y > greatest ? y : greatest;
            }
            const actfn::DerivativeFromOutput<F> from_output(f);
            const auto in_range = [&](double y) {
                if (!(y >= least && y <= greatest)) return false;
                if (!truth.increasing() || !(screen.gradient_from_output(static_cast<long double>(y)) < 0)) return true;
                const Real g = truth.gradient_from_output(Real(y));
                if (is_zero(g) || !is_negative(g)) return true;
                // An end point that was rounded out of the range: what must hold is the sign.
                CHECK(static_cast<float>(from_output(static_cast<T>(static_cast<float>(y)))) >= 0);
                return false;
            };
            say("f' from output", F::bounds.from_output,
                check_stored(format,
                             {label + " f' from output",
                              exact,
                              bound(F::bounds.from_output),
                              near,
                              results(from_output),
                              [&](long double y) { return screen.gradient_from_output(y); },
                              [&](const Real& y) { return truth.gradient_from_output(y); },
                              {}},
                             step, in_range));
            check_stored_span(from_output);
        }
    }
    // Infinities and NaN as float has them.
    const auto& of_float = actfn::core::formula_of(f);
    for (const auto x : {std::numeric_limits<T>::infinity(), -std::numeric_limits<T>::infinity(),
                         std::numeric_limits<T>::quiet_NaN()}) {
        const auto wide = static_cast<float>(x);
        CHECK(same_stored(f(x), T(of_float(wide))));
        CHECK(same_stored(f.derivative(x), T(of_float.derivative(wide))));
        CHECK(same_stored(f.second_derivative(x), T(of_float.second_derivative(wide))));
    }
    check_stored_span(f);
    check_stored_span(derivative);
    check_stored_span(second);
}

template <template <class, class> class F, class T>
void check_stored_type() {
    const auto check = [](const std::vector<double>& parameters, int step) {
        std::string text;
        for (const double p : parameters) {
            const double held = static_cast<double>(static_cast<float>(static_cast<T>(p)));
            if (!std::isfinite(held) || (held == 0 && p != 0)) return;  // not a parameter of T
            text += " " + std::to_string(p);
        }
        check_stored_functor(with_rounded_parameters<F<T, actfn::standard>>(parameters), step, text);
        check_stored_functor(with_rounded_parameters<F<T, actfn::exact>>(parameters), step, text);
        check_stored_functor(with_rounded_parameters<F<T, actfn::fast>>(parameters), step, text);
    };
    check({}, 1);
    for (const auto& parameters : FunctionData<F>::parameters()) check(parameters, 1);
}

}  // namespace tests
