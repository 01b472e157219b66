#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "actfn/base/axis.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/base/unrolled.hpp"
#include "actfn/channels/learnable_calls.hpp"
#include "actfn/channels/learnable_gradients.hpp"
#include "actfn/channels/learnable_parameters.hpp"
#include "actfn/channels/slopes.hpp"
#include "actfn/loop/formula.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// A function whose parameters are learnt, shared by all elements or one set for each channel: `Learnable<Swish<float>>`
/// is PReLU's form for Swish's beta. Its calls, in channels/learnable_calls.hpp, are
///
///     forward(l, x, y)                        y = f(x), f with the parameters of x's channel
///     backward(l, x, dy, dx, dparameters)     dx = dy * f'(x), dparameters = sum of dy * df/dp over a channel's elements
///     l(x), l.backward(x, dy), l.update(dparameters, learning_rate, momentum)
///
/// F is an element-wise functor with the member `parameter_gradients`, as the library's Swish, ELU, CELU, ScaledELU, XIELU,
/// Softplus, ThresholdedSoftplus, Snake, DynamicTanh and DynamicErf are. Of elements of 16 bits, the functor that is learnt is the one
/// of float, with parameters, dparameters and rates of float: 16 bits lose an update below their last digit. Calls on memory of
/// such and of a functor of float take arrays of float and of 16 bits.
/// Parameters: channels = 1 (shared), axis = actfn::rowwise (a channel is a row: features x examples) or actfn::colwise;
/// or the parameters of a trained one. All are an array with a row for each channel (one, if shared) and a column for each
/// of F's parameters.
/// Error: f and f' are the functor's to the bit, of 16 bits rounded once; dparameters 2^-21 (double: 2^-50, exact: 2^-23, fast: 2^-11) of
/// sum abs(dy df/dp): df/dp has an error of up to 4 ULP (Snake: see there), the products none, and they are added in a fixed
/// order in double (compensated for double). Special values: those of F; an infinite dy times a df/dp of 0 is NaN.
/// Throws std::invalid_argument for a wrong number of channels, channels < 1, and a parameter that F does not take.
template <class F>
class Learnable {
    // Variables, not concepts: a compiler explains at length why a concept is not satisfied.
    static constexpr bool has_parameter_gradients = core::HasParameterGradients<core::LearntFunctor<F>>;
    static constexpr bool has_formula_type = core::Scalar<typename core::LearntFunctor<F>::value_type>;
    static_assert(has_parameter_gradients,
                  "actfn: Learnable needs a functor with parameters, parameter_values() and parameter_gradients(V x).");
    static_assert(has_formula_type,
                  "actfn: of elements of 16 bits, Learnable needs a functor Name<T, Tier> that exists for T = float.");

public:
    using value_type = typename F::value_type;
    using tier = typename F::tier;
    using Functor = core::LearntFunctor<F>;
    using T = typename Functor::value_type;
    using Parameters = core::ParametersOf<Functor>;
    static constexpr std::string_view name = F::name;
    static constexpr std::size_t number_of_parameters = F::parameters.size();

    /// Every channel begins with F's defaults.
    explicit Learnable(Eigen::Index channels = 1, Axis axis = rowwise) : Learnable(Functor{}, channels, axis) {}
    /// Every channel begins with the parameters of f.
    explicit Learnable(const Functor& f, Eigen::Index channels = 1, Axis axis = rowwise) : axis_(axis) {
        if (channels < 1) core::fail(core::Message(name) + ": channels must be >= 1, but is " + core::text(channels));
        const auto values = f.parameter_values();
        parameters_.resize(channels, columns);
        for (std::size_t k = 0; k < values.size(); ++k) parameters_.col(static_cast<Eigen::Index>(k)) = values[k];
        delta_.setZero(channels, columns);
    }
    explicit Learnable(const F& f, Eigen::Index channels = 1, Axis axis = rowwise) requires(!std::same_as<F, Functor>)
        : Learnable(core::formula_of(f), channels, axis) {}
    /// Takes the given parameters: an array with a row for each channel, or a vector or a span with these columns one
    /// after the other.
    template <core::SlopesLike A>
    explicit Learnable(const A& parameters, Axis axis = rowwise) : axis_(axis) {
        const Parameters given = core::parameter_array<Functor>("parameters", parameters, 0);
        parameters_ = core::valid_parameters<Functor>(given);
        delta_.setZero(parameters_.rows(), columns);
    }

    /// The number of sets of parameters: 1 if they are shared.
    Eigen::Index channels() const { return parameters_.rows(); }
    bool shared() const { return channels() == 1; }
    Axis axis() const { return axis_; }
    const Parameters& parameters() const { return parameters_; }
    /// Replaces the parameters by as many others. Keeps update's momentum.
    template <core::SlopesLike A>
    void set_parameters(const A& parameters) {
        const Parameters given = core::parameter_array<Functor>("set_parameters", parameters, channels());
        parameters_ = core::valid_parameters<Functor>(given);
    }
    /// The function of a channel; all channels have that of a shared one.
    Functor functor(Eigen::Index channel = 0) const {
        return core::functor_with<Functor>(parameters_, shared() ? 0 : channel);
    }

    /// f(x), evaluated.
    template <core::Dense X>
    auto operator()(const X& x) const {
        return core::evaluated_by_channel(*this, x);
    }

    template <class DX>
    struct Gradients {
        DX dx;
        Parameters dparameters;
    };
    /// dx and dparameters for the upstream gradient dy.
    template <core::Dense X, core::Dense DY>
    auto backward(const X& x, const DY& dy) const {
        using Plain = typename X::PlainObject;
        const Plain input = x;
        Gradients<Plain> result{Plain(dy), Parameters(channels(), columns)};
        core::Serial serial;
        using M = value_type;
        backward(core::view<const M>(input), core::view<const M>(std::as_const(result.dx)), core::view<M>(result.dx),
                 core::view<T>(result.dparameters), nullptr, serial);
        return result;
    }

    /// Updates the parameters as PReLU does: delta := momentum * delta + learning_rate * dparameters,
    /// parameters := parameters - delta. Throws, and changes nothing, if F does not take one of them.
    template <core::Dense D>
    void update(const D& dparameters, T learning_rate, T momentum) {
        const Parameters gradient = core::parameter_array<Functor>("update", dparameters, channels());
        const Parameters delta = momentum * delta_ + learning_rate * gradient;
        parameters_ = core::valid_parameters<Functor>(parameters_ - delta);
        delta_ = delta;
    }

    // For the calls of channels/learnable_calls.hpp.

    using Formula = core::ValueOf<Functor>;
    static constexpr bool affine = false;
    Formula formula(Eigen::Index channel) const { return {functor(channel)}; }
    core::LearnableGradientsOf<Functor, false> gradients_formula(Eigen::Index channel) const {
        return {functor(channel), T(1)};
    }

    /// dx = dy * f'(x), dparameters = sum of dy * df/dp, by channel.
    template <class X, class DY, class DX, class DP, class E>
    void backward(const core::View<const X>& x, const core::View<const DY>& dy, const core::View<DX>& dx,
                  const core::View<DP>& dparameters, const Lines* lines, E& executor) const {
        core::require_arrays_of_backward(x, dy, dx);
        const auto gradient = core::parameter_view("dparameters", dparameters, channels(), columns);
        core::require_apart_from_arrays("dparameters", gradient, x, dy, dx);
        auto total = core::backward_learnable(*this, x, dy, dx, lines, executor);
        for (Eigen::Index c = 0; c < channels(); ++c) {
            for (std::size_t k = 0; k < number_of_parameters; ++k)
                *gradient.at(c, static_cast<Eigen::Index>(k)) = core::rounded_sum<DP>(total.total(c, k));
        }
    }

private:
    static constexpr auto columns = static_cast<Eigen::Index>(number_of_parameters);

    Axis axis_;
    Parameters parameters_;
    Parameters delta_;
};

}  // namespace ACTFN_ISA
}  // namespace actfn
