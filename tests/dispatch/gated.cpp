// Gated units of the compiled component have the bits of the header's in every element type and tier, over two arrays and over
// one that holds both, and refuse what those refuse with the same words.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <type_traits>
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

using actfn::GateOrder;
using actfn::Lines;
using namespace tests;

namespace {

/// v with one and the same NaN for every NaN, whose sign and digits are not promised.
template <class Vector>
Vector with_one_nan(Vector v) {
    for (auto& e : v)
        if (std::isnan(static_cast<float>(e))) e = std::numeric_limits<typename Vector::Scalar>::quiet_NaN();
    return v;
}

/// y, dgate and dup: contiguous, in place, strided and by threads. Lengths beside those of the component's blocks.
template <class Door, class U>
Results<typename U::value_type> of_two_arrays(const U& unit) {
    using T = typename U::value_type;
    using Vector = Eigen::Array<T, -1, 1>;
    Results<T> results;
    const auto add = [&](const auto&... a) { (results.add(a), ...); };
    for (const Eigen::Index n : {1, 7, 512, 1024, 2500}) {
        const auto gate = some<Vector>(n, 1);
        const auto up = some<Vector>(n, 1, 1);
        const auto dy = some<Vector>(n, 1, 2);
        Vector y(n), dgate(n), dup(n);
        Vector up_with_nan = up;
        up_with_nan(n / 2) = std::numeric_limits<T>::quiet_NaN();
        Door::backward(unit, gate, up_with_nan, dy, dgate, dup);
        add(with_one_nan(dgate), with_one_nan(dup));
        Door::forward(unit, gate, up, y);
        Door::backward(unit, gate, up, dy, dgate, dup);
        add(y, dgate, dup);
        TurnsOfThree turns;
        y = up;
        dgate = gate;
        dup = dy;
        Door::forward(unit, gate, y, y, turns);
        Door::backward(unit, dgate, up, dup, dup, dgate, turns);  // each gradient in the other one's place
        add(y, dgate, dup);
        Vector wide = Vector::Zero(4 * n);
        Eigen::Map<Vector, 0, Eigen::InnerStride<>> strided(wide.data(), n, Eigen::InnerStride<>(3));
        Door::forward(unit, gate, up, strided);
        add(wide);
        Door::backward(unit, strided, gate, dy, dgate, dup);
        add(dgate, dup);
    }
    return results;
}

template <class T, class Tier>
void check_units() {
    const auto check = [](const auto& unit) { CHECK(of_two_arrays<Header>(unit) == of_two_arrays<Component>(unit)); };
    check(actfn::ReGLU<T, Tier>());
    check(actfn::SwiGLU<T, Tier>());
    check(actfn::ClampedSwiGLU<T, Tier>(T(2.5f), T(1.25f)));
    if constexpr (std::is_same_v<T, float>) {
        check(actfn::GLU<T, Tier>());
        check(actfn::GEGLU<T, Tier>());
        check(actfn::BilinearGLU<T, Tier>());
        check(actfn::GTU<T, Tier>());
        check(actfn::Gated<actfn::LeakyReLU<T, Tier>, actfn::ELU<T, Tier>>(actfn::LeakyReLU<T, Tier>(0.3f),
                                                                           actfn::ELU<T, Tier>(0.7f)));
        check(actfn::Gated<actfn::SiLU<T, Tier>, actfn::ELU<T, Tier>>());
    }
}

}  // namespace

TEMPLATE_TEST_CASE("gated units have the bits of the header", "[dispatch]", float, Eigen::half, Eigen::bfloat16) {
    const SameBits same;
    check_units<TestType, actfn::standard>();
    check_units<TestType, actfn::exact>();
    check_units<TestType, actfn::fast>();
}
TEST_CASE("gated units of double have the bits of the header", "[dispatch]") {
    const SameBits same;
    check_units<double, actfn::standard>();
}

namespace {

constexpr GateOrder orders[] = {GateOrder::gate_first, GateOrder::up_first, GateOrder::gate_first_pairs,
                                GateOrder::up_first_pairs};

template <class Door, class A>
Results<float> of_one_array(GateOrder order) {
    Results<float> results;
    const actfn::SwiGLU<float> unit;
    for (const actfn::Axis axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        const auto x = some<A>(40, 30);
        const Eigen::Index rows = axis == actfn::Axis::rowwise ? 40 : 20;
        const Eigen::Index cols = axis == actfn::Axis::rowwise ? 15 : 30;
        const auto dy = some<A>(rows, cols, 1);
        A y(rows, cols);
        A dx(40, 30);
        Door::forward(unit, x, y, axis, order);
        Door::backward(unit, x, dy, dx, axis, order);
        results.add(y);
        results.add(dx);
    }
    const auto as_vector = [](const A& a) { return std::vector<float>(a.data(), a.data() + a.size()); };
    const Lines lines{4, 30, 10};
    const auto x = as_vector(some<A>(40, 30));
    const auto dy = as_vector(some<A>(20, 30, 1));
    std::vector<float> y(600);
    std::vector<float> dx(1200);
    TurnsOfThree turns;
    Door::forward(unit, x, y, lines, order, turns);
    Door::backward(unit, x, dy, dx, lines, order, turns);
    results.add(y);
    results.add(dx);
    return results;
}

}  // namespace

TEST_CASE("gated units of one array have the bits of the header", "[dispatch]") {
    using RowMajor = Eigen::Array<float, -1, -1, Eigen::RowMajor>;
    const SameBits same;
    for (const GateOrder order : orders) {
        CHECK(of_one_array<Header, Eigen::ArrayXXf>(order) == of_one_array<Component, Eigen::ArrayXXf>(order));
        CHECK(of_one_array<Header, RowMajor>(order) == of_one_array<Component, RowMajor>(order));
    }
}

namespace {

template <class Door>
std::vector<std::string> refusals() {
    std::vector<std::string> said;
    const auto refuse = [&](const auto& call) { said.push_back(message(call)); };
    const actfn::GLU<float> unit;
    const Eigen::ArrayXXf x = Eigen::ArrayXXf::Ones(6, 4);
    Eigen::ArrayXXf y = Eigen::ArrayXXf::Constant(6, 4, 77);
    const auto order = GateOrder::gate_first;
    refuse([&] { Door::forward(unit, x, x, y.transpose()); });
    refuse([&] { Door::forward(unit, x, y.topRows(5), y.bottomRows(5)); });
    refuse([&] { Door::backward(unit, x, x, x, y, y); });
    refuse([&] { Door::forward(unit, x.topRows(5), y, actfn::colwise, order); });
    refuse([&] { Door::forward(unit, x, y, actfn::colwise, order); });
    refuse([&] { Door::backward(unit, x, x, y, actfn::rowwise, order); });
    const std::vector<float> v(24, 1.0f);
    std::vector<float> w(24, 77.0f);
    refuse([&] { Door::forward(unit, v, w, Lines{4, 6, 1}, order); });
    refuse([&] { Door::forward(unit, v, w, Lines{2, 3, 4}, order); });
    refuse([&] { Door::forward(unit, v, w, Lines{5, 2, 2}, order); });
    refuse([&] { Door::backward(unit, v, v, w, Lines{4, 6, 1}, order); });
    CHECK((y == 77.0f).all());
    CHECK(std::count(w.begin(), w.end(), 77.0f) == 24);
    return said;
}

}  // namespace

TEST_CASE("what the header's gated units refuse, the component's refuse with the same words", "[dispatch]") {
    check_refusals(refusals<Header>(), refusals<Component>());
}
