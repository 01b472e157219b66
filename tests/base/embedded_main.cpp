// Calls of the unit without a heap that are refused: each message arrives at its own ACTFN_ABORT.

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>

void forward(float beta, std::span<const float> x, std::span<float> y);
void backward(std::span<const float> x, std::span<const float> dy, std::span<float> dx);

namespace {

const char* expected = "";

}  // namespace

[[noreturn]] void stop(const char* message) {
    const bool same = std::strcmp(message, expected) == 0;
    if (!same) std::printf("expected: %s\nbut got:  %s\n", expected, message);
    std::exit(same ? 0 : 1);
}

int main(int, char** argv) {
    const std::array<float, 3> x = {-1, 0, 1};
    std::array<float, 3> y{};
    forward(1, x, y);
    if (std::fabs(y[1] - 0.693147f) > 1e-6f) return 2;
    backward(x, x, y);
    if (std::strcmp(argv[1], "parameter") == 0) {
        expected = "actfn: softplus: beta must be > 0, but is -0.75";
        forward(-0.75f, x, y);
    } else {
        expected = "actfn: backward: x is 3 x 1, but dy is 2 x 1";
        backward(x, std::span(x).first(2), y);
    }
    return 3;
}
