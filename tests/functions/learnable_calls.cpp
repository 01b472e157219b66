// Functions with learnt parameters by every way of calling: any storage, axis, tensors, executors, 16 bits in memory. y and dx
// have the bits of the function with its channel's parameters; the sums are judged against the same terms added exactly.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"
#include "actfn/functions/learnable.hpp"
#include "actfn/functions/learnable_affine.hpp"

using namespace tests;
using actfn::colwise;
using actfn::Learnable;
using actfn::LearnableAffine;
using actfn::Lines;
using actfn::rowwise;

namespace {

/// A user's own function of two parameters: x times one of them, by the sign of x.
template <class T = float, class Tier = actfn::standard>
struct TwoSlopes : actfn::Elementwise<TwoSlopes<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "two_slopes";
    static constexpr std::array parameters = {actfn::ParameterInfo{"above", 1},
                                              actfn::ParameterInfo{"below", 0.25, actfn::Valid::not_negative}};

    TwoSlopes() = default;
    TwoSlopes(T a, T b) : above(a), below(b) {
        if (a < b) actfn::core::fail("two_slopes: above must be >= below");
    }
    std::array<T, 2> parameter_values() const { return {above, below}; }

    template <class V>
    V value(V x) const {
        return x * gradient(x);
    }
    template <class V>
    V gradient(V x) const {
        return actfn::math::select(x > V(0), actfn::core::spread<V>(above), actfn::core::spread<V>(below));
    }
    template <class V>
    std::array<V, 2> parameter_gradients(V x) const {
        return {(actfn::math::max)(V(0), x), (actfn::math::min)(V(0), x)};
    }

    T above = 1;
    T below = T(0.25);
};

/// A functor's parameters for n channels, all different.
template <class F>
Array<typename F::value_type> some_parameters(Index n) {
    using T = typename F::value_type;
    Array<T> p(n, static_cast<Index>(F::parameters.size()));
    for (Index k = 0; k < p.cols(); ++k) {
        for (Index c = 0; c < n; ++c) p(c, k) = static_cast<T>(0.9 - 0.5 * double(k) + 0.01 * double(c % 40));
    }
    return p;
}
template <class T>
Column<T> some_weights(Index n) {
    return Column<T>::LinSpaced(n, T(-1.5), T(2));
}
template <class T>
Column<T> some_biases(Index n) {
    return Column<T>::LinSpaced(n, T(0.75), T(-0.25));
}

/// The sums that a call must give, of terms in order of no account, with their magnitudes.
class ExactSums {
public:
    ExactSums(Index rows, Index cols)
        : sum_(static_cast<std::size_t>(rows * cols), Real(0)), size_(sum_), rows_(rows) {}

    void add(Index row, Index col, const Real& term) {
        const auto at = static_cast<std::size_t>(row + col * rows_);
        sum_[at] = sum_[at] + term;
        size_[at] = size_[at] + abs(term);
    }
    /// The terms are exact, so that only the sum rounds: in double once to T, or compensated.
    template <class A>
    void judge(Differences& differences, const std::string& what, const A& got) const {
        using T = typename A::Scalar;
        constexpr bool single = sizeof(T) == 4;
        const Real of_result = scaled(Real(1), single ? -24 : -53);
        const Real of_sum = scaled(Real(1), single ? -44 : -92);
        for (Index i = 0; i < got.size(); ++i) {
            const auto at = static_cast<std::size_t>(i);
            const Real& truth = sum_[at];
            const Real bound = abs(truth) * of_result * Real(1.01) + of_sum * size_[at];
            if (!(abs(Real(got.reshaped()(i)) - truth) <= bound))
                differences.add(what + ", sum " + std::to_string(i) + ": expected " + text(rounded<T>(truth)) +
                                ", got " + text(got.reshaped()(i)));
        }
    }

private:
    std::vector<Real> sum_;
    std::vector<Real> size_;
    Index rows_;
};

/// What Learnable<F> and LearnableAffine<F> must give, element by element, of arrays whose element (i, j) belongs to channel(i, j).
template <class F>
struct Expected {
    using T = typename F::value_type;

    template <class Channel>
    Expected(const Array<T>& parameters, const Array<T>& x, const Array<T>& dy, const Channel& channel, Index channels)
        : y(x.rows(), x.cols()),
          dx(y),
          affine_y(y),
          affine_dx(y),
          sums(parameters.rows(), parameters.cols()),
          affine_sums(sums),
          affine(channels, 2) {
        const auto weight = some_weights<T>(channels);
        const auto bias = some_biases<T>(channels);
        using C = actfn::core::compute_of<F>;
        for (Index j = 0; j < x.cols(); ++j) {
            for (Index i = 0; i < x.rows(); ++i) {
                const Index c = channel(i, j);
                const Index row = parameters.rows() == 1 ? 0 : c;
                const F f = actfn::core::functor_with<F>(parameters, row);
                const auto v = static_cast<C>(x(i, j));
                const auto w = static_cast<C>(weight(c));
                const auto d = static_cast<C>(dy(i, j));
                y(i, j) = f(x(i, j));
                dx(i, j) = static_cast<T>(d * f.gradient(v));
                affine_y(i, j) = static_cast<T>(actfn::math::fma(w, f.value(v), static_cast<C>(bias(c))));
                affine_dx(i, j) = static_cast<T>(d * w * f.gradient(v));
                const auto of_parameters = f.parameter_gradients(v);
                for (std::size_t k = 0; k < of_parameters.size(); ++k) {
                    const Real term = Real(dy(i, j)) * Real(static_cast<T>(of_parameters[k]));
                    sums.add(row, static_cast<Index>(k), term);
                    affine_sums.add(row, static_cast<Index>(k), term * Real(weight(c)));
                }
                affine.add(c, 0, Real(dy(i, j)) * Real(static_cast<T>(f.value(v))));
                affine.add(c, 1, Real(dy(i, j)));
            }
        }
    }

    Array<T> y, dx, affine_y, affine_dx;
    ExactSums sums, affine_sums, affine;
};

template <class F>
LearnableAffine<F> affine_of(const Learnable<F>& l, Index channels) {
    using T = typename F::value_type;
    LearnableAffine<F> a(l, channels);
    a.set_affine(some_weights<T>(channels), some_biases<T>(channels));
    return a;
}

/// Every call from every storage into every other, in place, and in whatever storage with the same bits of the sums.
template <class F>
void check_storages(Differences& differences, Index rows, Index cols, actfn::Axis axis, bool shared) {
    using T = typename F::value_type;
    const Index channels = axis == rowwise ? rows : cols;
    const Index sets = shared ? 1 : channels;
    const Learnable<F> l(some_parameters<F>(sets), axis);
    const LearnableAffine<F> a = affine_of(l, channels);
    const Array<T> x = random_array<T>(rows, cols, 1);
    const Array<T> dy = cancelling_array<T>(rows, cols, 2);
    const Expected<F> expected(
        l.parameters(), x, dy, [axis](Index i, Index j) { return axis == rowwise ? i : j; }, channels);
    const auto what = std::string(F::name) + " " + std::to_string(rows) + " x " + std::to_string(cols) +
                      (axis == rowwise ? " rowwise" : " colwise") + (shared ? " shared" : "");
    Array<T> first;
    Array<T> first_by_rows;
    Array<T> first_affine;
    for (const Storage& from : storages) {
        for (const Storage& to : storages) {
            if (from.inner != 1 && to.inner != 1 && from.by_rows != to.by_rows) continue;
            const auto how = what + " " + from.label + " to " + to.label;
            Stored<T> in(x, from);
            Stored<T> upstream(dy, to);
            Stored<T> out(Array<T>::Constant(rows, cols, 7), to);
            actfn::forward(l, in.map(), out.map());
            compare(differences, "forward " + how, expected.y, out.map());
            Array<T> d = Array<T>::Constant(sets, l.parameters().cols(), 99);  // overwritten, not added to
            actfn::backward(l, in.map(), upstream.map(), out.map(), d);
            compare(differences, "backward " + how, expected.dx, out.map());
            expected.sums.judge(differences, "backward " + how, d);
            auto& same_order = shared && channels > 1 && from.by_rows ? first_by_rows : first;
            if (same_order.size() == 0) same_order = d;
            compare(differences, "bits of the sums " + how, same_order, d);
            actfn::backward(l, in.map(), upstream.map(), upstream.map(), d);
            compare(differences, "backward into dy " + how, expected.dx, upstream.map());
            compare(differences, "bits of the sums in place " + how, same_order, d);
            if (from.label != to.label && from.inner == 1) continue;
            upstream.map() = dy;
            Array<T> affine(channels, 2);
            actfn::forward(a, in.map(), out.map());
            compare(differences, "affine forward " + how, expected.affine_y, out.map());
            actfn::backward(a, in.map(), upstream.map(), out.map(), d, affine.col(0), affine.col(1));
            compare(differences, "affine backward " + how, expected.affine_dx, out.map());
            expected.affine_sums.judge(differences, "affine parameters " + how, d);
            expected.affine.judge(differences, "affine " + how, affine);
            if (first_affine.size() == 0) first_affine = affine;
            compare(differences, "bits of the affine sums " + how, first_affine, affine);
            if (!out.is_intact() || !upstream.is_intact()) differences.add(how + ": wrote elsewhere");
        }
        Stored<T> in(x, from);
        Array<T> d(sets, l.parameters().cols());
        actfn::backward(l, in.map(), dy, in.map(), d);
        compare(differences, "backward into x " + what, expected.dx, in.map());
        in.map() = x;
        actfn::forward(a, in.map(), in.map());
        compare(differences, "affine forward in place " + what, expected.affine_y, in.map());
        if (!in.is_intact()) differences.add(what + ": wrote elsewhere in place");
    }
    compare(differences, "l(x) " + what, expected.y, l(x));
    compare(differences, "a(x * 1) " + what, expected.affine_y, Array<T>(a(x * T(1))));
    const auto g = l.backward(x, dy * T(1));
    compare(differences, "l.backward " + what, expected.dx, g.dx);
    expected.sums.judge(differences, "l.backward " + what, g.dparameters);
}

template <class F>
void check_function() {
    Differences differences;
    for (const auto& [rows, cols] :
         std::vector<std::pair<Index, Index>>{{1, 1}, {1, 40}, {3, 17}, {40, 1}, {21, 70}, {4, 600}}) {
        for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
            check_storages<F>(differences, rows, cols, axis, false);
            check_storages<F>(differences, rows, cols, axis, true);
        }
    }
    CHECK(differences.text() == "");
}

/// A span that is a tensor is a matrix with a row for each channel, entry by entry.
template <class F>
void check_lines(Differences& differences, const Lines& lines) {
    using T = typename F::value_type;
    const Index channels = lines.length;
    const Index each = lines.outer * lines.inner;
    const auto n = static_cast<std::size_t>(channels * each);
    const Array<T> x = random_array<T>(channels, each, 3);
    const Array<T> dy = cancelling_array<T>(channels, each, 4);
    const Learnable<F> l(some_parameters<F>(channels));
    const LearnableAffine<F> a = affine_of(l, channels);
    const auto at = [&lines](Index c, Index q) {
        return static_cast<std::size_t>((q / lines.inner * lines.length + c) * lines.inner + q % lines.inner);
    };
    const auto span_of = [&](const Array<T>& matrix) {
        std::vector<T> v(n);
        for (Index c = 0; c < channels; ++c) {
            for (Index q = 0; q < each; ++q) v[at(c, q)] = matrix(c, q);
        }
        return v;
    };
    const std::string what =
        std::to_string(lines.outer) + ", " + std::to_string(lines.length) + ", " + std::to_string(lines.inner);
    const auto size = static_cast<std::size_t>(l.parameters().size());
    const auto g = l.backward(x, dy);
    Array<T> affine(channels, 2);
    Array<T> affine_d(channels, l.parameters().cols());
    Array<T> affine_dx(channels, each);
    actfn::backward(a, x, dy, affine_dx, affine_d, affine.col(0), affine.col(1));
    const auto check = [&](const char* of, const std::vector<T>& expected, const std::vector<T>& got) {
        for (std::size_t i = 0; i < expected.size(); ++i)
            differences.compare(std::string(of) + " of lines " + what, T(0), expected[i], got[i]);
    };
    const auto entries = [](const Array<T>& m) { return std::vector<T>(m.data(), m.data() + m.size()); };
    OddExecutor executor;
    const std::vector<T> input = span_of(x);
    std::vector<T> y(n);
    std::vector<T> d(size);
    std::vector<T> dweight(static_cast<std::size_t>(channels));
    std::vector<T> dbias(dweight);
    actfn::forward(l, input, y, lines);
    check("forward", span_of(l(x)), y);
    actfn::backward(l, input, span_of(dy), y, d, lines);
    check("dx", span_of(g.dx), y);
    check("dparameters", entries(g.dparameters), d);
    y = span_of(dy);
    actfn::backward(l, input, y, y, d, lines, executor);
    check("dx in place", span_of(g.dx), y);
    check("dparameters by an executor", entries(g.dparameters), d);
    y = input;
    actfn::forward(a, y, y, lines, executor);
    check("affine forward", span_of(a(x)), y);
    actfn::backward(a, input, span_of(dy), y, d, dweight, dbias, lines);
    check("affine dx", span_of(affine_dx), y);
    check("affine dparameters", entries(affine_d), d);
    check("dweight", entries(affine.col(0)), dweight);
    check("dbias", entries(affine.col(1)), dbias);
}

template <class F>
void check_executor(const Learnable<F>& l) {
    using T = typename F::value_type;
    const Array<T> x = random_array<T>(parallel_rows, parallel_cols, 3);
    const Array<T> dy = cancelling_array<T>(parallel_rows, parallel_cols, 5);
    const auto serial = l.backward(x, dy);
    OddExecutor executor;
    Array<T> dx(x.rows(), x.cols());
    Array<T> d(serial.dparameters);
    actfn::backward(l, x, dy, dx, d, executor);
    CHECK(executor.pieces > 3);
    CHECK((dx == serial.dx).all());
    CHECK((d == serial.dparameters).all());
    actfn::forward(l, x, dx, executor);
    CHECK((dx == l(x)).all());
}

}  // namespace

TEST_CASE("Learnt functions in memory of any strides", "[learnable]") {
    check_function<actfn::Swish<float>>();
    check_function<actfn::DynamicTanh<double>>();
    check_function<actfn::ELU<float, actfn::exact>>();
    check_function<TwoSlopes<float>>();
}

TEST_CASE("Learnt functions of a tensor whose middle index is the channel", "[learnable]") {
    Differences differences;
    for (const Lines& lines : {Lines{1, 1, 1}, Lines{3, 1, 5}, Lines{2, 3, 1}, Lines{40, 7, 1}, Lines{5, 40, 1},
                               Lines{1, 8, 64}, Lines{3, 5, 7}, Lines{4, 17, 16}, Lines{2, 3, 100}, Lines{7, 64, 2},
                               Lines{1, 200, 1}, Lines{200, 1, 1}, Lines{3, 30, 311}, Lines{700, 5, 1}}) {
        check_lines<actfn::Swish<float>>(differences, lines);
        check_lines<TwoSlopes<double>>(differences, lines);
    }
    CHECK(differences.text() == "");
}

TEST_CASE("Learnt functions have the same bits for any executor", "[learnable][threads]") {
    check_executor(Learnable<actfn::Swish<float>>());
    check_executor(Learnable<actfn::Swish<float>>(some_parameters<actfn::Swish<float>>(parallel_rows)));
    check_executor(Learnable<actfn::Swish<float>>(some_parameters<actfn::Swish<float>>(parallel_cols), colwise));
    check_executor(Learnable<actfn::DynamicTanh<double>>());
    check_executor(Learnable<TwoSlopes<double>>(some_parameters<TwoSlopes<double>>(parallel_rows)));
}

TEST_CASE("Learnt functions of arrays of 16 bits compute in float", "[learnable]") {
    using Half = Eigen::Array<Eigen::half, Eigen::Dynamic, Eigen::Dynamic>;
    using BFloat = Eigen::Array<Eigen::bfloat16, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Half x = random_array<float>(7, 300, 1).cast<Eigen::half>();
    const BFloat dy = random_array<float>(7, 300, 2).cast<Eigen::bfloat16>();
    for (const auto& l :
         {Learnable<actfn::Swish<float>>(some_parameters<actfn::Swish<float>>(7)), Learnable<actfn::Swish<float>>()}) {
        const auto expected = l.backward(Array<float>(x.cast<float>()), Array<float>(dy.cast<float>()));
        Half y(7, 300);
        actfn::forward(l, x, y);
        CHECK((y.cast<float>() == l(Array<float>(x.cast<float>())).cast<Eigen::half>().cast<float>()).all());
        BFloat dx = dy;
        Array<float> d(l.channels(), 1);
        actfn::backward(l, x, dx, dx, d);
        CHECK((dx.cast<float>() == expected.dx.cast<Eigen::bfloat16>().cast<float>()).all());
        CHECK((d == expected.dparameters).all());
    }
}

TEST_CASE("Learnt functions of no example have gradients of 0", "[learnable]") {
    const Learnable<actfn::Swish<float>> l(3);
    const auto g = l.backward(Eigen::ArrayXXf(3, 0), Eigen::ArrayXXf(3, 0));
    CHECK((g.dx.cols() == 0 && (g.dparameters == 0).all()));
    CHECK(l(Eigen::ArrayXXf(3, 0)).cols() == 0);
    const auto shared = Learnable<TwoSlopes<double>>().backward(Eigen::ArrayXd(), Eigen::ArrayXd());
    CHECK((shared.dparameters.rows() == 1 && shared.dparameters.cols() == 2 && (shared.dparameters == 0).all()));
}

TEST_CASE("Parameters are the defaults, those of a functor or the given ones", "[learnable]") {
    const Learnable<TwoSlopes<float>> l(3);
    CHECK((l.channels() == 3 && l.axis() == rowwise && !l.shared()));
    CHECK(((l.parameters().col(0) == 1).all() && (l.parameters().col(1) == 0.25f).all()));
    const Learnable<actfn::DynamicTanh<float>> s(actfn::DynamicTanh<float>(0.75f), 2, colwise);
    CHECK((s.channels() == 2 && s.axis() == colwise && (s.parameters() == 0.75f).all()));
    CHECK(s.functor(1) == actfn::DynamicTanh<float>(0.75f));
    const std::vector<float> columns = {1, 2, 3, 0, 0.5f, 1};
    const Eigen::ArrayXXf given = (Eigen::ArrayXXf(3, 2) << 1, 0, 2, 0.5f, 3, 1).finished();
    CHECK((Learnable<TwoSlopes<float>>(columns).parameters() == given).all());
    Learnable<TwoSlopes<float>> p(given);
    CHECK((p.parameters() == given).all());
    CHECK((p.functor(2).above == 3 && p.functor(2).below == 1));
    CHECK(Learnable<TwoSlopes<float>>(Eigen::RowVector2f(3, 1)).shared());

    // delta := mu delta + eps g, p := p - delta, in powers of two.
    p.update(Eigen::ArrayXXf::Constant(3, 2, -0.5f), 0.5f, 0.5f);
    CHECK((p.parameters() == given + 0.25f).all());
    p.set_parameters(columns);
    p.update(Eigen::ArrayXXf::Zero(3, 2), 1, 0.5f);  // the momentum is kept
    CHECK((p.parameters() == given + 0.125f).all());
    LearnableAffine<actfn::DynamicTanh<float>> a(2, colwise);
    CHECK((a.channels() == 2 && a.axis() == colwise && a.function().shared()));
    CHECK(((a.weight() == 1).all() && (a.bias() == 0).all() && a.parameters()(0) == 0.5f));
    a.update(Eigen::Array<float, 1, 1>(0.25f), Eigen::Array2f(1, -1), Eigen::RowVector2f(2, 0), 0.5f, 0);
    CHECK((a.parameters()(0) == 0.375f && (a.weight() == Eigen::Array2f(0.5f, 1.5f)).all()));
    CHECK((a.bias() == Eigen::Array2f(-1, 0)).all());
}

TEST_CASE("Learnable refuses parameters that its function does not take", "[learnable][errors]") {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float inf = std::numeric_limits<float>::infinity();
    using Swish = Learnable<actfn::Swish<float>>;
    using Two = Learnable<TwoSlopes<float>>;
    CHECK(message([] { Swish(0); }) == "actfn: swish: channels must be >= 1, but is 0");
    CHECK(message([&] { Swish(Eigen::Array3f(1, 2, inf)); }) ==
          "actfn: swish: beta of channel 2 must be finite, but is inf");
    CHECK(message([&] {
              Swish(Eigen::Array<float, 1, 1>(nan));
          }).starts_with("actfn: swish: beta must be finite, but is "));
    CHECK(message([&] {
              Two(std::vector<float>{1, 1, 1, -1});
          }) == "actfn: two_slopes: below of channel 1 must be >= 0, but is -1");
    CHECK(message([&] { Two(std::vector<float>{1, 1, 0, 2}); }) == "actfn: two_slopes: above must be >= below");
    CHECK(message([&] {
              Two(std::vector<float>{1, 1, 1});
          }) == "actfn: two_slopes: parameters: the array is 3 x 1, but the parameters are channels x 2");
    CHECK(message([&] {
              Two(Eigen::ArrayXXf(2, 3));
          }).ends_with("the array is 2 x 3, but the parameters are channels x 2"));
    CHECK(message([] {
              Swish(std::vector<float>());
          }).ends_with("the array is 0 x 1, but the parameters are channels x 1"));

    Two p(2);
    const Eigen::ArrayXXf before = p.parameters();
    CHECK(message([&] { p.set_parameters(Eigen::ArrayXXf::Constant(3, 2, 1)); }) ==
          "actfn: two_slopes: set_parameters: the array is 3 x 2, but the parameters are 2 x 2");
    CHECK(message([&] {
              p.set_parameters(std::vector<float>{1, 1, 1, nan});
          }).starts_with("actfn: two_slopes: below of channel 1 must be finite"));
    CHECK(message([&] { p.update(Eigen::Array2f(1, 1), 1, 1); }) ==
          "actfn: two_slopes: update: the array is 2 x 1, but the parameters are 2 x 2");
    Eigen::ArrayXXf gradient = Eigen::ArrayXXf::Zero(2, 2);
    gradient(1, 1) = 1;
    CHECK(message([&] { p.update(gradient, 1, 0); }) ==
          "actfn: two_slopes: below of channel 1 must be >= 0, but is -0.75");
    CHECK((p.parameters() == before).all());
    p.update(Eigen::ArrayXXf::Zero(2, 2), 1, 1);  // nor has the momentum changed
    CHECK((p.parameters() == before).all());

    using Affine = LearnableAffine<actfn::DynamicTanh<float>>;
    CHECK(message([] { Affine(0); }) == "actfn: dynamic_tanh: channels must be >= 1, but is 0");
    CHECK(message([] { Affine(Learnable<actfn::DynamicTanh<float>>(3), 2); }) ==
          "actfn: dynamic_tanh: there are 2 channels, but parameters of 3");
    Affine a(2);
    const Eigen::Array2f zero(0, 0);
    const Eigen::Array<float, 1, 1> one(1);
    CHECK(message([&] { a.set_affine(Eigen::Array3f(1, 1, 1), zero); }) ==
          "actfn: dynamic_tanh: set_affine: weight is 3 x 1, but there are 2 channels");
    CHECK(message([&] { a.set_affine(zero, Eigen::Array2f(1, inf)); }) ==
          "actfn: dynamic_tanh: bias of channel 1 must be finite, but is inf");
    CHECK(message([&] { a.update(one, Eigen::Array2f(1, inf), zero, 1, 0); }) ==
          "actfn: dynamic_tanh: weight of channel 1 must be finite, but is -inf");
    CHECK(message([&] { a.update(one * inf, Eigen::Array2f(1, 1), zero, 1, 0); }) ==
          "actfn: dynamic_tanh: alpha must be finite, but is -inf");
    CHECK(((a.weight() == 1).all() && (a.bias() == 0).all() && a.parameters()(0) == 0.5f));
}

TEST_CASE("Learnable refuses arrays that do not fit, and writes nothing", "[learnable][errors]") {
    const Learnable<actfn::Swish<float>> l(3);
    const Learnable<actfn::Swish<float>> by_column(3, colwise);
    const Learnable<TwoSlopes<float>> two(3);
    const LearnableAffine<actfn::Swish<float>> a(3);
    const Eigen::ArrayXXf x = Eigen::ArrayXXf::Constant(4, 3, -1);
    const Eigen::ArrayXXf fits = Eigen::ArrayXXf::Constant(3, 4, -1);
    Eigen::ArrayXXf y = Eigen::ArrayXXf::Constant(4, 3, 42);
    Eigen::ArrayXXf dx = Eigen::ArrayXXf::Constant(3, 4, 42);
    Eigen::ArrayXXf d = Eigen::ArrayXXf::Constant(3, 2, 42);
    Eigen::ArrayXf one = Eigen::ArrayXf::Constant(1, 42);
    CHECK(message([&] { l(x); }) == "actfn: swish: forward: x has 4 rows, but there are 3 channels");
    CHECK(message([&] { by_column(fits); }) == "actfn: swish: forward: x has 4 columns, but there are 3 channels");
    CHECK(message([&] { actfn::forward(l, x, dx); }) == "actfn: forward: x is 4 x 3, but y is 3 x 4");
    CHECK(message([&] { actfn::forward(l, x, y); }) == "actfn: swish: forward: x has 4 rows, but there are 3 channels");
    CHECK(message([&] { actfn::backward(l, x, x, y, d.col(0)); }) ==
          "actfn: swish: backward: x has 4 rows, but there are 3 channels");
    CHECK(message([&] { actfn::backward(l, fits, x, dx, d.col(0)); }) ==
          "actfn: backward: x is 3 x 4, but dy is 4 x 3");
    CHECK(message([&] { actfn::backward(l, fits, fits, dx, d); }) ==
          "actfn: backward: dparameters is 3 x 2, but the parameters are 3 x 1");
    CHECK(message([&] { actfn::backward(two, fits, fits, dx, d.col(0)); }) ==
          "actfn: backward: dparameters is 3 x 1, but the parameters are 3 x 2");
    CHECK(message([&] { actfn::backward(l, fits, fits, dx, dx.col(1)); }) ==
          "actfn: backward: the outputs dx and dparameters overlap");
    CHECK(message([&] { actfn::backward(a, fits, fits, dx, one, d.col(0), y.col(0)); }) ==
          "actfn: backward: dbias is 4 x 1, but the parameters are 3 x 1");
    CHECK(message([&] { actfn::backward(a, fits, fits, dx, one, d.col(0), d.col(0)); }) ==
          "actfn: backward: the outputs dweight and dbias overlap");
    CHECK(message([&] { actfn::backward(a, fits, fits, dx, d.block(1, 0, 1, 1), d.col(0), d.col(1)); }) ==
          "actfn: backward: the outputs dparameters and dweight overlap");
    CHECK(message([&] { actfn::backward(a, x, x, y, one, d.col(0), d.col(1)); }) ==
          "actfn: swish: backward: x has 4 rows, but there are 3 channels");
    Eigen::ArrayXXf big = Eigen::ArrayXXf::Constant(3, 5, 42);
    CHECK(message([&] {
              actfn::backward(l, big.leftCols(4), fits, big.rightCols(4), d.col(0));
          }).starts_with("actfn: backward: dx overlaps x in part"));
    CHECK(message([&] {
              actfn::backward(l, fits, big.leftCols(4), dx, big.col(2));
          }).starts_with("actfn: backward: dparameters overlaps dy"));
    const std::vector<float> in(24, -1);
    std::vector<float> out(24, 42);
    std::vector<float> sums(3, 42);
    CHECK(message([&] {
              actfn::forward(l, in, out, Lines{2, 3, 5});
          }) == "actfn: forward: x has 24 elements, which are not those of Lines{2, 3, 5}");
    CHECK(message([&] {
              actfn::forward(l, in, out, Lines{3, 4, 2});
          }) == "actfn: swish: forward: the lines have 4 entries, but there are 3 channels");
    CHECK(message([&] {
              actfn::backward(l, in, in, out, sums, Lines{1, 3, 7});
          }) == "actfn: backward: x has 24 elements, which are not those of Lines{1, 3, 7}");
    CHECK(message([&] {
              actfn::backward(l, in, in, out, sums, Lines{1, 2, 12});
          }) == "actfn: swish: backward: the lines have 2 entries, but there are 3 channels");
    CHECK(((y == 42).all() && (dx == 42).all() && (d == 42).all() && (one == 42).all() && (big == 42).all()));
    CHECK((out == std::vector<float>(24, 42) && sums == std::vector<float>(3, 42)));
}
