#include "activation.hpp"

#include <actfn/actfn.hpp>
#include <cstdint>

#include "functions.hpp"

namespace examples {
namespace {

template <class F>
class Elementwise final : public Activation {
public:
    explicit Elementwise(const F& f) : f_(f) {}

    std::string_view name() const override { return F::name; }
    void forward(const Input& x, Matrix& y) const override {
        y.resizeLike(x);
        actfn::forward(f_, x, y);
    }
    void backward(const Input& x, const Input& dy, Matrix& dx) override {
        dx.resizeLike(x);
        actfn::backward(f_, x, dy, dx);
    }
    void initialise(Dense& layer, Random& random) const override { layer.initialise_for(f_, random); }

private:
    F f_;
};

class LearntSlopes final : public Activation {
public:
    explicit LearntSlopes(Index units) : f_(units), dslope_(units) {}

    std::string_view name() const override { return f_.name; }
    void forward(const Input& x, Matrix& y) const override { y = f_(x); }
    void backward(const Input& x, const Input& dy, Matrix& dx) override {
        dx.resizeLike(x);
        actfn::backward(f_, x, dy, dx, dslope_);
    }
    void update(float rate, float momentum) override { f_.update(dslope_, rate, momentum); }
    Eigen::ArrayXf slopes() const override { return f_.slope(); }
    void initialise(Dense& layer, Random& random) const override { layer.initialise_he(f_.slope().mean(), random); }

private:
    actfn::PReLU<float> f_;
    Eigen::ArrayXf dslope_;
};

/// RReLU with the slopes drawn anew at every step of training, and their mean afterwards.
class RandomSlopes final : public Activation {
public:
    explicit RandomSlopes(std::uint64_t seed)
        : f_(actfn::RReLU<float>().lower(), actfn::RReLU<float>().upper(), seed) {}

    std::string_view name() const override { return f_.name; }
    void forward(const Input& x, Matrix& y) const override {
        y.resizeLike(x);
        actfn::forward(f_.evaluation(), x, y);
    }
    void training_forward(const Input& x, Matrix& y) override {
        y.resizeLike(x);
        f_.forward(x, y, ++step_);
    }
    void backward(const Input& x, const Input& dy, Matrix& dx) override {
        dx.resizeLike(x);
        f_.backward(x, dy, dx, step_);
    }
    void initialise(Dense& layer, Random& random) const override {
        layer.initialise_he(f_.evaluation().slope(), random);
    }

private:
    actfn::RReLUTraining<float> f_;
    std::uint64_t step_ = 0;
};

}  // namespace

std::vector<std::string> function_names() {
    std::vector<std::string> names;
    for_each_function<float>([&](const auto& f) { names.emplace_back(f.name); });
    return names;
}

std::vector<std::string> compared_functions() {
    return {"identity", "step",       "sigmoid", "tanh", "hard_sigmoid", "hard_swish",
            "relu",     "leaky_relu", "rrelu",   "elu",  "selu",         "softplus"};
}

std::unique_ptr<Activation> make_activation(std::string_view name, Index units, Random& random) {
    if (name == actfn::PReLU<float>::name) return std::make_unique<LearntSlopes>(units);
    if (name == actfn::RReLUTraining<float>::name) return std::make_unique<RandomSlopes>(random.word());
    std::unique_ptr<Activation> activation;
    with_function<float>(name, [&]<class F>(const F& f) { activation = std::make_unique<Elementwise<F>>(f); });
    return activation;
}

}  // namespace examples
