#include <actfn/functions/sigmoid.hpp>
#include <iostream>
#include <library.hpp>

int main() {
    std::cout << shows(-2) << ' ' << actfn::sigmoid(0.0f) << ' ' << hides(2) << '\n';
}
