#pragma once

// A leaky ReLU whose slope depends on the channel: what PReLU is made of.

#include <cstddef>
#include <vector>

#include "actfn/core/lanes.hpp"
#include "actfn/core/rows.hpp"
#include "actfn/math/piecewise.hpp"

namespace actfn::inline ACTFN_ISA::core {

/// f(x, a) or f'(x, a) of a leaky ReLU whose slope is an operand; for Eigen's binaryExpr.
template <class T, bool IsDerivative>
struct LeakyOf {
    using value_type = T;
    using packet_functor = LeakyOf;
    static constexpr int cost = 3;

    template <class V>
    [[gnu::always_inline]] V operator()(V x, V slope) const {
        return IsDerivative ? math::leaky_gradient(x, slope) : math::leaky(x, slope);
    }
    template <class Packet>
    [[gnu::always_inline]] Packet packetOp(const Packet& x, const Packet& slope) const {
        return core::through_batches<T>(*this, x, slope);
    }
};

/// The slope of element (i, j): that of its channel. For Eigen's NullaryExpr.
template <class T>
struct ChannelSlope {
    const T* slope;
    Index row_step;
    Index col_step;

    T operator()(Eigen::Index i, Eigen::Index j) const { return slope[i * row_step + j * col_step]; }
};

/// dx = dy * f'(x) and dslope = sum over a channel of dy * df/dslope in one pass; a channel is a line along the axis. One
/// slope shared by several lines needs a temporary for the sums of the lines.
template <class T, class E>
void backward_by_channel(const T* slopes, bool shared, Axis axis, View<const T> x, View<const T> dy, View<T> dx,
                         View<T> dslope, E& executor) {
    std::vector<T> sums(static_cast<std::size_t>(axis == rowwise ? x.rows : x.cols));
    const auto strip = [&]<Layout L>(Strip<L> s, auto in, auto upstream, auto out, Start) {
        using V = native_batch<T>;
        const auto slope = shared ? core::everywhere<L>(slopes[0]) : core::values_of(s, slopes);
        Sum<T, L> sum;
        const auto at_or_below_0 = [](V v, V w) __attribute__((always_inline)) {
            return math::select(v > V(0), V(0), w);
        };
        const auto product = [](V v, V dv, V a) __attribute__((always_inline)) {
            return dv * math::leaky_gradient(v, a);
        };
        s.for_each_block([&](auto at) __attribute__((always_inline)) {
            const auto v = core::load<T>(in, at, T(0));
            const auto dv = core::load<T>(upstream, at, T(0));
            sum.add_products(at, core::each<T>(at_or_below_0, v, v), core::each<T>(at_or_below_0, v, dv));
            core::store(out, at, core::each<T>(product, v, dv, slope));
        });
        core::store_values(s, core::round_to<T>(sum.total()), sums.data());
    };
    core::for_each_strip(std::tuple(strip), axis, executor, x, dy, dx);
    const auto entry = [&dslope](Index i) { return dslope.rows == 1 ? dslope.at(0, i) : dslope.at(i, 0); };
    if (shared) {
        auto total = PartialSum<T, double>::zero();
        for (const T s : sums) total.add(static_cast<double>(s));
        *entry(0) = static_cast<T>(total.value_and_rest().first);
    } else {
        for (std::size_t i = 0; i < sums.size(); ++i) *entry(static_cast<Index>(i)) = sums[i];
    }
}

}  // namespace actfn::inline ACTFN_ISA::core
