// Binary cross-entropy of logits against its definition, -(w t log s(x) + (1 - t) log(1 - s(x))).

#include "actfn/functions/binary_cross_entropy_with_logits.hpp"

#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"
#include "loss_references.hpp"

using namespace tests;
using actfn::Reduction;

#define LOSSES                                                                                              \
    actfn::BinaryCrossEntropyWithLogits<float>, (actfn::BinaryCrossEntropyWithLogits<float, actfn::exact>), \
        actfn::BinaryCrossEntropyWithLogits<double>

TEMPLATE_TEST_CASE("binary_cross_entropy_with_logits is within its bounds", "[binary_cross_entropy][accuracy]",
                   LOSSES) {
    using T = typename TestType::value_type;
    Numbers<T> numbers(1);
    std::vector<T> x = numbers.normal(3000, 0, 4);
    for (const T v : numbers.exponents(3000, 0x1p-30, 2000)) x.push_back(v);
    std::vector<T> t = numbers.uniform(x.size(), 0, 1);
    for (std::size_t i = 0; i < t.size(); ++i) t[i] = i % 3 == 0 ? T(i % 2) : t[i];
    for (double v = 80; v < 800; v += 1.7) {  // e^-x is a subnormal number or 0
        x.push_back(static_cast<T>(v / (sizeof(T) == 4 ? 6 : 1)));
        t.push_back(1);
    }
    for (const double weight : {1.0, 0.0, 0.3, 25.0, 1e6}) {
        const TestType f(weight, Reduction::sum);
        Worst loss, gradient;
        std::vector<T> all(x.size());
        f(x, t, all);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const Real positive = Real(f.pos_weight()) * Real(t[i]);
            const Real negative = Real(1) - Real(t[i]);
            const Real truth = positive * softplus(-Real(x[i])) + negative * softplus(Real(x[i]));
            const T got = f(std::span(&x[i], 1), std::span(&t[i], 1));
            loss.take(ulp_error(got, truth), text(x[i]) + ", " + text(t[i]) + ": " + text(got));
            const Real up = negative * sigmoid(Real(x[i]));
            const Real down = positive * sigmoid(-Real(x[i]));
            gradient.take(in_ulps<T>(Real(all[i]) - (up - down), up + down), text(x[i]) + ", " + text(t[i]));
        }
        INFO("weight " << weight << ", loss: " << loss.where << ", gradient: " << gradient.where);
        CHECK(loss.error <= TestType::bounds.value);
        CHECK(loss.error > 0.3);
        CHECK(gradient.error <= TestType::bounds.gradient);
        CHECK(gradient.error > 0.3);
    }
}

TEST_CASE("binary_cross_entropy_with_logits has the published values", "[binary_cross_entropy][accuracy]") {
    // Documentation of PyTorch's BCEWithLogitsLoss: targets of 1, logits of 1.5, pos_weight of 1.
    const Eigen::ArrayXXd logits = Eigen::ArrayXXd::Constant(10, 64, 1.5);
    const Eigen::ArrayXXd ones = Eigen::ArrayXXd::Ones(10, 64);
    CHECK(std::abs(actfn::binary_cross_entropy_with_logits(logits, ones) - 0.20141327798275241) <= 0x1p-51);
    CHECK(std::abs(actfn::binary_cross_entropy_with_logits(logits, ones, 3.0, Reduction::sum) -
                   3 * 640 * 0.20141327798275241) <= 0x3p-43);
    CHECK(actfn::binary_cross_entropy_with_logits<actfn::exact>(std::vector<float>{0}, std::vector<float>{0.25f}) ==
          0.693147181f);
}

TEMPLATE_TEST_CASE("binary_cross_entropy_with_logits at inf and NaN", "[binary_cross_entropy][special]", LOSSES) {
    using T = typename TestType::value_type;
    const T inf = std::numeric_limits<T>::infinity();
    const T nan = std::numeric_limits<T>::quiet_NaN();
    const TestType f;
    const auto loss = [&](T x, T t) { return f(std::vector<T>{x}, std::vector<T>{t}); };
    const auto gradient = [&](T x, T t) {
        std::vector<T> g(1);
        f(std::vector<T>{x}, std::vector<T>{t}, g);
        return g[0];
    };
    CHECK(loss(inf, 1) == 0);
    CHECK(loss(-inf, 0) == 0);
    CHECK(loss(-inf, 1) == inf);
    CHECK(loss(inf, 0) == inf);
    CHECK(loss(inf, T(0.5)) == inf);
    CHECK(gradient(inf, 1) == 0);
    CHECK(gradient(-inf, 1) == -1);
    CHECK(gradient(inf, 0) == 1);
    CHECK(gradient(-inf, 0) == 0);
    for (const T t : {T(0), T(0.5), T(1), nan}) {
        CHECK(std::isnan(loss(nan, t)));
        CHECK(std::isnan(gradient(nan, t)));
        CHECK(std::isnan(loss(t, nan)));
    }
    CHECK(std::isnan(f(std::vector<T>(), std::vector<T>())));
    CHECK(TestType(1, Reduction::sum)(std::vector<T>(), std::vector<T>()) == 0);
}

TEMPLATE_TEST_CASE("binary_cross_entropy_with_logits has the same bits in any storage, in place and for any executor",
                   "[binary_cross_entropy][layout][threads]", LOSSES) {
    using T = typename TestType::value_type;
    const TestType f(2.5);
    for (const auto& [rows, cols] : {std::pair<Index, Index>(37, 53), {1, 1}, {700, 3}, {331, 401}}) {
        const Array<T> x = random_array<T>(rows, cols, 1);
        const Array<T> t = random_array<T>(rows, cols, 2).abs().min(T(1));
        Array<T> gradient(rows, cols);
        const T by_columns = f(x, t, gradient);
        const Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> x_by_rows = x;
        const T by_rows = f(x_by_rows, t);
        for (const Storage& storage : storages) {
            INFO(rows << " x " << cols << " in " << storage.label);
            Stored<T> in(x, storage), targets(t, storage), out(x, storage);
            const T expected = storage.by_rows ? by_rows : by_columns;
            OddExecutor executor;
            CHECK(same(f(in.map(), targets.map()), expected));
            CHECK(same(f(in.map(), targets.map(), out.map(), executor), expected));
            CHECK((executor.pieces > 3 || rows * cols < 100000));
            CHECK((out.map() == gradient).all());
            CHECK(same(f(in.map(), targets.map(), in.map()), expected));
            CHECK((in.map() == gradient).all());
            in.map() = x;
            CHECK(same(f(in.map(), targets.map(), targets.map()), expected));
            CHECK((targets.map() == gradient).all());
            CHECK((in.is_intact() && out.is_intact() && targets.is_intact()));
        }
        // The mean and the sum are of one gradient and one loss.
        Array<T> of_sum(rows, cols);
        const T sum = TestType(2.5, Reduction::sum)(x, t, of_sum);
        const T n = static_cast<T>(rows * cols);
        CHECK(std::abs(by_columns * n - sum) <= 2 * std::numeric_limits<T>::epsilon() * sum);
        CHECK(((gradient * n - of_sum).abs() <= 4 * std::numeric_limits<T>::epsilon() * of_sum.abs()).all());
    }
}

TEST_CASE("binary_cross_entropy_with_logits refuses what does not fit", "[binary_cross_entropy][errors]") {
    const actfn::BinaryCrossEntropyWithLogits<float> f;
    const Array<float> x = Array<float>::Ones(5, 4);
    Array<float> g = Array<float>::Constant(5, 4, 42), small(4, 5);
    const std::string call = "actfn: binary_cross_entropy_with_logits: ";
    CHECK(message([&] { f(x, small, g); }) == call + "logits is 5 x 4, but targets is 4 x 5");
    CHECK(message([&] { f(x, small); }) == call + "logits is 5 x 4, but targets is 4 x 5");
    CHECK(message([&] { f(x, x, small); }) == call + "logits is 5 x 4, but gradient is 4 x 5");
    Array<float> big = Array<float>::Constant(6, 6, 42);
    CHECK(message([&] {
              f(big.leftCols(4), big.leftCols(4), big.rightCols(4));
          }).find("gradient overlaps logits in part") != std::string::npos);
    CHECK(message([&] { actfn::binary_cross_entropy_with_logits(x, x, g, -1.0); }) ==
          call + "pos_weight must be >= 0, but is -1");
    CHECK(message([&] {
              actfn::binary_cross_entropy_with_logits(x, x, g, std::nan(""));
          }).find("pos_weight must be finite") != std::string::npos);
    CHECK(message([&] { actfn::binary_cross_entropy_with_logits(x, x, g, 1e39); }).find("pos_weight must be finite") !=
          std::string::npos);
    CHECK(((g == 42).all() && (big == 42).all()));
}
