#pragma once

// Lines of 16-bit elements: blocks of them are converted to float, passed over there, and the results rounded.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <memory>
#include <tuple>
#include <type_traits>

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/loop/sweep.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/lines.hpp"
#include "actfn/rows/over_floats.hpp"
#include "actfn/simd/value.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Converts between views of one shape by the loop over buffers.
struct ConvertBySweep {
    struct Itself {
        template <Value V>
        ACTFN_INLINE V operator()(V x) const {
            return x;
        }
    };
    template <class From, class To>
    void operator()(const View<const From>& from, const View<To>& to) const {
        Serial serial;
        core::sweep_views<LoopPlan<float>>(Itself(), std::tuple{from}, std::tuple{to}, serial);
    }
};

/// Calls run(executor, inputs in float, output in float, first row) for blocks of the rows, which are lines. Without an
/// output, that view has no data. The blocks lie in the storage order of the first view, on which the bits depend.
template <class T, std::size_t In, class Run, class Convert>
void run_blocks_in_float(AnyExecutor& executor, const std::array<View<const T>, In>& in, const View<T>& out,
                         const Run& run, const Convert& convert) {
    const Index rows = in[0].rows;
    const Index cols = in[0].cols;
    const bool along = core::lines_lie_along(in[0]);
    constexpr Index in_first_cache = entries_together;
    constexpr Index in_second_cache = 16 * entries_together;
    const Index wanted = (along ? in_first_cache : in_second_cache) / cols;
    // Across the storage order, one line alone would be taken for one along it.
    const Index least = along ? 1 : 2;
    const Index size = wanted > 16 ? wanted / 16 * 16 : (std::max)(wanted, least);
    const Index most = (std::min)(rows, size + least - 1) * cols;

    alignas(64) std::array<std::array<float, static_cast<std::size_t>(in_first_cache)>, In> on_stack;
    using Float = lane_type<T>;  // float, but of the template: std::unique_ptr is compiled for calls alone
    std::unique_ptr<Float[]> allocated;
    if (most > in_first_cache) allocated.reset(new Float[In * static_cast<std::size_t>(most)]);
    for (Index begin = 0, count = 0; begin < rows; begin += count) {
        count = rows - begin < size + least ? rows - begin : size;
        std::array<View<const float>, In> inputs;
        View<float> block{};
        for (std::size_t i = 0; i < In; ++i) {
            float* const memory = allocated ? allocated.get() + static_cast<Index>(i) * most : on_stack[i].data();
            block = {memory, count, cols, along ? cols : 1, along ? 1 : count};
            convert(in[i].some_rows(begin, count), block);
            inputs[i] = block.as_const();
        }
        // The result takes the place of the last input.
        run(executor, inputs, out.data == nullptr ? core::no_output(inputs[0]) : block, begin);
        if (out.data != nullptr) convert(inputs[In - 1], out.some_rows(begin, count));
    }
}

/// The same, divided by the executor: by rows, or if the lines are long and fewer than threads, inside each line.
template <class T, std::size_t In, class Run, class Convert = ConvertBySweep>
void for_blocks_in_float(AnyExecutor& executor, const std::array<View<const T>, In>& in, const View<T>& out,
                         const Run& run, const Convert& convert = {}) {
    if (in[0].empty()) return;
    const Index rows = in[0].rows;
    const Index cols = in[0].cols;
    const bool along = core::lines_lie_along(in[0]);
    if (along && cols > longest_whole_line && rows < executor.threads()) {
        return core::run_blocks_in_float(executor, in, out, run, convert);
    }
    const Index step = along && cols > longest_short<float> ? 1 : 16;
    // The last step takes the rest, since one line alone would be taken for one along the storage order.
    const Index steps = (std::max)(rows / step, Index(1));
    core::divide(executor, steps, rows * cols, cost_of_an_exponential, [&](Index begin, Index end) {
        const Index first = begin * step;
        const Index count = (end == steps ? rows : end * step) - first;
        Serial serial;
        AnyExecutor one(serial);
        core::run_blocks_in_float(
            one, core::each_of<In>([&](std::size_t i) { return in[i].some_rows(first, count); }),
            out.some_rows(first, count),
            [&](AnyExecutor& e, const auto& inputs, const auto& output, Index row) {
                run(e, inputs, output, first + row);
            },
            convert);
    });
}

/// The same for the lines along the middle index of dense tensors, the output among them.
template <class T, std::size_t In, class Run, class Convert = ConvertBySweep>
void for_blocks_in_float(AnyExecutor& executor, const Lines& lines, const std::array<View<const T>, In>& in,
                         const View<T>& out, const Run& run, const Convert& convert = {}) {
    const Index outer = lines.outer;
    const Index length = lines.length;
    const Index inner = lines.inner;
    if (outer == 0 || length == 0 || inner == 0) return;
    const auto run_matrix = [&](AnyExecutor& e, Index rows, Index row_stride, Index o) {
        const auto view = [&](const auto& v) {
            using V = std::remove_cvref_t<decltype(v)>;
            if (v.data == nullptr) return V{v.data, rows, length, 0, 0};
            return V{v.data + o * length * inner, rows, length, row_stride, inner};
        };
        core::for_blocks_in_float(
            e, core::each_of<In>([&](std::size_t i) { return view(in[i]); }), view(out),
            [&](AnyExecutor& of_block, const auto& inputs, const auto& output, Index line) {
                run(of_block, inputs, output, o * inner + line);
            },
            convert);
    };
    if (inner == 1) {
        run_matrix(executor, outer, length, 0);
    } else if (outer == 1) {
        run_matrix(executor, inner, 1, 0);
    } else {
        core::divide(executor, outer, outer * length * inner, cost_of_an_exponential, [&](Index begin, Index end) {
            Serial serial;
            AnyExecutor one(serial);
            for (; begin < end; ++begin) run_matrix(one, inner, 1, begin);
        });
    }
}

// The runs of lines.hpp over 16-bit elements, where F are the passes in float.

/// Runs F over a block.
template <class F>
struct RunLines {
    F f;

    template <std::size_t In>
    void operator()(AnyExecutor& executor, const std::array<View<const float>, In>& in, const View<float>& out,
                    Index first) const {
        core::run_lines<F>(executor, in, out, core::from_line(f, first));
    }
};

template <class F, class E, Stored T, std::size_t In>
void run_lines(E& executor, const std::array<View<const T>, In>& in, const View<T>& out, F f = F{}) {
    AnyExecutor any(executor);
    core::for_blocks_in_float(any, in, out, RunLines<F>{f});
}
template <Index, class F, Stored T, std::size_t In>
void run_line(const std::array<View<const T>, In>& in, const View<T>& out, F f = F{}) {
    if (in[0].empty()) return;
    Serial serial;
    AnyExecutor any(serial);
    core::run_blocks_in_float(any, in, out, RunLines<F>{f}, ConvertBySweep());
}
template <class F, class E, Stored T, std::size_t In>
void run_tensor(E& executor, const Lines& lines, const std::array<const T*, In>& in, T* out, F f = F{}) {
    const auto view = [&](auto* data) {
        return View<std::remove_pointer_t<decltype(data)>>{data, lines.outer * lines.length * lines.inner, 1, 1, 0};
    };
    AnyExecutor any(executor);
    core::for_blocks_in_float(any, lines, core::each_of<In>([&](std::size_t i) { return view(in[i]); }), view(out),
                              RunLines<F>{f});
}

/// Runs F over the lines of arrays of one shape, which are spans if their lines are Lines.
template <class F, class E, Along A, Element T, std::size_t In>
void run_along(E& executor, const A& along, const std::array<View<const T>, In>& in, const View<T>& out, F f) {
    if constexpr (std::same_as<A, Lines>) {
        core::run_tensor(executor, along, core::each_of<In>([&](std::size_t i) { return in[i].data; }), out.data, f);
    } else {
        core::run_lines(executor, core::each_of<In>([&](std::size_t i) { return core::oriented(in[i], along); }),
                        core::oriented(out, along), f);
    }
}

/// How passes run over lines: by the loops of this unit.
struct RunAlong {
    template <class F, class E, Along A, class T, std::size_t In>
    void operator()(E& executor, const A& along, const std::array<View<const T>, In>& in, const View<T>& out,
                    const F& pass) const {
        core::run_along(executor, along, in, out, pass);
    }
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
