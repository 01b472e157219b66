#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

#include "actfn/core/buffers.hpp"
#include "actfn/core/channels.hpp"
#include "actfn/eigen/expression.hpp"
#include "actfn/core/error.hpp"

namespace actfn::inline ACTFN_ISA {

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
    static_assert(!(std::same_as<T, double> && std::same_as<Tier, exact>),
                  "actfn: `exact` is float computed in double; for double there is only the standard tier.");

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
        core::checked(core::names_of_backward, core::Views<T, 2, 1>{{x, dy}, {dx}});
        require_channels("backward", x.rows, x.cols);
        if (dslope.rows * dslope.cols != channels()) {
            core::fail("backward: dslope has " + core::text(dslope.rows * dslope.cols) + " entries, but there are " +
                       core::text(channels()) + " channels");
        }
        if (dslope.rows > 1 && dslope.cols > 1) {
            core::fail("backward: dslope must be a vector, but is " + core::shape(dslope.rows, dslope.cols));
        }
        core::require_apart("backward", "dx", dx, "dslope", dslope);
        core::require_in_place_or_apart("backward", "dslope", dslope, "x", x);
        core::require_in_place_or_apart("backward", "dslope", dslope, "dy", dy);
        core::backward_by_channel(slope_.data(), channels() == 1, axis_, x, dy, dx, dslope, executor);
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
    Slopes slope_, delta_;
};

/// dx = dy * f'(x) and dslope = sum over examples of dy * df/da, in one pass. dx may be x or dy. (One shared slope over
/// several lines needs a temporary for the lines' sums.)
template <class T, class Tier, class X, class DY, class DX, class DS, Executor E = core::Serial>
void backward(const PReLU<T, Tier>& p, const X& x, const DY& dy, DX&& dx, DS&& dslope, E&& executor = E()) {
    if constexpr (core::check_types<T, const X&, const DY&, DX, DS>() && core::check_outputs<DX, DS>()) {
        p.backward_views(core::view<const T>(x), core::view<const T>(dy), core::view<T>(dx), core::view<T>(dslope), executor);
    }
}

}  // namespace actfn::inline ACTFN_ISA
