// RReLU in training of the compiled component has the bits of the header's, and refuses what that refuses with the same words.

#include <cstdint>
#include <string>
#include <vector>

#include <Eigen/Core>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../support/message.hpp"
#include "actfn/actfn.hpp"
#include "actfn/dispatch.hpp"
#include "doors.hpp"
#include "refusals.hpp"
#include "same_bits.hpp"

using actfn::RReLUTraining;
using namespace tests;

namespace {

template <class Door, class A>
Results<typename A::Scalar> results_of(const RReLUTraining<typename A::Scalar>& f, std::uint64_t step) {
    Results<typename A::Scalar> results;
    const auto x = some<A>(70, 50);
    const auto dy = some<A>(70, 50, 1);
    A y(70, 50);
    A dx(70, 50);
    Door::forward(f, x, y, step);
    Door::backward(f, x, dy, dx, step);
    results.add(y);
    results.add(dx);
    TurnsOfThree turns;
    y = x;
    dx = dy;
    Door::forward(f, y, y, step, turns);
    Door::backward(f, x, dx, dx, step, turns);
    results.add(y);
    results.add(dx);
    Door::forward(f, x.topLeftCorner(3, 7), y.block(5, 6, 3, 7), step);
    results.add(y);
    return results;
}

}  // namespace

TEMPLATE_TEST_CASE("RReLU in training has the bits of the header", "[dispatch]", float, double, Eigen::half,
                   Eigen::bfloat16) {
    using T = TestType;
    using RowMajor = Eigen::Array<T, -1, -1, Eigen::RowMajor>;
    const SameBits same;
    for (const std::uint64_t step : {std::uint64_t(0), std::uint64_t(1) << 40}) {
        for (const auto& f : {RReLUTraining<T>(), RReLUTraining<T>(T(-0.5), T(0.75), ~std::uint64_t(7)),
                              RReLUTraining<T>(T(0.25), T(0.25))}) {
            using ColMajor = Eigen::Array<T, -1, -1>;
            CHECK(results_of<Header, ColMajor>(f, step) == results_of<Component, ColMajor>(f, step));
            CHECK(results_of<Header, RowMajor>(f, step) == results_of<Component, RowMajor>(f, step));
        }
    }
}

namespace {

template <class Door>
std::vector<std::string> refusals() {
    const RReLUTraining<float> f;
    const Eigen::ArrayXXf x = Eigen::ArrayXXf::Ones(6, 4);
    Eigen::ArrayXXf y = Eigen::ArrayXXf::Constant(6, 4, 77);
    std::vector<std::string> said = {message([&] { Door::forward(f, x, y.transpose(), 0); }),
                                     message([&] { Door::forward(f, y.topRows(5), y.bottomRows(5), 0); }),
                                     message([&] { Door::backward(f, x, x, y.topRows(5), 0); })};
    CHECK((y == 77.0f).all());
    return said;
}

}  // namespace

TEST_CASE("what the header's RReLU in training refuses, the component's refuses with the same words", "[dispatch]") {
    check_refusals(refusals<Header>(), refusals<Component>());
}
