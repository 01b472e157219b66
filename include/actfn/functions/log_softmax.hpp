#pragma once

#include <concepts>
#include <string_view>
#include <tuple>
#include <utility>

#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/log.hpp"
#include "actfn/rows/functor.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The logarithm of the softmax of each row, each column, or a vector.
///
///     y_i = (x_i - m) - log1p(sum of e^(x_j - m) over the other terms),  m = max_j x_j
///
/// where "the other terms" exclude one entry equal to m, so that a confident row keeps its digits.
///     backward, from the output y: dx_i = dy_i - e^y_i sum_j dy_j
///
/// Shapes: any matrix with an axis, any vector or span without. In place if y is x. rows/sum.hpp fixes the order of
/// each reduction: the bits depend on the layout (along or across the storage order), not on ISA or thread count.
/// Special values: an entry of -inf gives -inf; a row of -inf only, and a row with a NaN or +inf, gives NaN throughout.
/// Error: `bounds.value` ULP where abs(y_i) > 2^-60, for rows of up to 10^6 entries.
/// Throws std::invalid_argument for a shape mismatch and for partial overlap.
/// Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.
template <class T = float, class Tier = standard>
struct LogSoftmax : core::RowFunctor<LogSoftmax<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "log_softmax";
    static constexpr Bounds bounds = core::bounds<T, Tier>({4.0, 0, 0, 0}, 0.51);

    /// The phases of y = log_softmax(x), for the buffer calls.
    static auto forward_phases() {
        using C = core::compute_t<T, Tier>;
        const auto log_sum = [](auto strip, auto x, auto, auto max) __attribute__((always_inline)) {
            core::SumOver<T, decltype(strip)> others;
            core::Ties<decltype(strip)> ties;
            strip.for_each_block([&](auto at) __attribute__((always_inline)) {
                const auto entry = core::load<C>(x, at, core::unused<T>(max));
                const auto other = []<class V>(V v, V m) __attribute__((always_inline)) {
                    return math::select(v == m, V(0), math::exponential_of_difference_to_greater(v, m).value());
                };
                others.add(at, core::each_in_step<C>(other, entry, max));
                ties.template add<C>(at, entry, max);
            });
            const auto left_out = static_cast<double>(1 + strip.beyond());  // lanes beyond the end tie, too
            const auto log_total = [left_out](auto sum, auto equal, auto m) __attribute__((always_inline)) {
                const auto ties_beside = core::opaque(equal - decltype(sum)(left_out));
                return math::log1p(core::opaque(sum + ties_beside)) + (m - m);  // NaN for a maximum of +-inf
            };
            return std::pair(max, core::round_to<C>(core::each<double>(log_total, others.total(), ties.total(),
                                                                       core::to_double(max))));
        };
        const auto value = [](auto strip, auto x, auto y, auto max_and_total) __attribute__((always_inline)) {
            const auto formula = [](auto v, auto m, auto t) __attribute__((always_inline)) {
                return core::opaque(v - m) - t;  // otherwise -ffast-math may make it v - (m + t)
            };
            strip.for_each_block([&](auto at) __attribute__((always_inline)) {
                const auto entry = core::load<C>(x, at, core::absent<T, decltype(strip)::layout>);
                core::store(y, at, core::each<C>(formula, entry, max_and_total.first, max_and_total.second));
            });
        };
        return std::tuple(core::find_greatest<C>, log_sum, value);
    }

    /// The phases of backward, dx from the output y and dy, for the buffer calls.
    static auto backward_phases() {
        using C = core::compute_t<T, Tier>;
        const auto total = [](auto strip, auto, auto dy, auto, core::Start) __attribute__((always_inline)) {
            core::SumOver<T, decltype(strip)> sum;
            strip.for_each_block([&](auto at)
                                     __attribute__((always_inline)) { sum.add(at, core::load<C>(dy, at, T(0))); });
            return core::round_to<C>(sum.total());
        };
        const auto value = [](auto strip, auto y, auto dy, auto dx, auto sum) __attribute__((always_inline)) {
            const auto formula = [](auto v, auto dv, auto t) __attribute__((always_inline)) {
                return math::fma(math::exp(v), math::negate(t), dv);
            };
            strip.for_each_block([&](auto at) __attribute__((always_inline)) {
                core::store(
                    dx, at,
                    core::each_in_step<C>(formula, core::load<C>(y, at, T(0)), core::load<C>(dy, at, T(0)), sum));
            });
        };
        return std::tuple(total, value);
    }

    friend constexpr bool operator==(const LogSoftmax&, const LogSoftmax&) = default;
};

/// LogSoftmax<T, Tier>()(v) for a vector or span v.
template <class Tier = standard, core::RowArgument X>
auto log_softmax(const X& v) {
    return LogSoftmax<typename core::element_type<X>::type, Tier>()(v);
}

/// LogSoftmax<T, Tier>()(x, axis): each row (actfn::rowwise) or each column (actfn::colwise) is one distribution.
template <class Tier = standard, core::RowArgument X, core::AxisLike A>
auto log_softmax(const X& x, A axis) {
    return LogSoftmax<typename core::element_type<X>::type, Tier>()(x, axis);
}

}  // namespace ACTFN_ISA
}  // namespace actfn
