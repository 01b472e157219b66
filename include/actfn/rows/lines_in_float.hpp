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

/// Calls run(inputs in float, output in float, first row) for blocks of the rows, which are lines. Without an output, that
/// view has no data. The blocks lie in the storage order of the first view, on which the bits depend.
template <class E, class T, std::size_t In, class Run, class Convert = ConvertBySweep>
void for_blocks_in_float(E& executor, const std::array<View<const T>, In>& in, const View<T>& out, const Run& run,
                         const Convert& convert = {}) {
    if (in[0].empty()) return;
    const Index rows = in[0].rows;
    const Index cols = in[0].cols;
    const bool along = core::lines_lie_along(in[0]);
    const Index threads = executor.threads();
    constexpr Index in_first_cache = entries_together;
    constexpr Index in_second_cache = 16 * entries_together;
    const Index wanted = (along && threads == 1 ? in_first_cache : in_second_cache * threads) / cols;
    // Across the storage order, one line alone would be taken for one along it.
    const Index least = along ? 1 : 2;
    const Index size = wanted > 16 ? wanted / 16 * 16 : (std::max)(wanted, least);
    const Index most = (std::min)(rows, size + least - 1) * cols;

    alignas(64) std::array<std::array<float, static_cast<std::size_t>(in_first_cache)>, In> on_stack;
    std::unique_ptr<float[]> allocated;
    if (most > in_first_cache) allocated.reset(new float[In * static_cast<std::size_t>(most)]);
    for (Index begin = 0, count = 0; begin < rows; begin += count) {
        count = rows - begin < size + least ? rows - begin : size;
        const auto part = [&](const auto& v) {
            return std::remove_cvref_t<decltype(v)>{v.at(begin, 0), count, cols, v.row_stride, v.col_stride};
        };
        std::array<View<const float>, In> inputs;
        View<float> block{};
        for (std::size_t i = 0; i < In; ++i) {
            float* const memory = allocated ? allocated.get() + static_cast<Index>(i) * most : on_stack[i].data();
            block = {memory, count, cols, along ? cols : 1, along ? 1 : count};
            convert(part(in[i]), block);
            inputs[i] = block.as_const();
        }
        // The result takes the place of the last input.
        run(inputs, out.data == nullptr ? core::no_output(inputs[0]) : block, begin);
        if (out.data != nullptr) convert(inputs[In - 1], part(out));
    }
}

/// The same for the lines along the middle index of dense tensors, the output among them.
template <class E, class T, std::size_t In, class Run, class Convert = ConvertBySweep>
void for_blocks_in_float(E& executor, const Lines& lines, const std::array<View<const T>, In>& in, const View<T>& out,
                         const Run& run, const Convert& convert = {}) {
    const auto [outer, length, inner] = lines;
    if (outer == 0 || length == 0 || inner == 0) return;
    const bool adjacent = inner == 1;
    for (Index o = 0; o < (adjacent ? 1 : outer); ++o) {
        const auto part = [&, outer = outer, length = length, inner = inner](const auto& v) {
            using V = std::remove_cvref_t<decltype(v)>;
            if (adjacent) return V{v.data, outer, length, length, 1};
            return V{v.data == nullptr ? v.data : v.data + o * length * inner, inner, length, 1, inner};
        };
        core::for_blocks_in_float(
            executor, core::each_of<In>([&](std::size_t i) { return part(in[i]); }), part(out),
            [&, inner = inner](const auto& inputs, const auto& output, Index begin) {
                run(inputs, output, o * inner + begin);
            },
            convert);
    }
}

// The runs of lines.hpp over 16-bit elements, where F are the passes in float.

template <class F, class E, Stored T, std::size_t In>
void run_lines(E& executor, const std::array<View<const T>, In>& in, const View<T>& out, F f = F{}) {
    core::for_blocks_in_float(executor, in, out, [&](const auto& inputs, const auto& output, Index begin) {
        core::run_lines<F>(executor, inputs, output, core::from_line(f, begin));
    });
}
template <Index, class F, Stored T, std::size_t In>
void run_line(const std::array<View<const T>, In>& in, const View<T>& out, F f = F{}) {
    Serial serial;
    core::run_lines<F>(serial, in, out, f);
}
template <class F, class E, Stored T, std::size_t In>
void run_tensor(E& executor, const Lines& lines, const std::array<const T*, In>& in, T* out, F f = F{}) {
    const auto view = [&](auto* data) {
        return View<std::remove_pointer_t<decltype(data)>>{data, lines.outer * lines.length * lines.inner, 1, 1, 0};
    };
    core::for_blocks_in_float(executor, lines, core::each_of<In>([&](std::size_t i) { return view(in[i]); }), view(out),
                              [&](const auto& inputs, const auto& output, Index begin) {
                                  core::run_lines<F>(executor, inputs, output, core::from_line(f, begin));
                              });
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

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
