#pragma once

// The loop over buffers for a formula whose first result is added up: a loss of every element.

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "actfn/base/executor.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/base/unrolled.hpp"
#include "actfn/loop/sweep.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The type in which elements of T are added up. It depends on T, so that a std::vector of sums is compiled for calls alone.
template <Element T>
struct sum_type {
    using type = double;
};
template <Element T>
using sum_type_of = typename sum_type<T>::type;

/// Numbers in double, added in sequence with their rounding errors.
template <class Numbers>
double compensated_sum(const Numbers& numbers) {
    double sum = 0;
    double rest = 0;
    for (const double x : numbers) {
        const auto [s, e] = math::two_sum(sum, x);
        sum = s;
        rest = rest + e;
    }
    return core::equal(rest - rest, 0.0) ? sum + rest : sum;
}

/// How many elements are added up in double before their sum joins the others'.
inline constexpr std::ptrdiff_t chunk_of_sum = 512;

/// Those of a chunk in 8 sums by turns: this order is the same for every instruction set.
template <class T>
double sum_of_chunk(const std::array<T, chunk_of_sum>& x, Index count) {
    std::array<double, 8> sum = {};
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) sum[i % 8] += static_cast<double>(x[i]);
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

/// Returns the sum of f's first result, a float where elements have 16 bits, over views of one shape; the other results go to
/// `out`. The elements are added in the storage order of the first view, whatever their strides, on any number of threads.
template <class Plan, class F, class T, std::size_t Inputs, std::size_t Outputs, class E>
double sum_over(const F& f, std::array<View<const T>, Inputs> in, std::array<View<T>, Outputs> out, E& executor) {
    constexpr Index chunk = chunk_of_sum;
    const auto each = [&](const auto& change) {
        for (auto& v : in) v = change(v);
        for (auto& v : out) v = change(v);
    };
    if (in[0].by_rows()) each([](const auto& v) { return v.transposed(); });
    const Index n = in[0].size();
    const auto packed = [](const auto& v) { return v.packed(); };
    if (std::all_of(in.begin(), in.end(), packed) && std::all_of(out.begin(), out.end(), packed)) {
        each([n](auto v) {
            v.rows = v.col_stride = n;
            v.cols = v.row_stride = 1;
            return v;
        });
    }
    std::vector<sum_type_of<T>> sums(static_cast<std::size_t>((n + chunk - 1) / chunk));
    core::divide(executor, static_cast<Index>(sums.size()), n, Plan::cost, [&](Index begin, Index end) {
        std::array<lane_type<T>, chunk> first_result;
        for (; begin < end; ++begin) {
            const Index count = (std::min)(chunk, n - begin * chunk);
            for (Index done = 0; done < count;) {
                const Index row = (begin * chunk + done) % in[0].rows;
                const Index col = (begin * chunk + done) / in[0].rows;
                const Index part = (std::min)(count - done, in[0].rows - row);
                std::array<const T*, Inputs> from;
                std::array<Index, Inputs> from_step;
                std::array<Index, Outputs + 1> to_step;
                to_step[0] = 1;
                const auto to = [&]<std::size_t... K>(std::index_sequence<K...>) {
                    return core::together(first_result.data() + done, out[K].at(row, col)...);
                }
                (std::make_index_sequence<Outputs>());
                for (std::size_t k = 0; k < Inputs; ++k) {
                    from[k] = in[k].at(row, col);
                    from_step[k] = part == 1 ? 1 : in[k].row_stride;
                }
                for (std::size_t k = 0; k < Outputs; ++k) {
                    to_step[k + 1] = part == 1 ? 1 : out[k].row_stride;
                }
                core::sweep_line<Plan>(f, part, from, from_step, to, to_step);
                done += part;
            }
            sums[static_cast<std::size_t>(begin)] = core::sum_of_chunk(first_result, count);
        }
    });
    return core::compensated_sum(sums);
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
