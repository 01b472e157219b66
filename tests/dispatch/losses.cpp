// Logsumexp, logmeanexp and cross-entropy of the compiled component have the bits of the header's in every layout, and refuse what
// these refuse with the same words.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <Eigen/Core>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../support/message.hpp"
#include "actfn/actfn.hpp"
#include "actfn/dispatch.hpp"
#include "doors.hpp"
#include "lines.hpp"
#include "refusals.hpp"
#include "same_bits.hpp"

using namespace tests;

namespace {

template <class Door, class S>
Results<typename S::value_type> of_numbers(const S& s) {
    using T = typename S::value_type;
    using Numbers = Eigen::Array<T, -1, 1>;
    Results<T> results;
    TurnsOfThree turns;
    const auto check = [&](const auto& x, auto numbers, const auto& along, auto&&... executor) {
        auto dx = x;
        Door::forward(s, x, numbers, along, executor...);
        Door::backward(s, dx, numbers, dx, along, executor...);
        results.add(numbers);
        results.add(dx);
    };
    for (const auto& [rows, cols] : shapes) {
        const auto x = some<Array<T>>(rows, cols);
        check(x, Numbers(rows), actfn::rowwise);
        check(x, Numbers(cols), actfn::colwise, turns);
        check(Array<T, Eigen::RowMajor>(x), Eigen::Array<T, 1, -1>(cols), actfn::colwise);
        check(Array<T>(x.transpose() * T(20)), Numbers(cols), actfn::rowwise);
    }
    for (const actfn::Lines& lines : tensors)
        check(some_span<T>(lines, 2), std::vector<T>(static_cast<std::size_t>(lines.outer * lines.inner)), lines);
    Numbers nothing(3);
    Door::forward(s, Array<T>(3, 0), nothing, actfn::rowwise);
    results.add(nothing);
    return results;
}

/// cross_entropy() of the header and of the component.
template <class Tier = actfn::standard>
struct HeaderLoss {
    static auto call(const auto&... a) { return actfn::cross_entropy<Tier>(a...); }
    static auto with_gradient(const auto& x, const auto& targets, auto& g, const auto&... a) {
        return actfn::cross_entropy<Tier>(x, targets, g, a...);
    }
};
template <class Tier = actfn::standard>
struct ComponentLoss {
    static auto call(const auto&... a) { return actfn::dispatch::cross_entropy<Tier>(a...); }
    static auto with_gradient(const auto& x, const auto& targets, auto& g, const auto&... a) {
        return actfn::dispatch::cross_entropy<Tier>(x, targets, g, a...);
    }
};

template <class T, class I>
std::vector<I> some_classes(Eigen::Index lines, Eigen::Index classes) {
    std::vector<I> targets(static_cast<std::size_t>(lines));
    for (std::size_t i = 0; i < targets.size(); ++i)
        targets[i] = static_cast<I>(static_cast<Eigen::Index>(i * 7919) % classes);
    return targets;
}

template <class Door, class T>
Results<T> of_losses(const actfn::CrossEntropyOptions& options) {
    Results<T> results;
    TurnsOfThree turns;
    const auto add = [&](actfn::core::lane_type<T> loss, const auto& gradient) {
        results.numbers.push_back(loss);
        results.add(gradient);
    };
    for (const auto& [rows, cols] : shapes) {
        const auto x = some<Array<T>>(rows, cols);
        const Array<T> probabilities = some<Array<T>>(rows, cols, 1).abs() / T(8);
        for (const actfn::Axis axis : axes) {
            const bool rowwise = axis == actfn::Axis::rowwise;
            auto classes = some_classes<T, int>(rowwise ? rows : cols, rowwise ? cols : rows);
            if (options.ignore_index < 0) classes[0] = static_cast<int>(options.ignore_index);
            const Eigen::Map<Eigen::ArrayXi> indices(classes.data(), static_cast<Eigen::Index>(classes.size()));
            Array<T> g(rows, cols);
            add(Door::with_gradient(x, indices, g, axis, options), g);
            add(Door::call(x, indices, axis, options), g);
            add(Door::with_gradient(x, probabilities, g, axis, options, turns), g);
            add(Door::call(x, probabilities, axis, options), g);
            Array<T, Eigen::RowMajor> in_place = x;
            add(Door::with_gradient(in_place, indices, in_place, axis, options), in_place);
        }
    }
    for (const actfn::Lines& lines : tensors) {
        auto x = some_span<T>(lines, 2);
        std::vector<T> g(x.size());
        add(Door::with_gradient(x, some_classes<T, std::int64_t>(lines.outer * lines.inner, lines.length), g, lines,
                                options),
            g);
        add(Door::with_gradient(x, some_classes<T, std::uint8_t>(lines.outer * lines.inner, lines.length), x, lines,
                                options),
            x);
    }
    return results;
}

}  // namespace

template <class S>
void check_numbers() {
    INFO(S::name << " of " << sizeof(typename S::value_type) << " bytes");
    CHECK(of_numbers<Header>(S()) == of_numbers<Component>(S()));
}

const actfn::CrossEntropyOptions with_smoothing = {0.1, -7, actfn::Reduction::sum};

TEMPLATE_TEST_CASE("logsumexp and logmeanexp have the bits of the header", "[dispatch]", float, double, Eigen::half,
                   Eigen::bfloat16) {
    using T = TestType;
    const SameBits same;
    check_numbers<actfn::LogSumExp<T>>();
    check_numbers<actfn::LogMeanExp<T>>();
    if constexpr (!std::is_same_v<T, double>) {
        check_numbers<actfn::LogSumExp<T, actfn::exact>>();
        check_numbers<actfn::LogSumExp<T, actfn::fast>>();
        check_numbers<actfn::LogMeanExp<T, actfn::exact>>();
        check_numbers<actfn::LogMeanExp<T, actfn::fast>>();
    }
}

TEMPLATE_TEST_CASE("cross-entropy has the bits of the header", "[dispatch]", float, double, Eigen::half,
                   Eigen::bfloat16) {
    using T = TestType;
    const SameBits same;
    for (const auto& options : {actfn::CrossEntropyOptions(), with_smoothing})
        CHECK(of_losses<HeaderLoss<>, T>(options) == of_losses<ComponentLoss<>, T>(options));
}

TEMPLATE_TEST_CASE("cross-entropy in the tiers exact and fast has the bits of the header", "[dispatch]", float,
                   Eigen::half, Eigen::bfloat16) {
    using T = TestType;
    const SameBits same;
    const auto check = [](auto tier) {
        using Tier = decltype(tier);
        CHECK(of_losses<HeaderLoss<Tier>, T>(with_smoothing) == of_losses<ComponentLoss<Tier>, T>(with_smoothing));
    };
    check(actfn::exact());
    check(actfn::fast());
}

TEMPLATE_TEST_CASE("instruction sets with FMA agree on logsumexp, logmeanexp and cross-entropy", "[dispatch]", float,
                   Eigen::half) {
    using T = TestType;
    check_agreement([] { return of_numbers<Component>(actfn::LogSumExp<T>()); });
    check_agreement([] { return of_numbers<Component>(actfn::LogMeanExp<T>()); });
    check_agreement([] { return of_losses<ComponentLoss<>, T>(with_smoothing); });
    check_agreement([] { return of_losses<ComponentLoss<actfn::exact>, T>(with_smoothing); });
    check_agreement([] { return of_losses<ComponentLoss<actfn::fast>, T>(with_smoothing); });
}

namespace {

/// What a door says to each of a list of calls that are not valid.
template <class Door, class Loss, class T>
std::vector<std::string> refusals() {
    std::vector<std::string> said;
    const auto refuse = [&](const auto& call) { said.push_back(message(call)); };
    const T untouched(77);
    const actfn::LogSumExp<T> logsumexp;
    const actfn::LogMeanExp<T> logmeanexp;
    const auto x = some<Array<T>>(6, 4);
    Array<T> y = Array<T>::Constant(6, 4, untouched);
    Array<T> wrong = Array<T>::Constant(4, 6, untouched);
    Eigen::Array<T, -1, 1> numbers = Eigen::Array<T, -1, 1>::Constant(6, untouched);
    const Eigen::ArrayXi classes = Eigen::ArrayXi::Zero(6);
    refuse([&] { Door::forward(logsumexp, x, numbers, actfn::colwise); });
    refuse([&] { Door::forward(logmeanexp, y, y.col(1), actfn::rowwise); });
    Eigen::Map<Array<T>, 0, Eigen::Stride<-1, -1>> folded(numbers.data(), 6, 1, {0, 0});
    refuse([&] { Door::forward(logsumexp, x, folded, actfn::rowwise); });
    refuse([&] { Door::backward(logsumexp, x, numbers, wrong, actfn::rowwise); });
    refuse([&] { Door::backward(logmeanexp, y.topRows(5), numbers, y.bottomRows(5), actfn::rowwise); });
    std::vector<T> v(24, untouched);
    std::vector<T> w(24, untouched);
    refuse([&] { Door::forward(logsumexp, v, w, actfn::Lines{2, 4, 3}); });
    const auto refuse_loss = [&](const auto& targets, const actfn::CrossEntropyOptions& options = {}) {
        refuse([&] { Loss::with_gradient(x, targets, y, actfn::rowwise, options); });
    };
    refuse_loss(Eigen::ArrayXi(classes.head(5)));
    refuse_loss(Eigen::ArrayXi(classes + 4));
    refuse_loss(Eigen::ArrayXi(classes - 1));
    refuse_loss(wrong);
    refuse_loss(Array<T>(-x.abs()));
    refuse_loss(y);
    refuse_loss(Eigen::Map<Eigen::ArrayXi>(reinterpret_cast<int*>(y.data()), 6));  // the gradient would overwrite them
    using Unsigned = Eigen::Array<std::uint64_t, -1, 1>;
    refuse_loss(Unsigned(Unsigned::Constant(6, ~std::uint64_t(0))), {0, -1, actfn::Reduction::mean});  // not -1
    refuse_loss(classes, {1.5, -100, actfn::Reduction::mean});
    refuse([&] { Loss::with_gradient(x, classes, wrong, actfn::rowwise); });
    CHECK((y == untouched).all());
    CHECK((wrong == untouched).all());
    CHECK((numbers == untouched).all());
    CHECK(std::count(v.begin(), v.end(), untouched) + std::count(w.begin(), w.end(), untouched) == 48);
    return said;
}

}  // namespace

TEMPLATE_TEST_CASE("what the header's losses refuse, the component's refuse with the same words", "[dispatch]", float,
                   Eigen::bfloat16) {
    check_refusals(refusals<Header, HeaderLoss<>, TestType>(), refusals<Component, ComponentLoss<>, TestType>());
}
