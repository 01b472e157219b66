#pragma once

// The one loop over buffers: element-wise formulas with any number of inputs and outputs.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/base/executor.hpp"
#include "actfn/base/unrolled.hpp"
#include "actfn/loop/formula.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/simd/load_as.hpp"
#include "actfn/simd/streaming.hpp"
#include "actfn/simd/strided.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

// The addresses of a call's arrays are in a std::array, or in a std::tuple where their element types differ.

/// The bytes of an element of each array, and whether the batch V can be streamed to each of them.
template <class Pointers>
struct ElementsOf;
template <class P, std::size_t N>
struct ElementsOf<std::array<P*, N>> {
    static constexpr std::size_t bytes = N * sizeof(P);
    template <class V>
    static constexpr bool can_be_streamed = can_stream<V, P>;
};
template <class... P>
struct ElementsOf<std::tuple<P*...>> {
    static constexpr std::size_t bytes = (... + sizeof(P));
    template <class V>
    static constexpr bool can_be_streamed = (... && can_stream<V, P>);
};

template <class In, class Out>
inline constexpr Index bytes_of_all = static_cast<Index>(ElementsOf<In>::bytes + ElementsOf<Out>::bytes);

/// Whether a loop over arrays that fit in no cache waits for memory, and Plan's batch can be streamed to the outputs. The more
/// arrays, the longer the wait.
template <class Plan, class In, class Out>
inline constexpr bool waits_for_memory = 2 * Plan::cost <= greatest_cost_beside_memory* bytes_of_all<In, Out> /
                                                               static_cast<Index>(sizeof(typename Plan::Element)) &&
                                         ElementsOf<Out>::template can_be_streamed<typename Plan::Batch>;

/// Loads a group of lanes from each input, applies f, and stores a group of lanes to each output.
template <class Plan, class F, class In, class Out, class Load, class Store>
ACTFN_LOOP_PART inline void sweep_group(const F& f, const In& in, const Out& out, const Load& load,
                                        const Store& store) {
    const auto results = [&]<std::size_t... K>(std::index_sequence<K...>) ACTFN_INLINE_LAMBDA {
        return Plan::evaluate(f, load(std::get<K>(in))...);
    }
    (std::make_index_sequence<std::tuple_size_v<In>>());
    constexpr std::size_t outputs = std::tuple_size_v<Out>;
    if constexpr (outputs == 2) {
        store(std::get<0>(out), results.first);
        store(std::get<1>(out), results.second);
    } else if constexpr (outputs > 2) {
        core::for_each_index<outputs>([&](auto k) ACTFN_INLINE_LAMBDA { store(std::get<k()>(out), results[k]); });
    } else {
        store(std::get<0>(out), results);
    }
}

/// Stores a group, by streaming stores if past_caches. The choice is made for each group, so that the formula is compiled
/// once.
template <bool CanStream, class T, class Group>
ACTFN_LOOP_PART inline void store_group(T* to, const Group& v, [[maybe_unused]] bool past_caches) {
    if constexpr (CanStream) {
        if (past_caches) return core::stream_rounded(to, v);
    }
    core::store_rounded(to, v);
}

/// A plan may have a loop of its own over contiguous elements: the compiled component's calls one of another instruction
/// set.
template <class Plan, class F, class In, class Out>
concept LoopOfItsOwn = requires(const F& f, Index n, In in, Out out) {
    Plan::sweep_contiguous(f, n, in, out);
};
template <class Plan, class F, class In, class Out>
requires LoopOfItsOwn<Plan, F, In, Out> ACTFN_INLINE inline void sweep_contiguous(F f, Index n, In in, Out out) {
    Plan::sweep_contiguous(f, n, in, out);
}

/// outputs[k][i] = k-th result of f(inputs[0][i], ...) for n contiguous elements. All inputs of a group of lanes are
/// loaded before its outputs are stored, so an output may be an input (in place). If past_caches, whole groups are written
/// by streaming stores: the caller has aligned the outputs. `handed` is f or a Deferred. f is a local copy, which the
/// stores cannot alias, so that its members stay in registers.
template <class Plan, class F, class In, class Out>
requires(!LoopOfItsOwn<Plan, F, In, Out>) ACTFN_LOOP
    void sweep_contiguous(F handed, Index n, In in, Out out, [[maybe_unused]] bool past_caches = false) {
    const auto f = core::made_formula(handed);
    using V = typename Plan::Batch;
    using Group = typename Plan::Group;
    constexpr auto width = static_cast<Index>(lanes<V>);
    constexpr auto size = static_cast<Index>(lanes<Group>);
    const auto part_of_batch = [&](Index i, Index count) ACTFN_INLINE_LAMBDA {
        const auto lanes = static_cast<std::size_t>(count);
        core::sweep_group<Plan>(
            f, in, out, [i, lanes](const auto* p) ACTFN_INLINE_LAMBDA { return core::load_part_as<V>(p + i, lanes); },
            [i, lanes](auto* p, const V& v) ACTFN_INLINE_LAMBDA { core::store_part_rounded(p + i, v, lanes); });
    };
    const auto whole_group = [&](Index i) ACTFN_INLINE_LAMBDA {
        core::sweep_group<Plan>(
            f, in, out, [i](const auto* p) ACTFN_INLINE_LAMBDA { return core::load_as<Group>(p + i); },
            [&](auto* p, const Group& v)
                ACTFN_INLINE_LAMBDA { core::store_group<waits_for_memory<Plan, In, Out>>(p + i, v, past_caches); });
    };
    Index i = 0;
    if constexpr (Plan::interleaved) {
        for (; i + size <= n; i += size) whole_group(i);
        for (; i < n; i += width) part_of_batch(i, (std::min)(width, n - i));
    } else {
        if constexpr (Plan::is_short) {
#pragma GCC unroll 4
            for (; i + size <= n; i += size) whole_group(i);
        } else {
            for (; i + size <= n; i += size) whole_group(i);
        }
        if (i < n) part_of_batch(i, n - i);
    }
}

template <class P, std::size_t N>
ACTFN_INLINE inline std::array<P*, N> advanced(std::array<P*, N> pointers, Index by) {
    for (std::size_t k = 0; k < N; ++k) pointers[k] += by;
    return pointers;
}
template <class... P>
ACTFN_INLINE inline std::tuple<P*...> advanced(const std::tuple<P*...>& pointers, Index by) {
    return std::apply([by](auto... p) ACTFN_INLINE_LAMBDA { return std::tuple<P*...>((p + by)...); }, pointers);
}

/// outputs = f(inputs) for contiguous arrays that fit in no cache. Streaming stores save reading the lines that they
/// overwrite; they are used if no output is an input and all outputs have the same address modulo a cache line.
template <class Plan, class F, class In, class Out>
[[gnu::noinline]] void sweep_beyond_caches(F f, Index n, In in, Out out) {
    constexpr auto size = static_cast<Index>(lanes<typename Plan::Group>);
    if (!core::can_pass_caches_together(in, out)) return core::sweep_contiguous<Plan>(f, n, in, out);
    const Index first = (std::min)(n, core::elements_to_line(std::get<0>(out)));
    const Index groups = (n - first) - (n - first) % size;
    core::sweep_contiguous<Plan>(f, first, in, out);
    core::sweep_contiguous<Plan>(f, groups, core::advanced(in, first), core::advanced(out, first), true);
    core::finish_stores_past_caches();
    const Index last = first + groups;
    core::sweep_contiguous<Plan>(f, n - last, core::advanced(in, last), core::advanced(out, last));
}

/// Copies a block of results that do not have unit stride in their array from the stack buffer.
template <class Out, std::size_t Outputs>
ACTFN_INLINE inline void copy_outputs(const Out& from, const Out& out, const std::array<Index, Outputs>& stride,
                                      Index start, Index count) {
    if constexpr (Outputs == 2 && std::same_as<std::tuple_element_t<0, Out>, std::tuple_element_t<Outputs - 1, Out>>) {
        const auto pairs = [&](auto first, auto second) {
            if (out[second] != out[first] + 1 || stride[0] != 2 || stride[1] != 2) return false;
            core::copy_to_pairs(from[first], from[second], out[first] + start * 2, count);
            return true;
        };
        constexpr std::integral_constant<std::size_t, 0> first;
        constexpr std::integral_constant<std::size_t, Outputs - 1> second;
        if (pairs(first, second) || pairs(second, first)) return;
    }
    core::for_each_index<Outputs>([&](auto k) {
        if (stride[k] == 1) return;
        core::copy_to_stride(std::get<k()>(from), std::get<k()>(out) + start * stride[k], stride[k], count);
    });
}

/// outputs = f(inputs) along one line of each view. Lines without unit stride pass through a stack buffer, block by block.
template <class Plan, class F, class In, class Out, std::size_t Inputs, std::size_t Outputs>
void sweep_line(const F& f, Index n, const In& in, std::array<Index, Inputs> in_stride, const Out& out,
                std::array<Index, Outputs> out_stride) {
    const auto unit = [](Index s) { return s == 1; };
    if (std::all_of(in_stride.begin(), in_stride.end(), unit) &&
        std::all_of(out_stride.begin(), out_stride.end(), unit)) {
        core::sweep_contiguous<Plan>(f, n, in, out);
        return;
    }
    constexpr Index block = 256;
    [[maybe_unused]] const auto block_for = [](const auto&... p) {
        return core::together(std::array<std::remove_cvref_t<decltype(*p)>, block>()...);
    };
    alignas(64) decltype(std::apply(block_for, in)) in_block;
    alignas(64) decltype(std::apply(block_for, out)) out_block;
    In from = in;
    Out to = out;
    for (Index start = 0; start < n; start += block) {
        const Index count = (std::min)(block, n - start);
        core::for_each_index<Inputs>([&](auto k) {
            const Index stride = in_stride[k];
            auto& p = std::get<k()>(from);
            p = std::get<k()>(in) + start * stride;
            if (unit(stride)) return;
            core::copy_from_stride(p, stride, std::get<k()>(in_block).data(), count);
            p = std::get<k()>(in_block).data();
        });
        core::for_each_index<Outputs>([&](auto k) {
            std::get<k()>(to) = unit(out_stride[k]) ? std::get<k()>(out) + start : std::get<k()>(out_block).data();
        });
        core::sweep_contiguous<Plan>(f, count, from, to);
        core::copy_outputs(to, out, out_stride, start, count);
    }
}

/// outputs = f(inputs) for contiguous vectors of n elements, divided among the executor's threads.
template <class Plan, class F, class In, class Out, class E>
ACTFN_INLINE inline void sweep_vectors(const F& f, Index n, In in, Out out, E& executor) {
    const auto part = [&](Index begin, Index end) ACTFN_INLINE_LAMBDA {
        const auto inputs = core::advanced(in, begin);
        const auto outputs = core::advanced(out, begin);
        if constexpr (waits_for_memory<Plan, In, Out>) {
            if (n >= beyond_caches / bytes_of_all<In, Out>)
                return core::sweep_beyond_caches<Plan>(f, end - begin, inputs, outputs);
        }
        core::sweep_contiguous<Plan>(f, end - begin, inputs, outputs);
    };
    core::divide(executor, n, n, Plan::cost, part);
}

/// outputs = f(inputs) for views of one shape, along the first output's storage order; in one line if all are
/// contiguous in that order.
template <class Plan, class F, class In, class Out, class E>
[[gnu::noinline]] void sweep_views(const F& f, In in, Out out, E& executor) {
    if (std::get<0>(out).empty()) return;
    if (std::get<0>(out).by_rows()) {
        const auto transpose = [](auto&... v) { ((v = v.transposed()), ...); };
        std::apply(transpose, in);
        std::apply(transpose, out);
    }
    const auto at = [](Index row, Index col) {
        return [row, col](const auto&... v) { return core::together(v.at(row, col)...); };
    };
    const auto packed = [](const auto&... v) { return (... && v.packed()); };
    if (std::apply(packed, in) && std::apply(packed, out)) {
        return core::sweep_vectors<Plan>(f, std::get<0>(out).size(), std::apply(at(0, 0), in),
                                         std::apply(at(0, 0), out), executor);
    }
    const auto evenly_spaced = [](const auto&... v) { return (... && v.evenly_spaced()); };
    if (std::apply(evenly_spaced, in) && std::apply(evenly_spaced, out)) {
        const auto in_one_column = [](auto&... v) { ((v = v.in_one_column()), ...); };
        std::apply(in_one_column, in);
        std::apply(in_one_column, out);
    }
    const Index rows = std::get<0>(out).rows;
    const Index cols = std::get<0>(out).cols;
    const auto strides = [rows](const auto&... v) { return std::array{(rows == 1 ? Index(1) : v.row_stride)...}; };
    const auto line = [&](Index first, Index count, Index col) {
        core::sweep_line<Plan>(f, count, std::apply(at(first, col), in), std::apply(strides, in),
                               std::apply(at(first, col), out), std::apply(strides, out));
    };
    if (cols == 1) {
        core::divide(executor, rows, rows, Plan::cost, [&](Index begin, Index end) { line(begin, end - begin, 0); });
    } else {
        core::divide(executor, cols, rows * cols, Plan::cost, [&](Index begin, Index end) {
            for (Index col = begin; col < end; ++col) line(0, rows, col);
        });
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
