// What bench/instructions.sh counts: the loops of the forward calls, for floats.

#include <span>
#include <tuple>

#include "actfn/actfn.hpp"

namespace {

template <class... Fs>
void forward_all(std::tuple<Fs...>, std::span<const float> x, std::span<float> y) {
    (actfn::forward(Fs(), x, y), ...);
}

}  // namespace

void forward_all(std::span<const float> x, std::span<float> y) {
    forward_all(actfn::AllFunctions<float>(), x, y);
    forward_all(actfn::AllFunctions<float, actfn::exact>(), x, y);
}
