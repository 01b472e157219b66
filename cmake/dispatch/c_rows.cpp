// The C interface's calls of softmax and its kin.

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <Eigen/Core>

#include "actfn/actfn.h"
#include "actfn/base/parameter.hpp"
#include "actfn/base/softmax_options.hpp"
#include "actfn/dispatch/arguments.hpp"
#include "actfn/dispatch/boundary.hpp"
#include "actfn/functions/gumbel_softmax.hpp"
#include "actfn/memory/arguments.hpp"
#include "c_interface.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

using boundary::Array;
using boundary::Rows;

/// The options, once they are valid for the type in which T is computed.
template <class T>
SoftmaxOptions options_of(const actfn_softmax_options* options) {
    if (options == nullptr) return {};
    SoftmaxOptions result;
    result.scale = options->scale;
    result.sink = options->sink;
    result.zeros_if_nothing_left = options->zeros_if_nothing_left != 0;
    return core::checked<std::conditional_t<std::is_same_v<T, double>, double, float>>(result);
}

/// A call over the lines of tensors: x and y, with a mask in between or without, or, if backward, y, dy and dx.
template <class T, class Tier, std::size_t Arguments>
void call_rows(Rows function, bool backward, const SoftmaxOptions& options, const boundary::GumbelNoise* noise,
               const core::Names<Arguments>& names, const Extents& extents,
               const std::array<const void*, Arguments>& addresses) {
    const auto arrays = dispatch::checked(names, sizeof(T), extents.size(), addresses);
    if (extents.size() == 0) return;
    const Lines lines = extents.lines();
    boundary::RowCall call = {
        function, backward,   arguments::number_of<T>, digits_over_floats<T, Tier>, Axis::colwise, false,
        &lines,   names.call, names.argument[0]};
    if (!(options == SoftmaxOptions())) call.options = &options;
    if (Arguments == 3 && !backward) call.mask = boundary::Mask::added;
    call.noise = noise;
    boundary::call_rows(call, arrays.data(), nullptr);
}
template <class T, class Tier, std::size_t Arguments>
int rows(Rows function, bool backward, const actfn_softmax_options* options, const core::Names<Arguments>& names,
         const Extents& extents, const std::array<const void*, Arguments>& addresses) {
    return guarded(
        [&] { call_rows<T, Tier>(function, backward, options_of<T>(options), nullptr, names, extents, addresses); });
}

/// x and y with the noise of a step or, if backward, y, dy and dx.
template <class T, class Tier, std::size_t Arguments>
int gumbel_softmax(double tau, const boundary::GumbelNoise& noise, const core::Names<Arguments>& names,
                   const Extents& extents, const std::array<const void*, Arguments>& addresses) {
    return guarded([&] {
        const SoftmaxOptions options = GumbelSoftmax<T, Tier>::softmax_options(tau);
        constexpr bool backward = Arguments == 3;
        call_rows<T, Tier>(Rows::softmax, backward, core::checked<core::lane_type<T>>(options),
                           backward ? nullptr : &noise, names, extents, addresses);
    });
}

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch

extern "C" {

#define ACTFN_DEFINE_ROWS(function, suffix, T, Element, Tier)                                                          \
    int actfn_##function##_##suffix(const T* x, T* y, size_t outer, size_t length, size_t inner) {                     \
        using namespace actfn;                                                                                         \
        return dispatch::rows<Element, Tier, 2>(dispatch::Rows::function, false, nullptr, core::names_of_forward,      \
                                                {outer, length, inner}, {x, y});                                       \
    }                                                                                                                  \
    int actfn_##function##_backward_##suffix(const T* y, const T* dy, T* dx, size_t outer, size_t length,              \
                                             size_t inner) {                                                           \
        using namespace actfn;                                                                                         \
        return dispatch::rows<Element, Tier, 3>(dispatch::Rows::function, true, nullptr,                               \
                                                core::names_of_backward_by_rows, {outer, length, inner}, {y, dy, dx}); \
    }
ACTFN_OF_ALL_TIERS(ACTFN_DEFINE_ROWS, softmax)
ACTFN_OF_ALL_TIERS(ACTFN_DEFINE_ROWS, log_softmax)
ACTFN_OF_ALL_TIERS(ACTFN_DEFINE_ROWS, sparsemax)
ACTFN_OF_ALL_TIERS(ACTFN_DEFINE_ROWS, entmax15)
ACTFN_OF_ALL_TIERS(ACTFN_DEFINE_ROWS, hardmax)

#undef ACTFN_DEFINE_ROWS

#define ACTFN_DEFINE_SOFTMAX(suffix, T, Element, Tier)                                                                 \
    int actfn_softmax_with_options_##suffix(const actfn_softmax_options* options, const T* x, const T* mask, T* y,     \
                                            size_t outer, size_t length, size_t inner) {                               \
        using namespace actfn;                                                                                         \
        using dispatch::Rows;                                                                                          \
        if (mask == nullptr) {                                                                                         \
            return dispatch::rows<Element, Tier, 2>(Rows::softmax, false, options, core::names_of_forward,             \
                                                    {outer, length, inner}, {x, y});                                   \
        }                                                                                                              \
        return dispatch::rows<Element, Tier, 3>(Rows::softmax, false, options, {"forward", {"x", "mask", "y"}},        \
                                                {outer, length, inner}, {x, mask, y});                                 \
    }                                                                                                                  \
    int actfn_softmax_with_options_backward_##suffix(const actfn_softmax_options* options, const T* y, const T* dy,    \
                                                     T* dx, size_t outer, size_t length, size_t inner) {               \
        using namespace actfn;                                                                                         \
        return dispatch::rows<Element, Tier, 3>(dispatch::Rows::softmax, true, options,                                \
                                                core::names_of_backward_by_rows, {outer, length, inner}, {y, dy, dx}); \
    }

ACTFN_DEFINE_SOFTMAX(f32, float, float, standard)
ACTFN_DEFINE_SOFTMAX(f64, double, double, standard)
ACTFN_DEFINE_SOFTMAX(f16, uint16_t, Eigen::half, standard)
ACTFN_DEFINE_SOFTMAX(bf16, uint16_t, Eigen::bfloat16, standard)
ACTFN_DEFINE_SOFTMAX(f32_exact, float, float, exact)
ACTFN_DEFINE_SOFTMAX(f16_exact, uint16_t, Eigen::half, exact)
ACTFN_DEFINE_SOFTMAX(bf16_exact, uint16_t, Eigen::bfloat16, exact)
ACTFN_DEFINE_SOFTMAX(f32_fast, float, float, fast)
ACTFN_DEFINE_SOFTMAX(f16_fast, uint16_t, Eigen::half, fast)
ACTFN_DEFINE_SOFTMAX(bf16_fast, uint16_t, Eigen::bfloat16, fast)

#undef ACTFN_DEFINE_SOFTMAX

#define ACTFN_DEFINE_GUMBEL_SOFTMAX(function, suffix, T, Element, Tier)                                                \
    int actfn_##function##_##suffix(double tau, uint64_t seed, uint64_t step, const T* x, T* y, size_t outer,          \
                                    size_t length, size_t inner) {                                                     \
        using namespace actfn;                                                                                         \
        return dispatch::function<Element, Tier, 2>(tau, {seed, step}, core::names_of_forward, {outer, length, inner}, \
                                                    {x, y});                                                           \
    }                                                                                                                  \
    int actfn_##function##_backward_##suffix(double tau, const T* y, const T* dy, T* dx, size_t outer, size_t length,  \
                                             size_t inner) {                                                           \
        using namespace actfn;                                                                                         \
        return dispatch::function<Element, Tier, 3>(tau, {}, core::names_of_backward_by_rows, {outer, length, inner},  \
                                                    {y, dy, dx});                                                      \
    }

ACTFN_OF_ALL_TIERS(ACTFN_DEFINE_GUMBEL_SOFTMAX, gumbel_softmax)

#undef ACTFN_DEFINE_GUMBEL_SOFTMAX
}
