// The losses of logits of 16 bits: those of the logits in float, and their gradients rounded; within their bounds of the truth.

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/of_16_bits.hpp"
#include "../rows/rows.hpp"
#include "loss_references.hpp"

using namespace tests;
using actfn::colwise;
using actfn::Lines;
using actfn::Reduction;
using actfn::rowwise;

namespace {

std::vector<int> some_classes(Index lines, Index classes) {
    std::vector<int> t(static_cast<std::size_t>(lines));
    for (Index i = 0; i < lines; ++i)
        t[static_cast<std::size_t>(i)] = i % 7 == 3 ? -100 : static_cast<int>(5 * i % classes);
    return t;
}

/// f(x, targets..., gradient) is what of_float gives, in memory of every storage and in place of the logits.
template <class T, class F, class G, class Targets, class TargetsOfFloat, class... A>
void check_loss(const F& f, const G& of_float, const Array<T>& x, const Targets& targets,
                const TargetsOfFloat& wide_targets, const A&... along) {
    static_assert(std::same_as<decltype(f(x, targets, along...)), float>);
    OddExecutor odd;
    for (const Storage& storage : storages) {
        Stored<T> in(x, storage), out(x, storage);
        Stored<float> wide(in_float(x), storage), wide_out(in_float(x), storage);
        const float expected = of_float(wide.map(), wide_targets, wide_out.map(), along...);
        const Array<T> gradient = Array<float>(wide_out.map()).template cast<T>();
        CHECK(same(f(in.map(), targets, along...), of_float(wide.map(), wide_targets, along...)));
        CHECK(same(f(in.map(), targets, out.map(), along..., odd), expected));
        CHECK(same_bits(Array<T>(out.map()), gradient));
        CHECK(same(f(in.map(), targets, in.map(), along...), expected));
        CHECK(same_bits(Array<T>(in.map()), gradient));
        CHECK((in.is_intact() && out.is_intact()));
    }
}

template <class T, class Tier>
void check_cross_entropy(Index rows, Index cols, const actfn::CrossEntropyOptions& options) {
    INFO(rows << " x " << cols << ", smoothing " << options.label_smoothing);
    const actfn::CrossEntropy<T, Tier> f(options);
    const actfn::CrossEntropy<float, Tier> of_float(options);
    Array<T> x = some_of_16_bits<T>(rows, cols, 1) * T(4);
    if (rows > 4 && cols > 2) {
        x(1, 0) = std::numeric_limits<T>::quiet_NaN();
        x(2, 1) = -std::numeric_limits<T>::infinity();
        x(4, 0) = std::numeric_limits<T>::infinity();
        x.row(0).setConstant(-std::numeric_limits<T>::infinity());
    }
    for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        const auto t = axis == rowwise ? some_classes(rows, cols) : some_classes(cols, rows);
        check_loss<T>(f, of_float, x, t, t, axis);
        const Array<T> p = actfn::softmax(some_of_16_bits<T>(rows, cols, 2), axis);
        check_loss<T>(f, of_float, x, p, in_float(p), axis);
    }
    const auto span = [](auto& a) { return std::span(a.data(), static_cast<std::size_t>(a.size())); };
    for (const Lines& lines : {Lines{1, rows, cols}, Lines{rows, cols, 1}}) {
        Array<T> gradient(rows, cols);
        Array<float> wide = in_float(x), wide_gradient(rows, cols);
        const auto t = some_classes(lines.outer * lines.inner, lines.length);
        const float loss = f(span(x), t, span(gradient), lines);
        CHECK(same(loss, of_float(span(wide), t, span(wide_gradient), lines)));
        CHECK(same_bits(gradient, Array<T>(wide_gradient.template cast<T>())));
    }
}

/// The greatest errors of the loss, in ULP of float, and of the gradient, of lines of logits without infinities.
template <class T, class Tier>
std::pair<double, double> errors_of_cross_entropy() {
    const actfn::CrossEntropy<T, Tier> f;
    double loss_error = 0, gradient_error = 0;
    for (const Index n : {2, 3, 17, 100, 1000}) {
        for (const float spread : {0.3f, 4.0f, 30.0f}) {
            const Column<T> x =
                (random_array<float>(n, 1, static_cast<std::uint64_t>(n)) * spread).template cast<T>().col(0);
            Real sum = 0;
            for (const T entry : x) sum = sum + exp(Real(static_cast<float>(entry)));
            for (const Index target : {Index(0), n - 1}) {
                Column<T> gradient(n);
                const float loss = f(x, std::array{target}, gradient, colwise);
                loss_error = std::max(
                    loss_error, in_units<float>(abs(Real(loss) - (log(sum) - Real(static_cast<float>(x(target))))),
                                                log(sum) - Real(static_cast<float>(x(target))), 0));
                for (Index k = 0; k < n; ++k) {
                    const Real p = exp(Real(static_cast<float>(x(k)))) / sum;
                    const Real t = k == target ? 1 : 0;
                    gradient_error =
                        std::max(gradient_error, in_ulps<T>(Real(static_cast<float>(gradient(k))) - (p - t), p + t));
                }
            }
        }
    }
    return {loss_error, gradient_error};
}

template <class F>
void check_errors(const std::pair<double, double>& errors) {
    CHECK(errors.first <= F::bounds.value);
    CHECK(errors.second <= F::bounds.gradient);
    CHECK(errors.second > 0.4);
}

}  // namespace

TEMPLATE_TEST_CASE("cross_entropy of 16 bits is that of the logits in float", "[cross_entropy][stored][special]",
                   Eigen::half, Eigen::bfloat16) {
    using T = TestType;
    for (const auto& [rows, cols] :
         std::vector<std::pair<Index, Index>>{{1, 1}, {5, 3}, {70, 17}, {33, 128}, {3, 4099}, {300, 70}}) {
        check_cross_entropy<T, actfn::standard>(rows, cols, {});
        check_cross_entropy<T, actfn::standard>(rows, cols, {.label_smoothing = 0.1, .reduction = Reduction::sum});
    }
    check_cross_entropy<T, actfn::exact>(33, 128, {});
    // Inside a long line, by threads.
    const Column<T> x = some_of_16_bits<T>(200000, 1, 3).col(0);
    Column<T> gradient(x.size());
    Column<float> expected(x.size());
    OddExecutor odd;
    const float loss = actfn::cross_entropy(x, std::array{7}, gradient, colwise, {}, odd);
    CHECK(loss == actfn::cross_entropy(in_float(x), std::array{7}, expected, colwise));
    CHECK(same_bits(gradient, Column<T>(expected.template cast<T>())));
}

TEMPLATE_TEST_CASE("cross_entropy of 16 bits is within its bounds", "[cross_entropy][stored][accuracy]", Eigen::half,
                   Eigen::bfloat16) {
    using T = TestType;
    check_errors<actfn::CrossEntropy<T>>(errors_of_cross_entropy<T, actfn::standard>());
    check_errors<actfn::CrossEntropy<T, actfn::exact>>(errors_of_cross_entropy<T, actfn::exact>());
    check_errors<actfn::CrossEntropy<T, actfn::fast>>(errors_of_cross_entropy<T, actfn::fast>());
}

TEMPLATE_TEST_CASE("binary_cross_entropy_with_logits of 16 bits is that of the logits in float",
                   "[binary_cross_entropy][stored]", Eigen::half, Eigen::bfloat16) {
    using T = TestType;
    for (const auto& [rows, cols] :
         std::vector<std::pair<Index, Index>>{{1, 1}, {7, 3}, {70, 41}, {300, 17}, {3, 1000}}) {
        const Array<T> x = some_of_16_bits<T>(rows, cols, 1) * T(4);
        const Array<T> t = actfn::sigmoid(some_of_16_bits<T>(rows, cols, 2));
        for (const auto reduction : {Reduction::mean, Reduction::sum}) {
            using actfn::BinaryCrossEntropyWithLogits;
            check_loss<T>(BinaryCrossEntropyWithLogits<T>(3.3, reduction),
                          BinaryCrossEntropyWithLogits<float>(3.3, reduction), x, t, in_float(t));
            check_loss<T>(BinaryCrossEntropyWithLogits<T, actfn::fast>(1, reduction),
                          BinaryCrossEntropyWithLogits<float, actfn::fast>(1, reduction), x, t, in_float(t));
        }
        // A result that passes the greatest half.
        const float sum = actfn::binary_cross_entropy_with_logits(x, t, 1e6, Reduction::sum);
        CHECK(sum == actfn::binary_cross_entropy_with_logits(in_float(x), in_float(t), 1e6, Reduction::sum));
        Array<T> targets = t;
        actfn::binary_cross_entropy_with_logits(x, targets, targets);
        Array<float> wide = in_float(t);
        actfn::binary_cross_entropy_with_logits(in_float(x), wide, wide);
        CHECK(same_bits(targets, Array<T>(wide.template cast<T>())));
    }
}

TEMPLATE_TEST_CASE("binary_cross_entropy_with_logits of all numbers of 16 bits",
                   "[binary_cross_entropy][stored][accuracy][special]", Eigen::half, Eigen::bfloat16) {
    using T = TestType;
    const auto check = [](const auto& f, float target) {
        const Column<T> x = all_of_16_bits<T>();
        const Column<T> t = Column<T>::Constant(x.size(), static_cast<T>(target));
        Column<T> gradient(x.size());
        f(x, t, gradient);
        double loss_error = 0, gradient_error = 0;
        bool special = true;
        for (Index i = 0; i < x.size(); ++i) {
            const auto number = static_cast<float>(x(i));
            const auto got = static_cast<float>(gradient(i));
            if (std::isnan(number)) {
                special = special && std::isnan(got);
            } else if (std::isinf(number)) {
                special = special && got == (number > 0 ? 1 - target : -2.5f * target);
            } else {
                const Real up = Real(1 - target) * sigmoid(Real(number)),
                           down = Real(2.5f * target) * sigmoid(-Real(number));
                gradient_error = std::max(gradient_error, in_ulps<T>(Real(got) - (up - down), up + down));
                if (i % 61 != 0) continue;
                const float loss = f(std::span(x.data() + i, 1), std::span(t.data() + i, 1));
                const Real truth =
                    Real(2.5f * target) * softplus(-Real(number)) + Real(1 - target) * softplus(Real(number));
                if (truth > Real(std::numeric_limits<float>::max())) {
                    special = special && std::isinf(loss);
                } else {
                    loss_error = std::max(loss_error, in_units<float>(abs(Real(loss) - truth), truth, 0));
                }
            }
        }
        CHECK(special);
        check_errors<std::remove_cvref_t<decltype(f)>>({loss_error, gradient_error});
    };
    for (const float target : {0.0f, 0.25f, 1.0f}) {
        check(actfn::BinaryCrossEntropyWithLogits<T>(2.5, Reduction::sum), target);
        check(actfn::BinaryCrossEntropyWithLogits<T, actfn::exact>(2.5, Reduction::sum), target);
    }
}

TEMPLATE_TEST_CASE("losses of 16 bits refuse what does not fit", "[cross_entropy][stored][errors]", Eigen::half,
                   Eigen::bfloat16) {
    using T = TestType;
    const Array<T> x = some_of_16_bits<T>(50, 4, 1);
    Array<T> t = Array<T>::Constant(50, 4, T(0.25f));
    Array<T> gradient = Array<T>::Constant(50, 4, T(42));
    t(37, 2) = T(-0.5f);
    CHECK(message([&] { actfn::cross_entropy(x, t, gradient, rowwise); }) ==
          "actfn: cross_entropy: the probability of class 2 in line 37 is -0.5, but must be >= 0");
    CHECK(message([&] {
              actfn::cross_entropy(x, std::vector<int>(50, 4), gradient, rowwise);
          }).starts_with("actfn: cross_entropy: target 0 is class 4"));
    CHECK(message([&] { actfn::binary_cross_entropy_with_logits(x, Array<T>(x.transpose()), gradient); }) ==
          "actfn: binary_cross_entropy_with_logits: logits is 50 x 4, but targets is 4 x 50");
    CHECK(message([&] { actfn::BinaryCrossEntropyWithLogits<T>(-1); }) ==
          message([&] { actfn::BinaryCrossEntropyWithLogits<float>(-1); }));
    CHECK((gradient == T(42)).all());
    CHECK(std::isnan(actfn::binary_cross_entropy_with_logits(Array<T>(0, 3), Array<T>(0, 3))));
    CHECK(std::isnan(actfn::cross_entropy(Array<T>(0, 3), std::vector<int>(), rowwise)));
}
