#pragma once

// Passes over lines (rows or columns that are distributions): the loops of softmax and its kin.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/base/any_call.hpp"
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
template <class F, class Q, class Sums, class From, class To, std::size_t K, std::size_t In, class Access>
ACTFN_LOOP_PART inline void run_quad(const std::array<Q, K>& constants, Sums& sums,
                                     const std::array<Batches<const From>, In>& in, const Batches<To>& out,
                                     const Access& access) {
    constexpr std::size_t batches = std::tuple_size_v<decltype(Q::data)>;
    const auto result = core::evaluate<F>(constants, core::each_of<In>([&](std::size_t i) ACTFN_INLINE_LAMBDA {
                                              return Q(core::each_of<batches>([&](std::size_t b) ACTFN_INLINE_LAMBDA {
                                                  return access.template load<typename Q::Batch>(in[i].at(b), b);
                                              }));
                                          }));
    if constexpr (F::stores) {
        core::for_each_index<batches>([&](std::size_t b)
                                          ACTFN_INLINE_LAMBDA { access.store(out.at(b), b, result.data[b]); });
    }
    if constexpr (F::sums) sums.add(result);
}

template <class Q, std::size_t K>
ACTFN_LOOP_PART inline std::array<Q, K> repeated_each(const std::array<typename Q::Batch, K>& x) {
    std::array<Q, K> result;
    core::for_each_index<K>([&](std::size_t k) ACTFN_INLINE_LAMBDA { result[k] = core::repeated<Q>(x[k]); });
    return result;
}

/// Evaluates F for the batches of a quad, or of a pair if that is enough, one after the other: also for those without active
/// lanes, whose results have a part in the sums.
template <class F, class V, class Sums, class From, class To, std::size_t K, std::size_t In>
ACTFN_LOOP_PART inline void run_batches(const std::array<V, K>& constants, Sums& sums,
                                        const std::array<Batches<const From>, In>& in, const Batches<To>& out,
                                        const Part<From>& part) {
    using Result = decltype(core::evaluate<F>(constants, std::array<V, In>()));
    std::array<Result, quad_batches> results;
    if constexpr (F::sums) results.fill(Sums::template nothing<Result>());
    const std::size_t batches = part.count[quad_batches / 2] > 0 ? quad_batches : quad_batches / 2;
    for (std::size_t b = 0; b < batches; ++b) {
        results[b] = core::evaluate<F>(constants, core::each_of<In>([&](std::size_t i) ACTFN_INLINE_LAMBDA {
                                           return part.template load<V>(in[i].at(b), b);
                                       }));
        if constexpr (F::stores) part.store(out.at(b), b, results[b]);
    }
    if constexpr (F::sums) sums.add(results);
}

/// What is left of a line, less than a quad: as a pair if that is enough. But batch by batch where registers do not hold what
/// interleaved kernels need: a quad and a pair of those would be long code for little.
template <class F, class V, class Sums, class From, class To, std::size_t K, std::size_t In>
ACTFN_LOOP_PART inline void run_part(const std::array<V, K>& constants, Sums& sums,
                                     const std::array<Batches<const From>, In>& in, const Batches<To>& out,
                                     const Part<From>& part) {
    if constexpr (F::calls_kernels && interleaved_batches == 1) {
        core::run_batches<F>(constants, sums, in, out, part);
    } else if (part.count[quad_batches / 2] > 0) {
        core::run_quad<F>(core::repeated_each<Quad<V>>(constants), sums, in, out, part);
    } else {
        core::run_quad<F>(core::repeated_each<Pair<V>>(constants), sums, in, out, part);
    }
}

/// The sums of one line along the storage order, in 8 lanes.
template <class F, Scalar T, Scalar C>
using AlongSums = std::array<typename F::template AlongSums<T, native_batch<C>>,
                             std::max<std::size_t>(8, lanes<native_batch<C>>) / lanes<native_batch<C>>>;

/// A pass over up to N lines along the storage order, whose entries are contiguous. They are dealt to 8 lanes, four
/// batches at a time. Adds them to the sums of each line if F::sums.
template <class F, Scalar T, Scalar C, class From, class To, std::size_t K, std::size_t N, std::size_t In>
ACTFN_LOOP void pass_along(Index lines, Index entries, const Constants<C, K, N>& constants, From fill,
                           const std::array<LineOperand<const From>, In>& in, const LineOperand<To>& out,
                           std::array<AlongSums<F, T, C>, N>& sums) {
    using V = native_batch<C>;
    constexpr auto width = static_cast<Index>(lanes<V>);
    constexpr Index block = std::max<Index>(8, width);
    constexpr Index quad = Index(quad_batches) * block;
    const Index left = entries % quad;
    const Index whole = entries - left;
    for (Index line = 0; line < lines; ++line) {
        const auto i = static_cast<std::size_t>(line);
        std::array<V, K> constant;
        core::for_each_index<K>([&](std::size_t k) ACTFN_INLINE_LAMBDA { constant[k] = V(constants[k].value[i]); });
        const auto repeated = core::repeated_each<Quad<V>>(constant);
        for (Index lane = 0; lane < block; lane += width) {
            auto& of_lanes = sums[i][static_cast<std::size_t>(lane / width)];
            auto in_registers = of_lanes;
            const auto of_line = [&](const auto& of) ACTFN_INLINE_LAMBDA {
                return core::batches(of.base + line * of.line_step + lane, block);
            };
            const auto from = core::each_of<In>([&](std::size_t k) ACTFN_INLINE_LAMBDA { return of_line(in[k]); });
            const auto inputs = [&](Index first) ACTFN_INLINE_LAMBDA {
                return core::each_of<In>([&](std::size_t k) ACTFN_INLINE_LAMBDA { return from[k].moved(first); });
            };
            // A pass that stores nothing has a null pointer, which must not be moved.
            const auto to = F::stores ? of_line(out) : Batches<To>{};
            const auto output = [&](Index first) ACTFN_INLINE_LAMBDA { return F::stores ? to.moved(first) : to; };
            for (Index first = 0; first < whole; first += quad)
                core::run_quad<F>(repeated, in_registers, inputs(first), output(first), Whole());
            if (left > lane) {
                const Part<From> part{fill, fill, core::each_of<quad_batches>([&](std::size_t b) ACTFN_INLINE_LAMBDA {
                                          return std::clamp(left - lane - Index(b) * block, Index(0), width);
                                      })};
                core::run_part<F>(constant, in_registers, inputs(whole), output(whole), part);
            }
            of_lanes = in_registers;
        }
    }
}

/// A pass over up to N lines across the storage order, each in a lane of its own, contiguous from line to line. Adds
/// their entries to the sums of each line if F::sums.
template <class F, Scalar T, Scalar C, class From, class To, std::size_t K, std::size_t N, std::size_t In>
ACTFN_LOOP void pass_across(Index lines, Index entries, const Constants<C, K, N>& constants, From fill,
                            const std::array<LineOperand<const From>, In>& in, const LineOperand<To>& out,
                            SumsOfLines<typename F::template Number<C>, N>& sums) {
    using V = native_batch<C>;
    using Sums = typename F::template AcrossSums<T, V>;
    constexpr auto width = static_cast<Index>(lanes<V>);
    constexpr auto quad = Index(quad_batches);
    const Index whole = lines / width * width;
    for (Index first = 0; first < entries; first += quad) {
        const Index count = (std::min)(entries - first, quad);
        const auto from_first = [&](const auto& of) ACTFN_INLINE_LAMBDA { return of.from_entry(first); };
        const auto from = core::each_of<In>([&](std::size_t k) ACTFN_INLINE_LAMBDA { return from_first(in[k]); });
        // A pass that stores nothing has a null pointer, which must not be moved.
        const auto to = F::stores ? from_first(out) : out;
        const auto run_lines = [&](Index line, const auto& run) ACTFN_INLINE_LAMBDA {
            std::array<V, K> constant;
            core::for_each_index<K>([&](std::size_t k) ACTFN_INLINE_LAMBDA {
                constant[k] = core::load<V>(constants[k].value.data() + line);
            });
            const auto of_lines = [line](const auto& of)
                                      ACTFN_INLINE_LAMBDA { return core::batches(of.base + line, of.entry_step); };
            const auto inputs = core::each_of<In>([&](std::size_t k) ACTFN_INLINE_LAMBDA { return of_lines(from[k]); });
            auto* const sum = sums.sum.value.data() + line;
            auto* const rest = sums.rest.value.data() + line;
            Sums in_registers;
            if constexpr (F::sums) in_registers = Sums(sum, rest);
            run(constant, in_registers, inputs, F::stores ? of_lines(to) : Batches<To>{});
            if constexpr (F::sums) in_registers.store(sum, rest);
        };
        Index line = 0;
        if (count == quad) {
            for (; line < whole; line += width) {
                run_lines(line, [](const auto& constant, auto& sum, const auto& inputs,
                                   const auto& output) ACTFN_INLINE_LAMBDA {
                    core::run_quad<F>(core::repeated_each<Quad<V>>(constant), sum, inputs, output, Whole());
                });
            }
        }
        for (; line < lines; line += width) {
            // A lane without a line holds 0: an infinity might raise floating-point exceptions.
            const Index active = (std::min)(width, lines - line);
            const Part<From> part{fill, From(0), core::each_of<quad_batches>([&](std::size_t b) ACTFN_INLINE_LAMBDA {
                                      return Index(b) < count ? active : Index(0);
                                  })};
            run_lines(line, [&](const auto& constant, auto& sum, const auto& inputs, const auto& output)
                                ACTFN_INLINE_LAMBDA { core::run_part<F>(constant, sum, inputs, output, part); });
        }
    }
}

/// The sums of each line along the storage order, from those of its lanes.
template <class Sums, std::size_t M, std::size_t N, class Number>
ACTFN_LOOP void end_sums(Index lines, const std::array<std::array<Sums, M>, N>& of_lanes,
                         SumsOfLines<Number, N>& sums) {
    // A loop of its own: the latency of each tree is hidden by the trees of the other lines.
    for (std::size_t i = 0; i < static_cast<std::size_t>(lines); ++i)
        std::tie(sums.sum.value[i], sums.rest.value[i]) = Sums::total(of_lanes[i]);
}

// What pass_across() adds to, and the sums from it.

template <class Sums, class Number, std::size_t N>
ACTFN_LOOP void begin_sums(Index lines, SumsOfLines<Number, N>& sums) {
    for (Index line = 0; line < lines; line += Sums::lines)
        Sums().store(sums.sum.value.data() + line, sums.rest.value.data() + line);
}
template <class Sums, class Number, std::size_t N>
ACTFN_LOOP void end_sums(Index lines, SumsOfLines<Number, N>& sums) {
    for (Index line = 0; line < lines; line += Sums::lines) {
        auto* const sum = sums.sum.value.data() + line;
        auto* const rest = sums.rest.value.data() + line;
        Sums(sum, rest).store_total(sum, rest);
    }
}

/// A pass over the entries of lines.
template <class T, std::size_t In>
using AnyPass = AnyCall<Index, const std::array<LineOperand<const T>, In>&, const LineOperand<T>&>;

template <class T>
[[gnu::noinline]] void copy_lines(Index lines, Index entries, const LineOperand<const T>& from,
                                  const LineOperand<T>& to) {
    for (Index line = 0; line < lines; ++line) {
        for (Index entry = 0; entry < entries; ++entry) to.at(line, entry) = from.at(line, entry);
    }
}

/// Calls pass(entries, in, out) with contiguous copies of a part of up to N lines, for one part after the other. `out` is
/// written if the pass stores.
template <LineLayout L, std::size_t N, class T, std::size_t In>
[[gnu::noinline]] void pass_copied(Index lines, Index entries, const std::array<LineOperand<const T>, In>& in,
                                   const LineOperand<T>& out, bool stores, const AnyPass<T, In>& pass) {
    constexpr Index part = 1024 / Index(N);
    std::array<std::array<T, N * std::size_t(part)>, In> copies;
    const auto copied = [&](std::size_t i) {
        return L == LineLayout::along ? LineOperand<T>{copies[i].data(), part, 1}
                                      : LineOperand<T>{copies[i].data(), 1, Index(N)};
    };
    for (Index first = 0; first < entries; first += part) {
        const Index count = (std::min)(part, entries - first);
        for (std::size_t i = 0; i < In; ++i) core::copy_lines(lines, count, in[i].from_entry(first), copied(i));
        // The result takes the place of the last input.
        pass(count, core::each_of<In>([&](std::size_t i) { return copied(i).as_const(); }), copied(In - 1));
        if (stores) core::copy_lines(lines, count, copied(In - 1).as_const(), out.from_entry(first));
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
