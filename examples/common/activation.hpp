#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dense.hpp"

namespace examples {

/// An activation after a layer, chosen when the program runs.
class Activation {
public:
    virtual ~Activation() = default;
    virtual std::string_view name() const = 0;

    /// y = f(x), once training is over.
    virtual void forward(const Input& x, Matrix& y) const = 0;

    /// y = f(x) in training; backward follows, with the same x.
    virtual void training_forward(const Input& x, Matrix& y) { forward(x, y); }

    /// dx = dy f'(x).
    virtual void backward(const Input& x, const Input& dy, Matrix& dx) = 0;

    /// Learns its own parameters, where it has any.
    virtual void update(float /*rate*/, float /*momentum*/) {}

    /// The slopes for negative inputs, where they are learnt; else none.
    virtual Eigen::ArrayXf slopes() const { return {}; }

    /// Draws the weights of the layer in front of it in the way that suits it.
    virtual void initialise(Dense& layer, Random& random) const = 0;
};

/// The names of the functions in the library's list.
std::vector<std::string> function_names();

/// Those of them that the stories compare: one of each kind.
std::vector<std::string> compared_functions();

/// How an activation computes, and what it keeps of a layer from its forward to its backward pass.
struct Numerics {
    std::string tier = "standard";  // one of tier_names
    std::string storage = "float";  // or bfloat16

    bool operator==(const Numerics&) const = default;
};

/// The functions that there are with numerics other than the defaults.
std::vector<std::string> functions_with_numerics();

/// A function of the list, or one of those that training changes: "prelu" with a slope for each unit, learnt from 0.25,
/// and "rrelu_training" with random slopes.
std::unique_ptr<Activation> make_activation(std::string_view name, Index units, Random& random,
                                            const Numerics& numerics = {});

}  // namespace examples
