// Prints the instruction set that the component has chosen, before main() and after.

#include <cstdio>
#include <string>
#include <vector>

#include "actfn/dispatch.hpp"

namespace {

float relu(float x) {
    const std::vector<float> in(1, x);
    std::vector<float> out(1);
    actfn::dispatch::forward(actfn::dispatch::parse_activation("relu"), in, out);
    return out[0];
}

/// A call while static objects are made, whichever those of the component are.
const float before_main = relu(3.0f);

}  // namespace

int main() {
    std::printf("%s\n", std::string(actfn::dispatch::isa()).c_str());
    return before_main > 2.5f && relu(-1.0f) < 0.5f ? 0 : 1;
}
