#include "activation.hpp"

#include <actfn/actfn.hpp>
#include <cstdint>
#include <stdexcept>
#include <tuple>

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

/// The same with the layer in elements of type E in memory, half as many bytes as floats: what goes into the function and
/// what comes out of it, forwards and backwards. f computes in float and rounds where it stores.
template <class F, class E>
class ElementwiseStoredAs final : public Activation {
public:
    explicit ElementwiseStoredAs(const F& f) : f_(f) {}

    std::string_view name() const override { return F::name; }
    void forward(const Input& x, Matrix& y) const override {
        Memory stored = x.template cast<E>();
        actfn::forward(f_, stored, stored);
        y = stored.template cast<float>();
    }
    void training_forward(const Input& x, Matrix& y) override {
        x_ = x.template cast<E>();
        y_.resizeLike(x_);
        actfn::forward(f_, x_, y_);
        y = y_.template cast<float>();
    }
    void backward(const Input& /*x*/, const Input& dy, Matrix& dx) override {
        gradient_ = dy.template cast<E>();
        actfn::backward(f_, x_, gradient_, gradient_);
        dx = gradient_.template cast<float>();
    }
    void initialise(Dense& layer, Random& random) const override { layer.initialise_for(f_, random); }

private:
    using Memory = Eigen::Matrix<E, Eigen::Dynamic, Eigen::Dynamic>;

    F f_;
    Memory x_, y_, gradient_;
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

/// One of each kind, with each tier and storage: all of the list would take minutes to compile.
template <class Tier>
using WithNumerics = std::tuple<actfn::ReLU<float, Tier>, actfn::Sigmoid<float, Tier>, actfn::Tanh<float, Tier>,
                                actfn::ELU<float, Tier>>;

template <class Tier>
std::unique_ptr<Activation> make_with_numerics(std::string_view name, const std::string& storage) {
    std::unique_ptr<Activation> activation;
    const auto take = [&]<class F>(const F& f) {
        if (f.name != name) return;
        if (storage == "float") {
            activation = std::make_unique<Elementwise<F>>(f);
        } else if (storage == "bfloat16") {
            activation = std::make_unique<ElementwiseStoredAs<F, Eigen::bfloat16>>(f);
        } else {
            throw std::invalid_argument("there is no storage " + storage);
        }
    };
    std::apply([&](const auto&... f) { (take(f), ...); }, WithNumerics<Tier>());
    if (activation == nullptr) {
        throw std::invalid_argument(std::string(name) + " is here in the tier standard and stored as float only");
    }
    return activation;
}

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

std::vector<std::string> functions_with_numerics() {
    std::vector<std::string> names;
    std::apply([&](const auto&... f) { (names.emplace_back(f.name), ...); }, WithNumerics<actfn::standard>());
    return names;
}

std::unique_ptr<Activation> make_activation(std::string_view name, Index units, Random& random,
                                            const Numerics& numerics) {
    if (numerics != Numerics()) {
        std::unique_ptr<Activation> activation;
        with_tier(numerics.tier,
                  [&]<class Tier>(Tier) { activation = make_with_numerics<Tier>(name, numerics.storage); });
        return activation;
    }
    if (name == actfn::PReLU<float>::name) return std::make_unique<LearntSlopes>(units);
    if (name == actfn::RReLUTraining<float>::name) return std::make_unique<RandomSlopes>(random.word());
    std::unique_ptr<Activation> activation;
    with_function<float>(name, [&]<class F>(const F& f) { activation = std::make_unique<Elementwise<F>>(f); });
    return activation;
}

}  // namespace examples
