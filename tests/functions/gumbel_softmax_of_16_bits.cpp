// Gumbel-softmax of 16-bit elements: the noise and the softmax of float, rounded once.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/of_16_bits.hpp"
#include "../rows/rows.hpp"

using namespace tests;
using actfn::GumbelSoftmax;
using actfn::Lines;

namespace {

template <class T>
void check_matrix(Index rows, Index cols) {
    INFO(rows << " x " << cols);
    const GumbelSoftmax<T> f(0.4, 3);
    const GumbelSoftmax<float> of_float(0.4, 3);
    const Array<T> x = some_of_16_bits<T>(rows, cols, 1) * T(4);
    CHECK((f.noise(rows, cols, 9) == of_float.noise(rows, cols, 9)).all());
    OddExecutor odd;
    for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        for (const Storage& storage : storages) {
            Stored<T> in(x, storage), out(x, storage);
            Stored<float> wide(in_float(x), storage);
            actfn::forward(of_float, wide.map(), wide.map(), 9, axis);
            const Array<T> expected = Array<float>(wide.map()).template cast<T>();
            actfn::forward(f, in.map(), out.map(), 9, axis, odd);
            CHECK(same_bits(Array<T>(out.map()), expected));
            actfn::forward(f, in.map(), in.map(), 9, axis);
            CHECK(same_bits(Array<T>(in.map()), expected));
            CHECK((in.is_intact() && out.is_intact()));
        }
        const Array<T> p = actfn::gumbel_softmax(x, axis, 3, 9, 0.4);
        const Array<T> dp = some_of_16_bits<T>(rows, cols, 2);
        Array<T> dx(rows, cols);
        actfn::backward_from_output(f, p, dp, dx, axis);
        Array<float> dx_wide(rows, cols);
        actfn::backward_from_output(of_float, in_float(p), in_float(dp), dx_wide, axis);
        CHECK(same_bits(dx, Array<T>(dx_wide.template cast<T>())));
    }
}

template <class T>
void check_lines(const Lines& lines) {
    INFO(lines.outer << " x " << lines.length << " x " << lines.inner);
    const GumbelSoftmax<T> f(0.7, 5);
    const Array<T> x = some_of_16_bits<T>(lines.outer * lines.length * lines.inner, 1, 4);
    std::vector<T> y(x.data(), x.data() + x.size());
    std::vector<float> wide(x.data(), x.data() + x.size());
    OddExecutor odd;
    actfn::forward(f, y, y, 2, lines, odd);
    actfn::forward(GumbelSoftmax<float>(0.7, 5), wide, wide, 2, lines);
    bool all = true;
    for (std::size_t i = 0; i < y.size(); ++i)
        all = all && same(static_cast<float>(y[i]), static_cast<float>(static_cast<T>(wide[i])));
    CHECK(all);
}

}  // namespace

TEMPLATE_TEST_CASE("gumbel_softmax of 16 bits is that of float, rounded", "[gumbel_softmax][stored]", Eigen::half,
                   Eigen::bfloat16) {
    using T = TestType;
    for (const auto& [rows, cols] :
         std::vector<std::pair<Index, Index>>{{1, 1}, {3, 5}, {70, 17}, {33, 128}, {3, 4099}, {300, 70}})
        check_matrix<T>(rows, cols);
    for (const Lines& lines :
         {Lines{1, 1, 1}, Lines{40, 7, 1}, Lines{1, 8, 64}, Lines{3, 5, 7}, Lines{4, 17, 16}, Lines{3, 300, 11}})
        check_lines<T>(lines);
    // All rows of one call, and inside a long line.
    check_lines<T>({1, 200000, 1});
    check_lines<T>({2000, 40, 1});
    const Column<T> v = some_of_16_bits<T>(1000, 1, 6).col(0);
    Column<float> p(1000);
    actfn::forward(GumbelSoftmax<float>(0.5, 8), in_float(v), p, 1);
    CHECK(same_bits(actfn::gumbel_softmax(v, 8, 1, 0.5), Column<T>(p.template cast<T>())));
}

TEMPLATE_TEST_CASE("x + g of gumbel_softmax of 16 bits is not rounded to them", "[gumbel_softmax][stored][accuracy]",
                   Eigen::half, Eigen::bfloat16) {
    using T = TestType;
    const GumbelSoftmax<T> f(1, 11);
    for (const Index n : {50, 1000}) {
        const Column<T> x = some_of_16_bits<T>(n, 1, 5).col(0);
        Column<T> y(n);
        actfn::forward(f, x, y, 4);
        const Array<double> g = GumbelSoftmax<double>(1, 11).noise(n, 1, 4);
        std::vector<Real> e;
        Real sum = 0;
        for (Index i = 0; i < n; ++i) {
            const auto z = static_cast<float>(static_cast<double>(static_cast<float>(x(i))) + g(i, 0));
            e.push_back(exp(Real(z)));
            sum = sum + e.back();
        }
        double error = 0;
        for (Index i = 0; i < n; ++i) {
            const Real truth = e[static_cast<std::size_t>(i)] / sum;
            error = std::max(error, in_units<T>(abs(Real(static_cast<float>(y(i))) - truth), truth, 0));
        }
        CHECK(error <= GumbelSoftmax<T>::bounds.value);
        CHECK(error > 0.4);
    }
}

TEMPLATE_TEST_CASE("gumbel_softmax of 16 bits at special values", "[gumbel_softmax][stored][special]", Eigen::half,
                   Eigen::bfloat16) {
    using T = TestType;
    const T inf = std::numeric_limits<T>::infinity();
    const std::vector<T> x = {T(1), -inf, T(-0.0f), -inf, -inf, -inf, T(1), std::numeric_limits<T>::quiet_NaN(), inf};
    std::vector<T> y(9);
    actfn::forward(GumbelSoftmax<T>(), x, y, 0, Lines{3, 3, 1});
    CHECK(static_cast<float>(y[1]) == 0);
    CHECK(std::abs(static_cast<float>(y[0]) + static_cast<float>(y[2]) - 1) <= 0x1p-7f);
    for (std::size_t i = 3; i < 9; ++i) CHECK(std::isnan(static_cast<float>(y[i])));
    CHECK(message([] { GumbelSoftmax<T>(0); }) == message([] { GumbelSoftmax<float>(0); }));
}
