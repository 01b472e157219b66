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
#endif
