// Sparsemax and entmax15 against their definitions, with thresholds found by sorting in MPFR (Martins and Astudillo,
// 2016; Peters, Niculae and Martins, 2019).

#include "actfn/functions/sparsemax.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <string_view>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"
#include "actfn/functions/entmax15.hpp"

using namespace tests;
using actfn::rowwise;

#define SPARSE_FUNCTIONS                                                                        \
    actfn::Sparsemax<float>, (actfn::Sparsemax<float, actfn::exact>), actfn::Sparsemax<double>, \
        actfn::Entmax15<float>, (actfn::Entmax15<float, actfn::exact>), actfn::Entmax15<double>

namespace {

template <class S>
constexpr bool is_sparsemax = S::name == std::string_view("sparsemax");

/// Of the k greatest z, the threshold with which their values sum to 1; the right k is the greatest with z_k above it.
template <class S, class T>
std::vector<Real> truth(const std::vector<T>& x) {
    std::vector<T> sorted = x;
    std::sort(sorted.rbegin(), sorted.rend());
    const Real scale = is_sparsemax<S> ? 1 : 0.5;
    const Real m = sorted[0];
    const auto z = [&](T of) { return scale * (Real(of) - m); };
    Real threshold = 0, sum = 0, squares = 0;
    for (std::size_t i = 0; i < sorted.size() && std::isfinite(sorted[i]); ++i) {
        const Real k = static_cast<double>(i + 1);
        sum = sum + z(sorted[i]);
        squares = squares + z(sorted[i]) * z(sorted[i]);
        Real t;
        if (is_sparsemax<S>) {
            t = (sum - Real(1)) / k;
        } else {
            const Real delta = (Real(1) - (squares - sum * sum / k)) / k;
            if (is_negative(delta)) break;
            t = sum / k - sqrt(delta);
        }
        if (!(z(sorted[i]) > t)) break;
        threshold = t;
    }
    std::vector<Real> p;
    for (const T of : x) {
        const Real u = std::isfinite(of) && z(of) > threshold ? z(of) - threshold : Real(0);
        p.push_back(is_sparsemax<S> ? u : u * u);
    }
    return p;
}

/// In ULP of 1; for the exact tier in ULP of the truth, where that is above 2^-40.
template <class S, class T>
double error_of(T got, const Real& p) {
    if (got < 0 || !std::isfinite(got)) return std::numeric_limits<double>::infinity();
    const Real unit = std::same_as<typename S::tier, actfn::exact> && p > Real(0x1p-24)
                          ? scaled(Real(1), unit_exponent<T>(p))
                      : std::same_as<typename S::tier, actfn::exact> ? Real(0x1p-46)
                                                                     : Real(std::numeric_limits<T>::epsilon());
    return rounded<double>(abs(Real(got) - p) / unit);
}

}  // namespace

TEMPLATE_TEST_CASE("sparsemax and entmax15 are within their bounds", "[sparsemax][accuracy]", SPARSE_FUNCTIONS) {
    using T = typename TestType::value_type;
    const TestType s;
    Worst worst;
    auto rows = hard_rows<T>();
    Numbers<T> numbers(4);
    for (const double range : {1e-3, 0.1, 1.0, 3.0}) rows.push_back({"close", numbers.uniform(777, 5 - range, 5)});
    for (const auto& row : rows) {
        const std::vector<Real> expected = truth<TestType>(row.x);
        for (const auto& [layout, p] : both_layouts(s, row.x)) {
            for (std::size_t k = 0; k < p.size(); ++k) {
                worst.take(error_of<TestType>(p[k], expected[k]), row.label + " (" + std::to_string(p.size()) + "), " +
                                                                      layout + ", entry " + std::to_string(k) + ": " +
                                                                      text(p[k]));
            }
        }
    }
    INFO(worst.where);
    CHECK(worst.error <= TestType::bounds.value);
    CHECK(worst.error > 0.1);
}

TEMPLATE_TEST_CASE("sparsemax and entmax15 of long rows sum to 1", "[sparsemax][accuracy]", SPARSE_FUNCTIONS) {
    using T = typename TestType::value_type;
    for (const auto& row : long_rows<T>()) {
        for (const auto& [layout, p] : both_layouts(TestType(), row.x)) {
            INFO(row.label << " " << layout);
            long double sum = 0;
            std::size_t support = 0;
            for (const T v : p) {
                sum += static_cast<long double>(v);
                support += v > 0 ? 1 : 0;
            }
            CHECK(static_cast<double>(std::abs(sum - 1)) <=
                  static_cast<double>(std::numeric_limits<T>::epsilon()) * (8 + 0.5 * static_cast<double>(support)));
            CHECK(support >= 1);
        }
    }
}

TEST_CASE("sparsemax and entmax15 have the published values", "[sparsemax][accuracy]") {
    // Martins and Astudillo, section 2: two entries a apart give (1 + a) / 2; by hand for the others.
    const std::vector<double> p = actfn::sparsemax(std::vector<double>{0.5, 0, -1});
    CHECK(p == std::vector<double>{0.75, 0.25, 0});
    CHECK(actfn::sparsemax(std::vector<double>{3, 1, 0}) == std::vector<double>{1, 0, 0});
    CHECK(actfn::entmax15(std::vector<double>{1, 1, 1, 1}) == std::vector<double>(4, 0.25));
    CHECK(actfn::entmax15(std::vector<double>{2, 0, -1}) == std::vector<double>{1, 0, 0});
    // entmax's own README: softmax, sparsemax and entmax15 of [-2, 0, 0.5].
    const std::vector<float> q = actfn::entmax15(std::vector<float>{-2, 0, 0.5f});
    CHECK(std::abs(q[1] - 0.3260f) <= 5e-5f);
    CHECK(std::abs(q[2] - 0.6740f) <= 5e-5f);
    CHECK(q[0] == 0);
}

TEMPLATE_TEST_CASE("sparsemax and entmax15 at -inf, inf and NaN", "[sparsemax][special]", SPARSE_FUNCTIONS) {
    check_special_rows(TestType(), 0);
}

TEMPLATE_TEST_CASE("sparsemax and entmax15 have one value for each layout and executor", "[sparsemax][layout][threads]",
                   SPARSE_FUNCTIONS) {
    check_storages(TestType());
    check_executor(TestType());
    check_empty(TestType());
    check_errors(TestType());
}

TEMPLATE_TEST_CASE("the backward of sparsemax and entmax15 is the product with their Jacobian", "[sparsemax]",
                   SPARSE_FUNCTIONS) {
    using T = typename TestType::value_type;
    const TestType s;
    Numbers<T> numbers(12);
    double worst = 0;
    for (const auto& row : hard_rows<T>()) {
        if (row.x.size() > 1000) continue;
        const std::vector<T> p = s(row.x);
        for (const std::vector<T>& dp : {numbers.normal(p.size(), 0, 1), numbers.exponents(p.size(), 0x1p-20, 0x1p20),
                                         std::vector<T>(p.size(), T(1))}) {
            const std::vector<T> dx = s.backward(p, dp);
            std::vector<Real> w;
            Real sum = 0, dot = 0, size = 0;
            for (std::size_t k = 0; k < p.size(); ++k) {
                w.push_back(!is_sparsemax<TestType> ? sqrt(Real(p[k])) : p[k] > 0 ? Real(1) : Real(0));
                sum = sum + w[k];
                dot = dot + w[k] * Real(dp[k]);
                size = size + w[k] * abs(Real(dp[k]));
            }
            for (std::size_t k = 0; k < p.size(); ++k) {
                const Real unit = w[k] * (abs(Real(dp[k])) + size / sum);
                const Real error = Real(dx[k]) - w[k] * (Real(dp[k]) - dot / sum);
                worst = std::max(worst, rounded<double>(scaled(abs(error), -unit_exponent<T>(unit))));
            }
        }
    }
    CHECK(worst <= TestType::bounds.gradient);
    CHECK(worst > 0.3);
}
