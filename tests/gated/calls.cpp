// Gated units whose gate and up stand in one array: which elements are read and written, in every order, layout and rank,
// with the bits of the scalar calls. That two arrays work as those of any call is shown by tests/elementwise/calls.cpp and
// tests/memory/overlap.cpp.

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../support/allocations.hpp"
#include "../support/differences.hpp"
#include "../support/message.hpp"
#include "units.hpp"

using namespace tests;
using actfn::Axis;
using actfn::GateOrder;
using actfn::Lines;

namespace {

constexpr std::array axes = {Axis::rowwise, Axis::colwise};
constexpr std::array orders = {GateOrder::gate_first, GateOrder::up_first, GateOrder::gate_first_pairs,
                               GateOrder::up_first_pairs};
constexpr int guard = 77;

/// Where gate number k of a line of 2 n entries stands, or its up.
Index place(GateOrder order, Index k, Index n, bool gate) {
    const bool pairs = order == GateOrder::gate_first_pairs || order == GateOrder::up_first_pairs;
    const bool gate_first = order == GateOrder::gate_first || order == GateOrder::gate_first_pairs;
    const Index half = gate == gate_first ? 0 : 1;
    return pairs ? 2 * k + half : k + half * n;
}

template <class T>
std::vector<T> numbers(std::size_t n, unsigned salt) {
    const auto some = inputs<T>(salt);
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = some[i % some.size()];
    return x;
}

/// Dense or padded, by columns or by rows, or every third element.
template <class T>
Matrix<T> laid_out(T* data, Index rows, Index cols, int layout) {
    switch (layout) {
        case 0:
            return {data, rows, cols, 1, rows};
        case 1:
            return {data, rows, cols, cols, 1};
        case 2:
            return {data, rows, cols, 1, rows + 3};
        default:
            return {data, rows, cols, 3, 3 * rows + 1};
    }
}
constexpr int layouts = 4;

template <class T>
T* at(const Matrix<T>& m, Index i, Index j) {
    return m.data + i * m.row_stride + j * m.col_stride;
}

void backwards_in_odd_parts(Index n, const Executor::Task& task) {
    const Index part = std::max<Index>(1, n / 5) | 1;
    for (Index start = (n - 1) / part * part; start >= 0; start -= part) task(start, std::min(n, start + part));
}

}  // namespace

TEMPLATE_TEST_CASE("gate and up in the rows or columns of a matrix", "[gated]", float, double) {
    using T = TestType;
    constexpr std::size_t size = 8000;
    const auto source = numbers<T>(size, 3);
    const auto upstream = numbers<T>(size, 4);
    for (const auto& unit : gated_units<T>()) {
        Differences differences;
        for (const Axis axis : axes) {
            for (const GateOrder order : orders) {
                for (const auto& [n, lines] :
                     {std::array<Index, 2>{1, 1}, {1, 9}, {3, 5}, {40, 3}, {300, 2}, {17, 1}, {0, 3}, {3, 0}}) {
                    for (int layout = 0; layout < layouts * layouts; ++layout) {
                        const bool by_rows = axis == Axis::rowwise;
                        const auto shaped = [&, lines = lines](auto* data, Index length, int l) {
                            return by_rows ? laid_out(data, lines, length, l) : laid_out(data, length, lines, l);
                        };
                        const auto entry = [&](const auto& m, Index k, Index line) {
                            return by_rows ? at(m, line, k) : at(m, k, line);
                        };
                        std::vector<T> y(size, T(guard)), dx(size, T(guard)), in_place = source;
                        const auto x = shaped(source.data(), 2 * n, layout % layouts);
                        const auto out = shaped(y.data() + 5, n, layout / layouts);
                        const auto dy = shaped(upstream.data(), n, (layout + 1) % layouts);
                        const auto d = shaped(dx.data() + 5, 2 * n, layout / layouts);
                        const auto same_x = shaped(in_place.data(), 2 * n, layout % layouts);
                        unit.forward_split(x, out, axis, order, Executor());
                        unit.backward_split(x, dy, d, axis, order, Executor());
                        unit.backward_split(
                            {same_x.data, same_x.rows, same_x.cols, same_x.row_stride, same_x.col_stride}, dy, same_x,
                            axis, order, Executor{3, &backwards_in_odd_parts});
                        const auto expect = [&](const char* what, T gate, T expected, T* got) {
                            differences.compare(unit.label + what, gate, expected, *got);
                            *got = T(guard);  // so that what is left must be untouched
                        };
                        for (Index line = 0; line < lines; ++line) {
                            for (Index k = 0; k < n; ++k) {
                                const Index g = place(order, k, n, true);
                                const Index u = place(order, k, n, false);
                                const T gate = *entry(x, g, line);
                                const T up = *entry(x, u, line);
                                const T v = *entry(dy, k, line);
                                expect(" y", gate, unit.value(gate, up), entry(out, k, line));
                                expect(" dgate", gate, unit.dgate(gate, up, v), entry(d, g, line));
                                expect(" dup", gate, unit.dup(gate, up, v), entry(d, u, line));
                                differences.compare(unit.label + " dgate in place", gate, unit.dgate(gate, up, v),
                                                    *entry(same_x, g, line));
                                differences.compare(unit.label + " dup in place", gate, unit.dup(gate, up, v),
                                                    *entry(same_x, u, line));
                            }
                        }
                        for (const auto* written : {&y, &dx}) {
                            for (const T w : *written) {
                                if (w != T(guard)) differences.add(unit.label + ": wrote beside the elements");
                            }
                        }
                    }
                }
            }
        }
        CHECK(differences.text() == "");
    }
}

TEMPLATE_TEST_CASE("gate and up along any axis of a tensor in a span", "[gated]", float, double) {
    using T = TestType;
    for (const auto& unit : gated_units<T>()) {
        Differences differences;
        for (const GateOrder order : orders) {
            for (const Lines lines :
                 {Lines{1, 2, 1}, {1, 700, 1}, {3, 8, 1}, {2, 6, 5}, {1, 4, 33}, {5, 2, 3}, {2, 0, 3}, {0, 4, 1}}) {
                const Index n = lines.length / 2;
                const auto size = static_cast<std::size_t>(lines.outer * n * lines.inner);
                const auto x = numbers<T>(2 * size, 5);
                const auto dy = numbers<T>(size, 6);
                std::vector<T> y(size), dx(2 * size), in_place = x;
                unit.forward_lines(x, y, lines, order);
                unit.backward_lines(x, dy, dx, lines, order);
                unit.backward_lines(in_place, dy, in_place, lines, order);
                for (Index o = 0; o < lines.outer; ++o) {
                    for (Index k = 0; k < n; ++k) {
                        for (Index i = 0; i < lines.inner; ++i) {
                            const auto entry = [&](Index length, Index e) {
                                return static_cast<std::size_t>((o * length + e) * lines.inner + i);
                            };
                            const auto g = entry(2 * n, place(order, k, n, true));
                            const auto u = entry(2 * n, place(order, k, n, false));
                            const T v = dy[entry(n, k)];
                            differences.compare(unit.label + " y", x[g], unit.value(x[g], x[u]), y[entry(n, k)]);
                            for (const auto* d : {&dx, &in_place}) {
                                differences.compare(unit.label + " dgate", x[g], unit.dgate(x[g], x[u], v), (*d)[g]);
                                differences.compare(unit.label + " dup", x[g], unit.dup(x[g], x[u], v), (*d)[u]);
                            }
                        }
                    }
                }
            }
        }
        CHECK(differences.text() == "");
    }
}

TEMPLATE_TEST_CASE("a gated unit of scalars and of batches", "[gated]", float, double) {
    using T = TestType;
    const auto gate = numbers<T>(640, 7);
    const auto up = numbers<T>(640, 8);
    for (const auto& unit : gated_units<T>()) {
        Differences differences;
        const auto y = unit.batches(gate, up);
        REQUIRE(!y.empty());
        for (std::size_t i = 0; i < y.size(); ++i) {
            const T expected = unit.value(gate[i], up[i]);
            differences.compare(unit.label + ", scalar", gate[i], expected, unit.scalar(gate[i], up[i]));
            differences.compare(unit.label + ", batch", gate[i], expected, y[i]);
        }
        CHECK(differences.text() == "");
    }
}

TEST_CASE("calls of gated units on one array say what is wrong, and write nothing", "[gated][errors]") {
    std::vector<float> x(30), y(30, 1), dx(30);
    const auto m = [](auto& v, Index rows, Index cols) { return Matrix<float>{v.data(), rows, cols, 1, rows}; };
    const auto c = [](auto& v, Index rows, Index cols) { return Matrix<const float>{v.data(), rows, cols, 1, rows}; };
    const auto before = y;
    for (const auto& unit : gated_units<float>()) {
        const auto forward = [&](Index rows, Index cols, Index out_rows, Index out_cols, Axis axis) {
            return message(
                [&] {
                    unit.forward_split(c(x, rows, cols), m(y, out_rows, out_cols), axis, GateOrder::gate_first,
                                       Executor());
                },
                "");
        };
        CHECK(forward(5, 4, 2, 4, Axis::colwise) ==
              "actfn: forward: x holds gate and up in lines of 5 entries, which cannot be halved");
        CHECK(forward(4, 5, 4, 2, Axis::rowwise) ==
              "actfn: forward: x holds gate and up in lines of 5 entries, which cannot be halved");
        CHECK(forward(4, 4, 4, 4, Axis::colwise) == "actfn: forward: the gate in x is 2 x 4, but y is 4 x 4");
        CHECK(forward(4, 4, 2, 4, Axis::rowwise) == "actfn: forward: the gate in x is 4 x 2, but y is 2 x 4");
        CHECK(message(
                  [&] {
                      unit.backward_split(c(x, 4, 4), c(y, 2, 4), m(dx, 6, 4), Axis::colwise, GateOrder::gate_first,
                                          Executor());
                  },
                  "") == "actfn: backward: the gate in x is 2 x 4, but the gate in dx is 3 x 4");
        CHECK(message(
                  [&] {
                      unit.backward_split(c(x, 4, 4), c(y, 2, 4), m(dx, 3, 4), Axis::colwise, GateOrder::gate_first,
                                          Executor());
                  },
                  "") == "actfn: backward: dx holds gate and up in lines of 3 entries, which cannot be halved");
        CHECK(message(
                  [&] {
                      unit.backward_split(c(x, 4, 4), c(y, 2, 4), {x.data() + 1, 4, 4, 1, 4}, Axis::colwise,
                                          GateOrder::gate_first_pairs, Executor());
                  },
                  "") ==
              "actfn: backward: the up in dx overlaps the gate in x in part; in place, both must have the "
              "same address, shape and strides");
        const auto lines = [&](std::size_t n, std::size_t n_out, Lines l) {
            return message(
                [&] { unit.forward_lines(std::span(x).first(n), std::span(y).first(n_out), l, GateOrder::up_first); },
                "");
        };
        CHECK(lines(12, 6, {2, 3, 2}) ==
              "actfn: forward: x holds gate and up in lines of 3 entries, which cannot be halved");
        CHECK(lines(12, 6, {2, 4, 2}) == "actfn: forward: x has 12 elements, which are not those of Lines{2, 4, 2}");
        CHECK(lines(12, 7, {2, 2, 3}) == "actfn: forward: y has 7 elements, but x asks for 6");
        CHECK(message(
                  [&] {
                      unit.backward_lines(std::span(x).first(8), std::span(y).first(4), std::span(dx).first(9),
                                          {1, 8, 1}, GateOrder::up_first);
                  },
                  "") == "actfn: backward: dx has 9 elements, but x asks for 8");
        CHECK(y == before);
    }
}

TEMPLATE_TEST_CASE("gated units of one array allocate nothing", "[gated]", float, double) {
    using T = TestType;
    const auto x = numbers<T>(600, 1);
    const auto dy = numbers<T>(300, 2);
    std::vector<T> y(300), dx(600);
    for (const auto& unit : gated_units<T>()) {
        for (const GateOrder order : orders) {
            CHECK(allocations([&] {
                      unit.forward_split({x.data(), 60, 10, 1, 60}, {y.data(), 30, 10, 1, 30}, Axis::colwise, order,
                                         Executor());
                      unit.backward_lines(x, dy, dx, {5, 60, 2}, order);
                  }) == 0);
        }
    }
}
