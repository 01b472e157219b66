#include <actfn/actfn.hpp>
#include <iostream>

int main() {
    Eigen::ArrayXf x(3);
    x << -2, 0, 2;
    std::cout << actfn::sigmoid(x).transpose() << '\n';
}
