// Compiled once for each unit of arrays.hpp, whose name is ISA_UNIT.

#include "arrays.hpp"

#include <stdexcept>
#include <string_view>
#include <utility>

#include "actfn/actfn.hpp"

#define ISA_TEXT(x) #x
#define ISA_NAME(x) ISA_TEXT(x)

namespace {

Array made(Eigen::Index n) {
    return actfn::sigmoid(Array::LinSpaced(n, -4, 4));
}

Array passed(Array x) {
    Array y(x.size());
    actfn::forward(actfn::Tanh<float>(), x, y);
    x = actfn::softplus(x);
    return x + y;
}

void resized(Array& x, Eigen::Index n) {
    x = actfn::relu(Array::LinSpaced(n, -1, 1));
}

Fixed fixed(const Fixed& x) {
    return actfn::sigmoid(x) * x;
}

bool refused() {
#if defined(__cpp_exceptions)
    try {
        static_cast<void>(actfn::Softplus<float>(-1.0f));
    } catch (const std::invalid_argument& e) {
        return std::string_view(e.what()) == "actfn: softplus: beta must be > 0, but is -1";
    }
#endif
    return false;
}

#if defined(__cpp_exceptions)
constexpr bool throws = true;
#else
constexpr bool throws = false;
#endif

}  // namespace

extern const Unit ISA_UNIT;
const Unit ISA_UNIT = {ISA_NAME(ISA_UNIT) " " ISA_NAME(ACTFN_ISA), throws, &made, &passed, &resized, &fixed, &refused};
