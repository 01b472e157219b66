#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "actfn/base/axis.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/channels/learnable_gradients.hpp"
#include "actfn/functions/learnable.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// A learnable function with a weight and a bias of each channel: y = weight_c f(x) + bias_c. With DynamicTanh, whose alpha
/// all channels share, it stands in the place of a normalisation layer (Zhu et al., 2025).
///
///     forward(l, x, y)                                       y = weight_c f(x) + bias_c
///     backward(l, x, dy, dx, dparameters, dweight, dbias)    dx = dy weight_c f'(x); the sums of dy weight_c df/dp, of
///                                                            dy f(x) and of dy
///
/// Parameters: channels, axis = actfn::rowwise; or a Learnable<F> of 1 or as many channels. weight = 1, bias = 0.
/// Error: y the rounding of weight_c f(x) + bias_c, and abs(weight_c) times F's error of f(x); dparameters, dweight and dbias
/// as in Learnable, of the sums of the terms' magnitudes. Throws std::invalid_argument as Learnable does.
template <class F>
class LearnableAffine {
public:
    using value_type = typename F::value_type;
    using tier = typename F::tier;
    using Functor = typename Learnable<F>::Functor;
    using T = typename Learnable<F>::T;
    using Parameters = typename Learnable<F>::Parameters;
    using Vector = Eigen::Array<T, Eigen::Dynamic, 1>;
    static constexpr std::string_view name = F::name;

    explicit LearnableAffine(Eigen::Index channels, Axis axis = rowwise)
        : LearnableAffine(Learnable<F>(1, axis), channels) {}
    /// The function's parameters are those of `function`, shared or one set for each channel, and its axis is the axis.
    LearnableAffine(Learnable<F> function, Eigen::Index channels) : function_(std::move(function)) {
        if (channels < 1) core::fail(core::Message(name) + ": channels must be >= 1, but is " + core::text(channels));
        if (!function_.shared() && function_.channels() != channels) {
            core::fail(core::Message(name) + ": there are " + core::text(channels) + " channels, but parameters of " +
                       core::text(function_.channels()));
        }
        weight_.setOnes(channels);
        bias_.setZero(channels);
        delta_.setZero(channels, 2);
    }

    Eigen::Index channels() const { return weight_.size(); }
    Axis axis() const { return function_.axis(); }
    /// The function without weight and bias.
    const Learnable<F>& function() const { return function_; }
    const Parameters& parameters() const { return function_.parameters(); }
    const Vector& weight() const { return weight_; }
    const Vector& bias() const { return bias_; }
    /// Replaces weight and bias. Keeps update's momentum.
    template <core::Dense W, core::Dense B>
    void set_affine(const W& weight, const B& bias) {
        const Vector w = vector_of("set_affine", "weight", weight);
        const Vector b = vector_of("set_affine", "bias", bias);
        require_finite(w, b);
        weight_ = w;
        bias_ = b;
    }

    /// weight_c f(x) + bias_c, evaluated.
    template <core::Dense X>
    auto operator()(const X& x) const {
        return core::evaluated_by_channel(*this, x);
    }

    /// As Learnable::update, of all parameters, weights and biases.
    template <core::Dense DP, core::Dense DW, core::Dense DB>
    void update(const DP& dparameters, const DW& dweight, const DB& dbias, T learning_rate, T momentum) {
        Parameters gradient(channels(), 2);
        gradient << vector_of("update", "dweight", dweight), vector_of("update", "dbias", dbias);
        const Parameters delta = momentum * delta_ + learning_rate * gradient;
        const Vector weight = weight_ - delta.col(0);
        const Vector bias = bias_ - delta.col(1);
        require_finite(weight, bias);
        function_.update(dparameters, learning_rate, momentum);
        delta_ = delta;
        weight_ = weight;
        bias_ = bias;
    }

    // For the calls of channels/learnable_calls.hpp.

    using Formula = core::AffineOf<Functor>;
    static constexpr bool affine = true;
    Formula formula(Eigen::Index c) const { return {function_.functor(c), weight_(c), bias_(c)}; }
    core::LearnableGradientsOf<Functor, true> gradients_formula(Eigen::Index c) const {
        return {function_.functor(c), weight_(c)};
    }

    template <class X, class DY, class DX, class DP, class DW, class DB, class E>
    void backward(const core::View<const X>& x, const core::View<const DY>& dy, const core::View<DX>& dx,
                  const core::View<DP>& dparameters, const core::View<DW>& dweight, const core::View<DB>& dbias,
                  const Lines* lines, E& executor) const {
        constexpr std::size_t parameters = Learnable<F>::number_of_parameters;
        core::require_arrays_of_backward(x, dy, dx);
        const auto gradient = core::parameter_view("dparameters", dparameters, function_.channels(),
                                                   static_cast<Eigen::Index>(parameters));
        const auto of_weight = core::parameter_view("dweight", dweight, channels(), 1);
        const auto of_bias = core::parameter_view("dbias", dbias, channels(), 1);
        core::require_apart_from_arrays("dparameters", gradient, x, dy, dx);
        core::require_apart_from_arrays("dweight", of_weight, x, dy, dx);
        core::require_apart_from_arrays("dbias", of_bias, x, dy, dx);
        core::require_apart("backward", "dparameters", gradient, "dweight", of_weight);
        core::require_apart("backward", "dparameters", gradient, "dbias", of_bias);
        core::require_apart("backward", "dweight", of_weight, "dbias", of_bias);
        auto total = core::backward_learnable(*this, x, dy, dx, lines, executor);
        const bool shared = function_.shared();
        for (std::size_t k = 0; k < parameters; ++k) {
            auto sum = core::PartialSum<T, double>::zero();
            for (Eigen::Index c = 0; c < channels(); ++c) {
                const auto of_channel = core::times(total.total(c, k), weight_(c));
                sum = shared ? sum + of_channel : of_channel;
                *gradient.at(shared ? 0 : c, static_cast<Eigen::Index>(k)) = core::rounded_sum<DP>(sum);
            }
        }
        for (Eigen::Index c = 0; c < channels(); ++c) {
            *of_weight.at(c, 0) = core::rounded_sum<DW>(total.total(c, parameters));
            *of_bias.at(c, 0) = core::rounded_sum<DB>(total.total(c, parameters + 1));
        }
    }

private:
    template <class V>
    Vector vector_of(const char* call, const char* what, const V& given) const {
        if (given.size() != channels() || (given.rows() != 1 && given.cols() != 1)) {
            core::fail(core::Message(name) + ": " + call + ": " + what + " is " +
                       core::shape(given.rows(), given.cols()) + ", but there are " + core::text(channels()) +
                       " channels");
        }
        return given.reshaped();
    }
    static void require_finite(const Vector& weight, const Vector& bias) {
        for (Eigen::Index c = 0; c < weight.size(); ++c) {
            core::finite(weight(c), name, "weight", c);
            core::finite(bias(c), name, "bias", c);
        }
    }

    Learnable<F> function_;
    Vector weight_;
    Vector bias_;
    Parameters delta_;
};

}  // namespace ACTFN_ISA
}  // namespace actfn
