// Programs that must not compile. Each is one value of ACTFN_CASE; the comment in it is what the first error must say.
// run.cmake reads the comments from here.

#include <span>
#include <vector>

#include "actfn/actfn.hpp"
#if ACTFN_CASE >= 37 || ACTFN_CASE == 0
#include "actfn/activation_spec.hpp"
#endif
#if ACTFN_CASE >= 41 || ACTFN_CASE == 0
#include "actfn/dispatch.hpp"
#endif

#if !ACTFN_CASE
// What no overload takes is an error of one sentence, and still nothing that a requires-expression takes for a call.
template <class F, class... X>
concept Forwards = requires(const F& f, X&... x) {
    actfn::forward(f, x...);
};
template <class F, class... X>
concept DispatchForwards = requires(const F& f, X&... x) {
    actfn::dispatch::forward(f, x...);
};
template <class X>
concept HasSigmoid = requires(X& x) {
    actfn::sigmoid(x);
};
template <class X, class A>
concept HasSoftmax = requires(X& x, A axis) {
    actfn::softmax(x, axis);
};
#endif

template <class T = float, class Tier = actfn::standard>
struct WithoutValue : actfn::Elementwise<WithoutValue<T, Tier>, T, Tier> {};
template <class T = float, class Tier = actfn::standard>
struct NoTemplate : actfn::Elementwise<NoTemplate<T, Tier>, T, Tier> {
    T value(T x) const { return x; }
};
template <class T = float, class Tier = actfn::standard>
struct Rounded : actfn::Elementwise<Rounded<T, Tier>, T, Tier> {
    template <class V>
    T value(V) const {
        return T(1);
    }
};
struct OfFloat : actfn::Elementwise<OfFloat> {
    template <class V>
    V value(V x) const {
        return x;
    }
};

void misuse() {
    [[maybe_unused]] Eigen::ArrayXi integers(3);
    [[maybe_unused]] Eigen::ArrayXf x(3), y(3), dy(3), dx(3);
    [[maybe_unused]] Eigen::ArrayXd wide(3);
    [[maybe_unused]] Eigen::Array<float, 1, 3> row;
    [[maybe_unused]] Eigen::ArrayXXf matrix(3, 3);
    [[maybe_unused]] Eigen::Array<Eigen::half, Eigen::Dynamic, Eigen::Dynamic> halves(3, 3);
    [[maybe_unused]] std::vector<float> v(3), w(3);
    [[maybe_unused]] const std::span<const float> constant(w);
    [[maybe_unused]] const actfn::Sigmoid<float> f;

#if ACTFN_CASE == 0
    // What the other cases differ from compiles, so that none of them fails for another reason.
    y = actfn::sigmoid(x);
    actfn::forward(f, x, y);
    actfn::forward(f, v, w);
    actfn::backward_from_output(f, y, dy, dx);
    y = x.unaryExpr(f);
    matrix = actfn::softmax(matrix, actfn::rowwise);
    matrix = actfn::prelu(matrix, x);
    actfn::forward(actfn::PReLU<float>(v), v, w, actfn::Lines{1, 3, 1});
    y = actfn::softmax(x, actfn::colwise);
    row = actfn::log_softmax(row, actfn::rowwise);
    actfn::forward(OfFloat(), x, y);

    using X = Eigen::ArrayXf;
    using F = actfn::Sigmoid<float>;
    static_assert(Forwards<F, X, X> && DispatchForwards<F, X, X>);
    static_assert(Forwards<actfn::ActivationSpec, X, X> && DispatchForwards<actfn::ActivationSpec, X, X>);
    static_assert(!Forwards<F> && !Forwards<F, X> && !Forwards<F, X, X, int> && !Forwards<F, float*, float*, int>);
    static_assert(!DispatchForwards<F, X> && !DispatchForwards<F, X, X, int>);
    static_assert(!Forwards<const char[8], X, X> && !Forwards<WithoutValue<>, X, X>);
    static_assert(HasSigmoid<float> && HasSigmoid<X> && !HasSigmoid<std::vector<float>> && !HasSigmoid<float*>);
    static_assert(HasSoftmax<X, actfn::Axis> && !HasSoftmax<X, int> && !HasSoftmax<float*, actfn::Axis>);
    [[maybe_unused]] const auto pointer = &actfn::sigmoid<actfn::standard, Eigen::ArrayXf&>;
#elif ACTFN_CASE == 1
    // case 1: actfn: the element type must be float, double, Eigen::half or Eigen::bfloat16
    integers = actfn::sigmoid(integers);
#elif ACTFN_CASE == 2
    // case 2: actfn: the element type must be float, double, Eigen::half or Eigen::bfloat16
    [[maybe_unused]] const float r = actfn::sigmoid(3);
#elif ACTFN_CASE == 3
    // case 3: actfn: the element type must be float, double, Eigen::half or Eigen::bfloat16
    const actfn::Sigmoid<int> g;
#elif ACTFN_CASE == 4
    // case 4: actfn: the array's element type is not the functor's
    wide = f(wide);
#elif ACTFN_CASE == 5
    // case 5: actfn: every array or span of a buffer call must have the functor's element type
    actfn::forward(f, x, wide);
#elif ACTFN_CASE == 6
    // case 6: actfn: every array or span of a buffer call must have the functor's element type
    actfn::backward(f, wide, dy, dx);
#elif ACTFN_CASE == 7
    // case 7: actfn: `exact` is computed in double and rounded once, `fast` in float: for double there is only the standard tier
    const actfn::Sigmoid<double, actfn::exact> g;
#elif ACTFN_CASE == 8
    // case 8: actfn: `exact` is computed in double and rounded once, `fast` in float: for double there is only the standard tier
    wide = actfn::elu<actfn::exact>(wide, 0.5);
#elif ACTFN_CASE == 9
    // case 9: actfn: the tier is actfn::standard, actfn::exact or actfn::fast
    y = actfn::sigmoid<double>(x);
#elif ACTFN_CASE == 10
    // case 10: actfn: this function's derivative is not a function of its output
    actfn::backward_from_output(actfn::Step<>(), y, dy, dx);
#elif ACTFN_CASE == 11
    // An absent member is constrained away, which leaves the words to the compiler.
    // case 11: derivative_from_output
    dx = actfn::Step<>().derivative_from_output(y);
#elif ACTFN_CASE == 12
    // case 12: actfn: a buffer call takes Eigen arrays only or spans only, not a span with an array
    actfn::forward(f, v, y);
#elif ACTFN_CASE == 13
    // case 13: actfn: a buffer call takes arrays in memory
    actfn::forward(f, x, y + dy);
#elif ACTFN_CASE == 24
    // case 24: actfn: a buffer call takes arrays in memory
    const auto generic = [&]<class D>(const Eigen::ArrayBase<D>& a) { actfn::forward(f, a, y); };
    generic(x + dy);
#elif ACTFN_CASE == 25
    // case 25: actfn: the output of a buffer call must be writable
    const auto generic = [&]<class D>(const Eigen::ArrayBase<D>& a) { actfn::forward(f, x, a); };
    generic(y);
#elif ACTFN_CASE == 14
    // case 14: actfn: a buffer call takes Eigen arrays in memory, or spans
    actfn::forward(f, 1.0f, y);
#elif ACTFN_CASE == 15
    // case 15: actfn: x must be a scalar of exactly the functor's element type
    v = f(v);
#elif ACTFN_CASE == 16
    // case 16: actfn: x must be a scalar of exactly the functor's element type
    [[maybe_unused]] const double r = f(0.5);
#elif ACTFN_CASE == 17
    // case 17: actfn: the output of a buffer call must be writable
    actfn::forward(f, v, constant);
#elif ACTFN_CASE == 18
    // case 18: actfn: the output of a buffer call must be writable
    actfn::backward(f, x, dy, std::as_const(dx));
#elif ACTFN_CASE == 19
    // case 19: actfn: the softmax of a matrix needs an axis
    matrix = actfn::softmax(matrix);
#elif ACTFN_CASE == 20
    // case 20: actfn: the softmax of a matrix needs an axis
    actfn::forward(actfn::LogSoftmax<float>(), matrix, matrix);
#elif ACTFN_CASE == 21
    // case 21: actfn: `exact` is computed in double and rounded once, `fast` in float: for double there is only the standard tier
    wide = actfn::softmax<actfn::exact>(wide);
#elif ACTFN_CASE == 22
    // case 22: actfn: prelu's slope is a scalar, a column vector (a slope per row) or a row vector (a slope per column)
    matrix = actfn::prelu(matrix, matrix);
#elif ACTFN_CASE == 23
    // case 23: actfn: the slopes must have the functor's element type
    const actfn::PReLU<float> p(wide);
#elif ACTFN_CASE == 26
    // case 26: actfn: Lines say how a span is a tensor: hand over spans
    actfn::forward(actfn::PReLU<float>(3), x, y, actfn::Lines{1, 3, 1});
#elif ACTFN_CASE == 27
    // case 27: actfn: the array's element type is not the functor's
    wide = actfn::PReLU<float>(3)(wide);
#elif ACTFN_CASE == 28
    // case 28: actfn: this axis makes each entry of the vector a distribution of its own
    y = actfn::softmax(x, actfn::rowwise);
#elif ACTFN_CASE == 29
    // case 29: actfn: this axis makes each entry of the vector a distribution of its own
    row = actfn::log_softmax(row, actfn::colwise);
#elif ACTFN_CASE == 30
    // case 30: actfn: this axis makes each entry of the vector a distribution of its own
    dx = actfn::LogSoftmax<float>().backward(y, dy, actfn::rowwise);
#elif ACTFN_CASE == 31
    // case 31: actfn: this axis makes each entry of the vector a distribution of its own
    actfn::forward(actfn::Softmax<float>(), x, y, actfn::rowwise);
#elif ACTFN_CASE == 32
    // case 32: actfn: this axis makes each entry of the vector a distribution of its own
    actfn::backward(actfn::Softmax<float>(), row, row, row, actfn::colwise);
#elif ACTFN_CASE == 33
    // case 33: actfn: backward_backward needs a functor with a gradient(V x) and a curvature(V x)
    actfn::backward_backward(actfn::Derivative<actfn::Sigmoid<float>>(f), x, dy, dy, y, dx);
#elif ACTFN_CASE == 34
    // case 34: actfn: both functions of a gated unit must have the same element type and tier
    const actfn::Gated<actfn::Sigmoid<float>, actfn::Tanh<double>> unit;
#elif ACTFN_CASE == 35
    // case 35: actfn: every array or span of a buffer call must have the functor's element type
    actfn::forward(actfn::GLU<float>(), x, wide, y);
#elif ACTFN_CASE == 36
    // case 36: actfn: the output of a buffer call must be writable
    actfn::backward(actfn::GLU<float>(), x, y, dy, dx, std::as_const(dy));
#elif ACTFN_CASE == 37
    // case 37: actfn: the element type must be float, double, Eigen::half or Eigen::bfloat16
    actfn::forward(actfn::ActivationSpec(), integers, integers);
#elif ACTFN_CASE == 38
    // case 38: actfn: a buffer call takes arrays in memory (Array, Matrix, Map, Ref, Block)
    actfn::backward(actfn::ActivationSpec(), x, y - dy, dx);
#elif ACTFN_CASE == 39
    // case 39: actfn: visit's callable must return the same type for every function
    actfn::visit<float>(actfn::ActivationSpec(), [](const auto& chosen) { return chosen; });
#elif ACTFN_CASE == 40
    // case 40: actfn: a spec names a function of functions/list.hpp, which this functor is not
    const actfn::ActivationSpec spec = actfn::Derivative<actfn::Sigmoid<float>>(f);
#elif ACTFN_CASE == 41
    // case 41: actfn: every array or span of a buffer call must have the functor's element type
    actfn::dispatch::binary_cross_entropy_with_logits(x, integers);
#elif ACTFN_CASE == 42
    // case 42: actfn: this axis makes each entry of the vector a distribution of its own
    y = actfn::Softmax<float>()(x, (x > 0).eval(), actfn::rowwise);
#elif ACTFN_CASE == 43
    // case 43: actfn: this axis makes each entry of the vector a distribution of its own
    actfn::forward(actfn::Softmax<float>(), row, row, row, actfn::colwise);
#elif ACTFN_CASE == 44
    // case 44: actfn: this axis makes each entry of the vector a distribution of its own
    actfn::cross_entropy(x, integers, actfn::rowwise);
#elif ACTFN_CASE == 45
    // case 45: actfn: this axis makes each entry of the vector a distribution of its own
    actfn::cross_entropy(x, integers, dx, actfn::rowwise);
#elif ACTFN_CASE == 46
    // case 46: actfn: this axis makes each entry of the vector a distribution of its own
    y = actfn::logsumexp(x, actfn::rowwise);
#elif ACTFN_CASE == 47
    // case 47: actfn: this axis makes each entry of the vector a distribution of its own
    actfn::forward(actfn::LogSumExp<float>(), x, y, actfn::rowwise);
#elif ACTFN_CASE == 48
    // case 48: actfn: this axis makes each entry of the vector a distribution of its own
    actfn::backward(actfn::LogSumExp<float>(), row, y, row, actfn::colwise);
#elif ACTFN_CASE == 49
    // case 49: actfn: this axis makes each entry of the vector a distribution of its own
    actfn::dispatch::cross_entropy(x, integers, actfn::rowwise);
#elif ACTFN_CASE == 50
    // case 50: no such call: forward(f, x, y[, executor]) takes a functor object
    actfn::forward(f, x.data(), y.data(), 3);
#elif ACTFN_CASE == 51
    // case 51: no such call: forward(f, x, y[, executor]) takes a functor object
    actfn::forward(f, x, y, 4);
#elif ACTFN_CASE == 52
    // case 52: no such call: forward(f, x, y[, executor]) takes a functor object
    actfn::forward(f, x);
#elif ACTFN_CASE == 53
    // case 53: no such call: backward(f, x, dy, dx[, executor]) takes a functor object
    actfn::backward(f, x, dy);
#elif ACTFN_CASE == 54
    // case 54: no such call: forward(f, x, y[, executor]) takes a functor object
    actfn::forward(actfn::sigmoid, x, y);
#elif ACTFN_CASE == 55
    // case 55: no such call: forward(f, x, y[, executor]) takes a functor object
    actfn::forward("sigmoid", x, y);
#elif ACTFN_CASE == 56
    // case 56: no such call: forward(f, x, y[, executor]) takes a functor object
    actfn::forward([](auto value) { return value; }, x, y);
#elif ACTFN_CASE == 57
    // case 57: no such call: forward(f, x, y[, executor]) takes a functor object
    actfn::forward(WithoutValue<>(), x, y);
#elif ACTFN_CASE == 58
    // case 58: no such call: backward_from_output(f, y, dy, dx[, executor]) takes a functor object
    actfn::backward_from_output(f, y.data(), dy.data(), dx.data(), 3);
#elif ACTFN_CASE == 59
    // case 59: no such call: forward_with_derivative(f, x, y, d[, executor]) takes a functor object
    actfn::forward_with_derivative(f, x, y);
#elif ACTFN_CASE == 60
    // case 60: no such call: backward_backward(f, x, dy, ddx, dx2, ddy[, executor]) takes a functor object
    actfn::backward_backward(f, x, dy, y, dx);
#elif ACTFN_CASE == 61
    // case 61: no such call: forward(f, x, y[, executor]) takes a functor object
    actfn::dispatch::forward(f, x.data(), y.data(), 3);
#elif ACTFN_CASE == 62
    // case 62: no such call: backward(f, x, dy, dx[, executor]) takes a functor object
    actfn::backward(actfn::SwiGLU<float>(), matrix, matrix, matrix, actfn::rowwise);
#elif ACTFN_CASE == 63
    // case 63: actfn: an axis stands in the place of an array: gated units take a GateOrder, too
    actfn::forward(actfn::SwiGLU<float>(), matrix, matrix, actfn::rowwise);
#elif ACTFN_CASE == 64
    // case 64: no such call: softmax(x, axis) and its kin: dim 1 of an N x C matrix is actfn::rowwise, dim 0 is actfn::colwise
    matrix = actfn::softmax(matrix, 1);
#elif ACTFN_CASE == 65
    // case 65: write x, actfn::rowwise
    matrix = actfn::softmax(matrix.rowwise());
#elif ACTFN_CASE == 66
    // case 66: no such call: softmax(x, axis) and its kin: dim 1 of an N x C matrix is actfn::rowwise
    matrix = actfn::log_softmax<actfn::exact>(matrix, 1);
#elif ACTFN_CASE == 67
    // case 67: no such call: softmax(x, axis) and its kin: dim 1 of an N x C matrix is actfn::rowwise
    actfn::cross_entropy(matrix, integers, 1);
#elif ACTFN_CASE == 68
    // case 68: no such call: sigmoid(x) and its kin take a number or an Eigen expression
    v = actfn::sigmoid(v);
#elif ACTFN_CASE == 69
    // case 69: no such call: sigmoid(x) and its kin take a number or an Eigen expression
    const auto result = actfn::leaky_relu(v.data(), 0.1);
#elif ACTFN_CASE == 70
    // case 70: no such call: sigmoid(x) and its kin take a number or an Eigen expression
    Eigen::ArrayXf result = actfn::prelu(v, x);
#elif ACTFN_CASE == 71
    // case 71: a functor's value must be a template that returns the type of its argument
    actfn::forward(NoTemplate<>(), x, y);
#elif ACTFN_CASE == 72
    // case 72: a functor's value must be a template that returns the type of its argument
    y = NoTemplate<>()(x);
#elif ACTFN_CASE == 73
    // case 73: a functor's value must be a template that returns the type of its argument
    actfn::forward(Rounded<>(), x, y);
#elif ACTFN_CASE == 74
    // case 74: or use e.g. Sigmoid<double> or actfn::sigmoid(x)
    wide = f(wide);
#elif ACTFN_CASE == 75
    // case 75: use e.g. Sigmoid<double>, or convert an Eigen array with x.cast<float>()
    std::vector<double> d(3);
    actfn::forward(f, d, w);
#elif ACTFN_CASE == 76
    // case 76: no such call: binary_cross_entropy_with_logits(logits, targets[, gradient]) takes
    actfn::binary_cross_entropy_with_logits(v.data(), w.data(), 3);
#elif ACTFN_CASE == 77
    // case 77: actfn: this axis makes each entry of the vector a distribution of its own
    actfn::dispatch::forward(actfn::Softmax<float>(), x, y, actfn::rowwise);
#elif ACTFN_CASE == 78
    // case 78: actfn: this axis makes each entry of the vector a distribution of its own
    actfn::dispatch::backward_from_output(actfn::LogSoftmax<float>(), y, dy, dx, actfn::rowwise);
#elif ACTFN_CASE == 79
    // case 79: actfn: this axis makes each entry of the vector a distribution of its own
    actfn::dispatch::forward(actfn::Softmax<float>(), row, row, row, actfn::colwise);
#elif ACTFN_CASE == 80
    // case 80: actfn: this axis makes each entry of the vector a distribution of its own
    actfn::dispatch::forward(actfn::GumbelSoftmax<float>(), x, y, 1, actfn::rowwise);
#elif ACTFN_CASE == 81
    // case 81: no such call: softmax(x, axis) and its kin: dim 1 of an N x C matrix is actfn::rowwise
    x = actfn::logmeanexp(matrix, 1);
#elif ACTFN_CASE == 82
    // case 82: actfn: the element type must be float, double, Eigen::half or Eigen::bfloat16
    actfn::dispatch::forward(actfn::ActivationSpec(), integers, integers);
#elif ACTFN_CASE == 83
    // case 83: actfn: a loss takes logits of float, double, Eigen::half or Eigen::bfloat16: convert them
    actfn::cross_entropy(matrix.cast<int>().eval(), integers, actfn::rowwise);
#elif ACTFN_CASE == 84
    // case 84: actfn: a loss takes logits of float, double, Eigen::half or Eigen::bfloat16: convert them
    actfn::binary_cross_entropy_with_logits(integers, integers);
#elif ACTFN_CASE == 85
    // case 85: actfn: a loss takes logits of float, double, Eigen::half or Eigen::bfloat16: convert them
    actfn::dispatch::binary_cross_entropy_with_logits(integers, integers);
#elif ACTFN_CASE == 86
    // case 86: actfn: the element type must be float, double, Eigen::half or Eigen::bfloat16
    integers = actfn::PReLU<int>(2)(integers);
#elif ACTFN_CASE == 87
    // case 87: actfn: of elements of 16 bits, the slopes and dslope are floats
    actfn::backward(actfn::PReLU<Eigen::half>(), halves, halves, halves, halves);
#elif ACTFN_CASE == 88
    // case 88: actfn: of elements of 16 bits, the slopes and dslope are floats
    actfn::dispatch::backward(actfn::PReLU<Eigen::half>(), halves, halves, halves, halves);
#endif
}
