#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

#include "actfn/channels/calls.hpp"
#include "actfn/channels/slopes.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The parametric rectified linear unit: a leaky ReLU with learnt slopes, one shared, one per channel or per element.
///
///     f(x) = x for x > 0, a_i x otherwise, i = channel of x        f'(x) = 1 for x > 0, a_i otherwise
///     df/da_i = 0 for x > 0, x otherwise
///
/// Parameters: channels = 1 (one slope for all), init = 0.25, axis = actfn::rowwise (a channel is a row: features x
/// examples) or actfn::colwise (a channel is a column); or the slopes of a trained PReLU, finite.
/// Shapes: any array with `channels` rows (columns), or any tensor with `channels` entries along the axis of Lines.
/// Elements of 16 bits: the slopes are floats, as are dslope and what update() takes; for 16 bits lose an update below their
/// last digit. A product with a slope is rounded to float and then to T.
/// Error: f 0.5 ULP, f' 0 (of 16 bits: f 0.501, f' 0.5); dslope 2^-23 of sum abs(dy x), a reduction over examples in a fixed order in double
/// (compensated for double). Special values: those of LeakyReLU. p(x) and p.derivative(x) are lazy and refer to p; they
/// are evaluated if p is a temporary.
/// Throws std::invalid_argument for a wrong number of channels, channels < 1 and an init or a slope that is not finite.
/// Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015.
template <class T = float, class Tier = standard>
class PReLU {
    static constexpr bool is_known = core::Element<T>;
    static_assert(is_known,
                  "actfn: the element type must be float, double, Eigen::half or Eigen::bfloat16: convert x, e.g. with "
                  "x.cast<float>().");
    static_assert(
        core::has_tier<T, Tier>,
        "actfn: `exact` is computed in double and rounded once, `fast` in float: for double there is only the "
        "standard tier: use actfn::standard, or float.");

    // Of another type, the sentence above is all that a compiler is to say.
    using Number = core::lane_type<std::conditional_t<is_known, T, float>>;

public:
    using value_type = T;
    using tier = Tier;
    using Slopes = typename core::Slopes<Number>::Values;
    static constexpr std::string_view name = "prelu";
    static constexpr Bounds bounds = core::Stored<T> ? Bounds{core::rounded_once, 0.5, 0, 0} : Bounds{0.5, 0, 0, 0};

    explicit PReLU(Eigen::Index channels = 1, Number init = static_cast<Number>(0.25), Axis axis = rowwise)
        : slopes_(channels, init, axis), delta_(Slopes::Zero(channels)) {}
    /// Takes the given slopes: a vector or a span has one per channel, or one for all; a matrix has one per element of
    /// an array of its shape, and axis is then ignored.
    template <core::SlopesLike A>
    explicit PReLU(const A& slopes, Axis axis = rowwise) : slopes_(slopes, axis), delta_(Slopes::Zero(channels())) {}

    /// The number of slopes.
    Eigen::Index channels() const { return slopes_.size(); }
    Axis axis() const { return slopes_.axis(); }
    /// The slopes, in column-major order if there is one per element.
    const Slopes& slope() const { return slopes_.values(); }
    /// Replaces the slopes by as many others: a vector, a span or a matrix of the same shape. Keeps update's momentum.
    template <core::SlopesLike A>
    void set_slope(const A& slopes) {
        slopes_.set(slopes);
    }

    /// f(x), lazy.
    template <core::Dense X>
    ACTFN_INLINE auto operator()(X&& x) const& {
        return expression<false>(std::forward<X>(x));
    }
    template <core::Dense X>
    auto operator()(X&& x) const&& {
        return expression<false>(std::forward<X>(x)).eval();
    }

    /// f'(x), lazy.
    template <core::Dense X>
    ACTFN_INLINE auto derivative(X&& x) const& {
        return expression<true>(std::forward<X>(x));
    }
    template <core::Dense X>
    auto derivative(X&& x) const&& {
        return expression<true>(std::forward<X>(x)).eval();
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
        core::Serial serial;
        slopes_.view().backward(core::view<const T>(input), core::view<const T>(std::as_const(result.dx)),
                                core::view<T>(result.dx), core::view<Number>(result.dslope), serial);
        return result;
    }

    /// Updates the slopes by the paper's rule, without weight decay:
    /// delta := momentum * delta + learning_rate * dslope, slope := slope - delta.
    template <core::Dense D>
    void update(const D& dslope, Number learning_rate, Number momentum) {
        if (dslope.size() != channels()) {
            core::fail(core::Message("prelu: update: dslope has ") + core::text(dslope.size()) +
                       " entries, but there are " + slopes_.channels());
        }
        delta_ = momentum * delta_ + learning_rate * dslope.reshaped().array();
        slopes_.values() -= delta_;
    }

    /// The slopes and their axis, for actfn::forward and actfn::backward.
    const core::Slopes<Number>& channel_slopes() const { return slopes_; }

private:
    template <bool IsDerivative, class X>
    ACTFN_INLINE auto expression(X&& x) const {
        constexpr bool same_type = std::same_as<typename std::remove_cvref_t<X>::Scalar, T>;
        static_assert(same_type,
                      "actfn: the array's element type is not the functor's: convert one with x.cast<float>() or "
                      "x.cast<double>(), or use PReLU<double>.");
        const auto slopes = slopes_.view();
        slopes.require_shape("forward", x.rows(), x.cols());
        if constexpr (same_type && is_known) {
            return core::with_slopes<IsDerivative>(std::forward<X>(x), slopes.data, slopes.row_step(),
                                                   slopes.col_step());
        } else {
            return x;
        }
    }

    core::Slopes<Number> slopes_;
    Slopes delta_;
};

}  // namespace ACTFN_ISA
}  // namespace actfn
