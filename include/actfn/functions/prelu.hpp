#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "actfn/core/buffers.hpp"
#include "actfn/core/eigen.hpp"
#include "actfn/core/error.hpp"
#include "actfn/functions/leaky_relu.hpp"
#include "actfn/math/piecewise.hpp"

namespace actfn::inline ACTFN_ISA {

namespace core {

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

}  // namespace core

/// The parametric rectified linear unit: a leaky ReLU whose slopes are learnt, one shared or one per channel.
///
///     f(x) = x for x > 0, a_i x otherwise, i = channel of x        f'(x) = 1 for x > 0, a_i otherwise
///     df/da_i = 0 for x > 0, x otherwise
///
/// Parameters: channels = 1 (one slope for all), init = 0.25, axis = actfn::rowwise (a channel is a row: features x
/// examples) or actfn::colwise (a channel is a column). Shapes: any array with that many rows (columns).
/// Error: f 0.5 ULP, f' 0; dslope 2^-23 of sum abs(dy x), summed over examples in a fixed order in double (compensated for
/// double). Special values: those of LeakyReLU. p(x) and p.derivative(x) are lazy and refer to p.
/// Throws std::invalid_argument for a wrong number of channels, channels < 1 and an init that is not finite.
/// Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015.
template <class T = float, class Tier = standard>
class PReLU {
    static_assert(core::Scalar<T>, "actfn: the element type must be float or double: convert x, e.g. with x.cast<float>().");

public:
    using value_type = T;
    using tier = Tier;
    using Slopes = Eigen::Array<T, Eigen::Dynamic, 1>;
    static constexpr std::string_view name = "prelu";
    static constexpr Bounds bounds = {0.5, 0, 0, 0};

    explicit PReLU(Eigen::Index channels = 1, T init = static_cast<T>(0.25), Axis axis = rowwise) : axis_(axis) {
        if (channels < 1) core::fail("prelu: channels must be >= 1, but is " + core::text(channels));
        slope_ = Slopes::Constant(channels, core::finite(init, name, "init"));
        delta_ = Slopes::Zero(channels);
    }

    Eigen::Index channels() const { return slope_.size(); }
    Axis axis() const { return axis_; }
    const Slopes& slope() const { return slope_; }

    /// f(x), lazy.
    template <core::Dense X>
    auto operator()(X&& x) const {
        return expression<false>(std::forward<X>(x));
    }

    /// f'(x), lazy.
    template <core::Dense X>
    auto derivative(X&& x) const {
        return expression<true>(std::forward<X>(x));
    }

    template <class DX>
    struct Gradients {
        DX dx;
        Slopes dslope;
    };

    /// dx and dslope for the upstream gradient dy.
    template <core::Dense X, core::Dense DY>
    auto backward(const X& x, const DY& dy) const {
        using Plain = typename X::PlainObject;
        const Plain input = x;
        Gradients<Plain> result{Plain(dy), Slopes(channels())};
        backward_views(core::view<const T>(input), core::view<const T>(std::as_const(result.dx)), core::view<T>(result.dx),
                       core::view<T>(result.dslope), core::Serial());
        return result;
    }

    /// The paper's rule, without weight decay: delta := momentum * delta + learning_rate * dslope, slope := slope - delta.
    template <core::Dense D>
    void update(const D& dslope, T learning_rate, T momentum) {
        if (dslope.size() != channels()) {
            core::fail("prelu: update: dslope has " + core::text(dslope.size()) + " entries, but there are " +
                       core::text(channels()) + " channels");
        }
        delta_ = momentum * delta_ + learning_rate * dslope.reshaped().array();
        slope_ -= delta_;
    }

    /// Used by actfn::backward.
    template <class E>
    void backward_views(core::View<const T> x, core::View<const T> dy, core::View<T> dx, core::View<T> dslope,
                        E&& executor) const {
        core::require_product_views("backward", "x", x, dy, dx);
        require_channels("backward", x.rows, x.cols);
        if (dslope.rows * dslope.cols != channels()) {
            core::fail("backward: dslope has " + core::text(dslope.rows * dslope.cols) + " entries, but there are " +
                       core::text(channels()) + " channels");
        }
        core::require_apart("backward", "dx", dx, "dslope", dslope);
        const bool shared = channels() == 1;
        std::vector<T> sums(static_cast<std::size_t>(axis_ == rowwise ? x.rows : x.cols));
        const auto strip = [&](core::Strip s, auto in, auto upstream, auto out) {
            using V = core::native_batch<T>;
            core::Block<T> slope;
            for (auto& batch : slope.batch) batch = V(slope_[0]);
            if (!shared) slope = core::lane_values<T>(s, slope_.data());
            core::Sum<T> sum;
            const auto at_or_below_0 = [](V v, V w) { return math::select(v > V(0), V(0), w); };
            const auto product = [](V v, V dv, V a) { return dv * math::leaky_gradient(v, a); };
            for (core::Index b = 0; b < s.blocks; ++b) {
                const core::Index count = s.count(b);
                const auto v = core::load_block<T>(in, b, count, T(0));
                const auto dv = core::load_block<T>(upstream, b, count, T(0));
                sum.add_products(core::each<T>(at_or_below_0, v, v), core::each<T>(at_or_below_0, v, dv));
                core::store_block(out, b, count, core::each<T>(product, v, dv, slope));
            }
            core::store_lane_values(s, core::round_to<T>(sum.total(s.along)), sums.data());
        };
        core::for_each_strip(strip, axis_, executor, x, dy, dx);
        if (shared) {
            core::Sum<T> total;
            for (const T s : sums) total.add(core::first_lane(s));
            *dslope.data = static_cast<T>(total.total(true).batch[0].get(0));
        } else {
            const auto n = static_cast<core::Index>(sums.size());
            for (core::Index i = 0; i < n; ++i) {
                *(dslope.rows == 1 ? dslope.at(0, i) : dslope.at(i, 0)) = sums[static_cast<std::size_t>(i)];
            }
        }
    }

private:
    void require_channels(const char* call, Eigen::Index rows, Eigen::Index cols) const {
        const Eigen::Index given = axis_ == rowwise ? rows : cols;
        if (channels() != 1 && given != channels()) {
            core::fail(std::string("prelu: ") + call + ": x has " + core::text(given) +
                       (axis_ == rowwise ? " rows" : " columns") + ", but there are " + core::text(channels()) + " channels");
        }
    }

    template <bool IsDerivative, class X>
    auto expression(X&& x) const {
        using Plain = typename std::remove_cvref_t<X>::PlainObject;
        static_assert(std::same_as<typename Plain::Scalar, T>,
                      "actfn: the array's element type is not the functor's: convert one with x.cast<float>() or "
                      "x.cast<double>().");
        require_channels("forward", x.rows(), x.cols());
        const core::Index step = channels() == 1 ? 0 : 1;
        const core::ChannelSlope<T> slope{slope_.data(), axis_ == rowwise ? step : 0, axis_ == rowwise ? 0 : step};
        const auto slopes = Plain::NullaryExpr(x.rows(), x.cols(), slope);
        return core::lazily(core::LeakyOf<T, IsDerivative>(), std::forward<X>(x), slopes);
    }

    Axis axis_;
    Slopes slope_;
    Slopes delta_;
};

/// dx = dy * f'(x) and dslope = sum over examples of dy * df/da, in one pass. dx may be x or dy. (One shared slope over
/// several lines needs a temporary for the lines' sums.)
template <class T, class Tier, class X, class DY, class DX, class DS, Executor E = core::Serial>
void backward(const PReLU<T, Tier>& p, const X& x, const DY& dy, DX&& dx, DS&& dslope, E&& executor = E()) {
    if constexpr (core::check_types<T, const X&, const DY&, DX, DS>() && core::check_outputs<DX, DS>()) {
        p.backward_views(core::view<const T>(x), core::view<const T>(dy), core::view<T>(dx), core::view<T>(dslope), executor);
    }
}

/// f(x) with one slope for all.
template <class Tier = standard, core::Argument X, std::convertible_to<double> A>
auto prelu(X&& x, A slope) {
    return leaky_relu<Tier>(std::forward<X>(x), static_cast<double>(slope));
}

/// f(x), lazy, with a slope per row (a column vector) or per column (a row vector). Refers to both arguments, but for
/// temporary arrays, which make it evaluate.
template <class Tier = standard, core::Dense X, core::Dense A>
auto prelu(X&& x, A&& slope) {
    using T = core::element_of<X>;
    constexpr bool per_row = std::remove_cvref_t<A>::ColsAtCompileTime == 1;
    constexpr bool per_col = std::remove_cvref_t<A>::RowsAtCompileTime == 1;
    static_assert(per_row || per_col, "actfn: prelu's slope is a scalar, a column vector (a slope per row) or a row vector (a "
                                      "slope per column).");
    static_assert(std::same_as<T, core::element_of<A>>, "actfn: prelu's slopes must have x's element type.");
    const Eigen::Index given = per_row ? x.rows() : x.cols();
    if (slope.size() != given) {
        core::fail("prelu: x has " + core::text(given) + (per_row ? " rows" : " columns") + ", but there are " +
                   core::text(slope.size()) + " slopes");
    }
    const auto spread = [&] {
        if constexpr (per_row) {
            return slope.array().replicate(1, x.cols());
        } else {
            return slope.array().replicate(x.rows(), 1);
        }
    }();
    const auto y = core::lazily(core::LeakyOf<T, false>(), std::forward<X>(x), spread);
    if constexpr (core::Temporary<A>) {
        return y.eval();
    } else {
        return y;
    }
}

}  // namespace actfn::inline ACTFN_ISA
