// The C interface's calls of logsumexp, logmeanexp and the losses.

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <Eigen/Core>

#include "actfn/actfn.h"
#include "actfn/base/error.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/base/reduction.hpp"
#include "actfn/dispatch/arguments.hpp"
#include "actfn/dispatch/boundary.hpp"
#include "actfn/functions/binary_cross_entropy_with_logits.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/overlap.hpp"
#include "c_interface.hpp"
#include "view_of.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

using boundary::Array;

/// x and the numbers y or, if backward, x, the gradients dy in the numbers, and dx.
template <class T, class Tier, std::size_t Arguments>
int numbers_of_lines(bool of_mean, const core::Names<Arguments>& names, const Extents& extents,
                     const std::array<const void*, Arguments>& addresses) {
    return guarded([&] {
        std::array<Array, Arguments> arrays;
        for (std::size_t i = 0; i < Arguments; ++i) {
            const std::size_t n = i == 1 ? Extents{extents.outer, 1, extents.inner}.size() : extents.size();
            arrays[i] = dispatch::checked(names.call, names.argument[i], sizeof(T), n, addresses[i]);
        }
        const Lines lines = extents.lines();
        boundary::call_logsumexp(
            {of_mean, Arguments == 3, arguments::number_of<T>, digits_over_floats<T, Tier>, Axis::colwise, &lines},
            arrays.data(), nullptr);
    });
}
template <class T, class Tier, std::size_t Arguments>
int logsumexp(const core::Names<Arguments>& names, const Extents& extents,
              const std::array<const void*, Arguments>& addresses) {
    return numbers_of_lines<T, Tier>(false, names, extents, addresses);
}
template <class T, class Tier, std::size_t Arguments>
int logmeanexp(const core::Names<Arguments>& names, const Extents& extents,
               const std::array<const void*, Arguments>& addresses) {
    return numbers_of_lines<T, Tier>(true, names, extents, addresses);
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
template <class Loss>
void check_loss(const char* call, const Loss* loss, const core::AnyView& logits, const char* name_of_targets,
                const core::AnyView& targets, const core::AnyView& gradient) {
    const core::View<const Loss> number = view_of<const Loss>(dispatch::checked(call, "loss", sizeof(Loss), 1, loss));
    core::require_disjoint(call, "loss", number, "logits", logits);
    core::require_disjoint(call, "loss", number, name_of_targets, targets);
    core::require_apart(call, "loss", number, "gradient", gradient);
}

/// Logits of T, of type `Bits` in C. Targets are of that type, or int64_t.
template <class T, class Tier, class Bits, class Target>
int cross_entropy(const actfn_cross_entropy_options* options, const Extents& extents, const Bits* logits,
                  const Target* targets, core::lane_type<T>* loss, Bits* gradient) {
    return guarded([&] {
        constexpr const char* name = "cross_entropy";
        constexpr bool by_index = std::is_same_v<Target, std::int64_t>;
        constexpr const char* name_of_targets = by_index ? "target" : "targets";
        const std::size_t n = extents.size();
        const std::size_t n_lines = Extents{extents.outer, 1, extents.inner}.size();
        if (n_lines > SIZE_MAX / sizeof(double) / 2)
            core::fail(core::Message(name) + ": there are " + core::text(n_lines) +
                       " lines, more than memory can hold");
        const std::size_t n_targets = by_index ? n_lines : n;
        const Array arrays[] = {dispatch::checked(name, "logits", sizeof(T), n, logits),
                                dispatch::checked(name, name_of_targets, sizeof(Target), n_targets, targets),
                                dispatch::checked(name, "gradient", sizeof(T), gradient == nullptr ? 0 : n, gradient)};
        dispatch::check_loss(name, loss, view_of<const T>(arrays[0]), name_of_targets, view_of<const Target>(arrays[1]),
                             view_of<const T>(arrays[2]));
        const Lines lines = extents.lines();
        boundary::CrossEntropyCall call = {
            arguments::number_of<T>, digits_over_floats<T, Tier>, gradient != nullptr, Axis::colwise, &lines,
            options_of(options)};
        if (by_index) call.bytes_of_index = sizeof(Target);
        *loss = static_cast<core::lane_type<T>>(boundary::call_cross_entropy(call, arrays, nullptr));
    });
}

template <class T, class Tier, class Bits>
int binary_cross_entropy(double pos_weight, int reduction, const Bits* logits, const Bits* targets,
                         core::lane_type<T>* loss, Bits* gradient, std::size_t n) {
    return guarded([&] {
        constexpr const char* name = BinaryCrossEntropyWithLogits<T>::name.data();
        const boundary::BinaryCrossEntropyCall call = {arguments::number_of<T>, boundary::digits_of<Tier>,
                                                       gradient != nullptr, pos_weight, reduction_of(name, reduction)};
        const Array arrays[] = {dispatch::checked(name, "logits", sizeof(T), n, logits),
                                dispatch::checked(name, "targets", sizeof(T), n, targets),
                                dispatch::checked(name, "gradient", sizeof(T), gradient == nullptr ? 0 : n, gradient)};
        dispatch::check_loss(name, loss, view_of<const T>(arrays[0]), "targets", view_of<const T>(arrays[1]),
                             view_of<const T>(arrays[2]));
        *loss = static_cast<core::lane_type<T>>(boundary::call_binary_cross_entropy(call, arrays, nullptr));
    });
}

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch

extern "C" {

#define ACTFN_DEFINE_LOGSUMEXP(function, suffix, T, Element, Tier)                                                 \
    int actfn_##function##_##suffix(const T* x, T* y, size_t outer, size_t length, size_t inner) {                 \
        using namespace actfn;                                                                                     \
        return dispatch::function<Element, Tier, 2>(core::names_of_forward, {outer, length, inner}, {x, y});       \
    }                                                                                                              \
    int actfn_##function##_backward_##suffix(const T* x, const T* dy, T* dx, size_t outer, size_t length,          \
                                             size_t inner) {                                                       \
        using namespace actfn;                                                                                     \
        return dispatch::function<Element, Tier, 3>(core::names_of_backward, {outer, length, inner}, {x, dy, dx}); \
    }
ACTFN_OF_ALL_TIERS(ACTFN_DEFINE_LOGSUMEXP, logsumexp)
ACTFN_OF_ALL_TIERS(ACTFN_DEFINE_LOGSUMEXP, logmeanexp)

#undef ACTFN_DEFINE_LOGSUMEXP

#define ACTFN_DEFINE_CROSS_ENTROPY(function, suffix, T, Element, Tier)                                               \
    int actfn_cross_entropy_##suffix(const actfn_cross_entropy_options* options, const T* logits,                    \
                                     const int64_t* targets, actfn::core::lane_type<Element>* loss, T* gradient,     \
                                     size_t outer, size_t classes, size_t inner) {                                   \
        using namespace actfn;                                                                                       \
        return dispatch::cross_entropy<Element, Tier>(options, {outer, classes, inner}, logits, targets, loss,       \
                                                      gradient);                                                     \
    }                                                                                                                \
    int actfn_cross_entropy_of_probabilities_##suffix(const actfn_cross_entropy_options* options, const T* logits,   \
                                                      const T* targets, actfn::core::lane_type<Element>* loss,       \
                                                      T* gradient, size_t outer, size_t classes, size_t inner) {     \
        using namespace actfn;                                                                                       \
        return dispatch::cross_entropy<Element, Tier>(options, {outer, classes, inner}, logits, targets, loss,       \
                                                      gradient);                                                     \
    }                                                                                                                \
    int actfn_binary_cross_entropy_##suffix(double pos_weight, int reduction, const T* logits, const T* targets,     \
                                            actfn::core::lane_type<Element>* loss, T* gradient, size_t n) {          \
        using namespace actfn;                                                                                       \
        return dispatch::binary_cross_entropy<Element, Tier>(pos_weight, reduction, logits, targets, loss, gradient, \
                                                             n);                                                     \
    }

ACTFN_OF_ALL_TIERS(ACTFN_DEFINE_CROSS_ENTROPY, )

#undef ACTFN_DEFINE_CROSS_ENTROPY
}
