// Random calls: shapes, strides of every sign, storage orders, overlaps, executors, parameters and element types at random, with
// a fixed seed. Every call writes its outputs' elements and nothing else, with the bits of the scalar calls, or it throws and
// writes nothing. ACTFN_TEST_CALLS in the environment says how many calls; under a sanitizer they show what is read, too.

#include "random_calls.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../support/differences.hpp"

using namespace tests;

namespace {

/// Memory of exactly so many elements, so that a sanitizer sees every access beyond it.
template <class T>
using Block = std::vector<T>;

/// An argument: a view, and the number of the block in which it lies.
template <class T>
struct Argument {
    Matrix<T> view;
    std::size_t block;
};

struct Strides {
    Index row;
    Index col;
};

/// How far before and behind element (0, 0) the others lie; nothing for an empty matrix.
std::pair<Index, Index> reach(Index rows, Index cols, Strides s) {
    if (rows == 0 || cols == 0) return {0, -1};
    const Index down = (rows - 1) * s.row;
    const Index right = (cols - 1) * s.col;
    return {std::min<Index>(0, down) + std::min<Index>(0, right), std::max<Index>(0, down) + std::max<Index>(0, right)};
}

Strides random_strides(Draw& draw, Index rows, Index cols, Layouts layouts, bool input) {
    if (layouts == Layouts::spans) return {1, rows};
    const auto sign = [&draw] { return draw.one_in(4) ? -1 : 1; };
    const auto padding = [&draw] { return draw.one_in(2) ? 0 : draw.from(1, 6); };
    if (layouts == Layouts::columns) return {1, sign() * (rows + padding())};
    const bool by_columns = draw.one_in(2);
    const Index n = by_columns ? rows : cols;
    const Index step = draw.one_in(4) ? draw.from(2, 4) : 1;
    Index inner = step * sign();
    Index outer = (step * n + padding()) * sign();
    if (input && draw.one_in(16)) (draw.one_in(2) ? inner : outer) = 0;  // a broadcast
    return by_columns ? Strides{inner, outer} : Strides{outer, inner};
}

/// All that a call is given.
template <class T>
class Arguments {
public:
    Arguments(Draw& draw, const RandomCall<T>& call, Index rows, Index cols) : draw_(draw), call_(call) {
        const std::size_t inputs = call.inputs;
        // One argument of another shape.
        const std::size_t odd =
            call.checks && draw.one_in(20)
                ? static_cast<std::size_t>(draw.from(1, static_cast<Index>(inputs + call.outputs.size()) - 1))
                : 0;
        for (std::size_t k = 0; k < inputs; ++k) {
            const Index r = k == odd && k > 0 ? rows + 1 : rows;
            if (k > 0 && k != odd && draw.one_in(8)) {
                in.push_back(in[0]);
            } else {
                in.push_back(placed(r, cols, random_strides(draw, r, cols, call.layouts, true)));
            }
        }
        for (std::size_t k = 0; k < call.outputs.size(); ++k) {
            auto [r, c] = call.outputs[k](rows, cols);
            if (inputs + k == odd) ++(r > 1 || c == 1 ? r : c);
            out.push_back(output(r, c));
        }
        same_shapes = odd == 0;
    }

    /// Whether the call must throw.
    bool must_throw() const {
        if (!same_shapes || !call_.valid) return true;
        for (std::size_t k = 0; k < out.size(); ++k) {
            if (meet(out[k], nullptr)) return true;
            for (std::size_t l = 0; l < k; ++l) {
                if (meet(out[k], &out[l])) return true;
            }
            for (const auto& i : in) {
                if (!in_place(out[k], i) && meet(out[k], &i)) return true;
            }
        }
        return false;
    }
    bool any_in_place() const {
        return std::ranges::any_of(out, [this](const auto& o) {
            return std::ranges::any_of(in, [&](const auto& i) { return in_place(o, i); });
        });
    }

    std::vector<Block<T>> blocks;
    std::vector<Argument<T>> in, out;
    bool same_shapes = true;

private:
    Argument<T> placed(Index rows, Index cols, Strides s) {
        const auto [before, behind] = reach(rows, cols, s);
        const Index front = draw_.from(0, 15);
        const Index back = draw_.one_in(2) ? 0 : draw_.from(1, 20);
        blocks.emplace_back(static_cast<std::size_t>(front + behind - before + 1 + back));
        return {{blocks.back().data() + front - before, rows, cols, s.row, s.col}, blocks.size() - 1};
    }

    /// In memory of its own; or an input, or somewhere in the memory of another argument.
    Argument<T> output(Index rows, Index cols) {
        const auto& other = in[static_cast<std::size_t>(draw_.from(0, static_cast<Index>(in.size()) - 1))];
        const Index kind = draw_.from(0, 9);
        if (kind < 3 && other.view.rows == rows && other.view.cols == cols && (call_.checks || !meet(other, nullptr)))
            return other;
        Strides s = random_strides(draw_, rows, cols, call_.layouts, false);
        if (kind < 5 && call_.checks) {
            if (call_.layouts == Layouts::any && draw_.one_in(2)) s = {draw_.from(-5, 5), draw_.from(-5, 5)};
            const std::size_t block = draw_.one_in(2) && !out.empty() ? out[0].block : other.block;
            auto& memory = blocks[block];
            const auto [before, behind] = reach(rows, cols, s);
            const Index room = static_cast<Index>(memory.size()) - (behind - before + 1);
            if (room >= 0) return {{memory.data() + draw_.from(0, room) - before, rows, cols, s.row, s.col}, block};
        }
        return placed(rows, cols, random_strides(draw_, rows, cols, call_.layouts, false));
    }

    static bool in_place(const Argument<T>& a, const Argument<T>& b) {
        const auto& x = a.view;
        const auto& y = b.view;
        return x.data == y.data && x.rows == y.rows && x.cols == y.cols &&
               (x.rows == 1 || x.row_stride == y.row_stride) && (x.cols == 1 || x.col_stride == y.col_stride);
    }
    /// Whether two arguments share an element; or, without the second, whether two elements of one are the same.
    bool meet(const Argument<T>& a, const Argument<T>* b) const {
        if (b != nullptr && a.block != b->block) return false;
        std::vector<char> marked(blocks[a.block].size());
        bool twice = false;
        const auto visit = [&](const Argument<T>& v, bool mark) {
            for (Index j = 0; j < v.view.cols; ++j) {
                for (Index i = 0; i < v.view.rows; ++i) {
                    const T* const p = v.view.data + i * v.view.row_stride + j * v.view.col_stride;
                    char& m = marked[static_cast<std::size_t>(p - blocks[v.block].data())];
                    twice = twice || (m && (b == nullptr) == mark);
                    if (mark) m = 1;
                }
            }
        };
        visit(a, true);
        if (b != nullptr) {
            twice = false;
            visit(*b, false);
        }
        return twice;
    }

    Draw& draw_;
    const RandomCall<T>& call_;
};

template <class T, class F>
void for_each_element(const Matrix<T>& m, const F& f) {
    for (Index j = 0; j < m.cols; ++j) {
        for (Index i = 0; i < m.rows; ++i) f(m.data[i * m.row_stride + j * m.col_stride], i, j);
    }
}

template <class T>
std::vector<Values<T>> values_of(const std::vector<Argument<T>>& arguments) {
    std::vector<Values<T>> all;
    for (const auto& a : arguments) {
        auto& values = all.emplace_back(Values<T>{a.view.rows, a.view.cols, {}});
        for_each_element(a.view, [&](T v, Index, Index) { values.element.push_back(v); });
    }
    return all;
}

template <class T>
void fill(Arguments<T>& a, const RandomCall<T>& call, Draw& draw) {
    static const std::vector<T> special = inputs<T>(7);
    for (auto& block : a.blocks) {
        for (T& v : block) v = special[static_cast<std::size_t>(draw.from(0, static_cast<Index>(special.size()) - 1))];
    }
    auto in = values_of(a.in);
    const Matrix<T>& first = a.in[0].view;
    if (call.prepare) {
        call.prepare(in, {first.data, first.rows, first.cols, first.row_stride, first.col_stride}, draw);
    } else if (draw.one_in(2)) {
        for (auto& m : in) {
            for (T& v : m.element) v = static_cast<T>(draw.uniform(-8, 8));
        }
    } else {
        return;
    }
    for (std::size_t k = in.size(); k-- > 0;) {
        for_each_element(a.in[k].view, [&](T& v, Index i, Index j) { v = in[k](i, j); });
    }
}

/// Parts of odd lengths, the last first.
void in_odd_parts(Index n, const Executor::Task& task) {
    const Index part = std::max<Index>(1, n / 5) | 1;
    for (Index start = (n - 1) / part * part; start >= 0; start -= part) task(start, std::min(n, start + part));
}

void on_three_threads(Index n, const Executor::Task& task) {
    const Index a = n / 3;
    const Index b = n / 2;
    std::thread first([&] {
        if (a > 0) task(0, a);
    });
    std::thread second([&] {
        if (b > a) task(a, b);
    });
    if (n > b) task(b, n);
    first.join();
    second.join();
}

Executor random_executor(Draw& draw) {
    const Index kind = draw.from(0, 19);
    if (kind == 0) return {3, &on_three_threads};
    return kind < 8 ? Executor{3, &in_odd_parts} : Executor();
}

std::pair<Index, Index> random_shape(Draw& draw) {
    Index rows = 1, cols = 1;
    switch (draw.from(0, 9)) {
        case 0:
        case 1:
        case 2:
            rows = draw.from(1, 9);
            cols = draw.from(1, 9);
            break;
        case 3:
        case 4:
        case 5:
            rows = draw.from(1, 40);
            cols = draw.from(1, 40);
            break;
        case 6:
            rows = draw.from(1, draw.one_in(9) ? 3000 : 300);
            break;
        case 7:
            rows = draw.from(1, 600);
            cols = draw.from(1, 4);
            break;
        default:
            rows = draw.from(draw.one_in(9) ? 0 : 1, 70);
            cols = draw.from(1, 17);
    }
    return draw.one_in(2) ? std::pair(rows, cols) : std::pair(cols, rows);
}

struct Counts {
    Index refused = 0, in_place = 0, written = 0;
};

/// What is wrong with call number n, or "".
template <class T>
std::string try_call(std::uint64_t n, Counts& counts) {
    Draw draw(0x19000000 + n);
    auto [rows, cols] = random_shape(draw);
    const Index family = draw.from(0, 9);
    const RandomCall<T> call = family < 6   ? random_elementwise<T>(draw)
                               : family < 8 ? random_rows<T>(draw)
                                            : random_slopes<T>(draw, rows, cols);
    if (call.layouts == Layouts::spans) {
        rows *= cols;
        cols = 1;
    }
    Arguments<T> a(draw, call, rows, cols);
    fill(a, call, draw);
    const auto in = values_of(a.in);
    const auto before = a.blocks;
    std::vector<Matrix<const T>> inputs;
    std::vector<Matrix<T>> outputs;
    for (const auto& i : a.in)
        inputs.push_back({i.view.data, i.view.rows, i.view.cols, i.view.row_stride, i.view.col_stride});
    for (const auto& o : a.out) outputs.push_back(o.view);

    bool thrown = false;
    std::string wrong;
    try {
        call.run(inputs, outputs, random_executor(draw));
    } catch (const std::invalid_argument&) {
        thrown = true;
    } catch (const std::exception& e) {
        wrong = e.what();
    }
    const bool expected = a.must_throw();
    if (wrong.empty() && thrown != expected) wrong = thrown ? "threw" : "did not throw";
    if (wrong.empty() && !thrown) {
        wrong = call.judge(in, inputs[0], values_of(a.out));
        for (const auto& o : a.out) {
            const Index start = o.view.data - a.blocks[o.block].data();
            for_each_element(o.view, [&](T& v, Index i, Index j) {
                v = before[o.block][static_cast<std::size_t>(start + i * o.view.row_stride + j * o.view.col_stride)];
            });
        }
    }
    for (std::size_t b = 0; b < before.size(); ++b) {
        if (!before[b].empty() &&
            std::memcmp(before[b].data(), a.blocks[b].data(), before[b].size() * sizeof(T)) != 0) {
            wrong += thrown ? "; wrote before it threw" : "; wrote outside of its outputs";
        }
    }
    call.after();
    ++(thrown ? counts.refused : a.any_in_place() ? counts.in_place : counts.written);
    if (wrong.empty()) return wrong;

    std::string what = "call " + std::to_string(n) + ": " + call.label;
    const auto describe = [&](const char* name, const Argument<T>& v) {
        what += std::string(", ") + name + " " + std::to_string(v.view.rows) + " x " + std::to_string(v.view.cols) +
                " strides " + std::to_string(v.view.row_stride) + ", " + std::to_string(v.view.col_stride) + " at " +
                std::to_string(v.block) + "+" + std::to_string(v.view.data - a.blocks[v.block].data());
    };
    for (const auto& v : a.in) describe("in", v);
    for (const auto& v : a.out) describe("out", v);
    return what + ": " + wrong;
}

}  // namespace

TEMPLATE_TEST_CASE("random calls", "[random]", float, double) {
    const char* const given = std::getenv("ACTFN_TEST_CALLS");
    const auto calls = std::max<std::uint64_t>(1000, given != nullptr ? std::strtoull(given, nullptr, 10) / 2 : 15000);
    Counts counts;
    Differences differences;
    for (std::uint64_t n = 0; n < calls; ++n) {
        const std::string wrong = try_call<TestType>(n, counts);
        if (!wrong.empty()) differences.add(wrong);
    }
    CHECK(differences.text() == "");
    INFO(calls << " calls, " << counts.refused << " refused, " << counts.in_place << " in place");
    const auto one_in = [&](Index n) { return static_cast<Index>(calls) / n; };
    CHECK((counts.refused > one_in(20) && counts.in_place > one_in(20) && counts.written > one_in(3)));
}
