#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/math/log.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/random/philox.hpp"
#include "actfn/simd/memory.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Numbers of the standard Gumbel distribution for N lanes, those of Philox from index `first` in steps of
/// `index_step`: -log(-log u) in double, with u in (0, 1) from 52 bits.
template <std::size_t N>
std::array<double, N> gumbel_numbers(std::uint64_t seed, std::uint64_t step, Index first, Index index_step) {
    using V = native_batch<double>;
    const Philox<N> words(seed, step, static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(index_step));
    std::array<double, N> g;
    for (std::size_t l = 0; l < N; ++l) {
        const std::uint64_t bits = ((std::uint64_t(words.word(0)[l]) << 32) | words.word(1)[l]) >> 12;
        g[l] = static_cast<double>(2 * bits + 1) * 0x1p-53;
    }
    static_assert(N % lanes<V> == 0);
    for (std::size_t l = 0; l < N; l += lanes<V>) {
        const V u = core::load<V>(g.data() + l);
        core::store(g.data() + l, math::negate(math::log(math::negate(math::log(u)))));
    }
    return g;
}

/// The index of element (i, j) of an array in the counter of Philox: first + i * of_row + j * of_col.
struct ElementIndices {
    Index first;
    Index of_row;
    Index of_col;
};
/// Those of a block whose rows are the lines of an array of `rows` rows from this one on.
inline ElementIndices indices_of_lines(Axis axis, Index rows, Index line) {
    return axis == Axis::rowwise ? ElementIndices{line, 1, rows} : ElementIndices{line * rows, rows, 1};
}
inline ElementIndices indices_of_lines(const Lines& lines, Index, Index line) {
    const Index first = line / lines.inner * lines.length * lines.inner + line % lines.inner;
    return {first, lines.inner == 1 ? lines.length : 1, lines.inner};
}

/// out = x + g, formed in double and rounded once, where g has a Gumbel number for each element.
template <Scalar T, class E>
void add_gumbel_numbers(View<const T> x, View<T> out, const ElementIndices& indices, std::uint64_t seed,
                        std::uint64_t step, E& executor) {
    constexpr Index chunk = 64;
    constexpr int cost_of_a_number = 200;
    if (out.empty()) return;
    // A line runs along the output's storage order; its elements' indices have stride index_step.
    const bool by_rows = out.by_rows();
    if (by_rows) {
        x = x.transposed();
        out = out.transposed();
    }
    const Index index_step = by_rows ? indices.of_col : indices.of_row;
    const Index line_step = by_rows ? indices.of_row : indices.of_col;
    const Index chunks = (out.rows + chunk - 1) / chunk;
    core::divide(executor, out.cols * chunks, out.size(), cost_of_a_number, [&](Index begin, Index end) {
        for (; begin < end; ++begin) {
            const Index line = begin / chunks;
            const Index first = begin % chunks * chunk;
            const auto g = core::gumbel_numbers<static_cast<std::size_t>(chunk)>(
                seed, step, indices.first + line * line_step + first * index_step, index_step);
            for (Index i = first; i < (std::min)(first + chunk, out.rows); ++i) {
                *out.at(i, line) =
                    static_cast<T>(static_cast<double>(*x.at(i, line)) + g[static_cast<std::size_t>(i - first)]);
            }
        }
    });
}
/// The same, where the index of element (i, j) is i + j * rows in either storage order.
template <Scalar T, class E>
void add_gumbel_numbers(const View<const T>& x, const View<T>& out, std::uint64_t seed, std::uint64_t step,
                        E& executor) {
    core::add_gumbel_numbers(x, out, ElementIndices{0, 1, out.rows}, seed, step, executor);
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
