// Maxout against a loop over its pieces.

#include "../support/eigen_setup.hpp"

#include "actfn/gated/maxout.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../support/differences.hpp"
#include "../support/message.hpp"

using namespace tests;
using actfn::Axis;
using actfn::PieceOrder;

namespace {

/// Few different numbers, so that many are equal, and special values.
template <class Array>
Array few_numbers(Eigen::Index rows, Eigen::Index cols) {
    using T = typename Array::Scalar;
    constexpr std::array some = {T(-0.0),
                                 T(0),
                                 T(1),
                                 T(-2.5),
                                 T(3),
                                 std::numeric_limits<T>::infinity(),
                                 -std::numeric_limits<T>::infinity(),
                                 std::numeric_limits<T>::quiet_NaN(),
                                 T(-1)};
    Array x(rows, cols);
    std::size_t state = 5;
    for (Eigen::Index j = 0; j < cols; ++j) {
        for (Eigen::Index i = 0; i < rows; ++i) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            x(i, j) = some[(state >> 40) % some.size()];
        }
    }
    return x;
}

template <class Array, class Out>
void check(Differences& differences, Eigen::Index k, Eigen::Index n, Eigen::Index lines, Axis axis, PieceOrder order) {
    using T = typename Array::Scalar;
    const actfn::Maxout<T> m(k);
    const bool by_rows = axis == Axis::rowwise;
    const auto x = by_rows ? few_numbers<Array>(lines, k * n) : few_numbers<Array>(k * n, lines);
    Out y(by_rows ? lines : n, by_rows ? n : lines);
    Out winner = y, alone = y, dy = few_numbers<Out>(y.rows(), y.cols());
    Array dx(x.rows(), x.cols());
    actfn::forward(m, x, y, winner, axis, order);
    actfn::forward(m, x, alone, axis, order);
    actfn::backward(m, winner, dy, dx, axis, order);
    for (Eigen::Index line = 0; line < lines; ++line) {
        for (Eigen::Index i = 0; i < n; ++i) {
            const auto entry = [&](const auto& a, Eigen::Index e) { return by_rows ? a(line, e) : a(e, line); };
            const auto piece = [&](const auto& a, Eigen::Index j) {
                return entry(a, order == PieceOrder::blocks ? j * n + i : i * k + j);
            };
            Eigen::Index best = 0;
            for (Eigen::Index j = 1; j < k; ++j) {
                const T v = piece(x, j);
                const T b = piece(x, best);
                if (!std::isnan(b) && (std::isnan(v) || v > b)) best = j;
            }
            const T first = piece(x, 0);
            differences.compare("y", first, piece(x, best), entry(y, i));
            differences.compare("y without winner", first, piece(x, best), entry(alone, i));
            differences.compare("winner", first, static_cast<T>(best), entry(winner, i));
            for (Eigen::Index j = 0; j < k; ++j)
                differences.compare("dx", first, j == best ? entry(dy, i) : T(0), piece(dx, j));
        }
    }
}

}  // namespace

TEMPLATE_TEST_CASE("maxout takes the first of the greatest, and its gradient goes there", "[maxout]", float, double) {
    using T = TestType;
    using Array = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
    using ByRows = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    Differences differences;
    for (const Axis axis : {Axis::rowwise, Axis::colwise}) {
        for (const PieceOrder order : {PieceOrder::blocks, PieceOrder::adjacent}) {
            for (const Eigen::Index k : {1, 2, 3, 5}) {
                for (const auto& [n, lines] : {std::array<Eigen::Index, 2>{1, 1}, {40, 3}, {3, 40}, {300, 2}, {0, 3}}) {
                    check<Array, Array>(differences, k, n, lines, axis, order);
                    check<ByRows, Array>(differences, k, n, lines, axis, order);
                    check<ByRows, ByRows>(differences, k, n, lines, axis, order);
                }
            }
        }
    }
    CHECK(differences.text() == "");
}

TEMPLATE_TEST_CASE("maxout of 16 bits is that of float", "[maxout][stored]", Eigen::half, Eigen::bfloat16) {
    using T = TestType;
    using Wide = Eigen::ArrayXXf;
    using Array = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
    const actfn::Maxout<T> m(3);
    const actfn::Maxout<float> in_float(3);
    const Wide x = few_numbers<Wide>(30, 33);
    const Array stored = x.template cast<T>();
    for (const auto order : {PieceOrder::blocks, PieceOrder::adjacent}) {
        for (const auto axis : {Axis::rowwise, Axis::colwise}) {
            const bool by_rows = axis == Axis::rowwise;
            const Eigen::Index rows = by_rows ? 30 : 10, cols = by_rows ? 11 : 33;
            Wide y(rows, cols), winner(rows, cols), dx(30, 33);
            Array of_16_bits(rows, cols), its_winner(rows, cols), its_dx(30, 33);
            actfn::forward(in_float, x, y, winner, axis, order);
            actfn::forward(m, stored, of_16_bits, its_winner, axis, order);
            const Wide widened = of_16_bits.template cast<float>();
            CHECK((widened == y || (widened != widened && y != y)).all());
            CHECK((its_winner.template cast<float>() == winner).all());
            actfn::forward(m, stored, of_16_bits, axis, order);
            const Wide alone = of_16_bits.template cast<float>();
            CHECK((alone == y || (alone != alone && y != y)).all());
            actfn::backward(in_float, winner, winner, dx, axis, order);
            actfn::backward(m, its_winner, its_winner, its_dx, axis, order);
            CHECK((its_dx.template cast<float>() == dx).all());
        }
    }
    CHECK(message([] { actfn::Maxout<Eigen::bfloat16>(257); }) == "actfn: maxout: pieces must be <= 256, but is 257");
}

TEST_CASE("maxout says what is wrong", "[maxout][errors]") {
    Eigen::ArrayXXf x = Eigen::ArrayXXf::Zero(6, 4), y(3, 4), w(3, 4), dx(6, 4);
    const actfn::Maxout<float> m;
    CHECK(message([] { actfn::Maxout<float>(0); }) == "actfn: maxout: pieces must be >= 1, but is 0");
    CHECK(message([&] { actfn::forward(actfn::Maxout<float>(4), x, y, actfn::colwise, PieceOrder::blocks); }) ==
          "actfn: forward: x holds 4 pieces in lines of 6 entries, which cannot be divided so");
    CHECK(message([&] { actfn::forward(m, x, y, w, actfn::rowwise, PieceOrder::blocks); }) ==
          "actfn: forward: one piece is 6 x 2, but y is 3 x 4");
    CHECK(message([&] { actfn::forward(m, x, y, y, actfn::colwise, PieceOrder::blocks); }) ==
          "actfn: forward: the outputs y and winner overlap");
    CHECK(message([&] { actfn::forward(m, x, x.topRows(3), actfn::colwise, PieceOrder::blocks); }) ==
          "actfn: forward: y overlaps x, which maxout does not allow");
    CHECK(message([&] { actfn::backward(m, dx.topRows(3), y, dx, actfn::colwise, PieceOrder::blocks); }) ==
          "actfn: backward: dx overlaps winner, which maxout does not allow");
    CHECK(message([&] { actfn::backward(m, w, y, x.topRows(5), actfn::colwise, PieceOrder::blocks); }) ==
          "actfn: backward: dx holds 2 pieces in lines of 5 entries, which cannot be divided so");
}
