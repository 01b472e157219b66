// Maxout of the compiled component has the bits of the header's, and refuses what that refuses with the same words.

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

using actfn::Axis;
using actfn::Maxout;
using actfn::PieceOrder;
using namespace tests;

namespace {

template <class T>
using Array = Eigen::Array<T, -1, -1>;

/// y, winner and dx for so many pieces of units along the axis.
template <class Door, class A>
Results<typename A::Scalar> of_pieces(Eigen::Index pieces, Axis axis, PieceOrder order) {
    using T = typename A::Scalar;
    Results<T> results;
    TurnsOfThree turns;
    const Maxout<T> m(pieces);
    for (const Eigen::Index units : {1, 5, 33, 1000}) {
        const bool rowwise = axis == Axis::rowwise;
        const auto x = rowwise ? some<A>(7, pieces * units) : some<A>(pieces * units, 7);
        A y(rowwise ? 7 : units, rowwise ? units : 7);
        A alone = y;
        A winner = y;
        A dx(x.rows(), x.cols());
        Door::forward(m, x, y, winner, axis, order);
        Door::forward(m, x, alone, axis, order, turns);
        Door::backward(m, winner, y, dx, axis, order, turns);
        results.add(y);
        results.add(winner);
        results.add(alone);
        results.add(dx);
    }
    return results;
}

}  // namespace

TEMPLATE_TEST_CASE("maxout has the bits of the header", "[dispatch]", float, double, Eigen::half, Eigen::bfloat16) {
    using T = TestType;
    using RowMajor = Eigen::Array<T, -1, -1, Eigen::RowMajor>;
    const SameBits same;
    for (const Eigen::Index pieces : {1, 2, 3, 6}) {
        for (const Axis axis : {Axis::rowwise, Axis::colwise}) {
            for (const PieceOrder order : {PieceOrder::blocks, PieceOrder::adjacent}) {
                CHECK(of_pieces<Header, Array<T>>(pieces, axis, order) ==
                      of_pieces<Component, Array<T>>(pieces, axis, order));
                CHECK(of_pieces<Header, RowMajor>(pieces, axis, order) ==
                      of_pieces<Component, RowMajor>(pieces, axis, order));
            }
        }
    }
}

namespace {

template <class Door>
std::vector<std::string> refusals() {
    std::vector<std::string> said;
    const auto refuse = [&](const auto& call) { said.push_back(message(call)); };
    const Maxout<float> m(2);
    const auto order = PieceOrder::blocks;
    const auto x = some<Array<float>>(6, 4);
    Array<float> y = Array<float>::Constant(6, 2, 77);
    Array<float> dx = Array<float>::Constant(6, 4, 77);
    refuse([&] { Door::forward(m, x, dx, actfn::rowwise, order); });
    refuse([&] { Door::forward(Maxout<float>(3), x, y, actfn::rowwise, order); });
    refuse([&] { Door::forward(m, dx, dx.leftCols(2), actfn::rowwise, order); });
    refuse([&] { Door::forward(m, x, y, y, actfn::rowwise, order); });
    refuse([&] { Door::forward(m, x, y, dx, actfn::rowwise, order); });
    refuse([&] { Door::backward(m, y, x, dx, actfn::rowwise, order); });
    refuse([&] { Door::backward(m, y, dx.leftCols(2), dx, actfn::rowwise, order); });
    CHECK((y == 77.0f).all());
    CHECK((dx == 77.0f).all());
    return said;
}

}  // namespace

TEST_CASE("what the header's maxout refuses, the component's refuses with the same words", "[dispatch]") {
    check_refusals(refusals<Header>(), refusals<Component>());
}
