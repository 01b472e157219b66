#pragma once

#include <concepts>
#include <string_view>
#include <utility>

#include "actfn/core/row_functor.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/product.hpp"

namespace actfn::inline ACTFN_ISA {

/// The softmax of each row, each column, or a vector.
///
///     p_i = e^(x_i - m) / sum_j e^(x_j - m),  m = max_j x_j; the rounding of x_i - m is carried into the exponential
///     Jacobian: diag(p) - p p^T        backward: dx_i = p_i (dp_i - sum_j p_j dp_j), from the output p
///
/// Shapes: any matrix with an axis, any vector or span without. In place if y is x. The order of summation is described in
/// core/rows.hpp: the bits depend on the layout (along or across the storage order), not on ISA or thread count.
/// Special values: an entry of -inf gives 0; a row of -inf only, and a row with a NaN or +inf, gives NaN throughout.
/// Error of p: `bounds.value` ULP for rows of up to 10^6 entries; of backward: 2 ULP of p_i (abs(dp_i) + sum_j p_j abs(dp_j)).
/// Throws std::invalid_argument for a shape mismatch and for partial overlap.
/// Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.
template <class T = float, class Tier = standard>
struct Softmax : core::RowFunctor<Softmax<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "softmax";
    static constexpr Bounds bounds = core::bounds<T, Tier>({4.0, 0, 0, 0}, 0.51);

    /// diag(p) - p p^T for the logits v.
    template <core::Dense X>
    auto derivative(const X& v) const {
        using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
        const Eigen::Matrix<T, Eigen::Dynamic, 1> p = core::as_column((*this)(v));
        Matrix jacobian(p.size(), p.size());
        for (Eigen::Index j = 0; j < p.size(); ++j) {
            Matrix one = Matrix::Zero(p.size(), 1);
            one(j) = 1;
            jacobian.col(j) = this->backward(p, one.col(0).eval());
        }
        return jacobian;
    }

    /// Used by the buffer calls: y = softmax(x) over one strip.
    void forward_strip(core::Strip strip, core::Operand<const T> x, core::Operand<T> y) const {
        using C = core::compute_t<T, Tier>;
        using V = core::native_batch<C>;
        const core::Block<C> max = core::greatest_of<C>(strip, x);
        const auto exponential = [](V v, V m) __attribute__((always_inline)) {
            const auto [d, low] = math::difference(v, m);
            return math::exponential(d, low).value();
        };
        core::Sum<T> sum;
        for (core::Index b = 0; b < strip.blocks; ++b) {
            const core::Index count = strip.count(b);
            const auto e = core::each<C>(exponential, core::load_block<C>(x, b, count, core::absent<T>), max);
            sum.add(e);
            if constexpr (std::same_as<C, T>) core::store_block(y, b, count, e);
        }
        const auto reciprocal = [](auto total) { return decltype(total)(1) / total; };
        const core::Block<C> scale =
            core::round_to<C>(core::each<double>(reciprocal, sum.total(strip.along)));
        const auto scaled = [](V e, V s) __attribute__((always_inline)) { return e * s; };
        for (core::Index b = 0; b < strip.blocks; ++b) {
            const core::Index count = strip.count(b);
            core::Block<C> e;
            if constexpr (std::same_as<C, T>) {
                e = core::load_block<C>(core::Operand<const T>{y.base, y.step, y.lane_stride}, b, count, T(0));
            } else {  // an exponential in the wider type does not fit into y: it is computed again
                e = core::each<C>(exponential, core::load_block<C>(x, b, count, core::absent<T>), max);
            }
            core::store_block(y, b, count, core::each<C>(scaled, e, scale));
        }
    }

    /// Used by the buffer calls: dx over one strip, from the output p.
    void backward_strip(core::Strip strip, core::Operand<const T> p, core::Operand<const T> dp, core::Operand<T> dx) const {
        using C = core::compute_t<T, Tier>;
        using V = core::native_batch<C>;
        core::Sum<T> dot;
        for (core::Index b = 0; b < strip.blocks; ++b) {
            const core::Index count = strip.count(b);
            dot.add_products(core::load_block<C>(p, b, count, T(0)), core::load_block<C>(dp, b, count, T(0)));
        }
        // The mean carries its rounding: with that of dq - m it could make more than 2 ULP.
        const auto [total, low] = dot.total_and_rest(strip.along);
        const core::Block<C> mean = core::round_to<C>(total);
        const auto left_over = [](auto t, auto m, auto l) { return (t - m) + l; };
        const core::Block<C> rest = core::each<C>(
            [](V r) { return math::select(r - r == V(0), r, V(0)); },  // 0 for an infinite mean
            core::round_to<C>(core::each<double>(left_over, total, core::to_double(mean), low)));
        const auto product = [](V q, V dq, V m, V r) __attribute__((always_inline)) {
            return math::fma(q, dq - m, math::negate(q * r));
        };
        for (core::Index b = 0; b < strip.blocks; ++b) {
            const core::Index count = strip.count(b);
            core::store_block(dx, b, count,
                              core::each<C>(product, core::load_block<C>(p, b, count, T(0)),
                                            core::load_block<C>(dp, b, count, T(0)), mean, rest));
        }
    }

    friend constexpr bool operator==(const Softmax&, const Softmax&) = default;
};

/// Softmax<T, Tier>()(v) for a vector or span v.
template <class Tier = standard, core::RowArgument X>
auto softmax(const X& v) {
    return Softmax<typename core::element_type<X>::type, Tier>()(v);
}

/// Softmax<T, Tier>()(x, axis): each row (actfn::rowwise) or each column (actfn::colwise) is one distribution.
template <class Tier = standard, core::RowArgument X>
auto softmax(const X& x, Axis axis) {
    return Softmax<typename core::element_type<X>::type, Tier>()(x, axis);
}

}  // namespace actfn::inline ACTFN_ISA
