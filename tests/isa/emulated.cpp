// Buffer calls, expressions and softmax with the registers of the flags: CALLS names them.

#include "emulated.hpp"

#include "actfn/actfn.hpp"

namespace {

template <class T>
using Array = Eigen::Array<T, Eigen::Dynamic, 1>;
template <class T>
using In = Eigen::Map<const Array<T>>;
template <class T>
using Out = Eigen::Map<Array<T>>;

/// Each functor's next n results: half of them by a buffer call, half by an expression.
template <class T>
struct Results {
    In<T> x;
    T* y;

    template <class F>
    void add(const F& f) {
        const Eigen::Index n = x.size() / 2;
        Out<T> to(y, x.size());
        actfn::forward(f, x.head(n), to.head(n));
        to.tail(x.size() - n) = f(x.tail(x.size() - n));
        y += x.size();
    }
    template <class F>
    void add_gradient(const F& f) {
        Out<T> to(y, x.size());
        actfn::backward(f, x, Array<T>::Ones(x.size()).eval(), to);
        y += x.size();
    }
    void add_softmax() {
        Out<T>(y, x.size()) = actfn::softmax(x);
        y += x.size();
    }
};

}  // namespace

extern const Calls CALLS;
const Calls CALLS = {
#define EMULATED_TEXT(name) EMULATED_QUOTED(name)
#define EMULATED_QUOTED(name) #name
    EMULATED_TEXT(ACTFN_ISA),
    [](const float* x, std::size_t n, float* y) {
        Results<float> results{{x, static_cast<Eigen::Index>(n)}, y};
        results.add(actfn::Sigmoid<float>());
        results.add(actfn::GELU<float>());
        results.add(actfn::ELU<float>(0.7f));
        results.add(actfn::ISRU<float>(2));
        results.add(actfn::Tanh<float, actfn::exact>());
        results.add(actfn::HardSwish<float, actfn::fast>());
        results.add_gradient(actfn::Softplus<float>(2));
        results.add_softmax();
    },
    [](const double* x, std::size_t n, double* y) {
        Results<double> results{{x, static_cast<Eigen::Index>(n)}, y};
        results.add(actfn::Tanh<double>());
        results.add_gradient(actfn::Sigmoid<double>());
        results.add_softmax();
    },
};
