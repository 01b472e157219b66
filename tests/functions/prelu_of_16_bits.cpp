// PReLU of 16-bit elements: the results of PReLU of float, rounded, and its sums; results within their bounds of the truth.

#include <algorithm>
#include <cmath>
#include <concepts>
#include <span>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/of_16_bits.hpp"
#include "../rows/rows.hpp"

using namespace tests;
using actfn::Lines;
using actfn::PReLU;

namespace {

/// p has the results of q, the same PReLU in float, rounded; and its sums. From and to every storage, and in place.
template <class T>
void check_calls(const PReLU<T>& p, const PReLU<float>& q, Index rows, Index cols) {
    INFO(rows << " x " << cols << ", " << p.channels() << " slopes, axis " << static_cast<int>(p.axis()));
    const Array<T> x = some_of_16_bits<T>(rows, cols, 1);
    const Array<T> dy = some_of_16_bits<T>(rows, cols, 2);
    const Array<float> wide = in_float(x);
    const Array<T> y = Array<float>(q(wide)).template cast<T>();
    CHECK(same_bits(Array<T>(p(x)), y));
    CHECK(same_bits(Array<T>(p.derivative(x)), Array<T>(Array<float>(q.derivative(wide)).template cast<T>())));
    const auto g = p.backward(x, dy);
    const auto in_floats = q.backward(wide, in_float(dy));
    const Array<T> dx = in_floats.dx.template cast<T>();
    static_assert(std::same_as<std::remove_cvref_t<decltype(g.dslope)>, Column<float>>);
    CHECK(same_bits(g.dx, dx));
    CHECK(same_bits(g.dslope, in_floats.dslope));
    const Rows<T> by_rows = x;
    CHECK(same_bits(Rows<T>(p(by_rows)), Rows<T>(y)));
    CHECK(same_bits(Array<T>(p(by_rows)), y));
    CHECK(same_bits(Array<T>(p(x + T(0))), y));
    CHECK(same_bits(Array<T>(p(x.matrix()).array()), y));
    CHECK(same_bits(Array<T>(p(Array<T>(x))), y));
    OddExecutor odd;
    for (const Storage& from : storages) {
        Stored<T> in(x, from);
        Stored<T> upstream(dy, from);
        Stored<T> out(x, from);
        Column<float> dslope = Column<float>::Constant(p.channels(), 99);
        actfn::forward(p, in.map(), out.map());
        CHECK(same_bits(Array<T>(out.map()), y));
        actfn::backward(p, in.map(), upstream.map(), out.map(), dslope, odd);
        CHECK(same_bits(Array<T>(out.map()), dx));
        Column<float> expected(p.channels());  // the order of the sums is that of the storage
        Stored<float> in_wide(wide, from), upstream_wide(in_float(dy), from), out_wide(wide, from);
        actfn::backward(q, in_wide.map(), upstream_wide.map(), out_wide.map(), expected);
        CHECK(same_bits(dslope, expected));
        actfn::backward(p, in.map(), upstream.map(), upstream.map(), dslope);
        CHECK(same_bits(Array<T>(upstream.map()), dx));
        CHECK(same_bits(dslope, expected));
        actfn::forward(p, in.map(), in.map(), odd);
        CHECK(same_bits(Array<T>(in.map()), y));
        CHECK((in.is_intact() && upstream.is_intact() && out.is_intact()));
    }
}

template <class T>
void check_lines(const Lines& lines, Index channels) {
    INFO(lines.outer << " x " << lines.length << " x " << lines.inner << ", " << channels << " slopes");
    const Column<float> slopes = random_array<float>(channels, 1, 3).col(0);
    const PReLU<T> p(slopes);
    const PReLU<float> q(slopes);
    const Index n = lines.outer * lines.length * lines.inner;
    const Column<T> x = some_of_16_bits<T>(n, 1, 4).col(0);
    const Column<T> dy = some_of_16_bits<T>(n, 1, 5).col(0);
    const auto span = [](auto& a) { return std::span(a.data(), static_cast<std::size_t>(a.size())); };
    Column<T> y(n), dx(n);
    Column<float> dslope(channels), y_wide(n), dx_wide(n), expected(channels);
    const Column<float> wide = in_float(x), dy_wide = in_float(dy);
    OddExecutor odd;
    actfn::forward(p, span(x), span(y), lines, odd);
    actfn::forward(q, span(wide), span(y_wide), lines);
    CHECK(same_bits(y, Column<T>(y_wide.template cast<T>())));
    actfn::backward(p, span(x), span(dy), span(dx), span(dslope), lines, odd);
    actfn::backward(q, span(wide), span(dy_wide), span(dx_wide), span(expected), lines);
    CHECK(same_bits(dx, Column<T>(dx_wide.template cast<T>())));
    CHECK(same_bits(dslope, expected));
}

/// The error of y in ULP of T.
template <class T>
double error_of(T y, const Real& truth) {
    return in_units<T>(abs(Real(static_cast<float>(y)) - truth), truth, 0);
}

}  // namespace

TEMPLATE_TEST_CASE("PReLU of 16 bits is that of float, rounded", "[prelu][stored]", Eigen::half, Eigen::bfloat16) {
    using T = TestType;
    for (const auto& [rows, cols] : std::vector<std::pair<Index, Index>>{
             {1, 1}, {1, 7}, {3, 5}, {2, 40}, {4, 9}, {8, 33}, {16, 20}, {5, 2}, {40, 3}, {70, 41}, {300, 17}}) {
        for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
            const Column<float> slopes = random_array<float>(axis == actfn::rowwise ? rows : cols, 1, 3).col(0);
            check_calls(PReLU<T>(slopes, axis), PReLU<float>(slopes, axis), rows, cols);
        }
        check_calls(PReLU<T>(1, 0.3f), PReLU<float>(1, 0.3f), rows, cols);
        const Array<float> each = random_array<float>(rows, cols, 6);
        check_calls(PReLU<T>(each), PReLU<float>(each), rows, cols);
    }
    for (const Lines& lines :
         {Lines{1, 1, 1}, Lines{3, 1, 5}, Lines{2, 3, 1}, Lines{40, 7, 1}, Lines{1, 8, 64}, Lines{3, 5, 7},
          Lines{4, 17, 16}, Lines{7, 64, 2}, Lines{1, 200, 1}, Lines{3, 300, 11}}) {
        check_lines<T>(lines, lines.length);
        check_lines<T>(lines, 1);
    }
}

TEMPLATE_TEST_CASE("PReLU of all numbers of 16 bits", "[prelu][stored][accuracy][special]", Eigen::half,
                   Eigen::bfloat16) {
    using T = TestType;
    const Column<T> x = all_of_16_bits<T>();
    for (const float slope : {0.25f, -0.3f, 0.0f, 1e-3f, 1.0f}) {
        const PReLU<T> p(1, slope);
        const Column<T> y = p(x);
        const Column<T> d = p.derivative(x);
        const Column<T> dx = p.backward(x, x).dx;
        double f_error = 0, dx_error = 0, d_error = 0;
        bool special = true;
        for (Index i = 0; i < x.size(); ++i) {
            const auto number = static_cast<float>(x(i));
            const auto result = static_cast<float>(y(i));
            if (std::isnan(number)) {
                special = special && std::isnan(result) && std::isnan(static_cast<float>(d(i)));
            } else if (std::isinf(number) || number == 0) {
                const float expected =
                    number > 0 || (slope == 0 && number < 0) ? std::max(number, 0.0f) : slope * number;
                special =
                    special && result == expected && (slope == 0 || std::signbit(result) == std::signbit(expected));
            } else {
                const Real a = number > 0 ? 1.0f : slope;
                f_error = std::max(f_error, error_of(y(i), a * Real(number)));
                d_error = std::max(d_error, error_of(d(i), a));
                dx_error = std::max(dx_error, error_of(dx(i), a * Real(number)));
            }
        }
        CHECK(special);
        CHECK(f_error <= PReLU<T>::bounds.value);
        CHECK(dx_error <= PReLU<T>::bounds.value);
        CHECK(d_error <= PReLU<T>::bounds.gradient);
        CHECK((f_error > 0.45) == (slope == -0.3f || slope == 1e-3f || slope == 0.25f));
    }
}

TEMPLATE_TEST_CASE("PReLU of 16 bits learns slopes in float", "[prelu][stored]", Eigen::half, Eigen::bfloat16) {
    using T = TestType;
    PReLU<T> p(3, 0.25f);
    static_assert(std::same_as<typename PReLU<T>::Slopes, Column<float>>);
    // A thousand updates, each below the last digit of 0.25 in T.
    for (int step = 0; step < 1024; ++step) p.update(Column<float>::Constant(3, 0x1p-4f), 0x1p-14f, 0.0f);
    CHECK((p.slope() == 0.25f - 0x1p-8f).all());
    p.set_slope(Eigen::Array3f(0.5f, 0.25f, 2));
    const Array<T> x = some_of_16_bits<T>(3, 20, 7);
    const Array<T> y = p(x);
    CHECK(same_bits(Array<T>(actfn::prelu(x, p.slope())), y));
    const Eigen::Array<T, 3, 1> halves = p.slope().template cast<T>();
    CHECK(same_bits(Array<T>(actfn::prelu(x, halves)), y));
    const Array<T> turned = x.transpose();
    CHECK(same_bits(Array<T>(actfn::prelu(turned, p.slope().transpose()).transpose()), y));
    const Eigen::Array<T, 3, 2> fixed = x.template leftCols<2>();
    CHECK(same_bits(Eigen::Array<T, 3, 2>(p(fixed)), Array<T>(y.leftCols(2))));
    CHECK(same_bits(Array<T>(x + p(x)), Array<T>(x + y)));
    CHECK(PReLU<T>().backward(Array<T>(0, 3), Array<T>(0, 3)).dslope(0) == 0);
    CHECK(message([&] { p(turned); }) == "actfn: prelu: forward: x has 20 rows, but there are 3 channels");
    std::vector<T> memory(60);
    CHECK(message([&] {
              Eigen::Map<Array<T>> dx(memory.data(), 3, 20);
              Eigen::Map<Column<float>> inside(reinterpret_cast<float*>(memory.data() + 2), 3);
              actfn::backward(p, x, x, dx, inside);
          }) == "actfn: backward: the outputs dx and dslope overlap");
}
