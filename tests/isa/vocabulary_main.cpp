// Links with vocabulary.cpp, which has other flags.

#include <cmath>
#include <cstdio>

#include "actfn/spec/parse.hpp"
#include "vocabulary.hpp"

int main() {
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
        std::puts("skipped: this processor has no AVX2");
        return 0;
    }
    actfn::SoftmaxState state;
    state.add(1);
    const actfn::Lines lines = {2, 3, 4};
    const actfn::Bounds bounds = {2.5, 0, 0, 0};
    state = taken(actfn::exact(), actfn::standard(), actfn::colwise, lines, bounds, state);
    const Request request = {actfn::colwise, lines, bounds, actfn::parse_activation("leaky_relu(slope=0.5)")};
    state = taken(request, state);
    const bool right = value(request, -3) == -1.5f && state == actfn::SoftmaxState{1, 3} &&
                       std::abs(state.log_sum() - (1 + std::log(3.0))) < 1e-15;
    std::puts(right ? "the vocabulary is one for both units" : "a state or a spec was not handed over");
    return right ? 0 : 1;
}
