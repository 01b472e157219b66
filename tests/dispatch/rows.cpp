// Softmax's family of the compiled component has the bits of the header's in every layout, and refuses what that refuses with
// the same words.

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <Eigen/Core>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/passes.hpp"
#include "../support/message.hpp"
#include "actfn/actfn.hpp"
#include "actfn/dispatch.hpp"
#include "doors.hpp"
#include "lines.hpp"
#include "refusals.hpp"
#include "same_bits.hpp"

using actfn::Axis;
using actfn::Lines;
using actfn::SoftmaxOptions;
using namespace tests;

namespace {

/// The results of s along every axis, in place, strided, of tensors and of vectors. `T` is that of the arrays. Only the component
/// works by threads: the header's loops would be compiled once more for them.
template <class Door, class T, class S>
Results<T> of_functor(const S& s) {
    Results<T> results;
    constexpr bool by_threads = std::is_same_v<Door, Component>;
    const auto check = [&](const auto& x, const auto& dy, const auto& along, auto&&... executor) {
        auto y = x;
        auto dx = dy;
        Door::forward(s, y, y, along, executor...);
        Door::backward_from_output(s, y, dy, dx, along, executor...);
        results.add(y);
        results.add(dx);
        Door::backward_from_output(s, y, dx, dx, along, executor...);
        results.add(dx);
    };
    [[maybe_unused]] TurnsOfThree turns;
    for (const auto& [rows, cols] : shapes) {
        for (const Axis axis : axes) {
            const auto x = some<Array<T>>(rows, cols);
            const auto dy = some<Array<T>>(rows, cols, 1);
            check(x, dy, axis);
            check(Array<T, Eigen::RowMajor>(x), Array<T, Eigen::RowMajor>(dy), axis);
            if constexpr (by_threads) check(x, dy, axis, turns);
            if constexpr (!by_threads) check(x, dy, axis);
            auto wide = some<Array<T>>(2 * rows, 3 * cols);
            Eigen::Map<Array<T>, 0, Eigen::Stride<-1, -1>> strided(wide.data(), rows, cols, {6 * rows, 2});
            Door::forward(s, strided, strided, axis);
            Door::backward_from_output(s, strided, dy, strided, axis);
            results.add(wide);
        }
    }
    for (const Lines& lines : tensors) {
        check(some_span<T>(lines, 2), some_span<T>(lines, 3), lines);
        if constexpr (by_threads) check(some_span<T>(lines, 2), some_span<T>(lines, 3), lines, turns);
        if constexpr (!by_threads) check(some_span<T>(lines, 2), some_span<T>(lines, 3), lines);
    }
    for (const std::size_t n : {1, 7, 40, 300, 9001}) {
        std::vector<T> x = some_span<T>({1, static_cast<Eigen::Index>(n), 1}, 4);
        std::vector<T> dx(n);
        Door::forward(s, x, x);
        Door::backward_from_output(s, x, x, dx);
        results.add(x);
        results.add(dx);
    }
    return results;
}

template <class T, class S>
void check_functor(const S& s) {
    INFO(S::name << " of " << sizeof(T) << " bytes");
    CHECK(of_functor<Header, T>(s) == of_functor<Component, T>(s));
}

/// y with masks of both kinds. Some lines are masked whole.
template <class Door, class S>
Results<typename S::value_type> of_masks(const S& s) {
    using T = typename S::value_type;
    constexpr T infinity = std::numeric_limits<T>::infinity();
    Results<T> results;
    TurnsOfThree turns;
    for (const auto& [rows, cols] : shapes) {
        auto x = some<Array<T>>(rows, cols);
        const Array<bool> takes_part = some<Array<T>>(rows, cols, 5) > T(-2) && some<Array<T>>(rows, cols, 6) < T(7);
        const Array<T, Eigen::RowMajor> by_rows = x;
        const Array<T> added = takes_part.select(some<Array<T>>(rows, cols, 7), -infinity);
        for (const Axis axis : axes) {
            Array<T> y(rows, cols);
            Door::forward(s, x, takes_part, y, axis);
            results.add(y);
            Door::forward(s, x, added, y, axis, turns);
            results.add(y);
            Array<T, Eigen::RowMajor> z(rows, cols);
            Door::forward(s, by_rows, added, z, axis);
            results.add(z);
        }
        Door::forward(s, x, added, x, Axis::rowwise);
        results.add(x);
    }
    for (const Lines& lines : tensors) {
        const auto x = some_span<T>(lines, 2);
        std::vector<T> y(x.size());
        Door::forward(s, x, some_span<T>(lines, 3), y, lines);
        results.add(y);
    }
    return results;
}

SoftmaxOptions with_scale(double scale, double sink = SoftmaxOptions().sink, bool zeros = false) {
    SoftmaxOptions options;
    options.scale = scale;
    options.sink = sink;
    options.zeros_if_nothing_left = zeros;
    return options;
}

}  // namespace

TEMPLATE_TEST_CASE("softmax's family has the bits of the header", "[dispatch]", float, double) {
    using T = TestType;
    const SameBits same;
    check_functor<T>(actfn::Softmin<T>());
    check_functor<T>(actfn::Sparsemax<T>());
    check_functor<T>(actfn::Entmax15<T>());
    check_functor<T>(actfn::Hardmax<T>());
    const actfn::Softmax<T> plain;
    const actfn::Softmax<T> with_options(with_scale(0.7, 1.5));
    const actfn::Softmax<T> with_zeros(with_scale(-1.25, SoftmaxOptions().sink, true));
    check_functor<T>(plain);
    check_functor<T>(with_options);
    check_functor<T>(with_zeros);
    CHECK(of_masks<Header>(plain) == of_masks<Component>(plain));
    CHECK(of_masks<Header>(with_options) == of_masks<Component>(with_options));
    CHECK(of_masks<Header>(with_zeros) == of_masks<Component>(with_zeros));
}

TEST_CASE("softmax's family in the tiers of float has the bits of the header", "[dispatch]") {
    using actfn::exact;
    using actfn::fast;
    const SameBits same;
    check_functor<float>(actfn::Softmax<float, fast>());
    check_functor<float>(actfn::LogSoftmax<float, fast>());
    // Without an exponential fast is the standard tier.
    CHECK(of_functor<Component, float>(actfn::Entmax15<float, fast>()) ==
          of_functor<Component, float>(actfn::Entmax15<float>()));
    const auto check_options = [](const auto& s) {
        check_functor<float>(s);
        CHECK(of_masks<Header>(s) == of_masks<Component>(s));
    };
    check_options(actfn::Softmax<float, exact>(with_scale(0.7, 1.5)));
    check_options(actfn::Softmax<float, fast>(with_scale(0.7, 1.5)));
    check_functor<float>(actfn::Softmin<float, fast>());
    check_functor<float>(actfn::Sparsemax<float, exact>());
    check_functor<float>(actfn::Entmax15<float, exact>());
    check_functor<float>(actfn::Hardmax<float, exact>());
}

namespace {

/// The header's calls on arrays of 16 bits: those on the elements in float, whose results are rounded.
template <class T>
struct HeaderInFloat {
    template <class A>
    static auto in_float(const A& a) {
        return a.template cast<float>().eval();
    }
    static std::vector<float> in_float(const std::vector<T>& a) {
        std::vector<float> x(a.size());
        std::transform(a.begin(), a.end(), x.begin(), [](T e) { return static_cast<float>(e); });
        return x;
    }
    static void store(const std::vector<float>& from, std::vector<T>& to) {
        std::transform(from.begin(), from.end(), to.begin(), [](float e) { return static_cast<T>(e); });
    }
    static void store(const auto& from, auto& to) { to = from.template cast<T>(); }

    template <class S, class X, class Y, class... More>
    static void forward(const S& s, const X& x, Y& y, More&&... more) {
        auto result = in_float(x);
        actfn::forward(s, result, result, more...);
        store(result, y);
    }
    template <class S, class Y, class DY, class DX, class... More>
    static void backward_from_output(const S& s, const Y& y, const DY& dy, DX& dx, More&&... more) {
        auto result = in_float(dy);
        actfn::backward_from_output(s, in_float(y), result, result, more...);
        store(result, dx);
    }
};

}  // namespace

TEMPLATE_TEST_CASE("rows of 16-bit elements are those of float, rounded", "[dispatch]", Eigen::half, Eigen::bfloat16) {
    using T = TestType;
    const SameBits same;
    const auto check = [](const auto& s) {
        INFO(s.name);
        CHECK(of_functor<HeaderInFloat<T>, T>(s) == of_functor<Component, T>(s));
    };
    check(actfn::Softmax<float>());
    check(actfn::Softmin<float>());
    // By the functor of the type: what the header's has.
    CHECK(of_functor<Header, T>(actfn::Softmax<T>()) == of_functor<Component, T>(actfn::Softmax<T>()));
    CHECK(of_functor<Header, T>(actfn::LogSoftmax<T, actfn::fast>()) ==
          of_functor<Component, T>(actfn::LogSoftmax<T, actfn::fast>()));

    const auto x = some<Array<T>>(70, 40);
    const Array<bool> mask = x.template cast<float>() > -3.0f;
    Array<T> y(70, 40);
    actfn::dispatch::forward(actfn::Softmax<float>(), x, mask, y, actfn::rowwise);
    const Array<T> expected =
        actfn::Softmax<float>()(x.template cast<float>().eval(), mask, actfn::rowwise).template cast<T>();
    CHECK((y == expected).all());
}

TEST_CASE("instruction sets with FMA agree on softmax's family", "[dispatch]") {
    const auto results = [] {
        Results<float> all;
        const auto add = [&](const Results<float>& r) { all.add(r.all); };
        add(of_functor<Component, float>(actfn::Sparsemax<float>()));
        add(of_functor<Component, float>(actfn::Entmax15<float>()));
        add(of_functor<Component, float>(actfn::Hardmax<float>()));
        add(of_functor<Component, float>(actfn::LogSoftmax<float, actfn::fast>()));
        add(of_functor<Component, float>(actfn::Softmax<float, actfn::fast>()));
        add(of_functor<Component, float>(actfn::Softmax<float>(with_scale(0.7, 1.5))));
        add(of_masks<Component>(actfn::Softmax<float>(with_scale(-1.25, SoftmaxOptions().sink, true))));
        return all;
    };
    check_agreement(results);
}

namespace {

/// What a door says to each of a list of calls that are not valid.
template <class Door>
std::vector<std::string> refusals() {
    std::vector<std::string> said;
    const auto refuse = [&](const auto& call) { said.push_back(message(call)); };
    const actfn::Softmax<float> s;
    const auto x = some<Array<float>>(6, 4);
    Array<float> y = Array<float>::Constant(6, 4, 77);
    Array<float> wrong = Array<float>::Constant(4, 6, 77);
    const Array<bool> mask = Array<bool>::Constant(6, 4, true);
    refuse([&] { Door::forward(s, x, mask, wrong, actfn::rowwise); });
    refuse([&] { Door::forward(s, x, Array<bool>(mask.topRows(5)), y, actfn::rowwise); });
    refuse([&] { Door::forward(s, y.topRows(5), Array<float>(x.topRows(5)), y.bottomRows(5), actfn::rowwise); });
    refuse([&] { Door::forward(s, x, y, y, actfn::rowwise); });
    refuse([&] { Door::forward(actfn::Sparsemax<float>(), x, wrong, actfn::rowwise); });
    refuse([&] { Door::backward_from_output(actfn::Softmin<float>(), x, wrong, y, actfn::rowwise); });
    std::vector<float> v(24, 77.0f);
    std::vector<float> w(24, 77.0f);
    refuse([&] { Door::forward(s, v, w, v, Lines{2, 6, 3}); });
    refuse([&] { Door::forward(actfn::Hardmax<float>(), v, w, Lines{2, 6, 3}); });
    CHECK((y == 77.0f).all());
    CHECK((wrong == 77.0f).all());
    CHECK(std::count(v.begin(), v.end(), 77.0f) + std::count(w.begin(), w.end(), 77.0f) == 48);
    return said;
}

}  // namespace

TEST_CASE("what the header's family refuses, the component's refuses with the same words", "[dispatch]") {
    check_refusals(refusals<Header>(), refusals<Component>());
}
