// Gumbel-softmax of the compiled component has the bits of the header's, and refuses what that refuses with the same words.

#include <cstdint>
#include <string>
#include <vector>

#include <Eigen/Core>
#include <catch2/catch_test_macros.hpp>

#include "../support/message.hpp"
#include "actfn/actfn.hpp"
#include "actfn/dispatch.hpp"
#include "doors.hpp"
#include "refusals.hpp"
#include "same_bits.hpp"

using actfn::GumbelSoftmax;
using actfn::Lines;
using namespace tests;

namespace {

template <class T, int Order = Eigen::ColMajor>
using Array = Eigen::Array<T, -1, -1, Order>;

template <class Door, class T, class Tier>
Results<T> results_of(const GumbelSoftmax<T, Tier>& f) {
    Results<T> results;
    TurnsOfThree turns;
    const auto check = [&](const auto& x, const auto& dp, std::uint64_t step, const auto& along) {
        auto p = x;
        auto dx = dp;
        Door::forward(f, x, p, step, along);
        results.add(p);
        Door::backward_from_output(f, p, dp, dx, along);
        results.add(dx);
        Door::forward(f, dx, dx, step + 1, along, turns);
        results.add(dx);
    };
    for (const Eigen::Index rows : {1, 70}) {
        const auto x = some<Array<T>>(rows, 40);
        const auto dp = some<Array<T>>(rows, 40, 1);
        check(x, dp, 3, actfn::rowwise);
        check(x, dp, 4, actfn::colwise);
        check(Array<T, Eigen::RowMajor>(x), Array<T, Eigen::RowMajor>(dp), 5, actfn::rowwise);
    }
    const auto column = some<Array<T>>(3 * 8 * 25, 1);
    const std::vector<T> x(column.data(), column.data() + column.size());
    for (const Lines& lines : {Lines{3, 8, 25}, Lines{60, 10, 1}, Lines{1, 12, 50}}) check(x, x, 6, lines);
    return results;
}

template <class T, class Tier>
void check_functor(double tau, std::uint64_t seed) {
    const GumbelSoftmax<T, Tier> f(tau, seed);
    CHECK(results_of<Header>(f) == results_of<Component>(f));
}

template <class Door>
std::vector<std::string> refusals() {
    const GumbelSoftmax<float> f(0.5, 1);
    const auto x = some<Array<float>>(6, 4);
    Array<float> y = Array<float>::Constant(6, 4, 77);
    std::vector<float> v(24, 77.0f);
    std::vector<std::string> said = {
        message([&] { Door::forward(f, x, y.transpose(), 1, actfn::rowwise); }),
        message([&] { Door::forward(f, y.topRows(5), y.bottomRows(5), 1, actfn::colwise); }), message([&] {
            Door::forward(f, v, v, 1, Lines{2, 6, 3});
        }),
        message([&] { Door::backward_from_output(f, x, y.topRows(5), y, actfn::rowwise); })};
    CHECK((y == 77.0f).all());
    CHECK(v == std::vector<float>(24, 77.0f));
    return said;
}

}  // namespace

TEST_CASE("Gumbel-softmax has the bits of the header", "[dispatch]") {
    const SameBits same;
    check_functor<float, actfn::standard>(1, 0);
    check_functor<float, actfn::standard>(0.7, 12345);
    check_functor<float, actfn::exact>(0.7, 12345);
    check_functor<float, actfn::fast>(0.7, 12345);
    check_functor<double, actfn::standard>(0.7, 12345);
    check_functor<Eigen::half, actfn::standard>(1, 12345);
    check_functor<Eigen::half, actfn::exact>(0.7, 12345);
    check_functor<Eigen::bfloat16, actfn::standard>(0.7, 12345);
    check_functor<Eigen::bfloat16, actfn::fast>(0.7, 12345);
}

TEST_CASE("what the header's Gumbel-softmax refuses, the component's refuses with the same words", "[dispatch]") {
    check_refusals(refusals<Header>(), refusals<Component>());
}
