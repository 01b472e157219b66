// Compiled for SSE2 and for AVX-512: ISA_CALLS is the name under which the calls are found.

#include "calls.hpp"

#include <cstdio>
#include <span>
#include <stdexcept>

#include "actfn/actfn.hpp"

#define ISA_TEXT(x) #x
#define ISA_NAME(x) ISA_TEXT(x)

namespace {

constexpr auto index(std::size_t n) {
    return static_cast<Eigen::Index>(n);
}

const char* refused() {
    try {
        actfn::forward(actfn::Sigmoid<float>(), std::span<const float>(), std::span<float>());
        static_cast<void>(actfn::ELU<float>(1.0f / 0.0f));
    } catch (const std::invalid_argument& e) {
        static char text[100];
        std::snprintf(text, sizeof text, "%s", e.what());
        return text;
    }
    return "nothing was thrown";
}

}  // namespace

extern const Calls ISA_CALLS;
const Calls ISA_CALLS = {
    ISA_NAME(ACTFN_ISA),
    actfn::core::lanes<actfn::core::native_batch<float>>,
    ACTFN_FUSED != 0,
    [](const float* x, float* y, std::size_t n) {
        actfn::forward(actfn::Sigmoid<float>(), std::span<const float>(x, n), std::span<float>(y, n));
    },
    [](const float* x, float* y, std::size_t n) {
        actfn::forward(actfn::Tanh<float, actfn::exact>(), std::span<const float>(x, n), std::span<float>(y, n));
    },
    [](const double* x, const double* dy, double* dx, std::size_t n) {
        actfn::backward(actfn::ELU<double>(0.5), std::span<const double>(x, n), std::span<const double>(dy, n),
                        std::span<double>(dx, n));
    },
    [](const double* x, double* y, std::size_t n) {
        Eigen::Map<Eigen::ArrayXd>(y, index(n)) = actfn::softplus(Eigen::Map<const Eigen::ArrayXd>(x, index(n)), 0.7);
    },
    &refused,
};
