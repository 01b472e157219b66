// The C interface's calls of softmax and its kin, of logsumexp, and of cross-entropy.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include <Eigen/Core>

#include "actfn/actfn.h"
#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/base/softmax_options.hpp"
#include "actfn/dispatch/arguments.hpp"
#include "actfn/dispatch/boundary.hpp"
#include "actfn/functions/binary_cross_entropy_with_logits.hpp"
#include "actfn/functions/gumbel_softmax.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/overlap.hpp"
#include "c_interface.hpp"
#include "view_of.hpp"

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
        function, backward,   arguments::number_of<T>, boundary::digits_of<Tier>, Axis::colwise, false,
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
        call_rows<T, Tier>(Rows::softmax, backward, core::checked<T>(options), backward ? nullptr : &noise, names,
                           extents, addresses);
    });
}

/// x and the numbers y or, if backward, x, the gradients dy in the numbers, and dx.
template <class T, class Tier, std::size_t Arguments>
int logsumexp(const core::Names<Arguments>& names, const Extents& extents,
              const std::array<const void*, Arguments>& addresses) {
    return guarded([&] {
        std::array<Array, Arguments> arrays;
        for (std::size_t i = 0; i < Arguments; ++i) {
            const std::size_t n = i == 1 ? Extents{extents.outer, 1, extents.inner}.size() : extents.size();
            arrays[i] = dispatch::checked(names.call, names.argument[i], sizeof(T), n, addresses[i]);
        }
        const Lines lines = extents.lines();
        boundary::call_logsumexp(
            {Arguments == 3, arguments::number_of<T>, boundary::digits_of<Tier>, Axis::colwise, &lines}, arrays.data(),
            nullptr);
    });
}

Reduction reduction_of(const char* name, int reduction) {
    if (reduction != ACTFN_MEAN && reduction != ACTFN_SUM)
        core::fail(core::Message(name) + ": the reduction is " + core::text(reduction) +
                   ", but must be ACTFN_MEAN or ACTFN_SUM");
    return reduction == ACTFN_MEAN ? Reduction::mean : Reduction::sum;
}

CrossEntropyOptions options_of(const actfn_cross_entropy_options* options) {
    CrossEntropyOptions result;
    if (options == nullptr) return result;
    result.reduction = reduction_of("cross_entropy", options->reduction);
    result.label_smoothing = options->label_smoothing;
    result.ignore_index = static_cast<std::ptrdiff_t>(options->ignore_index);
    return result;
}

/// Checks the address of a loss, which is written last: that it is in none of the arrays of its call, inputs and gradient.
template <class T>
void check_loss(const char* call, const T* loss, const core::AnyView& logits, const char* name_of_targets,
                const core::AnyView& targets, const core::AnyView& gradient) {
    const core::View<const T> number = view_of<const T>(dispatch::checked(call, "loss", sizeof(T), 1, loss));
    core::require_disjoint(call, "loss", number, "logits", logits);
    core::require_disjoint(call, "loss", number, name_of_targets, targets);
    core::require_apart(call, "loss", number, "gradient", gradient);
}

/// Targets are of type T, or int64_t.
template <class T, class Target>
int cross_entropy(const actfn_cross_entropy_options* options, const Extents& extents, const T* logits,
                  const Target* targets, T* loss, T* gradient) {
    return guarded([&] {
        constexpr const char* name = "cross_entropy";
        constexpr bool by_index = std::is_same_v<Target, std::int64_t>;
        constexpr const char* name_of_targets = by_index ? "target" : "targets";
        const std::size_t n = extents.size();
        const std::size_t n_targets = by_index ? Extents{extents.outer, 1, extents.inner}.size() : n;
        const Array arrays[] = {dispatch::checked(name, "logits", sizeof(T), n, logits),
                                dispatch::checked(name, name_of_targets, sizeof(Target), n_targets, targets),
                                dispatch::checked(name, "gradient", sizeof(T), gradient == nullptr ? 0 : n, gradient)};
        dispatch::check_loss(name, loss, view_of<const T>(arrays[0]), name_of_targets, view_of<const Target>(arrays[1]),
                             view_of<const T>(arrays[2]));
        const Lines lines = extents.lines();
        boundary::CrossEntropyCall call = {arguments::number_of<T>, gradient != nullptr, Axis::colwise, &lines,
                                           options_of(options)};
        if (by_index) call.bytes_of_index = sizeof(Target);
        *loss = static_cast<T>(boundary::call_cross_entropy(call, arrays, nullptr));
    });
}

template <class T>
int binary_cross_entropy(double pos_weight, int reduction, const T* logits, const T* targets, T* loss, T* gradient,
                         std::size_t n) {
    return guarded([&] {
        constexpr const char* name = BinaryCrossEntropyWithLogits<T>::name.data();
        const boundary::BinaryCrossEntropyCall call = {arguments::number_of<T>, gradient != nullptr, pos_weight,
                                                       reduction_of(name, reduction)};
        const Array arrays[] = {dispatch::checked(name, "logits", sizeof(T), n, logits),
                                dispatch::checked(name, "targets", sizeof(T), n, targets),
                                dispatch::checked(name, "gradient", sizeof(T), gradient == nullptr ? 0 : n, gradient)};
        dispatch::check_loss(name, loss, view_of<const T>(arrays[0]), "targets", view_of<const T>(arrays[1]),
                             view_of<const T>(arrays[2]));
        *loss = static_cast<T>(boundary::call_binary_cross_entropy(call, arrays, nullptr));
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
#define ACTFN_DEFINE_ROWS_OF_ALL_TIERS(function)                              \
    ACTFN_DEFINE_ROWS(function, f32, float, float, standard)                  \
    ACTFN_DEFINE_ROWS(function, f64, double, double, standard)                \
    ACTFN_DEFINE_ROWS(function, f16, uint16_t, Eigen::half, standard)         \
    ACTFN_DEFINE_ROWS(function, bf16, uint16_t, Eigen::bfloat16, standard)    \
    ACTFN_DEFINE_ROWS(function, f32_exact, float, float, exact)               \
    ACTFN_DEFINE_ROWS(function, f16_exact, uint16_t, Eigen::half, exact)      \
    ACTFN_DEFINE_ROWS(function, bf16_exact, uint16_t, Eigen::bfloat16, exact) \
    ACTFN_DEFINE_ROWS(function, f32_fast, float, float, fast)                 \
    ACTFN_DEFINE_ROWS(function, f16_fast, uint16_t, Eigen::half, fast)        \
    ACTFN_DEFINE_ROWS(function, bf16_fast, uint16_t, Eigen::bfloat16, fast)

ACTFN_DEFINE_ROWS_OF_ALL_TIERS(softmax)
ACTFN_DEFINE_ROWS_OF_ALL_TIERS(log_softmax)
ACTFN_DEFINE_ROWS_OF_ALL_TIERS(sparsemax)
ACTFN_DEFINE_ROWS_OF_ALL_TIERS(entmax15)
ACTFN_DEFINE_ROWS_OF_ALL_TIERS(hardmax)

#undef ACTFN_DEFINE_ROWS
#undef ACTFN_DEFINE_ROWS_OF_ALL_TIERS

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

#define ACTFN_DEFINE_GUMBEL_SOFTMAX(suffix, T, Tier)                                                                   \
    int actfn_gumbel_softmax_##suffix(double tau, uint64_t seed, uint64_t step, const T* x, T* y, size_t outer,        \
                                      size_t length, size_t inner) {                                                   \
        using namespace actfn;                                                                                         \
        return dispatch::gumbel_softmax<T, Tier, 2>(tau, {seed, step}, core::names_of_forward, {outer, length, inner}, \
                                                    {x, y});                                                           \
    }                                                                                                                  \
    int actfn_gumbel_softmax_backward_##suffix(double tau, const T* y, const T* dy, T* dx, size_t outer,               \
                                               size_t length, size_t inner) {                                          \
        using namespace actfn;                                                                                         \
        return dispatch::gumbel_softmax<T, Tier, 3>(tau, {}, core::names_of_backward_by_rows, {outer, length, inner},  \
                                                    {y, dy, dx});                                                      \
    }

ACTFN_DEFINE_GUMBEL_SOFTMAX(f32, float, standard)
ACTFN_DEFINE_GUMBEL_SOFTMAX(f64, double, standard)
ACTFN_DEFINE_GUMBEL_SOFTMAX(f32_exact, float, exact)
ACTFN_DEFINE_GUMBEL_SOFTMAX(f32_fast, float, fast)

#undef ACTFN_DEFINE_GUMBEL_SOFTMAX

#define ACTFN_DEFINE_LOGSUMEXP(suffix, T, Tier)                                                                        \
    int actfn_logsumexp_##suffix(const T* x, T* y, size_t outer, size_t length, size_t inner) {                        \
        using namespace actfn;                                                                                         \
        return dispatch::logsumexp<T, Tier, 2>(core::names_of_forward, {outer, length, inner}, {x, y});                \
    }                                                                                                                  \
    int actfn_logsumexp_backward_##suffix(const T* x, const T* dy, T* dx, size_t outer, size_t length, size_t inner) { \
        using namespace actfn;                                                                                         \
        return dispatch::logsumexp<T, Tier, 3>(core::names_of_backward, {outer, length, inner}, {x, dy, dx});          \
    }

ACTFN_DEFINE_LOGSUMEXP(f32, float, standard)
ACTFN_DEFINE_LOGSUMEXP(f64, double, standard)
ACTFN_DEFINE_LOGSUMEXP(f32_exact, float, exact)
ACTFN_DEFINE_LOGSUMEXP(f32_fast, float, fast)

#undef ACTFN_DEFINE_LOGSUMEXP

#define ACTFN_DEFINE_CROSS_ENTROPY(suffix, T)                                                                      \
    int actfn_cross_entropy_##suffix(const actfn_cross_entropy_options* options, const T* logits,                  \
                                     const int64_t* targets, T* loss, T* gradient, size_t outer, size_t classes,   \
                                     size_t inner) {                                                               \
        return actfn::dispatch::cross_entropy(options, {outer, classes, inner}, logits, targets, loss, gradient);  \
    }                                                                                                              \
    int actfn_cross_entropy_of_probabilities_##suffix(const actfn_cross_entropy_options* options, const T* logits, \
                                                      const T* targets, T* loss, T* gradient, size_t outer,        \
                                                      size_t classes, size_t inner) {                              \
        return actfn::dispatch::cross_entropy(options, {outer, classes, inner}, logits, targets, loss, gradient);  \
    }                                                                                                              \
    int actfn_binary_cross_entropy_##suffix(double pos_weight, int reduction, const T* logits, const T* targets,   \
                                            T* loss, T* gradient, size_t n) {                                      \
        return actfn::dispatch::binary_cross_entropy(pos_weight, reduction, logits, targets, loss, gradient, n);   \
    }

ACTFN_DEFINE_CROSS_ENTROPY(f32, float)
ACTFN_DEFINE_CROSS_ENTROPY(f64, double)

#undef ACTFN_DEFINE_CROSS_ENTROPY
}
