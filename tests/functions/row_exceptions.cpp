// Floating-point exceptions of what is not element-wise: with finite results none but inexact and underflow, padding lanes and
// entries of -inf included.

#include <cfenv>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"

namespace {

using Eigen::Index;

template <class F>
int raised(const F& call) {
    std::feclearexcept(FE_ALL_EXCEPT);
    call();
    return std::fetestexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);
}

enum class Kind { normal, far_apart, masked, greatest, least };
constexpr Kind kinds[] = {Kind::normal, Kind::far_apart, Kind::masked, Kind::greatest, Kind::least};

template <class M>
M logits(Index rows, Index cols, Kind kind) {
    using T = typename M::Scalar;
    tests::Numbers<T> numbers(static_cast<std::uint64_t>(rows * 1000 + cols));
    const auto drawn = numbers.normal(static_cast<std::size_t>(rows * cols), 0, kind == Kind::far_apart ? 1e6 : 3);
    M x(rows, cols);
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = drawn[static_cast<std::size_t>(i)];
    if (kind == Kind::masked) {
        for (Index i = 0; i < x.size(); i += 3) x.data()[i] = -std::numeric_limits<T>::infinity();
        x.row(0).setConstant(T(0.5));  // none has only such entries
        x.col(0).setConstant(T(0.5));
    }
    // The differences overflow.
    if (kind == Kind::greatest) x = x / x.abs().maxCoeff() * (std::numeric_limits<T>::max() / 2 * T(1.9));
    // All at the lower end of the range.
    if (kind == Kind::least) x = -std::numeric_limits<T>::max() * (T(1) - (x / x.abs().maxCoeff()).abs() / 64);
    return x;
}

template <class S, int Order>
void check(Index rows, Index cols, Kind kind, actfn::Axis axis) {
    using T = typename S::value_type;
    using M = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Order>;
    // log_softmax's own result may be beyond all numbers there.
    if (kind == Kind::greatest && S::name == "log_softmax") return;
    INFO(rows << " x " << cols << ", kind " << static_cast<int>(kind) << ", axis " << static_cast<int>(axis));
    const S s;
    const M x = logits<M>(rows, cols, kind);
    const M dy = logits<M>(rows, cols, Kind::normal);
    M y(rows, cols);
    M dx(rows, cols);
    CHECK(raised([&] { actfn::forward(s, x, y, axis); }) == 0);
    CHECK(raised([&] { actfn::backward(s, y, dy, dx, axis); }) == 0);
    M memory(2 * rows, 3 * cols);
    using Strides = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
    const Strides strides = Order == Eigen::RowMajor ? Strides(6 * cols, 3) : Strides(6 * rows, 2);
    Eigen::Map<M, 0, Strides> strided(memory.data(), rows, cols, strides);
    strided = x;
    CHECK(raised([&] { actfn::forward(s, strided, strided, axis); }) == 0);
}

template <class S>
void check_vectors(Index n, Kind kind) {
    using T = typename S::value_type;
    using V = Eigen::Array<T, Eigen::Dynamic, 1>;
    if (kind == Kind::greatest && S::name == "log_softmax") return;
    INFO(n << " entries, kind " << static_cast<int>(kind));
    const S s;
    const V x = logits<Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>>(n, 2, kind).col(1);
    const V dy = logits<Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>>(n, 1, Kind::normal);
    V y(n);
    V dx(n);
    CHECK(raised([&] { actfn::forward(s, x, y); }) == 0);
    CHECK(raised([&] { actfn::backward(s, y, dy, dx); }) == 0);
}

using Functors =
    std::tuple<actfn::Softmax<float>, actfn::Softmax<double>, actfn::Softmax<float, actfn::exact>,
               actfn::Softmax<float, actfn::fast>, actfn::LogSoftmax<float, actfn::fast>, actfn::LogSoftmax<float>,
               actfn::LogSoftmax<double>, actfn::LogSoftmax<float, actfn::exact>>;

using OthersOfTheFamily = std::tuple<actfn::Softmin<float>, actfn::Softmin<double>, actfn::Sparsemax<float>,
                                     actfn::Entmax15<float>, actfn::Entmax15<double>, actfn::Hardmax<float>>;

/// Forward with the options, alone and with masks of both kinds, of which a line keeps some entries.
template <class S>
void check_options(const S& s, Index rows, Index cols, Kind kind, actfn::Axis axis) {
    using T = typename S::value_type;
    using M = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
    using Mask = Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic>;
    INFO(rows << " x " << cols << ", kind " << static_cast<int>(kind) << ", axis " << static_cast<int>(axis)
              << ", scale " << s.options().scale);
    const M x = logits<M>(rows, cols, kind);
    const Mask mask =
        Mask::NullaryExpr(rows, cols, [](Index i, Index j) { return i == 0 || j == 0 || (i + j) % 3 != 1; });
    const M added = mask.select(M::Zero(rows, cols), M::Constant(rows, cols, -std::numeric_limits<T>::infinity()));
    const M dy = logits<M>(rows, cols, Kind::normal);
    M y(rows, cols);
    M dx(rows, cols);
    CHECK(raised([&] { actfn::forward(s, x, mask, y, axis); }) == 0);
    CHECK(raised([&] { actfn::forward(s, x, added, y, axis); }) == 0);
    const M finite = logits<M>(rows, cols, Kind::greatest);  // z may be beyond all numbers, p is not
    CHECK(raised([&] { actfn::forward(s, x, finite, y, axis); }) == 0);
    CHECK(y.allFinite());
    CHECK(raised([&] { actfn::forward(s, x, y, axis); }) == 0);
    CHECK(raised([&] { actfn::backward_from_output(s, y, dy, dx, axis); }) == 0);
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("the others of softmax's family raise no exception", "[exceptions]", OthersOfTheFamily) {
    for (const Kind kind : {Kind::normal, Kind::far_apart, Kind::greatest, Kind::least}) {
        for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
            for (const auto& [rows, cols] : {std::pair<Index, Index>{1, 7}, {7, 1}, {3, 5}, {17, 33}, {300, 2}}) {
                check<TestType, Eigen::ColMajor>(rows, cols, kind, axis);
                check<TestType, Eigen::RowMajor>(rows, cols, kind, axis);
            }
        }
        for (const Index n : {1, 2, 5, 16, 17, 100}) check_vectors<TestType>(n, kind);
    }
}

TEMPLATE_TEST_CASE("softmax's options raise no exception", "[exceptions]", actfn::Softmax<float>,
                   actfn::Softmax<double>, (actfn::Softmax<float, actfn::exact>),
                   (actfn::Softmax<float, actfn::fast>)) {
    for (const actfn::SoftmaxOptions& o : {actfn::SoftmaxOptions{.scale = 0.125, .sink = 0},
                                           {.scale = 3},
                                           {.scale = 1, .zeros_if_nothing_left = true},
                                           {.scale = -0.7, .zeros_if_nothing_left = true}}) {
        for (const Kind kind : {Kind::normal, Kind::far_apart, Kind::greatest, Kind::least}) {
            for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
                for (const auto& [rows, cols] :
                     {std::pair<Index, Index>{1, 1}, {1, 7}, {7, 1}, {3, 5}, {17, 33}, {300, 2}})
                    check_options(TestType(o), rows, cols, kind, axis);
            }
        }
    }
}

TEMPLATE_LIST_TEST_CASE("softmax's family raises no exception", "[exceptions]", Functors) {
    for (const Kind kind : kinds) {
        for (const auto& [rows, cols] : {std::pair(1, 1), std::pair(5, 10), std::pair(10, 5), std::pair(16, 64),
                                         std::pair(37, 61), std::pair(61, 3), std::pair(2, 300), std::pair(300, 2)}) {
            for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
                check<TestType, Eigen::ColMajor>(rows, cols, kind, axis);
                check<TestType, Eigen::RowMajor>(rows, cols, kind, axis);
            }
        }
        for (const Index n : {1, 2, 3, 7, 8, 15, 16, 17, 40, 64, 65, 100}) check_vectors<TestType>(n, kind);
    }
}

TEMPLATE_TEST_CASE("logsumexp and cross_entropy raise no exception", "[exceptions]", actfn::LogSumExp<float>,
                   (actfn::LogSumExp<float, actfn::exact>), (actfn::LogSumExp<float, actfn::fast>),
                   actfn::LogSumExp<double>) {
    using T = typename TestType::value_type;
    using Tier = typename TestType::tier;
    using M = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
    for (const Kind kind : {Kind::normal, Kind::far_apart, Kind::greatest, Kind::least}) {
        for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
            for (const auto& [rows, cols] : {std::pair<Index, Index>{1, 7}, {7, 1}, {3, 5}, {17, 33}, {300, 2}}) {
                INFO(rows << " x " << cols << ", kind " << static_cast<int>(kind) << ", axis "
                          << static_cast<int>(axis));
                const M x = logits<M>(rows, cols, kind);
                const Index lines = axis == actfn::Axis::rowwise ? rows : cols;
                Eigen::Array<T, Eigen::Dynamic, 1> y(lines);
                M dx(rows, cols);
                CHECK(raised([&] { actfn::forward(TestType(), x, y, axis); }) == 0);
                CHECK(raised([&] { actfn::backward(TestType(), x, y.setOnes(), dx, axis); }) == 0);
                // The loss of a target far below is beyond all numbers, unless its line is ignored; of less than half of the
                // smoothed target it is not.
                std::vector<int> target(static_cast<std::size_t>(lines));
                M t = M::Constant(rows, cols, T(0.1) / static_cast<T>(x.size() / lines));
                for (Index i = 0; i < lines; ++i) {
                    Index k = 0;
                    if (axis == actfn::Axis::rowwise) {
                        x.row(i).maxCoeff(&k);
                        t(i, k) = T(0.9);
                    } else {
                        x.col(i).maxCoeff(&k);
                        t(k, i) = T(0.9);
                    }
                    target[static_cast<std::size_t>(i)] = static_cast<int>(k);
                }
                target[0] = -100;
                for (const double smoothing : {0.0, 0.2}) {
                    T loss = 0;
                    const auto call = [&](const auto& targets) {
                        const actfn::CrossEntropy<T, Tier> f({.label_smoothing = smoothing});
                        CHECK(raised([&] { loss = f(x, targets, axis); }) == 0);
                        CHECK(raised([&] { loss = f(x, targets, dx, axis); }) == 0);
                        CHECK(dx.allFinite());
                    };
                    if (lines > 1) call(target);
                    if (lines > 1) CHECK(std::isfinite(loss));
                    if (std::is_same_v<T, float> || kind != Kind::greatest) call(t);
                    CHECK(std::isfinite(loss));
                }
            }
        }
    }
}

TEMPLATE_TEST_CASE("binary cross-entropy raises no exception", "[exceptions]", float, double) {
    const TestType inf = std::numeric_limits<TestType>::infinity();
    const std::vector<TestType> x = {-inf, inf, -inf, 100, -100, 0, 1000, std::numeric_limits<TestType>::max()};
    const std::vector<TestType> t = {0, 1, TestType(0), 1, 0, TestType(0.5), 1, 1};
    for (const double weight : {0.0, 1.0, 1e30}) {
        std::vector<TestType> g(x.size());
        TestType loss = inf;
        CHECK(raised([&] { loss = actfn::binary_cross_entropy_with_logits(x, t, weight); }) == 0);
        CHECK(std::isfinite(loss));
        CHECK(raised([&] { actfn::binary_cross_entropy_with_logits(x, t, g, weight); }) == 0);
        // A weight of 0 leaves out an infinite logarithm.
        const std::vector<TestType> least = {-inf}, one = {1};
        if (weight < 1) {
            CHECK(raised([&] { loss = actfn::binary_cross_entropy_with_logits(least, one, weight); }) == 0);
            CHECK(loss <= 0);
        }
    }
}

TEST_CASE("SoftmaxState raises no exception", "[exceptions]") {
    using Limits = std::numeric_limits<double>;
    for (const double x : {0.0, 1e300, -1e300, Limits::max(), Limits::lowest(), -Limits::infinity(), 3.0}) {
        for (const double y : {1.0, Limits::max(), Limits::lowest(), -5e4}) {
            INFO(x << " and " << y);
            actfn::SoftmaxState s;
            double p = 0;
            CHECK(raised([&] {
                      s.add(y);
                      s.add(x);
                      actfn::SoftmaxState empty;
                      empty.merge(s);
                      s.merge(actfn::SoftmaxState());
                      p = s.probability(x);
                  }) == 0);
            CHECK((p >= 0 && p <= 1));
        }
    }
}

TEST_CASE("PReLU raises no exception", "[exceptions]") {
    using M = Eigen::ArrayXXf;
    for (const float slope : {0.25f, 0.0f, 3.0f, 1e6f}) {
        INFO("slope " << slope);
        M x = logits<M>(37, 21, Kind::normal);
        x(3, 4) = std::numeric_limits<float>::max();
        const M dy = logits<M>(37, 21, Kind::normal);
        M y(37, 21);
        M dx(37, 21);
        for (const Index channels : {1, 37}) {
            const actfn::PReLU<float> p(channels, slope);
            Eigen::ArrayXf dslope(channels);
            CHECK(raised([&] { y = p(x); }) == 0);
            CHECK(raised([&] { y = p.derivative(x); }) == 0);
            CHECK(raised([&] { actfn::backward(p, x, dy, dx, dslope); }) == 0);
        }
    }
}
