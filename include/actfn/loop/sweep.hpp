#pragma once

// The one loop over buffers: element-wise formulas with any number of inputs and one or two outputs.

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/base/executor.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/simd/load_as.hpp"
#include "actfn/simd/streaming.hpp"
#include "actfn/simd/strided.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Loads a group of lanes from each input, applies f, and stores a group of lanes to each output.
template <class Plan, class F, class T, std::size_t Inputs, std::size_t Outputs, class Load, class Store>
[[gnu::always_inline]] inline void sweep_group(const F& f, const std::array<const T*, Inputs>& in,
                                               const std::array<T*, Outputs>& out, const Load& load,
                                               const Store& store) {
    const auto results = [&]<std::size_t... K>(std::index_sequence<K...>) __attribute__((always_inline)) {
        return Plan::evaluate(f, load(in[K])...);
    }
    (std::make_index_sequence<Inputs>());
    if constexpr (Outputs == 2) {
        store(out[0], results.first);
        store(out[1], results.second);
    } else {
        store(out[0], results);
    }
}

/// outputs[k][i] = k-th result of f(inputs[0][i], ...) for n contiguous elements. All inputs of a group of lanes are
/// loaded before its outputs are stored, so an output may be an input (in place). Flattened, since g++ would not inline
/// xsimd's one-line functions for NEON.
template <class Plan, class F, class T, std::size_t Inputs, std::size_t Outputs>
[[gnu::noinline, gnu::flatten]] void sweep_contiguous(const F& f, Index n, std::array<const T*, Inputs> in,
                                                      std::array<T*, Outputs> out) {
    using V = typename Plan::Batch;
    using Group = typename Plan::Group;
    constexpr auto width = static_cast<Index>(lanes<V>);
    constexpr auto size = static_cast<Index>(lanes<Group>);
    const F local = f;  // the stores cannot alias a local copy, so its members stay in registers
    const auto group = [&](const auto& load, const auto& store) __attribute__((always_inline)) {
        core::sweep_group<Plan>(local, in, out, load, store);
    };
    const auto part_of_batch = [&](Index i, Index count) __attribute__((always_inline)) {
        const auto lanes = static_cast<std::size_t>(count);
        group(
            [ i, lanes ](const T* p) __attribute__((always_inline)) { return core::load_part_as<V>(p + i, lanes); },
            [ i, lanes ](T * p, const V& v)
                __attribute__((always_inline)) { core::store_part_rounded(p + i, v, lanes); });
    };
    const auto whole_group = [&](Index i) __attribute__((always_inline)) {
        group(
            [i](const T* p) __attribute__((always_inline)) { return core::load_as<Group>(p + i); },
            [i](T * p, const Group& v) __attribute__((always_inline)) { core::store_rounded(p + i, v); });
    };
    Index i = 0;
    if constexpr (Plan::interleaved) {
        for (; i + size <= n; i += size) whole_group(i);
        for (; i < n; i += width) part_of_batch(i, (std::min)(width, n - i));
    } else {
#pragma GCC unroll 4
        for (; i + size <= n; i += size) whole_group(i);
        if (i < n) part_of_batch(i, n - i);
    }
}

template <class P, std::size_t N>
[[gnu::always_inline]] inline std::array<P*, N> advanced(const std::array<P*, N>& pointers, Index by) {
    return std::apply(
        [by](auto... p) __attribute__((always_inline)) { return std::array<P*, N>{(p + by)...}; }, pointers);
}

/// outputs = f(inputs) for contiguous arrays that fit in no cache. Streaming stores save reading the lines that they
/// overwrite; they are used if no output is an input and all outputs have the same address modulo a cache line.
template <class Plan, class F, class T, std::size_t Inputs, std::size_t Outputs>
[[gnu::noinline]] void sweep_beyond_caches(const F& f, Index n, std::array<const T*, Inputs> in,
                                           std::array<T*, Outputs> out) {
    using Group = typename Plan::Group;
    constexpr auto size = static_cast<Index>(lanes<Group>);
    if (!core::can_pass_caches_together(in, out)) return core::sweep_contiguous<Plan>(f, n, in, out);
    const F local = f;
    Index i = (std::min)(n, core::elements_to_line(out[0]));
    core::sweep_contiguous<Plan>(f, i, in, out);
    for (; i + size <= n; i += size) {
        core::sweep_group<Plan>(
            local, in, out, [i](const T* p) __attribute__((always_inline)) { return core::load_as<Group>(p + i); },
            [i](T * p, const Group& v) __attribute__((always_inline)) { core::stream_rounded(p + i, v); });
    }
    core::finish_stores_past_caches();
    core::sweep_contiguous<Plan>(f, n - i, core::advanced(in, i), core::advanced(out, i));
}

/// outputs = f(inputs) along one line of each view. Lines without unit stride pass through a stack buffer, block by block.
template <class Plan, class F, class T, std::size_t Inputs, std::size_t Outputs>
void sweep_line(const F& f, Index n, std::array<const T*, Inputs> in, std::array<Index, Inputs> in_stride,
                std::array<T*, Outputs> out, std::array<Index, Outputs> out_stride) {
    constexpr Index block = 256;
    const auto unit = [](Index s) { return s == 1; };
    if (std::ranges::all_of(in_stride, unit) && std::ranges::all_of(out_stride, unit)) {
        core::sweep_contiguous<Plan>(f, n, in, out);
        return;
    }
    alignas(64) std::array<std::array<T, block>, Inputs + Outputs> copy;
    std::array<const T*, Inputs> from;
    std::array<T*, Outputs> to;
    for (Index start = 0; start < n; start += block) {
        const Index count = (std::min)(block, n - start);
        for (std::size_t k = 0; k < Inputs; ++k) {
            from[k] = in[k] + start * in_stride[k];
            if (unit(in_stride[k])) continue;
            core::copy_from_stride(from[k], in_stride[k], copy[k].data(), count);
            from[k] = copy[k].data();
        }
        for (std::size_t k = 0; k < Outputs; ++k) {
            to[k] = unit(out_stride[k]) ? out[k] + start : copy[Inputs + k].data();
        }
        core::sweep_contiguous<Plan>(f, count, from, to);
        const auto target = [&](std::size_t k) { return out[k] + start * out_stride[k]; };
        if (Outputs == 2 && out_stride[0] == 2 && out_stride[Outputs - 1] == 2 && out[Outputs - 1] == out[0] + 1) {
            core::copy_to_pairs(to[0], to[Outputs - 1], target(0), count);
        } else if (Outputs == 2 && out_stride[0] == 2 && out_stride[Outputs - 1] == 2 &&
                   out[0] == out[Outputs - 1] + 1) {
            core::copy_to_pairs(to[Outputs - 1], to[0], target(Outputs - 1), count);
        } else {
            for (std::size_t k = 0; k < Outputs; ++k) {
                if (!unit(out_stride[k])) core::copy_to_stride(to[k], target(k), out_stride[k], count);
            }
        }
    }
}

/// outputs = f(inputs) for contiguous vectors of n elements, divided among the executor's threads.
template <class Plan, class F, class T, std::size_t Inputs, std::size_t Outputs, class E>
[[gnu::always_inline]] inline void sweep_vectors(const F& f, Index n, std::array<const T*, Inputs> in,
                                                 std::array<T*, Outputs> out, E& executor) {
    // The more arrays, the longer the wait.
    constexpr bool waits_for_memory =
        2 * Plan::cost <= greatest_cost_beside_memory * static_cast<int>(Inputs + Outputs);
    constexpr auto bytes = static_cast<Index>((Inputs + Outputs) * sizeof(T));
    const auto part = [&](Index begin, Index end) __attribute__((always_inline)) {
        const auto inputs = core::advanced(in, begin);
        const auto outputs = core::advanced(out, begin);
        if constexpr (can_stream<typename Plan::Batch, T> && waits_for_memory) {
            if (n >= beyond_caches / bytes) return core::sweep_beyond_caches<Plan>(f, end - begin, inputs, outputs);
        }
        core::sweep_contiguous<Plan>(f, end - begin, inputs, outputs);
    };
    core::divide(executor, n, n, Plan::cost, part);
}

/// The addresses of the views' first elements.
template <class T, std::size_t N>
[[gnu::always_inline]] inline std::array<T*, N> pointers(const std::array<View<T>, N>& views) {
    return std::apply(
        [](const auto&... v) __attribute__((always_inline)) { return std::array<T*, N>{v.data...}; }, views);
}

/// outputs = f(inputs) for views of one shape, along the first output's storage order; in one line if all are
/// contiguous in that order.
template <class Plan, class F, class T, std::size_t Inputs, std::size_t Outputs, class E>
[[gnu::noinline]] void sweep_views(const F& f, std::array<View<const T>, Inputs> in, std::array<View<T>, Outputs> out,
                                   E& executor) {
    if (out[0].empty()) return;
    const auto each = [&](const auto& change) {
        for (auto& v : in) v = change(v);
        for (auto& v : out) v = change(v);
    };
    if (out[0].by_rows()) each([](const auto& v) { return v.transposed(); });
    const auto all = [&](const auto& is) { return std::ranges::all_of(in, is) && std::ranges::all_of(out, is); };
    if (all([](const auto& v) { return v.packed(); }))
        return core::sweep_vectors<Plan>(f, out[0].size(), core::pointers(in), core::pointers(out), executor);
    if (all([](const auto& v) { return v.evenly_spaced(); })) each([](const auto& v) { return v.in_one_column(); });
    const Index rows = out[0].rows;
    const Index cols = out[0].cols;
    const auto line = [&](Index first, Index count, Index col) {
        std::array<const T*, Inputs> from;
        std::array<Index, Inputs> from_stride;
        std::array<T*, Outputs> to;
        std::array<Index, Outputs> to_stride;
        for (std::size_t k = 0; k < Inputs; ++k) {
            from[k] = in[k].at(first, col);
            from_stride[k] = rows == 1 ? 1 : in[k].row_stride;
        }
        for (std::size_t k = 0; k < Outputs; ++k) {
            to[k] = out[k].at(first, col);
            to_stride[k] = rows == 1 ? 1 : out[k].row_stride;
        }
        core::sweep_line<Plan>(f, count, from, from_stride, to, to_stride);
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
