#include <actfn/actfn.hpp>

void three_functions(Eigen::ArrayXf& x) {
    x = actfn::sigmoid(x);
    x = actfn::relu(x);
    x = actfn::tanh(x);
}
