// Gumbel-softmax: softmax((x + g) / tau) with g = -log(-log u), u from Philox by its published rounds.

#include "actfn/functions/gumbel_softmax.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"

using namespace tests;
using actfn::rowwise;

#define GUMBEL_SOFTMAXES \
    actfn::GumbelSoftmax<float>, (actfn::GumbelSoftmax<float, actfn::exact>), actfn::GumbelSoftmax<double>

namespace {

/// Philox4x32-10, written apart: the first 64 bits at a counter.
std::uint64_t philox(std::uint64_t seed, std::uint64_t step, std::uint64_t index) {
    std::array<std::uint32_t, 4> c = {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
                                      static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(step >> 32)};
    auto k0 = static_cast<std::uint32_t>(seed);
    auto k1 = static_cast<std::uint32_t>(seed >> 32);
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = std::uint64_t(0xD2511F53) * c[0], b = std::uint64_t(0xCD9E8D57) * c[2];
        c = {static_cast<std::uint32_t>(b >> 32) ^ c[1] ^ k0, static_cast<std::uint32_t>(b),
             static_cast<std::uint32_t>(a >> 32) ^ c[3] ^ k1, static_cast<std::uint32_t>(a)};
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return (std::uint64_t(c[0]) << 32) | c[1];
}

}  // namespace

TEMPLATE_TEST_CASE("gumbel_softmax's noise is that of its contract", "[gumbel_softmax][accuracy]", GUMBEL_SOFTMAXES) {
    using T = typename TestType::value_type;
    const std::uint64_t seed = 0x123456789abcdef0u;
    const TestType f(1, seed);
    double worst = 0;
    for (const std::uint64_t step : {std::uint64_t(0), std::uint64_t(7), std::uint64_t(1) << 40}) {
        const Array<T> g = f.noise(37, 53, step);
        for (Index i = 0; i < g.size(); ++i) {
            const std::uint64_t bits = philox(seed, step, static_cast<std::uint64_t>(i)) >> 12;
            const Real u = Real(static_cast<double>(2 * bits + 1) * 0x1p-53);
            const Real truth = -log(-log(u));
            // In double the error of the inner logarithm is that of a number near 1 where the outer one is near 0.
            const Real least = sizeof(T) == 4 ? 0x1p-8 : 1.0;
            const Real unit = scaled(Real(1), unit_exponent<T>(abs(truth) + least));
            worst = std::max(worst, rounded<double>(abs(Real(g.data()[i]) - truth) / unit));
        }
    }
    CHECK(worst <= (sizeof(T) == 4 ? 0.5001 : 4));
    CHECK(worst > 0.3);
    CHECK((f.noise(5, 4, 1) != f.noise(5, 4, 2)).all());
    CHECK((f.noise(5, 4, 1) != TestType(1, 8).noise(5, 4, 1)).all());
}

TEMPLATE_TEST_CASE("gumbel_softmax is the softmax of logits and noise", "[gumbel_softmax]", GUMBEL_SOFTMAXES) {
    using T = typename TestType::value_type;
    using Tier = typename TestType::tier;
    const TestType f(0.4, 3);
    const actfn::Softmax<T, Tier> softmax({.scale = 1 / 0.4});
    for (const auto& [rows, cols] : shapes) {
        for (const actfn::Axis axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
            // Whole logits, whose sums with the noise show its rounding; with zeros the noise itself.
            const Array<T> x = Array<T>::Zero(rows, cols);
            const Array<T> z = f.noise(rows, cols, 9);
            const Array<T> expected = softmax(z, axis);
            const Rows<T> expected_by_rows = softmax(Rows<T>(z), axis);
            for (const Storage& storage : storages) {
                if (rows == 1 || cols == 1) continue;  // whose layout is open
                Stored<T> in(x, storage), out(x, storage);
                OddExecutor executor;
                actfn::forward(f, in.map(), out.map(), 9, axis, executor);
                if (storage.by_rows) {
                    CHECK((out.map() == expected_by_rows).all());
                } else {
                    CHECK((out.map() == expected).all());
                }
                actfn::forward(f, in.map(), in.map(), 9, axis);
                CHECK((in.map() == out.map()).all());
                CHECK((in.is_intact() && out.is_intact()));
            }
            const Array<T> dp = random_array<T>(rows, cols, 2);
            Array<T> dx(rows, cols);
            actfn::backward_from_output(f, expected, dp, dx, axis);
            CHECK((dx == softmax.backward(expected, dp, axis)).all());
        }
    }
    const std::vector<T> v(60, T(0));
    std::vector<T> y(60), expected(60);
    actfn::forward(f, v, y, 9, actfn::Lines{3, 5, 4});
    const Array<T> noise = f.noise(60, 1, 9);
    actfn::forward(softmax, std::vector<T>(noise.data(), noise.data() + 60), expected, actfn::Lines{3, 5, 4});
    CHECK(y == expected);
}

TEST_CASE("the greatest entry of gumbel_softmax is drawn by the softmax of the logits", "[gumbel_softmax]") {
    const Eigen::Array4d logits(0, 1, -1, 2);
    const Eigen::Array4d p = actfn::softmax(logits);
    constexpr Index draws = 20000;
    const Array<double> x = logits.replicate(1, draws);
    const Array<double> sample =
        actfn::hardmax(Array<double>(actfn::gumbel_softmax(x, actfn::colwise, 11, 0, 0.5)), actfn::colwise);
    for (Index i = 0; i < 4; ++i) {
        const double deviation = std::sqrt(p(i) * (1 - p(i)) / draws);
        CHECK(std::abs(sample.row(i).mean() - p(i)) <= 4 * deviation);
    }
}

TEST_CASE("gumbel_softmax of a vector or a span is one sample", "[gumbel_softmax]") {
    const actfn::GumbelSoftmax<float> f(0.7, 5);
    const Eigen::ArrayXf x = random_array<float>(17, 1, 1);
    Eigen::ArrayXf expected(17), y(17), dx(17), expected_dx(17);
    actfn::forward(f, x, expected, 3, actfn::colwise);
    actfn::forward(f, x, y, 3);
    CHECK((y == expected).all());
    CHECK((actfn::gumbel_softmax(x, 5, 3, 0.7) == expected).all());
    const std::vector<float> span(x.data(), x.data() + x.size());
    std::vector<float> p(span.size());
    actfn::forward(f, span, p, 3);
    CHECK(std::equal(p.begin(), p.end(), expected.data()));
    CHECK(actfn::gumbel_softmax(span, 5, 3, 0.7) == p);
    const Eigen::Array<float, 1, Eigen::Dynamic> row = x.transpose();
    Eigen::Array<float, 1, Eigen::Dynamic> of_row = actfn::gumbel_softmax(row, 5, 3, 0.7);
    CHECK(std::abs(of_row.sum() - 1) < 1e-6f);
    actfn::backward_from_output(f, y, x, dx);
    actfn::backward_from_output(f, y, x, expected_dx, actfn::colwise);
    CHECK((dx == expected_dx).all());
}

TEST_CASE("gumbel_softmax refuses what does not fit", "[gumbel_softmax][errors]") {
    for (const double tau : {0.0, -1.0, HUGE_VAL, std::nan("")}) {
        CHECK(message([&] { actfn::GumbelSoftmax<float>{tau}; }).find("gumbel_softmax: tau must be") !=
              std::string::npos);
    }
    const actfn::GumbelSoftmax<float> f;
    const Array<float> x = Array<float>::Zero(5, 4);
    Array<float> y = Array<float>::Constant(4, 5, 42);
    CHECK(message([&] { actfn::forward(f, x, y, 0, rowwise); }) == "actfn: forward: x is 5 x 4, but y is 4 x 5");
    CHECK((y == 42).all());
    const std::vector<float> v(12);
    std::vector<float> w(12, 42);
    CHECK(message([&] {
              actfn::forward(f, v, w, 0, actfn::Lines{2, 3, 3});
          }).find("Lines{2, 3, 3}") != std::string::npos);
    CHECK(w == std::vector<float>(12, 42));
}
