// Built with -fno-exceptions: a refused call prints what it would have thrown, and aborts. The argument says which call.

#include <cstring>

#include "actfn/actfn.hpp"

int main(int, char** argv) {
    const char* const which = argv[1];
    Eigen::ArrayXf x = Eigen::ArrayXf::Zero(5);
    Eigen::ArrayXf y(4);
    if (std::strcmp(which, "parameter") == 0) static_cast<void>(actfn::Softplus<float>(-1.0f));
    if (std::strcmp(which, "shape") == 0) actfn::forward(actfn::Sigmoid<float>(), x, y);
    if (std::strcmp(which, "overlap") == 0) actfn::forward(actfn::Sigmoid<float>(), x.head(4), x.tail(4));
    if (std::strcmp(which, "nothing") == 0) actfn::forward(actfn::Sigmoid<float>(), x.head(4), y);
}
