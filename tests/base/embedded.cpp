// A unit for a machine without a heap, stdio, exceptions or type information: what it refers to, embedded.cmake looks at.

[[noreturn]] void stop(const char* message);
#define ACTFN_ABORT(message) stop(message)

#include <span>

#include "actfn/actfn.hpp"

void forward(float beta, std::span<const float> x, std::span<float> y) {
    actfn::forward(actfn::Softplus<float>(beta), x, y);
}
void backward(std::span<const float> x, std::span<const float> dy, std::span<float> dx) {
    actfn::backward(actfn::Tanh<float>(), x, dy, dx);
}
