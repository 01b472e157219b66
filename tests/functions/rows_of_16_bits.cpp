// Softmax and its family of 16-bit elements: the results in float, rounded; and within their bounds of the truth.

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/of_16_bits.hpp"
#include "../rows/rows.hpp"

using namespace tests;
using actfn::colwise;
using actfn::rowwise;

namespace {

// Short and long lines, alone and in blocks, one more than fits a block, and one beyond the longest whole line.
const std::vector<std::pair<Index, Index>> shapes_of_blocks = {
    {1, 1}, {1, 7}, {5, 1}, {3, 5}, {70, 17}, {33, 128}, {3, 4099}, {17, 4096}, {2, 140000}, {700, 100}};

/// S<T, Tier> has the results of `reference` in float, rounded to T, in every layout.
template <class S, class R>
void check_functor(const S& s, const R& reference) {
    using T = typename S::value_type;
    OddExecutor odd;
    for (const auto& [rows, cols] : shapes_of_blocks) {
        INFO(S::name << " of " << rows << " x " << cols);
        const Array<T> x = some_of_16_bits<T>(rows, cols, 1) * T(4);
        const Array<T> dy = some_of_16_bits<T>(rows, cols, 2);
        const Rows<T> by_rows = x;
        const auto check = [&](const auto& of, actfn::Axis axis) {
            using X = std::remove_cvref_t<decltype(of)>;
            const X y = s(of, axis);
            CHECK(same_bits(y, X(reference(in_float(of), axis).template cast<T>())));
            X dx = dy;
            actfn::backward_from_output(s, y, dx, dx, axis, odd);
            const X expected = reference.backward(in_float(y), in_float(X(dy)), axis).template cast<T>();
            CHECK(same_bits(dx, expected));
            X in_place = of;
            actfn::forward(s, in_place, in_place, axis);
            CHECK(same_bits(in_place, y));
        };
        for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
            check(x, axis);
            check(by_rows, axis);
        }
        // With gaps between the elements.
        Array<T> wide = Array<T>::Constant(2 * rows, cols, T(42));
        Eigen::Map<Array<T>, 0, Eigen::Stride<Eigen::Dynamic, 2>> strided(wide.data(), rows, cols, {2 * rows, 2});
        actfn::forward(s, x, strided, rowwise);
        CHECK(same_bits(Array<T>(strided), Array<T>(s(x, rowwise))));

        const Column<T> v = x.reshaped();
        const Column<T> y = s(v);
        CHECK(same_bits(y, Column<T>(reference(in_float(v)).template cast<T>())));
        CHECK(same_bits(Column<T>(s.backward(y, v)),
                        Column<T>(reference.backward(in_float(y), in_float(v)).template cast<T>())));
        for (const actfn::Lines lines : {actfn::Lines{1, rows, cols}, actfn::Lines{rows, cols, 1}}) {
            std::vector<T> from(v.begin(), v.end()), to(from.size());
            const std::vector<float> from_floats(v.begin(), v.end());
            std::vector<float> to_floats(from.size());
            actfn::forward(s, from, to, lines);
            actfn::forward(reference, from_floats, to_floats, lines);
            CHECK(std::equal(to.begin(), to.end(), to_floats.begin(),
                             [](T a, float b) { return same(static_cast<float>(a), static_cast<float>(T(b))); }));
        }
    }
    CHECK(s(std::vector<T>()).empty());
}

/// Two threads with the overhead that executors have by default. Each parallel_for gets two parts.
struct TwoThreads {
    Index calls = 0;

    static Index threads() { return 2; }
    template <class F>
    void parallel_for(Index n, const F& f) {
        ++calls;
        f(n / 2, n);
        f(Index(0), n / 2);
    }
};

/// abs(got - truth) in ULP of T.
template <class T>
double error_of(T got, const Real& truth) {
    return in_units<T>(abs(Real(static_cast<float>(got)) - truth), truth, 0);
}

/// The hard rows of float that are finite in T, and have a greatest entry.
template <class T>
std::vector<std::vector<T>> hard_rows_of_16_bits() {
    std::vector<std::vector<T>> rows;
    for (const auto& row : hard_rows<float>()) {
        std::vector<T> x(row.x.size());
        std::transform(row.x.begin(), row.x.end(), x.begin(), [](float e) { return static_cast<T>(e); });
        const auto is_too_great = [](T e) { return static_cast<float>(e) > 65504 && !(static_cast<float>(e) < 3e38f); };
        if (std::none_of(x.begin(), x.end(), is_too_great)) rows.push_back(std::move(x));
    }
    return rows;
}

template <class T, class Tier>
void check_accuracy() {
    using Softmax = actfn::Softmax<T, Tier>;
    using LogSoftmax = actfn::LogSoftmax<T, Tier>;
    using LogSumExp = actfn::LogSumExp<T, Tier>;
    double p_error = 0, log_error = 0, sum_error = 0, dx_error = 0;
    for (const auto& x : hard_rows_of_16_bits<T>()) {
        const std::size_t n = x.size();
        Real m = static_cast<float>(*std::max_element(x.begin(), x.end()));
        Real sum = 0;
        std::vector<Real> e;
        for (const T entry : x) sum = sum + (e.emplace_back(exp(Real(static_cast<float>(entry)) - m)), e.back());
        const Real log_sum = log(sum);
        const auto p = Softmax()(x);
        const auto y = LogSoftmax()(x);
        for (std::size_t i = 0; i < n; ++i) {
            p_error = std::max(p_error, error_of(p[i], e[i] / sum));
            const Real truth = Real(static_cast<float>(x[i])) - m - log_sum;
            if (!is_zero(e[i]) && abs(truth) > Real(0x1p-60)) log_error = std::max(log_error, error_of(y[i], truth));
        }
        sum_error = std::max(sum_error, in_units<T>(abs(Real(static_cast<float>(LogSumExp()(x))) - (m + log_sum)),
                                                    abs(m) + log_sum + Real(0x1p-60), 0));
        const auto dp = hard_rows_of_16_bits<T>()[3];
        std::vector<T> upstream(n);
        for (std::size_t i = 0; i < n; ++i) upstream[i] = dp[i % dp.size()];
        Real dot = 0, size = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const Real product = Real(static_cast<float>(p[i])) * Real(static_cast<float>(upstream[i]));
            dot = dot + product;
            size = size + abs(product);
        }
        const auto dx = Softmax().backward(p, upstream);
        for (std::size_t i = 0; i < n; ++i) {
            const Real of_p = static_cast<float>(p[i]), of_dp = static_cast<float>(upstream[i]);
            dx_error = std::max(dx_error, in_units<T>(abs(Real(static_cast<float>(dx[i])) - of_p * (of_dp - dot)),
                                                      of_p * (abs(of_dp) + size), 0));
        }
    }
    CHECK(p_error <= Softmax::bounds.value);
    CHECK(p_error > 0.49);
    CHECK(dx_error <= Softmax::bounds.gradient);
    CHECK(log_error <= LogSoftmax::bounds.value);
    CHECK(log_error > 0.49);
    CHECK(sum_error <= LogSumExp::bounds.value);
}

}  // namespace

TEMPLATE_TEST_CASE("rows of 16 bits are those of float, rounded", "[softmax][stored]", Eigen::half, Eigen::bfloat16) {
    using T = TestType;
    check_functor(actfn::Softmax<T>(), actfn::Softmax<float>());
    check_functor(actfn::Softmax<T>({.scale = 0.3, .sink = 1}), actfn::Softmax<float>({.scale = 0.3, .sink = 1}));
    check_functor(actfn::Softmin<T>(), actfn::Softmin<float>());
    check_functor(actfn::LogSoftmax<T>(), actfn::LogSoftmax<float>());
    check_functor(actfn::Sparsemax<T>(), actfn::Sparsemax<float>());
    check_functor(actfn::Entmax15<T>(), actfn::Entmax15<float>());
    check_functor(actfn::Hardmax<T>(), actfn::Hardmax<float>());
    check_functor(actfn::Softmax<T, actfn::exact>(), actfn::Softmax<float, actfn::exact>());
}

TEMPLATE_TEST_CASE("masks, free functions and the Jacobian of 16 bits", "[softmax][stored]", Eigen::half,
                   Eigen::bfloat16) {
    using T = TestType;
    const Array<T> x = some_of_16_bits<T>(50, 30, 3) * T(4);
    const Array<bool> mask = random_array<float>(50, 30, 4) > -0.5f;
    const Array<T> added = some_of_16_bits<T>(50, 30, 5);
    const Array<T> masked = actfn::Softmax<float>()(in_float(x), mask, rowwise).template cast<T>();
    CHECK(same_bits(Array<T>(actfn::Softmax<T>()(x, mask, rowwise)), masked));
    const Array<T> moved = actfn::Softmax<float>()(in_float(x), in_float(added), colwise).template cast<T>();
    CHECK(same_bits(Array<T>(actfn::Softmax<T>()(x, added, colwise)), moved));
    CHECK(same_bits(Array<T>(actfn::softmax(x, rowwise)), Array<T>(actfn::Softmax<T>()(x, rowwise))));
    const Column<T> v = x.col(0);
    CHECK(same_bits(Column<T>(actfn::log_softmax(v)), Column<T>(actfn::LogSoftmax<T>()(v))));
    const auto jacobian = actfn::Softmax<T>().derivative(v);
    const auto p = actfn::softmax(v);
    CHECK(std::abs(static_cast<float>(jacobian(1, 2)) + static_cast<float>(p(1)) * static_cast<float>(p(2))) < 1e-3f);
}

TEMPLATE_TEST_CASE("logsumexp of 16 bits is that of float, rounded", "[logsumexp][stored]", Eigen::half,
                   Eigen::bfloat16) {
    using T = TestType;
    const auto check = [&](const auto& l, const auto& reference) {
        for (const auto& [rows, cols] : shapes_of_blocks) {
            const Array<T> x = some_of_16_bits<T>(rows, cols, 6) * T(4);
            const Column<T> y = l(x, rowwise);
            CHECK(same_bits(y, Column<T>(reference(in_float(x), rowwise).template cast<T>())));
            Array<T> dx = x;
            Array<float> expected = in_float(x);
            actfn::backward(l, x, y, dx, rowwise);
            actfn::backward(reference, expected, in_float(y), expected, rowwise);
            CHECK(same_bits(dx, Array<T>(expected.template cast<T>())));
            // The numbers of tensors whose lines are neither contiguous nor side by side throughout.
            std::vector<T> from(x.data(), x.data() + x.size()), two(from), sums(static_cast<std::size_t>(2 * rows));
            two.insert(two.end(), from.begin(), from.end());
            actfn::forward(l, two, sums, actfn::Lines{2, cols, rows});
            std::vector<float> floats(two.begin(), two.end()), float_sums(sums.size());
            actfn::forward(reference, floats, float_sums, actfn::Lines{2, cols, rows});
            CHECK(std::equal(sums.begin(), sums.end(), float_sums.begin(),
                             [](T a, float b) { return same(static_cast<float>(a), static_cast<float>(T(b))); }));
        }
        CHECK(std::isinf(static_cast<float>(actfn::LogSumExp<T>()(std::vector<T>()))));
    };
    check(actfn::LogSumExp<T>(), actfn::LogSumExp<float>());
    check(actfn::LogMeanExp<T>(), actfn::LogMeanExp<float>());
}

TEMPLATE_TEST_CASE("an executor divides rows of 16 bits once a call", "[softmax][stored][executor]", Eigen::half,
                   Eigen::bfloat16) {
    using T = TestType;
    const actfn::Softmax<T> s;
    const Index longest = 64 * actfn::core::longest_whole_line;
    for (const auto& [rows, cols] : {std::pair<Index, Index>{1023, 1001}, {65001, 9}, {2, longest}, {1, longest}}) {
        INFO(rows << " x " << cols);
        const Rows<T> x = some_of_16_bits<T>(rows, cols, 1);
        for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
            if (axis == actfn::Axis::colwise && rows < 3) continue;
            TwoThreads two;
            Rows<T> y(rows, cols), dx(rows, cols);
            actfn::forward(s, x, y, axis, two);
            CHECK(two.calls > 0);
            // A line on all threads is divided in each of its passes.
            CHECK((two.calls == 1 || rows == 1));
            CHECK(same_bits(y, s(x, axis)));
            two.calls = 0;
            actfn::backward_from_output(s, y, x, dx, axis, two);
            CHECK(two.calls > 0);
            CHECK(same_bits(dx, s.backward(y, x, axis)));
            two.calls = 0;
            Column<T> sums(axis == actfn::Axis::rowwise ? rows : cols);
            actfn::forward(actfn::LogSumExp<T>(), x, sums, axis, two);
            CHECK(two.calls > 0);
            CHECK(same_bits(sums, actfn::LogSumExp<T>()(x, axis)));
        }
    }
    const Column<T> data = some_of_16_bits<T>(1 << 20, 1, 2);
    const std::vector<T> x(data.begin(), data.end());
    for (const actfn::Lines lines : {actfn::Lines{64, 64, 256}, {256, 4096, 1}, {1, 4096, 256}}) {
        TwoThreads two;
        std::vector<T> y(x), expected(x);
        actfn::forward(s, x, y, lines, two);
        CHECK(two.calls == 1);
        actfn::forward(s, x, expected, lines);
        CHECK(same_bits(Eigen::Map<const Array<T>>(y.data(), Index(y.size()), 1),
                        Eigen::Map<const Array<T>>(expected.data(), Index(y.size()), 1)));
    }
}

TEMPLATE_TEST_CASE("rows of 16 bits are within their bounds", "[softmax][accuracy][stored]", Eigen::half,
                   Eigen::bfloat16) {
    check_accuracy<TestType, actfn::standard>();
    check_accuracy<TestType, actfn::exact>();
    check_accuracy<TestType, actfn::fast>();
}
