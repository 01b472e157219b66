// Calls of every family, as a user's program makes them, to be compiled with the warnings that are on by default as errors:
// run.cmake compiles WARNINGS_FAMILY for WARNINGS_TYPE and WARNINGS_TIER at every level of optimisation; with WARNINGS_FEW for a
// function or two of the family.

#include <cstdint>
#include <tuple>
#include <vector>

#include "actfn/actfn.hpp"

using T = WARNINGS_TYPE;
using Tier = actfn::WARNINGS_TIER;
using Array = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
using RowMajor = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
using Vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;
using Fixed = Eigen::Array<T, 5, 1>;
using Span = std::vector<T>;
#if defined(WARNINGS_FEW)
using Functions = std::tuple<actfn::ELU<T, Tier>, actfn::HardSigmoid<T, Tier>>;
#else
using Functions = actfn::AllFunctions<T, Tier>;
#endif

#define WARNINGS_buffers 1
#define WARNINGS_expressions 2
#define WARNINGS_rows 3
#define WARNINGS_slopes 4
#define WARNINGS_losses 5
#define WARNINGS_masks 6
#define WARNINGS_tensors 7
#define WARNINGS_learnable 8
#define WARNINGS_PASTE(a) WARNINGS_##a
#define WARNINGS_NUMBER(a) WARNINGS_PASTE(a)

#if WARNINGS_NUMBER(WARNINGS_FAMILY) == WARNINGS_buffers
template <class F>
void calls(const F& f, const Array& x, const Array& dy, Array& y, Array& d, const Vector& v, Vector& w, const Span& s,
           Span& t) {
    actfn::forward(f, x, y);
    actfn::forward(f, v, w);
    actfn::forward(f, s, t);
    actfn::forward(f, x.topRows(3), y.bottomRows(3));
    actfn::backward(f, x, dy, y);
    actfn::forward_with_derivative(f, x, y, d);
    actfn::backward_backward(f, x, dy, x, y, d);
    if constexpr (actfn::has_derivative_from_output<F>) actfn::backward_from_output(f, x, dy, y);
}
void all_calls(const Array& x, const Array& dy, Array& y, Array& d, const Vector& v, Vector& w, const Span& s,
               Span& t) {
    std::apply([&](auto... f) { (calls(f, x, dy, y, d, v, w, s, t), ...); }, Functions());
    const actfn::GLU<T, Tier> glu;
    actfn::forward(glu, x, dy, y);
    actfn::forward(glu, s, s, t);
    actfn::backward(glu, x, dy, x, y, d);
    actfn::forward(glu, x, y, actfn::colwise, actfn::GateOrder::up_first);
    actfn::backward(glu, x, dy, y, actfn::rowwise, actfn::GateOrder::gate_first_pairs);
}
#elif WARNINGS_NUMBER(WARNINGS_FAMILY) == WARNINGS_expressions
template <class F>
void calls(const F& f, const Array& x, const RowMajor& r, const Matrix& m, Array& y, Vector& w, Fixed& small,
           Matrix& n) {
    y = f(x);
    y = f.derivative(x);
    y = f.second_derivative(x) + x;
    y = f(r);
    y.col(0) = f(x.col(1));
    w = f((m * w).eval());
    n = f((m * m).colwise() + w);
    small = f(small);
    small = x.col(0).head<5>().unaryExpr(f);
    small(0) = f(small(1)) + f.derivative(small(2));
    if constexpr (actfn::has_derivative_from_output<F>) y = f.derivative_from_output(x);
}
void all_calls(const Array& x, const RowMajor& r, const Matrix& m, Array& y, Vector& w, Fixed& small, Matrix& n) {
    std::apply([&](auto... f) { (calls(f, x, r, m, y, w, small, n), ...); }, Functions());
    y = actfn::sigmoid(x);
    y = actfn::elu(x, T(0.5));
}
#elif WARNINGS_NUMBER(WARNINGS_FAMILY) == WARNINGS_rows
template <class S>
void calls(const S& s, const Array& x, const Array& dy, Array& y, const RowMajor& r, RowMajor& q, const Vector& v,
           Vector& w, Fixed& small, const Span& a, Span& b) {
    actfn::forward(s, x, y, actfn::rowwise);
    actfn::forward(s, x, y, actfn::colwise);
    actfn::forward(s, r, q, actfn::rowwise);
    actfn::forward(s, v, w);
    actfn::forward(s, a, b);
    actfn::backward(s, x, dy, y, actfn::rowwise);
    actfn::backward(s, x, dy, y, actfn::colwise);
    actfn::backward(s, v, v, w);
    y = s(x, actfn::rowwise);
    y = s.backward(x, dy, actfn::colwise);
    w = s(v);
    small = s(small);
}
void all_calls(const Array& x, const Array& dy, Array& y, const RowMajor& r, RowMajor& q, const Vector& v, Vector& w,
               Fixed& small, const Span& a, Span& b, Matrix& m) {
    const actfn::Softmax<T, Tier> softmax;
    calls(softmax, x, dy, y, r, q, v, w, small, a, b);
#if !defined(WARNINGS_FEW)
    calls(actfn::LogSoftmax<T, Tier>(), x, dy, y, r, q, v, w, small, a, b);
    b = actfn::log_softmax(a);
#endif
    m = softmax.derivative(v);
    y = actfn::softmax(x, actfn::rowwise);
}
#elif WARNINGS_NUMBER(WARNINGS_FAMILY) == WARNINGS_slopes
void all_calls(const Array& x, const Array& dy, Array& y, Array& dx, const RowMajor& r, RowMajor& q, const Vector& v,
               Vector& w, const Span& a, Span& b) {
    for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        actfn::PReLU<T, Tier> p(7, T(0.25), axis);
        const actfn::PReLU<T, Tier> shared;
        y = p(x);
        y = p.derivative(x);
        q = shared(r);
        actfn::backward(p, x, dy, dx, w);
        actfn::backward(shared, r, r, q, w);
        actfn::backward(shared, a, a, b, b);
        auto gradients = p.backward(x, dy);
        p.update(gradients.dslope, T(0.1), T(0.9));
    }
    y = actfn::prelu<Tier>(x, T(0.5));
    y = actfn::prelu(x, v);
    y = actfn::prelu(x, v.transpose());
    const actfn::RReLUTraining<T, Tier> t;
    constexpr std::uint64_t step = 3;
    t.forward(x, y, step);
    t.forward(a, b, step);
    t.backward(x, dy, dx, step);
    t.backward(r, r, q, step);
    y = t.slopes(x.rows(), x.cols(), step);
    y = t.evaluation()(x);
}
#elif WARNINGS_NUMBER(WARNINGS_FAMILY) == WARNINGS_losses
T all_calls(const Array& x, const Array& p, Array& dx, const RowMajor& r, RowMajor& q, const Span& a, Span& b,
            const std::vector<int>& targets) {
    const actfn::CrossEntropy<T, Tier> loss;
    const actfn::BinaryCrossEntropyWithLogits<T, Tier> binary;
    T sum = loss(x, targets, actfn::rowwise) + loss(x, targets, dx, actfn::colwise) + binary(a, a, b);
#if !defined(WARNINGS_FEW)
    constexpr actfn::Lines lines = {2, 3, 4};
    for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        sum += actfn::cross_entropy<Tier>(r, targets, q, axis, {.label_smoothing = 0.1});
        sum += actfn::cross_entropy<Tier>(x, p, dx, axis);
    }
    sum += loss(a, targets, lines) + loss(a, a, b, lines);
    sum += binary(x, p) + binary(x, p, dx);
#endif
    return sum;
}
#elif WARNINGS_NUMBER(WARNINGS_FAMILY) == WARNINGS_masks
void all_calls(const Array& x, const Array& dy, Array& y, const RowMajor& r, RowMajor& q, const Vector& v, Vector& w,
               const Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic>& mask) {
    const actfn::Softmax<T, Tier> softmax({.scale = 2});
    for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        actfn::forward(softmax, x, mask, y, axis);
        actfn::forward(softmax, x, dy, y, axis);
        actfn::forward(softmax, r, q, axis);
        actfn::backward(softmax, x, dy, y, axis);
#if !defined(WARNINGS_FEW)
        actfn::forward(actfn::Softmax<T, Tier>(), r, mask, q, axis);
        actfn::forward(actfn::LogSumExp<T, Tier>(), x, w, axis);
        actfn::backward(actfn::LogMeanExp<T, Tier>(), x, v, y, axis);
        actfn::forward(actfn::GumbelSoftmax<T, Tier>(), x, y, 3, axis);
        actfn::forward(actfn::Sparsemax<T, Tier>(), x, y, axis);
        actfn::backward_from_output(actfn::Entmax15<T, Tier>(), r, r, q, axis);
        actfn::forward(actfn::Hardmax<T, Tier>(), x, y, axis);
#endif
    }
    w = softmax(v);
#if !defined(WARNINGS_FEW)
    w = actfn::softmin<Tier>(v);
    w(0) = static_cast<T>(actfn::softmax_state(v).probability(1));
#endif
}
#elif WARNINGS_NUMBER(WARNINGS_FAMILY) == WARNINGS_tensors
#include "actfn/tensor.hpp"

using Tensor = Eigen::Tensor<T, 4>;
void all_calls(const Tensor& x, Tensor& y, const Eigen::Tensor<T, 4, Eigen::RowMajor>& r,
               Eigen::Tensor<T, 4, Eigen::RowMajor>& q, Eigen::Tensor<T, 3>& lines,
               const Eigen::Tensor<int, 3>& targets) {
    y = actfn::softmax<Tier>(x, 1);
    y = x.unaryExpr(actfn::ELU<T, Tier>());
#if !defined(WARNINGS_FEW)
    q = actfn::log_softmax<Tier>(r, -1);
    q = actfn::gumbel_softmax<Tier>(r, 2, 1, 2);
    actfn::backward_from_output(actfn::Softmax<T, Tier>(), x, x, y, 0);
    actfn::forward(actfn::Sparsemax<T, Tier>(), r, q, 3);
    actfn::forward(actfn::LogSumExp<T, Tier>(), x, lines, 1);
    actfn::backward(actfn::LogSumExp<T, Tier>(), x, lines, y, 1);
    y(0) = actfn::cross_entropy<Tier>(x, targets, y, 1) + actfn::cross_entropy<Tier>(x, x, y, 1);
#endif
}
#elif WARNINGS_NUMBER(WARNINGS_FAMILY) == WARNINGS_learnable
template <class L>
void calls(L l, const Array& x, const Array& dy, Array& y, const Span& a, Span& b, Array& parameters) {
    actfn::forward(l, x, y);
    actfn::backward(l, x, dy, y, parameters);
    actfn::forward(l, a, b, actfn::Lines{2, 4, 3});
    y = l(x);
    l.update(l.backward(x, dy).dparameters, T(0.1), T(0.9));
}
void all_calls(const Array& x, const Array& dy, Array& y, Array& winner, const Span& a, Span& b, Array& parameters,
               const Vector& v, Vector& w) {
    calls(actfn::Learnable<actfn::Swish<T, Tier>>(4), x, dy, y, a, b, parameters);
#if !defined(WARNINGS_FEW)
    calls(actfn::Learnable<actfn::XIELU<T, Tier>>(4, actfn::colwise), x, dy, y, a, b, parameters);
    actfn::LearnableAffine<actfn::DynamicTanh<T, Tier>> affine(4);
    Vector alpha(4), gamma(4);
    actfn::forward(affine, x, y);
    actfn::backward(affine, x, dy, y, alpha, gamma, w);
    affine.update(alpha, gamma, v, T(0.1), T(0.9));
    y = affine(x);
#endif
    const actfn::Maxout<T> m(3);
    actfn::forward(m, x, y, actfn::rowwise, actfn::PieceOrder::blocks);
    actfn::forward(m, x, y, winner, actfn::colwise, actfn::PieceOrder::adjacent);
    actfn::backward(m, x, dy, y, actfn::rowwise, actfn::PieceOrder::blocks);
}
#endif
