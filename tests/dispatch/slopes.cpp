// PReLU of the compiled component has the bits of the header's, and refuses what that refuses with the same words.

#include <algorithm>
#include <cstddef>
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

using actfn::Lines;
using actfn::PReLU;
using namespace tests;

namespace {

template <class T, int Order = Eigen::ColMajor>
using Array = Eigen::Array<T, -1, -1, Order>;
template <class T>
using Column = Eigen::Array<T, -1, 1>;
/// That of slopes.
template <class T>
using Slope = actfn::core::lane_type<T>;

/// y, dx and dslope of arrays in this storage order, of strided ones, in place, and by threads.
template <class Door, int Order, class T>
Results<T> by_arrays(const PReLU<T>& p, Eigen::Index rows, Eigen::Index cols) {
    Results<T> results;
    const auto x = some<Array<T, Order>>(rows, cols);
    const auto dy = some<Array<T, Order>>(rows, cols, 1);
    Array<T, Order> y(rows, cols);
    Array<T, Order> dx(rows, cols);
    Column<Slope<T>> dslope(p.channels());
    const auto add = [&] {
        results.add(y);
        results.add(dx);
        results.add_numbers(dslope);
    };
    Door::forward(p, x, y);
    Door::backward(p, x, dy, dx, dslope);
    add();
    TurnsOfThree turns;
    Door::forward(p, x, y, turns);
    Door::backward(p, x, dy, dx, dslope, turns);
    add();
    y = x;
    dx = dy;
    Door::forward(p, y, y);
    Door::backward(p, x, dx, dx, dslope);
    add();
    auto wide = some<Array<T>>(2 * rows, 3 * cols);
    Eigen::Map<Array<T>, 0, Eigen::Stride<-1, -1>> strided(wide.data(), rows, cols, {6 * rows, 2});
    Door::backward(p, x, dy, strided, dslope);
    Door::forward(p, strided, strided);
    results.add(wide);
    return results;
}

template <class Door, class T>
Results<T> by_lines(const PReLU<T>& p, const Lines& lines) {
    Results<T> results;
    const auto n = static_cast<std::size_t>(lines.outer * lines.length * lines.inner);
    const auto vector_of = [n](Eigen::Index salt) {
        const auto a = some<Column<T>>(static_cast<Eigen::Index>(n), 1, salt);
        return std::vector<T>(a.data(), a.data() + n);
    };
    const auto x = vector_of(2);
    const auto dy = vector_of(3);
    std::vector<T> y(n), dx(n);
    std::vector<Slope<T>> dslope(static_cast<std::size_t>(p.channels()));
    Door::forward(p, x, y, lines);
    Door::backward(p, x, dy, dx, dslope, lines);
    results.add(y);
    results.add(dx);
    results.add_numbers(dslope);
    TurnsOfThree turns;
    Door::forward(p, x, y, lines, turns);
    Door::backward(p, x, dy, dx, dslope, lines, turns);
    results.add(y);
    results.add(dx);
    results.add_numbers(dslope);
    return results;
}

template <class T>
void check_arrays(const PReLU<T>& p, Eigen::Index rows, Eigen::Index cols) {
    INFO(rows << " x " << cols << (p.axis() == actfn::rowwise ? " rowwise" : " colwise"));
    CHECK(by_arrays<Header, Eigen::ColMajor>(p, rows, cols) == by_arrays<Component, Eigen::ColMajor>(p, rows, cols));
    CHECK(by_arrays<Header, Eigen::RowMajor>(p, rows, cols) == by_arrays<Component, Eigen::RowMajor>(p, rows, cols));
}

}  // namespace

TEMPLATE_TEST_CASE("PReLU has the bits of the header in every form", "[dispatch]", float, double, Eigen::half,
                   Eigen::bfloat16) {
    using T = TestType;
    const SameBits same;
    const auto slopes_of = [](Eigen::Index n) { return some<Column<Slope<T>>>(n, 1, 4); };
    for (const auto& [rows, cols] :
         {std::pair<Eigen::Index, Eigen::Index>(1, 1), {3, 50}, {50, 3}, {100, 70}, {1500, 3}}) {
        check_arrays(PReLU<T>(1, Slope<T>(0.2)), rows, cols);
        check_arrays(PReLU<T>(slopes_of(rows)), rows, cols);
        check_arrays(PReLU<T>(slopes_of(cols), actfn::colwise), rows, cols);
        check_arrays(PReLU<T>(some<Array<Slope<T>>>(rows, cols, 5)), rows, cols);
    }
    for (const Lines& lines : {Lines{3, 8, 25}, Lines{1, 40, 9}, Lines{60, 17, 1}, Lines{5, 1, 7}}) {
        INFO(lines.outer << ", " << lines.length << ", " << lines.inner);
        const PReLU<T> shared;
        const PReLU<T> each(slopes_of(lines.length));
        CHECK(by_lines<Header>(shared, lines) == by_lines<Component>(shared, lines));
        CHECK(by_lines<Header>(each, lines) == by_lines<Component>(each, lines));
    }
}

namespace {

/// What a door says to each of a list of calls that are not valid.
template <class Door>
std::vector<std::string> refusals() {
    std::vector<std::string> said;
    const auto refuse = [&](const auto& call) { said.push_back(message(call)); };
    const PReLU<float> p(6);
    const PReLU<float> each(some<Array<float>>(6, 4));
    const auto x = some<Array<float>>(6, 4);
    Array<float> y = Array<float>::Constant(6, 4, 77);
    Array<float> wrong = Array<float>::Constant(4, 6, 77);
    Column<float> dslope = Column<float>::Constant(6, 77);
    refuse([&] { Door::forward(p, x, wrong); });
    refuse([&] { Door::forward(p, x.topRows(4), y.topRows(4)); });
    refuse([&] { Door::forward(each, x.topRows(4), y.topRows(4)); });
    refuse([&] { Door::forward(p, y.topRows(5), y.bottomRows(5)); });
    refuse([&] { Door::backward(p, x, wrong, y, dslope); });
    refuse([&] { Door::backward(p, x, x, y, dslope.head(5)); });
    refuse([&] { Door::backward(each, x, x, y, wrong); });
    refuse([&] { Door::backward(p, x, x, y, y.col(0)); });
    std::vector<float> v(24, 77.0f);
    std::vector<float> w(24, 77.0f);
    std::vector<float> six(6, 77.0f);
    refuse([&] { Door::forward(p, v, w, Lines{2, 6, 3}); });
    refuse([&] { Door::forward(p, v, w, Lines{6, 2, 2}); });
    refuse([&] { Door::backward(p, v, v, w, six, Lines{2, 6, 3}); });
    refuse([&] { Door::backward(p, v, v, w, six, Lines{4, 3, 2}); });
    CHECK((y == 77.0f).all());
    CHECK((wrong == 77.0f).all());
    CHECK((dslope == 77.0f).all());
    CHECK(std::count(w.begin(), w.end(), 77.0f) == 24);
    CHECK(std::count(six.begin(), six.end(), 77.0f) == 6);
    return said;
}

}  // namespace

TEST_CASE("what the header's PReLU refuses, the component's refuses with the same words", "[dispatch]") {
    check_refusals(refusals<Header>(), refusals<Component>());
}
