#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include "actfn/base/executor.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/base/unrolled.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/loop/sweep.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/random/philox.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Slopes drawn from U(lower, upper), one for each element of a logical array and step, as RReLUTraining defines them.
template <Scalar T>
class RandomSlopes {
public:
    RandomSlopes(T lower, T upper, std::uint64_t seed)
        : lower_(lower), upper_(upper), greatest_(lower < upper ? std::nextafter(upper, lower) : upper), seed_(seed) {}

    std::uint64_t seed() const { return seed_; }

    /// Evaluates out = formula(in..., slope) over arrays of one shape, with elements of M, drawing slopes in chunks into a stack
    /// buffer.
    template <class F, Element M, std::size_t Inputs, class E>
    void sweep(const F& formula, std::array<View<const M>, Inputs> in, View<M> out, std::uint64_t step,
               E& executor) const {
        if (out.empty()) return;
        // A line runs along the output's storage order; its elements' logical indices have stride index_step.
        const Index rows = out.rows;
        const bool by_rows = out.by_rows();
        if (by_rows) {
            out = out.transposed();
            for (auto& v : in) v = v.transposed();
        }
        const Index index_step = by_rows ? rows : 1;
        const Index line_step = by_rows ? 1 : rows;
        const Index chunks = (out.rows + chunk - 1) / chunk;
        core::divide(executor, out.cols * chunks, out.rows * out.cols, cost_of_a_draw, [&](Index begin, Index end) {
            for (Index i = begin; i < end; ++i) {
                const Index line = i / chunks;
                const Index first = i % chunks * chunk;
                const Index count = (std::min)(chunk, out.rows - first);
                const auto slope = draw(line * line_step + first * index_step, index_step, step);
                const auto with_slopes = [&](const auto&... v) {
                    return core::together(v.at(first, line)..., slope.data());
                };
                std::array<Index, Inputs + 1> from_stride;
                for (std::size_t k = 0; k < Inputs; ++k) from_stride[k] = count == 1 ? 1 : in[k].row_stride;
                from_stride[Inputs] = 1;
                core::sweep_line<LoopPlan<T>>(formula, count, std::apply(with_slopes, in), from_stride,
                                              std::array{out.at(first, line)},
                                              std::array{count == 1 ? Index(1) : out.row_stride});
            }
        });
    }

    friend constexpr bool operator==(const RandomSlopes&, const RandomSlopes&) = default;

private:
    static constexpr Index chunk = 64;
    static constexpr int cost_of_a_draw = 100;

    std::array<T, static_cast<std::size_t>(chunk)> draw(Index first, Index index_step, std::uint64_t step) const {
        constexpr auto n = static_cast<std::size_t>(chunk);
        const Philox<n> words(seed_, step, static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(index_step));
        std::array<T, n> slope;
        for (std::size_t l = 0; l < n; ++l) slope[l] = between(words.word(0)[l], words.word(1)[l]);
        return slope;
    }

    T between(std::uint32_t w0, std::uint32_t w1) const {
        // In double the products of two floats are exact, so that the sum is the same with and without FMA.
        double u;
        if constexpr (std::same_as<T, float>) {
            u = (w0 >> 8) * 0x1p-24;
        } else {
            u = static_cast<double>(((std::uint64_t(w0) << 32) | w1) >> 11) * 0x1p-53;
        }
        const double a = math::fma(u, double(upper_), (1 - u) * double(lower_));
        return std::clamp(static_cast<T>(a), lower_, greatest_);  // without FMA a double may fall below lower
    }

    T lower_;
    T upper_;
    T greatest_;
    std::uint64_t seed_;
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
