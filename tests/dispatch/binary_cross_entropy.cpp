// Binary cross-entropy of the compiled component has the bits of the header's, and refuses what that refuses with the same words.

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

using actfn::Reduction;
using namespace tests;

namespace {

template <class Tier>
struct HeaderLoss {
    static auto call(auto&&... a) {
        return actfn::binary_cross_entropy_with_logits<Tier>(std::forward<decltype(a)>(a)...);
    }
};
template <class Tier>
struct ComponentLoss {
    static auto call(auto&&... a) {
        return actfn::dispatch::binary_cross_entropy_with_logits<Tier>(std::forward<decltype(a)>(a)...);
    }
};

template <class Door, class A>
Results<typename A::Scalar> results_of(double pos_weight, Reduction reduction) {
    Results<typename A::Scalar> results;
    TurnsOfThree turns;
    for (const Eigen::Index rows : {0, 1, 7, 130}) {
        const A x = some<A>(rows, 33);
        A t = some<A>(rows, 33, 1).abs() / typename A::Scalar(8);
        A g(rows, 33);
        results.numbers.push_back(Door::call(x, t, pos_weight, reduction));
        results.numbers.push_back(Door::call(x, t, g, pos_weight, reduction));
        results.add(g);
        results.numbers.push_back(Door::call(x, t, t, pos_weight, reduction, turns));
        results.add(t);
    }
    return results;
}

template <class Door>
std::vector<std::string> refusals() {
    using Array = Eigen::ArrayXXf;
    const auto x = some<Array>(6, 4);
    Array g = Array::Constant(6, 4, 77);
    std::vector<std::string> said = {message([&] { Door::call(x, Array(x.topRows(5))); }),
                                     message([&] { Door::call(x, x, g.transpose()); }),
                                     message([&] { Door::call(g.topRows(5), Array(x.topRows(5)), g.bottomRows(5)); }),
                                     message([&] { Door::call(x, x, g, -1.0); })};
    CHECK((g == 77.0f).all());
    return said;
}

}  // namespace

namespace {

template <class T, class Tier>
void check_tier() {
    using ColMajor = Eigen::Array<T, -1, -1>;
    using RowMajor = Eigen::Array<T, -1, -1, Eigen::RowMajor>;
    const SameBits same;
    for (const double pos_weight : {1.0, 2.5}) {
        for (const Reduction reduction : {Reduction::mean, Reduction::sum}) {
            CHECK(results_of<HeaderLoss<Tier>, ColMajor>(pos_weight, reduction) ==
                  results_of<ComponentLoss<Tier>, ColMajor>(pos_weight, reduction));
            CHECK(results_of<HeaderLoss<Tier>, RowMajor>(pos_weight, reduction) ==
                  results_of<ComponentLoss<Tier>, RowMajor>(pos_weight, reduction));
        }
    }
}

}  // namespace

TEMPLATE_TEST_CASE("binary cross-entropy has the bits of the header", "[dispatch]", float, double, Eigen::half,
                   Eigen::bfloat16) {
    check_tier<TestType, actfn::standard>();
    if constexpr (!std::is_same_v<TestType, double>) {
        check_tier<TestType, actfn::exact>();
        check_tier<TestType, actfn::fast>();
    }
}

TEST_CASE("instruction sets with FMA agree on binary cross-entropy", "[dispatch]") {
    using Array = Eigen::Array<Eigen::half, -1, -1>;
    check_agreement([] { return results_of<ComponentLoss<actfn::standard>, Array>(2.5, Reduction::sum); });
    check_agreement([] { return results_of<ComponentLoss<actfn::exact>, Array>(2.5, Reduction::sum); });
}

TEST_CASE("what the header's binary cross-entropy refuses, the component's refuses with the same words", "[dispatch]") {
    check_refusals(refusals<HeaderLoss<actfn::standard>>(), refusals<ComponentLoss<actfn::standard>>());
}
