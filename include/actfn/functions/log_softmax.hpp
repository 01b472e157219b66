#pragma once

#include <concepts>
#include <string_view>
#include <utility>

#include "actfn/core/row_functor.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/log.hpp"
#include "actfn/math/product.hpp"

namespace actfn::inline ACTFN_ISA {

/// The logarithm of the softmax of each row, each column, or a vector.
///
///     y_i = (x_i - m) - log1p(sum of e^(x_j - m) over the other terms),  m = max_j x_j
///
/// where "the others" leaves out one entry equal to m, so that a confident row keeps its digits.
///     backward, from the output y: dx_i = dy_i - e^y_i sum_j dy_j
///
/// Shapes: any matrix with an axis, any vector or span without. In place if y is x. The order of summation is described in
/// core/rows.hpp: the bits depend on the layout (along or across the storage order), not on ISA or thread count.
/// Special values: an entry of -inf gives -inf; a row of -inf only, and a row with a NaN or +inf, gives NaN throughout.
/// Error: `bounds.value` ULP where abs(y_i) > 2^-60, for rows of up to 10^6 entries.
/// Throws std::invalid_argument for a shape mismatch and for partial overlap.
/// Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.
template <class T = float, class Tier = standard>
struct LogSoftmax : core::RowFunctor<LogSoftmax<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "log_softmax";
    static constexpr Bounds bounds = core::bounds<T, Tier>({4.0, 0, 0, 0}, 0.51);

    /// Used by the buffer calls: y = log_softmax(x) over one strip.
    void forward_strip(core::Strip strip, core::Operand<const T> x, core::Operand<T> y) const {
        using C = core::compute_t<T, Tier>;
        using V = core::native_batch<C>;
        const core::Block<C> max = core::greatest_of<C>(strip, x);
        core::Sum<T> others;
        core::Sum<T> ties;
        for (core::Index b = 0; b < strip.blocks; ++b) {
            const auto entry = core::load_block<C>(x, b, strip.count(b), core::absent<T>);
            const auto other = [](V v, V m) __attribute__((always_inline)) {
                const auto [d, low] = math::difference(v, m);
                return math::select(v == m, V(0), math::exponential(d, low).value());
            };
            const auto tie = [](V v, V m) __attribute__((always_inline)) { return math::select(v == m, V(1), V(0)); };
            others.add(core::each<C>(other, entry, max));
            ties.add(core::each<C>(tie, entry, max));
        }
        using W = core::native_batch<double>;
        const auto log_sum = [](W sum, W equal, W m) __attribute__((always_inline)) {
            return math::log1p(sum + (equal - W(1))) + (m - m);  // NaN for a maximum of +-inf
        };
        const auto log_total = core::each<double>(log_sum, others.total(strip.along), ties.total(strip.along),
                                                  core::to_double(max));
        const core::Block<C> total = core::round_to<C>(log_total);
        const auto value = [](V v, V m, V t) __attribute__((always_inline)) { return (v - m) - t; };
        for (core::Index b = 0; b < strip.blocks; ++b) {
            const core::Index count = strip.count(b);
            const auto entry = core::load_block<C>(x, b, count, core::absent<T>);
            core::store_block(y, b, count, core::each<C>(value, entry, max, total));
        }
    }

    /// Used by the buffer calls: dx over one strip, from the output y.
    void backward_strip(core::Strip strip, core::Operand<const T> y, core::Operand<const T> dy, core::Operand<T> dx) const {
        using C = core::compute_t<T, Tier>;
        using V = core::native_batch<C>;
        core::Sum<T> sum;
        for (core::Index b = 0; b < strip.blocks; ++b) sum.add(core::load_block<C>(dy, b, strip.count(b), T(0)));
        const core::Block<C> total = core::round_to<C>(sum.total(strip.along));
        const auto value = [](V v, V dv, V t) __attribute__((always_inline)) {
            return math::fma(math::exp(v), math::negate(t), dv);
        };
        for (core::Index b = 0; b < strip.blocks; ++b) {
            const core::Index count = strip.count(b);
            core::store_block(dx, b, count,
                              core::each<C>(value, core::load_block<C>(y, b, count, T(0)),
                                            core::load_block<C>(dy, b, count, T(0)), total));
        }
    }

    friend constexpr bool operator==(const LogSoftmax&, const LogSoftmax&) = default;
};

/// LogSoftmax<T, Tier>()(v) for a vector or span v.
template <class Tier = standard, core::RowArgument X>
auto log_softmax(const X& v) {
    return LogSoftmax<typename core::element_type<X>::type, Tier>()(v);
}

/// LogSoftmax<T, Tier>()(x, axis): each row (actfn::rowwise) or each column (actfn::colwise) is one distribution.
template <class Tier = standard, core::RowArgument X>
auto log_softmax(const X& x, Axis axis) {
    return LogSoftmax<typename core::element_type<X>::type, Tier>()(x, axis);
}

}  // namespace actfn::inline ACTFN_ISA
