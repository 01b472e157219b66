// The calls that write into memory: which elements they read and write, in every layout, and that they give the bits of
// the scalar calls.

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../every_function/calls.hpp"
#include "../support/allocations.hpp"
#include "../support/differences.hpp"

using namespace tests;

namespace {

/// Three different inputs with all the special values in them.
template <class T>
const std::vector<T>& values(std::size_t k) {
    static const std::array<std::vector<T>, 3> v = {inputs<T>(3), inputs<T>(4), inputs<T>(5)};
    return v[k];
}

template <class T>
Matrix<T> line(T* data, Index n) {
    return {data, n, 1, 1, n};
}

constexpr int guard = 77;

}  // namespace

TEMPLATE_TEST_CASE("buffer and span calls of every length at every misalignment", "[buffers]", float, double) {
    using T = TestType;
    constexpr Index lanes = most_lanes<T>;
    constexpr Index longest = 4 * lanes + 1;
    for (const auto& group : every_call<T>()) {
        Differences differences;
        for (const auto& call : group) {
            alignas(64) std::array<std::array<T, longest + 3 * lanes>, 2> out;
            for (Index offset = 0; offset < lanes; ++offset) {
                for (Index n = 0; n <= longest; ++n) {
                    for (const bool spans : {false, true}) {
                        // Every argument has another misalignment.
                        const std::array<const T*, 3> in = {values<T>(0).data() + (7 * n + 3 * offset) % 300,
                                                            values<T>(1).data() + (5 * n + offset) % 300,
                                                            values<T>(2).data() + (3 * n + 2 * offset) % 300};
                        std::array<T*, 2> y;
                        for (std::size_t k = 0; k < 2; ++k) {
                            out[k].fill(guard);
                            y[k] = out[k].data() + lanes + (offset + static_cast<Index>(k) * 5) % lanes;
                        }
                        if (spans) {
                            const auto size = static_cast<std::size_t>(n);
                            call.run_spans({{in[0], size}, {in[1], size}, {in[2], size}}, {{y[0], size}, {y[1], size}});
                        } else {
                            call.run({line(in[0], n), line(in[1], n), line(in[2], n)}, {line(y[0], n), line(y[1], n)},
                                     Executor());
                        }
                        for (std::size_t k = 0; k < 2; ++k) {
                            for (Index i = y[k] - lanes - out[k].data(); i < n + lanes; ++i) {
                                const bool inside = i >= 0 && i < n && k < call.outputs.size();
                                const T expected = inside ? call.expected[k](in[0][i], in[1][i], in[2][i]) : T(guard);
                                if (same(expected, y[k][i])) continue;
                                differences.compare(call.label + (spans ? " of spans" : "") + ", output " +
                                                        std::to_string(k) + ", length " + std::to_string(n) +
                                                        ", offset " + std::to_string(offset) + ", element " +
                                                        std::to_string(i),
                                                    in[0][std::clamp<Index>(i, 0, n)], expected, y[k][i]);
                            }
                        }
                    }
                }
            }
        }
        CHECK(differences.text() == "");
    }
}

TEMPLATE_TEST_CASE("in place: an output may be any input", "[buffers]", float, double) {
    using T = TestType;
    const auto n = static_cast<Index>(values<T>(0).size());
    for (const auto& group : every_call<T>()) {
        Differences differences;
        for (const auto& call : group) {
            for (std::size_t shared_input = 0; shared_input < call.inputs.size(); ++shared_input) {
                for (std::size_t shared_output = 0; shared_output < call.outputs.size(); ++shared_output) {
                    for (const bool same_inputs : {false, true}) {
                        std::array<std::vector<T>, 3> in = {values<T>(0), values<T>(same_inputs ? 0 : 1),
                                                            values<T>(same_inputs ? 0 : 2)};
                        std::array<std::vector<T>, 2> out = {std::vector<T>(in[0].size()),
                                                             std::vector<T>(in[0].size())};
                        const std::array<std::vector<T>, 3> before = in;
                        std::vector<Matrix<const T>> from = {line<const T>(in[0].data(), n),
                                                             line<const T>(in[1].data(), n),
                                                             line<const T>(in[2].data(), n)};
                        std::vector<Matrix<T>> to = {line(out[0].data(), n), line(out[1].data(), n)};
                        if (same_inputs) from[2] = from[1] = from[0] = from[shared_input];
                        to[shared_output] = line(in[shared_input].data(), n);
                        call.run(from, to, Executor());
                        for (std::size_t k = 0; k < call.outputs.size(); ++k) {
                            for (std::size_t i = 0; i < before[0].size(); ++i) {
                                differences.compare(
                                    call.label + ", output " + std::to_string(shared_output) + " is input " +
                                        std::to_string(shared_input) + (same_inputs ? " is every input" : ""),
                                    before[0][i], call.expected[k](before[0][i], before[1][i], before[2][i]),
                                    to[k].data[i]);
                            }
                        }
                    }
                }
            }
        }
        CHECK(differences.text() == "");
    }
}

namespace {

/// The storage orders: dense and padded, by columns and by rows, every second element, and every second by rows.
enum Layout { by_columns, by_rows, padded_columns, padded_rows, spaced, spaced_rows, layouts };

template <class T>
Matrix<T> laid_out(T* data, Index rows, Index cols, int layout) {
    switch (layout) {
        case by_columns:
            return {data, rows, cols, 1, rows};
        case by_rows:
            return {data, rows, cols, cols, 1};
        case padded_columns:
            return {data, rows, cols, 1, rows + 3};
        case padded_rows:
            return {data, rows, cols, cols + 5, 1};
        case spaced:
            return {data, rows, cols, 2, 2 * rows + 1};
        default:
            return {data, rows, cols, 3 * cols + 2, 3};
    }
}

}  // namespace

TEMPLATE_TEST_CASE("strides and storage orders in any mixture", "[buffers]", float, double) {
    using T = TestType;
    // The longest lines are longer than what is copied at a time where the elements do not lie side by side.
    constexpr std::array<std::array<Index, 2>, 11> shapes = {
        {{1, 1}, {1, 37}, {37, 1}, {301, 1}, {2, 280}, {2, 3}, {5, 17}, {17, 5}, {33, 2}, {0, 4}, {4, 0}}};
    std::array<std::array<T, 2000>, 3> source;
    for (std::size_t k = 0; k < source.size(); ++k) {
        for (std::size_t i = 0; i < source[k].size(); ++i) source[k][i] = values<T>(k)[i % values<T>(k).size()];
    }
    for (const auto& group : every_call<T>()) {
        Differences differences;
        for (const auto& call : group) {
            for (const auto& [rows, cols] : shapes) {
                for (int mixture = 0; mixture < layouts * layouts; ++mixture) {
                    const int in_layout = mixture % layouts;
                    const int out_layout = mixture / layouts;
                    std::array<std::array<T, 2000>, 2> memory;
                    std::vector<Matrix<const T>> in;
                    std::vector<Matrix<T>> out;
                    // Each argument has a layout of its own.
                    for (std::size_t k = 0; k < source.size(); ++k) {
                        const int shift = static_cast<int>(k);
                        in.push_back(
                            laid_out<const T>(source[k].data() + 10, rows, cols, (in_layout + shift) % layouts));
                    }
                    for (std::size_t k = 0; k < memory.size(); ++k) {
                        const int shift = static_cast<int>(k);
                        memory[k].fill(guard);
                        out.push_back(laid_out(memory[k].data() + 20, rows, cols, (out_layout + 2 * shift) % layouts));
                    }
                    call.run(in, out, Executor());
                    const std::string where = call.label + " " + std::to_string(rows) + " x " + std::to_string(cols) +
                                              ", layouts " + std::to_string(in_layout) + " and " +
                                              std::to_string(out_layout);
                    const auto at = [](const auto& m, Index i, Index j) {
                        return m.data + i * m.row_stride + j * m.col_stride;
                    };
                    for (Index i = 0; i < rows; ++i) {
                        for (Index j = 0; j < cols; ++j) {
                            const T x = *at(in[0], i, j);
                            for (std::size_t k = 0; k < call.outputs.size(); ++k) {
                                T* const y = at(out[k], i, j);
                                const T expected = call.expected[k](x, *at(in[1], i, j), *at(in[2], i, j));
                                if (!same(expected, *y)) differences.compare(where, x, expected, *y);
                                *y = guard;  // so that what is left must be untouched
                            }
                        }
                    }
                    for (const auto& m : memory) {
                        if (std::ranges::any_of(m, [](T v) { return v != T(guard); })) {
                            differences.add(where + ": wrote between the elements");
                        }
                    }
                }
            }
        }
        CHECK(differences.text() == "");
    }
}

namespace {

std::vector<std::array<Index, 2>> parts_given;

/// Odd parts, the last first.
void backwards_in_odd_parts(Index n, const Executor::Task& task) {
    const Index part = std::max<Index>(1, n / 7) | 1;
    for (Index start = (n - 1) / part * part; start >= 0; start -= part) {
        parts_given.push_back({start, std::min(n, start + part)});
        task(parts_given.back()[0], parts_given.back()[1]);
    }
}

}  // namespace

TEMPLATE_TEST_CASE("an executor that splits the work in odd parts and runs them in reverse gives the same bits",
                   "[buffers]", float, double) {
    using T = TestType;
    // 3 * 4667 divides neither by a width nor into the parts.
    constexpr Index rows = 4667;
    constexpr Index cols = 3;
    const auto fill = [](std::vector<T>& v, std::size_t k) {
        for (std::size_t i = 0; i < v.size(); ++i) v[i] = values<T>(k)[i % values<T>(k).size()];
    };
    std::array<std::vector<T>, 3> in;
    for (std::size_t k = 0; k < in.size(); ++k) {
        in[k].resize(rows * cols * 2);
        fill(in[k], k);
    }
    const Executor reversed{3, &backwards_in_odd_parts};
    for (const auto& group : every_call<T>()) {
        for (const auto& call : group) {
            for (const int layout : {by_columns, by_rows, spaced}) {
                INFO(call.label << ", layout " << layout);
                const Index r = layout == by_rows ? cols : rows;
                const Index c = layout == by_rows ? rows : cols;
                const std::vector<Matrix<const T>> from = {laid_out<const T>(in[0].data(), r, c, layout),
                                                           laid_out<const T>(in[1].data(), r, c, layout),
                                                           laid_out<const T>(in[2].data(), r, c, layout)};
                std::array<std::array<std::vector<T>, 2>, 2> results;
                for (std::size_t way = 0; way < 2; ++way) {
                    auto& out = results[way];
                    for (auto& v : out) v.assign(static_cast<std::size_t>(rows * cols * 2 + cols), T(guard));
                    parts_given.clear();
                    call.run(from, {laid_out(out[0].data(), r, c, layout), laid_out(out[1].data(), r, c, layout)},
                             way == 0 ? Executor() : reversed);
                }
                CHECK(parts_given.size() > 1);
                const auto equal = [](const auto& a, const auto& b) { return std::ranges::equal(a, b, same<T>); };
                CHECK(equal(results[0][0], results[1][0]));
                CHECK(equal(results[0][1], results[1][1]));
            }
        }
    }
}

TEMPLATE_TEST_CASE("arrays beyond the caches get the same bits", "[buffers]", float, double) {
    using T = TestType;
    constexpr Index n =
        (Index(1) << 26) / static_cast<Index>(2 * sizeof(T)) + 1013;  // 64 MiB of x and y, and not whole lines
    constexpr Index part = 60000;
    constexpr Index margin = 64;
    std::array<std::vector<T>, 3> in;
    std::array<std::vector<T>, 2> out;
    for (std::size_t k = 0; k < in.size(); ++k) {
        in[k].resize(n);
        for (std::size_t i = 0; i < n; ++i) in[k][i] = values<T>(k)[i % values<T>(k).size()];
    }
    for (auto& v : out) v.resize(n + 2 * margin);
    std::array<std::vector<T>, 2> expected = {std::vector<T>(part), std::vector<T>(part)};
    Index misalignment = 0;
    for (const auto& group : every_call<T>()) {
        for (const auto& call : group) {
            misalignment = (misalignment + 1) % most_lanes<T>;
            INFO(call.label << ", misaligned by " << misalignment);
            const Index start = margin + misalignment;
            const std::array<T*, 2> y = {out[0].data() + start, out[1].data() + start};
            for (auto& v : out)
                v[static_cast<std::size_t>(start - 1)] = v[static_cast<std::size_t>(start + n)] = T(guard);
            const auto inputs_from = [&in](Index begin, Index count) {
                return std::vector{line<const T>(in[0].data() + begin, count),
                                   line<const T>(in[1].data() + begin, count),
                                   line<const T>(in[2].data() + begin, count)};
            };
            call.run(inputs_from(0, n), {line(y[0], n), line(y[1], n)}, Executor());
            Index wrong = 0;
            for (Index begin = 0; begin < n; begin += part) {
                const Index count = std::min(part, n - begin);
                call.run(inputs_from(begin, count), {line(expected[0].data(), count), line(expected[1].data(), count)},
                         Executor());
                for (std::size_t k = 0; k < call.outputs.size(); ++k)
                    wrong += !std::equal(y[k] + begin, y[k] + begin + count, expected[k].data(), same<T>);
            }
            CHECK(wrong == 0);
            for (std::size_t k = 0; k < call.outputs.size(); ++k) {
                CHECK(y[k][-1] == T(guard));
                CHECK(y[k][n] == T(guard));
            }
        }
    }
}

TEST_CASE("backward_backward has the slopes of backward", "[buffers]") {
    // At points between the kinks, of which all are multiples of 1/8 or beyond.
    constexpr double step = 0x1p-18;
    constexpr std::size_t points = 64;
    std::vector<double> x, below, above, dy, ddx;
    for (std::size_t i = 0; i < points; ++i) {
        x.push_back(static_cast<double>(i) * 0.25 - 7.9375);
        below.push_back(x.back() - step);
        above.push_back(x.back() + step);
        dy.push_back(std::sin(static_cast<double>(3 * i)));
        ddx.push_back(std::cos(static_cast<double>(5 * i)));
    }
    const std::vector<double> one(points, 1);
    std::vector<double> dx_below(points), dx_above(points), dx2(points), ddy(points), of_one(points);
    for (const auto& f : functions<double>()) {
        INFO(f.label);
        f.backward_span(below, dy, dx_below);
        f.backward_span(above, dy, dx_above);
        f.backward_span(x, one, of_one);
        f.backward_backward_span(x, dy, ddx, dx2, ddy);
        double worst = 0;
        for (std::size_t i = 0; i < points; ++i) {
            const double by_x = ddx[i] * (dx_above[i] - dx_below[i]) / (2 * step);
            const double by_dy = ddx[i] * of_one[i];  // backward is linear in dy
            worst = std::max({worst, std::abs(dx2[i] - by_x), std::abs(ddy[i] - by_dy)});
        }
        CHECK(worst < 1e-8);
    }
}

TEMPLATE_TEST_CASE("buffer calls allocate nothing", "[buffers]", float, double) {
    using T = TestType;
    std::array<std::vector<T>, 2> out = {std::vector<T>(2000), std::vector<T>(2000)};
    for (const auto& group : every_call<T>()) {
        for (const auto& call : group) {
            for (const int layout : {by_columns, by_rows, spaced}) {
                INFO(call.label << ", layout " << layout);
                const std::vector<Matrix<const T>> in = {laid_out(values<T>(0).data(), 31, 17, layout),
                                                         laid_out(values<T>(1).data(), 31, 17, layout),
                                                         laid_out(values<T>(2).data(), 31, 17, layout)};
                const std::vector<Matrix<T>> to = {laid_out(out[0].data(), 31, 17, layout),
                                                   laid_out(out[1].data(), 31, 17, layout)};
                CHECK(allocations([&] { call.run(in, to, Executor()); }) == 0);
            }
        }
    }
}
