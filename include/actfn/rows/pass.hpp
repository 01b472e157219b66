#pragma once

// Passes over lines (rows or columns that are distributions): the loops of softmax and its kin.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/base/unrolled.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/operand.hpp"
#include "actfn/rows/quad.hpp"
#include "actfn/simd/load_as.hpp"
#include "actfn/simd/memory.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Evaluates F for a quad or a pair, adds what it returns to the sums if F::sums, and stores it if F::stores.
template <class F, class Q, class Sums, class T, std::size_t K, std::size_t In, class Access>
ACTFN_LOOP_PART inline void run_quad(const std::array<Q, K>& constants, Sums& sums,
                                     const std::array<Batches<const T>, In>& in, const Batches<T>& out,
                                     const Access& access) {
    constexpr std::size_t batches = std::tuple_size_v<decltype(Q::data)>;
    const auto at = [](const auto& of, std::size_t b)
                        ACTFN_INLINE_LAMBDA { return of.first + static_cast<Index>(b) * of.batch_step; };
    const auto result = core::evaluate<F>(constants, core::each_of<In>([&](auto i) ACTFN_INLINE_LAMBDA {
                                              return Q(core::each_of<batches>([&](auto b) ACTFN_INLINE_LAMBDA {
                                                  return access.template load<typename Q::Batch>(at(in[i], b), b);
                                              }));
                                          }));
    if constexpr (F::stores) {
        core::for_each_index<batches>([&](auto b) ACTFN_INLINE_LAMBDA { access.store(at(out, b), b, result.data[b]); });
    }
    if constexpr (F::sums) sums.add(result);
}

/// The same for a quad with inactive lanes. If the lanes are not of unit stride, in a copy of them.
template <class F, class Q, class Sums, class T, std::size_t K, std::size_t In>
ACTFN_LOOP_PART inline void run_part(const std::array<Q, K>& constants, Sums& sums, std::array<Batches<const T>, In> in,
                                     const Batches<T>& out, const Part<T>& part, bool unit) {
    constexpr auto width = static_cast<Index>(lanes<typename Q::Batch>);
    std::array<std::array<T, quad_batches * lanes<typename Q::Batch>>, In> copies;
    Batches<T> to = out;
    if (!unit) [[unlikely]] {
        for (std::size_t i = 0; i < In; ++i) {
            to = {copies[i].data(), width, 1};
            core::copy_quad(in[i], to, part);
            in[i] = to.as_const();
        }
    }
    core::run_quad<F>(constants, sums, in, to, part);
    if constexpr (F::stores) {
        if (!unit) [[unlikely]]
            core::copy_quad(to, out, part);
    }
}

template <class Q, std::size_t K>
ACTFN_LOOP_PART inline std::array<Q, K> repeated_each(const std::array<typename Q::Batch, K>& x) {
    std::array<Q, K> result;
    core::for_each_index<K>([&](auto k) ACTFN_INLINE_LAMBDA { result[k] = core::repeated<Q>(x[k]); });
    return result;
}

/// Whether a step of all operands is 1: that from lane to lane.
template <bool Stores, class T, std::size_t In>
ACTFN_INLINE inline bool contiguous(Index LineOperand<const T>::*step, Index LineOperand<T>::*out_step,
                                    const std::array<LineOperand<const T>, In>& in, const LineOperand<T>& out) {
    bool all = !Stores || out.*out_step == 1;
    for (const auto& i : in) all = all && i.*step == 1;
    return all;
}

/// A pass over up to N lines along the storage order. The entries of a line are dealt to 8 lanes, four batches at a time.
/// Sums each line if F::sums.
template <class F, Scalar T, Scalar C, std::size_t K, std::size_t N, std::size_t In>
ACTFN_LOOP void pass_along(Index lines, Index entries, const Constants<C, K, N>& constants, T fill,
                           const std::array<LineOperand<const T>, In>& in, const LineOperand<T>& out,
                           SumsOfLines<typename F::template Number<C>, N>& sums) {
    using V = native_batch<C>;
    constexpr auto width = static_cast<Index>(lanes<V>);
    constexpr Index block = std::max<Index>(8, width);
    constexpr Index quad = Index(quad_batches) * block;
    using Sums = std::array<typename F::template AlongSums<T, V>, static_cast<std::size_t>(block / width)>;
    // Quads that stay in the L1 cache while each batch of their blocks has its turn.
    constexpr Index chunk = width == block ? (std::numeric_limits<Index>::max)() / quad : 16;
    const Index quads = (entries + quad - 1) / quad;
    const bool unit =
        core::contiguous<F::stores>(&LineOperand<const T>::entry_step, &LineOperand<T>::entry_step, in, out);
    const Index whole = unit ? entries / quad : 0;
    std::array<Sums, N> lane_sums;
    for (Index line = 0; line < lines; ++line) {
        const auto batches = [&](const auto& of) ACTFN_INLINE_LAMBDA {
            return core::batches_of_line(of, line, block * of.entry_step, of.entry_step);
        };
        const auto from = core::each_of<In>([&](auto i) ACTFN_INLINE_LAMBDA { return batches(in[i]); });
        const auto to = batches(out);
        const auto i = static_cast<std::size_t>(line);
        std::array<V, K> constant;
        core::for_each_index<K>([&](auto k) ACTFN_INLINE_LAMBDA { constant[k] = V(constants[k].value[i]); });
        const auto repeated = core::repeated_each<Quad<V>>(constant);
        Sums sum;
        for (Index first = 0; first < quads; first += chunk) {
            const Index last = (std::min)(first + chunk, quads);
            for (std::size_t v = 0; v < sum.size(); ++v) {
                const Index lane = static_cast<Index>(v) * width;
                auto in_registers = sum[v];
                const auto operand = [&](Index q, const auto& of) ACTFN_INLINE_LAMBDA {
                    return of.moved(q * Index(quad_batches) * of.batch_step + lane * of.lane_step);
                };
                const auto inputs = [&](Index q) ACTFN_INLINE_LAMBDA {
                    return core::each_of<In>([&](auto k) ACTFN_INLINE_LAMBDA { return operand(q, from[k]); });
                };
                Index q = first;
                for (; q < (std::min)(last, whole); ++q)
                    core::run_quad<F>(repeated, in_registers, inputs(q), operand(q, to), Whole());
                for (; q < last; ++q) {
                    const Part<T> part{fill, fill, core::each_of<quad_batches>([&](auto b) ACTFN_INLINE_LAMBDA {
                                           return std::clamp(entries - q * quad - lane - Index(b()) * block, Index(0),
                                                             width);
                                       })};
                    core::run_part<F>(repeated, in_registers, inputs(q), operand(q, to), part, unit);
                }
                sum[v] = in_registers;
            }
        }
        lane_sums[i] = sum;
    }
    if constexpr (F::sums) {
        // In a loop of its own: the latency of each tree is hidden by the trees of the other lines.
        for (std::size_t i = 0; i < static_cast<std::size_t>(lines); ++i)
            std::tie(sums.sum.value[i], sums.rest.value[i]) = Sums::value_type::total(lane_sums[i]);
    }
}

/// A pass over up to N lines across the storage order, each in a lane of its own.
template <class F, Scalar T, Scalar C, std::size_t K, std::size_t N, std::size_t In>
ACTFN_LOOP void pass_across(Index lines, Index entries, const Constants<C, K, N>& constants, T fill,
                            const std::array<LineOperand<const T>, In>& in, const LineOperand<T>& out,
                            SumsOfLines<typename F::template Number<C>, N>& sums) {
    using V = native_batch<C>;
    using Sums = typename F::template AcrossSums<T, V>;
    constexpr auto width = static_cast<Index>(lanes<V>);
    constexpr auto quad = Index(quad_batches);
    const bool unit =
        core::contiguous<F::stores>(&LineOperand<const T>::line_step, &LineOperand<T>::line_step, in, out);
    constexpr Index chunk =
        4;  // quads of a strip before its neighbour has its turn: together they are whole cache lines
    const Index quads = (entries + quad - 1) / quad;
    for (Index first = 0; first < quads; first += chunk) {
        const Index last = (std::min)(first + chunk, quads);
        for (Index line = 0; line < lines; line += width) {
            const auto batches = [&](const auto& of) ACTFN_INLINE_LAMBDA {
                return core::batches_of_line(of, line, of.entry_step, of.line_step);
            };
            const auto from = core::each_of<In>([&](auto i) ACTFN_INLINE_LAMBDA { return batches(in[i]); });
            const auto to = batches(out);
            const Index active = (std::min)(width, lines - line);
            const Index whole = unit && active == width ? entries / quad : 0;
            std::array<V, K> constant;
            core::for_each_index<K>(
                [&](auto k) ACTFN_INLINE_LAMBDA { constant[k] = core::load<V>(constants[k].value.data() + line); });
            const auto repeated = core::repeated_each<Quad<V>>(constant);
            auto* const sum_of_line = sums.sum.value.data() + line;
            auto* const rest_of_line = sums.rest.value.data() + line;
            Sums sum;
            if constexpr (F::sums) {
                if (first > 0) sum = Sums(sum_of_line, rest_of_line);
            }
            const auto operand = [&](Index q, const auto& of)
                                     ACTFN_INLINE_LAMBDA { return of.moved(q * quad * of.batch_step); };
            const auto inputs = [&](Index q) ACTFN_INLINE_LAMBDA {
                return core::each_of<In>([&](auto k) ACTFN_INLINE_LAMBDA { return operand(q, from[k]); });
            };
            Index q = first;
            for (; q < (std::min)(last, whole); ++q)
                core::run_quad<F>(repeated, sum, inputs(q), operand(q, to), Whole());
            for (; q < last; ++q) {
                const Index left = entries - q * quad;
                // A lane without a line holds 0: an infinity might raise floating-point exceptions.
                const Part<T> part{fill, T(0), core::each_of<quad_batches>([&](auto b) ACTFN_INLINE_LAMBDA {
                                       return Index(b()) < left ? active : Index(0);
                                   })};
                if (left > quad / 2) {
                    core::run_part<F>(repeated, sum, inputs(q), operand(q, to), part, unit);
                } else {
                    core::run_part<F>(core::repeated_each<Pair<V>>(constant), sum, inputs(q), operand(q, to), part,
                                      unit);
                }
            }
            if constexpr (F::sums) {
                if (last < quads) {
                    sum.store(sum_of_line, rest_of_line);
                } else {
                    sum.store_total(sum_of_line, rest_of_line);
                }
            }
        }
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
