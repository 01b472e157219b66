#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "actfn/base/any_call.hpp"
#include "actfn/base/axis.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/functions/softmax.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/random/gumbel.hpp"
#include "actfn/rows/calls.hpp"
#include "actfn/rows/lines_in_float.hpp"
#include "actfn/rows/over_floats.hpp"
#include "actfn/rows/reduction.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The Gumbel-softmax of each row, each column, or a vector: a differentiable sample of a categorical distribution.
///
///     p = softmax((x + g) / tau)        g_ij = -log(-log u_ij), u_ij ~ U(0, 1) for each element and step
///     backward: dx = softmax's from the output p, divided by tau
///
/// g is not stored: it comes from Philox4x32-10 with key = seed and counter = (index, step), where index is row +
/// column * rows of the logical array in either storage order, for spans the index in memory. From the words w0, w1
/// of that counter
///
///     u = (2 floor((2^32 w0 + w1) / 2^12) + 1) / 2^53
///
/// and g within 4 ULP of abs(g) + 1 in double. x + g is formed in double and rounded once to T, or to float of
/// elements of 16 bits; 1 / tau is the nearest number of that type. A hard sample, one of 0 and 1, is hardmax(p), with the gradient of p (straight-through).
/// Parameters: tau = 1, finite and > 0; seed = 0. Shapes and special values are those of Softmax; in place if y is x.
/// Error: that of Softmax for the logits x + g; dx has the bits of Softmax with the scale 1 / tau.
/// Throws std::invalid_argument for a shape mismatch, partial overlap, and a tau that is not finite and > 0.
/// Source: Jang, Gu and Poole, "Categorical reparameterization with Gumbel-softmax", ICLR 2017.
template <class T = float, class Tier = standard>
class GumbelSoftmax {
    static constexpr bool is_known = core::Element<T>;
    static_assert(
        is_known,
        "actfn: the element type of GumbelSoftmax must be float, double, Eigen::half or Eigen::bfloat16: convert "
        "x, e.g. with x.cast<float>().");
    using Number = core::lane_type<std::conditional_t<is_known, T, float>>;

public:
    using value_type = T;
    using tier = Tier;
    static constexpr std::string_view name = "gumbel_softmax";
    static constexpr Bounds bounds = Softmax<T, Tier>::bounds;
    static constexpr std::array parameters = {ParameterInfo{"tau", 1, Valid::positive}};

    explicit GumbelSoftmax(double tau = 1, std::uint64_t seed = 0)
        : softmax_(softmax_options(tau)), tau_(tau), seed_(seed) {}

    /// The options of the softmax that is applied to x + g.
    static SoftmaxOptions softmax_options(double tau) { return {.scale = 1 / core::valid<GumbelSoftmax, 0>(tau)}; }

    double tau() const { return tau_; }
    std::uint64_t seed() const { return seed_; }
    /// The softmax that is applied to x + g.
    const Softmax<T, Tier>& softmax() const { return softmax_; }

    /// g of this step for an array of rows x cols elements, rounded to T, or to float of elements of 16 bits.
    Eigen::Array<Number, Eigen::Dynamic, Eigen::Dynamic> noise(Eigen::Index rows, Eigen::Index cols,
                                                               std::uint64_t step) const {
        using A = Eigen::Array<Number, Eigen::Dynamic, Eigen::Dynamic>;
        A g = A::Zero(rows, cols);
        core::Serial serial;
        core::add_gumbel_numbers(core::view<const Number>(g), core::view<Number>(g), seed_, step, serial);
        return g;
    }

    friend constexpr bool operator==(const GumbelSoftmax& a, const GumbelSoftmax& b) {
        return a.softmax_ == b.softmax_ && core::equal(a.tau_, b.tau_) && a.seed_ == b.seed_;
    }

private:
    Softmax<T, Tier> softmax_;
    double tau_;
    std::uint64_t seed_;
};

namespace core {

/// y = softmax((x + g) / tau) of elements of 16 bits by blocks in float, in which x + g is not rounded to T.
template <class T, class Tier, Along A>
void gumbel_softmax_in_float(const GumbelSoftmax<T, Tier>& f, const View<const T>& x, const View<T>& y,
                             std::uint64_t step, const A& along, AnyExecutor& executor) {
    const over_floats_t<Softmax<T, Tier>> softmax(GumbelSoftmax<T, Tier>::softmax_options(f.tau()));
    const auto run = [&](AnyExecutor& e, const auto& in, const View<float>& out, Index line) {
        core::add_gumbel_numbers(in[0], out, core::indices_of_lines(along, x.rows, line), f.seed(), step, e);
        softmax.forward_views(out.as_const(), out, rowwise, e);
    };
    if constexpr (std::same_as<A, Lines>) {
        core::for_blocks_in_float(executor, along, std::array{x}, y, run);
    } else {
        core::for_blocks_in_float(executor, std::array{core::oriented(x, along)}, core::oriented(y, along), run);
    }
}

}  // namespace core

/// y = softmax((x + g) / tau) with the g of this step, for rows, columns or, for spans, Lines. In place if y is x.
template <class T, class Tier, class X, class Y, core::Along A, Executor E = core::Serial>
void forward(const GumbelSoftmax<T, Tier>& f, const X& x, Y&& y, std::uint64_t step, A along, E&& executor = E()) {
    if constexpr (core::Element<T> && core::check_types<T, const X&, Y>() && core::check_outputs<Y>() &&
                  core::check_along<A, X, Y>()) {
        const auto views = core::views_of<T>(std::tie(x), std::tie(y));
        core::check(core::names_of_forward, views);
        core::count_lines("forward", views.in[0], along);
        if constexpr (core::Stored<T>) {
            core::AnyExecutor any(executor);
            core::gumbel_softmax_in_float(f, views.in[0], views.out[0], step, along, any);
        } else {
            core::add_gumbel_numbers(views.in[0], views.out[0], f.seed(), step, executor);
            actfn::forward(f.softmax(), y, y, along, executor);
        }
    }
}

/// y = softmax((x + g) / tau) with the g of this step, where x is a vector or a span: it is one sample.
template <class T, class Tier, core::RowArgument X, class Y>
requires core::is_vector<X>
void forward(const GumbelSoftmax<T, Tier>& f, const X& x, Y&& y, std::uint64_t step) {
    actfn::forward(f, x, y, step, core::axis_of(x));
}

/// dx, the vector-Jacobian product from the output p, of any step. dx may be p or dp.
template <class T, class Tier, class P, class DP, class DX, core::Along A, Executor E = core::Serial>
void backward_from_output(const GumbelSoftmax<T, Tier>& f, const P& p, const DP& dp, DX&& dx, A along,
                          E&& executor = E()) {
    actfn::backward_from_output(f.softmax(), p, dp, dx, along, executor);
}

/// dx from the output p, a vector or a span. dx may be p or dp.
template <class T, class Tier, core::RowArgument P, class DP, class DX>
requires core::is_vector<P>
void backward_from_output(const GumbelSoftmax<T, Tier>& f, const P& p, const DP& dp, DX&& dx) {
    actfn::backward_from_output(f.softmax(), p, dp, dx);
}

/// forward(GumbelSoftmax<T, Tier>(tau, seed), ...) to a new vector, one sample.
template <class Tier = standard, core::RowArgument X>
requires core::is_vector<X>
auto gumbel_softmax(const X& logits, std::uint64_t seed, std::uint64_t step, double tau = 1) {
    using T = typename core::element_type<X>::type;
    const auto& x = core::in_memory(logits);
    auto y = core::made_like<T>(x);
    actfn::forward(GumbelSoftmax<T, Tier>(tau, seed), x, y, step);
    return y;
}

/// forward(GumbelSoftmax<T, Tier>(tau, seed), ...) to a new array: each row (actfn::rowwise) or each column
/// (actfn::colwise) is one sample.
template <class Tier = standard, core::Dense X, core::AxisLike A>
auto gumbel_softmax(const X& logits, A axis, std::uint64_t seed, std::uint64_t step, double tau = 1) {
    using T = typename core::element_type<X>::type;
    const GumbelSoftmax<T, Tier> f(tau, seed);
    const auto& x = core::in_memory(logits);
    auto y = core::made_like<T>(x);
    actfn::forward(f, x, y, step, axis);
    return y;
}
ACTFN_NO_SUCH_CALL_ALONG(gumbel_softmax);

}  // namespace ACTFN_ISA
}  // namespace actfn
