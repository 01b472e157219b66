// xsimd's own functions, in a loop over its batches, and the softmax that one writes with them.

#include <algorithm>
#include <cmath>

#include "xsimd_batches.hpp"

namespace bench {
namespace {

// The softmax of each column, whose entries are contiguous: loops over batches, what is left entry by entry.

/// Calls column(offset of its first entry, how many entries are whole batches) for each.
template <class T, class Column>
void for_each_column(const Data<T>& d, const Column& column) {
    constexpr auto width = static_cast<Index>(xsimd::batch<T>::size);
    for (Index i = 0; i < d.cols; ++i) column(i * d.rows, d.rows / width * width);
}

template <class T>
void softmax(const Data<T>& d) {
    using V = xsimd::batch<T>;
    constexpr auto width = static_cast<Index>(V::size);
    for_each_column(d, [&d](Index first, Index whole) {
        const T* x = d.x + first;
        T* y = d.y + first;
        V greatest_lanes(x[0]);
        for (Index i = 0; i < whole; i += width) greatest_lanes = xsimd::max(greatest_lanes, V::load_unaligned(x + i));
        T greatest = xsimd::reduce_max(greatest_lanes);
        for (Index i = whole; i < d.rows; ++i) greatest = std::max(greatest, x[i]);
        V sum_lanes(0);
        for (Index i = 0; i < whole; i += width) {
            const V e = xsimd::exp(V::load_unaligned(x + i) - V(greatest));
            e.store_unaligned(y + i);
            sum_lanes += e;
        }
        T sum = xsimd::reduce_add(sum_lanes);
        for (Index i = whole; i < d.rows; ++i) sum += y[i] = std::exp(x[i] - greatest);
        const T scale = 1 / sum;
        for (Index i = 0; i < whole; i += width) (V::load_unaligned(y + i) * V(scale)).store_unaligned(y + i);
        for (Index i = whole; i < d.rows; ++i) y[i] *= scale;
    });
}

template <class T>
void softmax_backward(const Data<T>& d) {
    using V = xsimd::batch<T>;
    constexpr auto width = static_cast<Index>(V::size);
    for_each_column(d, [&d](Index first, Index whole) {
        const T* p = d.x + first;
        const T* dp = d.dy + first;
        T* dx = d.y + first;
        V sum_lanes(0);
        for (Index i = 0; i < whole; i += width)
            sum_lanes = xsimd::fma(V::load_unaligned(p + i), V::load_unaligned(dp + i), sum_lanes);
        T sum = xsimd::reduce_add(sum_lanes);
        for (Index i = whole; i < d.rows; ++i) sum += p[i] * dp[i];
        for (Index i = 0; i < whole; i += width)
            (V::load_unaligned(p + i) * (V::load_unaligned(dp + i) - V(sum))).store_unaligned(dx + i);
        for (Index i = whole; i < d.rows; ++i) dx[i] = p[i] * (dp[i] - sum);
    });
}

template <class T>
void add_rows(Rows& rows) {
    using M = XsimdBatches<T>;
    using Fast = CancellingFunctions<M>;
    using F = Formulas<Fast>;
    add_functions<M>(rows, "xsimd", typename Formulas<M>::All());
    add_functions<Fast>(rows, "xsimd fast", std::tuple<typename F::ELU, typename F::SELU, typename F::Softplus>());
    rows.push_back({"xsimd", softmax_colwise, Operation::forward, softmax<T>});
    rows.push_back({"xsimd", softmax_colwise, Operation::backward, softmax_backward<T>});
}

}  // namespace

void add_xsimd_rows(Rows& rows) {
    add_rows<float>(rows);
    add_rows<double>(rows);
}

}  // namespace bench
