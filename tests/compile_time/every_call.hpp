#pragma once

// Every formula in every tier and type, and every call with one of them: what a program that uses all of the library makes the
// compiler look at. Not to be run.

#include <span>
#include <tuple>
#include <type_traits>

#include "actfn/actfn.hpp"

namespace every_call {

/// All of the formulas, on a scalar and on batches.
template <class T, class Tier>
T formulas(T x) {
    const auto on = [](const auto& f, auto v) {
        using F = std::remove_cvref_t<decltype(f)>;
        auto sum = f(v) + f.derivative(v) + f.second_derivative(v);
        if constexpr (actfn::has_derivative_from_output<F>) sum += f.derivative_from_output(v);
        return sum;
    };
    T sum = 0;
    const auto one = [&](const auto& f) {
        using F = std::remove_cvref_t<decltype(f)>;
        sum += on(f, x) + on(f, xsimd::batch<T>(x)).get(0);
        if (f == F()) sum += x;
    };
    [&one]<class... F>(const std::tuple<F...>*) {
        (one(F()), ...);
    }(static_cast<actfn::AllFunctions<T, Tier>*>(nullptr));
    return sum;
}

template <class T, class Array>
void calls(const auto& f, Array& x, Array& y, Array& dy) {
    actfn::forward(f, x, y);
    actfn::backward(f, x, dy, y);
    actfn::backward_from_output(f, y, dy, x);
    actfn::forward_with_derivative(f, x, y, dy);
    actfn::backward_backward(f, x, x, x, y, dy);
    actfn::forward(f, std::span<const T>(x.data(), 4), std::span<T>(y.data(), 4));
    y = f(x);
    y = f.derivative(x.transpose()) + f.derivative_from_output(x);
    y = x.unaryExpr(f);
}

template <class T, class Tier, class Array>
void gated(Array& x, Array& y, Array& dy, actfn::Axis axis) {
    const actfn::GLU<T, Tier> unit;
    actfn::forward(unit, x, x, y);
    actfn::backward(unit, x, x, dy, y, x);
    actfn::forward(unit, x, y, axis, actfn::GateOrder::gate_first);
    actfn::backward(unit, x, dy, y, axis, actfn::GateOrder::gate_first_pairs);
}

template <class T, class Tier, class Array>
void rows(Array& x, Array& y, Array& dy, actfn::Axis axis) {
    Eigen::Array<T, Eigen::Dynamic, 1> v = x.col(0);
    const auto one = [&](const auto& s) {
        actfn::forward(s, x, y, axis);
        actfn::backward(s, y, dy, x, axis);
        y = s(x, axis);
        y = s.backward(y, dy, axis);
        v = s(v);
    };
    one(actfn::Softmax<T, Tier>());
    one(actfn::LogSoftmax<T, Tier>());
    actfn::PReLU<T, Tier> p(x.rows(), T(0.25), axis);
    y = p(x) + p.derivative(x);
    actfn::backward(p, x, dy, y, v);
    p.update(v, T(0.1), T(0.9));
    y = actfn::prelu(x, v);
    const actfn::RReLUTraining<T, Tier> r(T(0.1), T(0.3), 1);
    r.forward(x, y, 1);
    r.backward(x, dy, y, 1);
    y = r.slopes(x.rows(), x.cols(), 1);
}

template <class T>
T kernels(T x) {
    return actfn::math::exp(x) + actfn::math::expm1(x) + actfn::math::log(x) + actfn::math::log1p(x) +
           actfn::math::tanh(x) + actfn::math::erf(x);
}

template <class T, class Tier>
void type_and_tier() {
    Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic> x(4, 4), y(4, 4), dy(4, 4);
    every_call::calls<T>(actfn::ELU<T, Tier>(), x, y, dy);
    every_call::gated<T, Tier>(x, y, dy, actfn::colwise);
    every_call::rows<T, Tier>(x, y, dy, actfn::rowwise);
    x(0, 0) = every_call::formulas<T, Tier>(T(1));
}

inline void all() {
    every_call::type_and_tier<float, actfn::standard>();
    every_call::type_and_tier<float, actfn::exact>();
    every_call::type_and_tier<double, actfn::standard>();
    actfn::SoftmaxState state;
    state.add(static_cast<double>(every_call::kernels(1.0f)) + every_call::kernels(1.0));
    if (state == actfn::SoftmaxState()) state.merge({});
}

}  // namespace every_call
