// Compiled by no_warnings.cmake as a user compiles: optimised for the machine, with the warnings that are on by default.

#include "actfn/functions/prelu.hpp"

void gradients(const actfn::PReLU<float>& p, const Eigen::ArrayXXf& x, Eigen::ArrayXXf& dx, Eigen::ArrayXf& dslope) {
    actfn::backward(p, x, x, dx, dslope);
}
