#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

#include "actfn/base/axis.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/base/reduction.hpp"
#include "actfn/functions/cross_entropy_passes.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/overlap.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/functor.hpp"
#include "actfn/rows/lines_in_float.hpp"
#include "actfn/rows/over_floats.hpp"
#include "actfn/rows/targets.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// The loss from class indices that have been checked, and with a gradient also that.
template <class Passes, bool WithGradient, class T, class Number, class A, class E, class Run>
double cross_entropy_of_classes(const CrossEntropyOptions& options, const View<const T>& x,
                                const Classes<Number>& classes, const View<T>& gradient, const A& along, E& executor,
                                const Run& run) {
    using F = typename Passes::template FromIndices<WithGradient>;
    LossesOfLines<T> losses(options, static_cast<Index>(classes.index.size()), classes.counted);
    if (!x.empty()) {
        run(executor, along, std::array{x}, gradient, F{losses.settings(), classes.index.data(), options.ignore_index});
    }
    return losses.reduced();
}
/// The same from probabilities.
template <class Passes, bool WithGradient, class T, class A, class E, class Run>
double cross_entropy_of_probabilities(const CrossEntropyOptions& options, const View<const T>& x,
                                      const View<const T>& targets, Index lines, const View<T>& gradient,
                                      const A& along, E& executor, const Run& run) {
    using F = typename Passes::template FromProbabilities<WithGradient>;
    core::require_same_shape("cross_entropy", "logits", x, "targets", targets);
    if constexpr (WithGradient) core::require_disjoint("cross_entropy", "gradient", gradient, "targets", targets);
    LossesOfLines<T> losses(options, lines, lines);
    if (!x.empty()) {
        core::require_probabilities("cross_entropy", targets, along);
        run(executor, along, std::array{targets, x}, gradient, F{losses.settings()});
    }
    return losses.reduced();
}

/// The loss of logits x, and with a gradient also that. `run` is a RunAlong, or runs other loops.
template <class Tier, bool WithGradient, class T, class Targets, class A, class E, class Run = RunAlong>
lane_type<T> cross_entropy_of(const CrossEntropyOptions& options, const View<const T>& x, const Targets& targets,
                              const View<T>& gradient, const A& along, E& executor, const Run& run = {}) {
    using Passes = over_floats_t<CrossEntropyPasses<T, Tier>>;
    if constexpr (WithGradient) {
        core::require_same_shape("cross_entropy", "logits", x, "gradient", gradient, true);
        core::require_in_place_or_apart("cross_entropy", "gradient", gradient, "logits", x);
    }
    const Index lines = core::count_lines("cross_entropy", x, along);
    double loss = 0;
    if constexpr (ClassIndices<Targets>) {
        const auto& indices = core::in_memory(targets);
        if constexpr (WithGradient) {
            using I = typename element_type<Targets>::type;
            core::require_disjoint("cross_entropy", "gradient", gradient, "targets", core::view<const I>(indices));
        }
        const Index classes = lines > 0 ? x.size() / lines : 0;
        loss = core::cross_entropy_of_classes<Passes, WithGradient>(
            options, x, core::checked_classes("cross_entropy", indices, lines, classes, options.ignore_index), gradient,
            along, executor, run);
    } else if constexpr (core::check_element_type<T, Targets>()) {
        const auto& probabilities = core::in_memory(targets);
        loss = core::cross_entropy_of_probabilities<Passes, WithGradient>(
            options, x, core::view<const T>(probabilities), lines, gradient, along, executor, run);
    }
    return static_cast<lane_type<T>>(loss);
}

}  // namespace core

/// The cross-entropy of the softmax of logits x and targets t, and its gradient in the logits, in one call.
///
///     loss = -sum_k t_k log softmax(x)_k = sum_k t_k (m - x_k) + T log(sum_j e^(x_j - m))
///     m = max_j x_j, T = sum_k t_k
///     gradient_k = T softmax(x)_k - t_k
///
/// The targets are a class index for each line of logits (t is 1 there and 0 elsewhere), or probabilities of the
/// logits' shape. With label smoothing s, (1 - s) t + s / classes takes the place of t. The result is the sum of the
/// losses of all lines, or their mean: over the lines whose index is not ignore_index; the gradient is that of the
/// result. Lines that are ignored have a gradient of 0.
/// Special values: a class with t_k = 0 counts for nothing, even where x_k = -inf (PyTorch: NaN); a line with a NaN or
/// +inf, and one of -inf only, gives NaN; the mean of no line is NaN.
/// Of logits of 16 bits the loss is a float, computed from the logits in float; probabilities and the gradient have 16 bits, and
/// each entry of the gradient is rounded to float and then to T.
/// Error: `bounds.value` ULP of a line's loss above 2^-60; of its gradient `bounds.gradient` ULP of T p_k + t_k.
/// Throws std::invalid_argument, before anything is written, for shapes that do not match, a class index outside
/// [0, classes) that is not ignore_index, a probability that is negative or NaN, a label smoothing outside [0, 1],
/// and a gradient that overlaps anything but the logits in place.
/// Source: PyTorch, torch.nn.functional.cross_entropy; Szegedy et al., "Rethinking the Inception architecture", 2016.
template <class T = float, class Tier = standard>
class CrossEntropy {
public:
    using value_type = T;
    using tier = Tier;
    static constexpr std::string_view name = "cross_entropy";
    static constexpr Bounds bounds = core::bounds_of_loss<T, Tier>({4.0, 4.0, 0, 0});
    using Loss = core::lane_type<std::conditional_t<core::Element<T>, T, float>>;

    CrossEntropy() = default;
    explicit CrossEntropy(const CrossEntropyOptions& options) : options_(core::checked("cross_entropy", options)) {}
    const CrossEntropyOptions& options() const { return options_; }

    /// The loss of logits whose lines are rows (rowwise), columns (colwise) or, for spans, those of Lines. `targets`
    /// are the class indices of the lines, in any vector or span, or probabilities in an array like the logits.
    template <core::RowArgument X, core::RowArgument Targets, core::Along A, Executor E = core::Serial>
    Loss operator()(const X& logits, const Targets& targets, A along, E&& executor = E()) const {
        if constexpr (core::check_logits<T>() && core::check_element_type<T, X>() && core::check_along<A, X>()) {
            const auto& x = core::in_memory(logits);
            const auto view = core::view<const T>(x);
            return core::cross_entropy_of<Tier, false>(options_, view, targets, core::no_output(view), along, executor);
        } else {
            return 0;
        }
    }

    /// The loss, and its gradient in the logits, which may take their place.
    template <core::RowArgument X, core::RowArgument Targets, core::RowArgument G, core::Along A,
              Executor E = core::Serial>
    Loss operator()(const X& logits, const Targets& targets, G&& gradient, A along, E&& executor = E()) const {
        if constexpr (core::check_logits<T, const X&, G>() && core::check_outputs<G>() &&
                      core::check_along<A, X, G>()) {
            return core::cross_entropy_of<Tier, true>(options_, core::view<const T>(logits), targets,
                                                      core::view<T>(gradient), along, executor);
        } else {
            return 0;
        }
    }

    friend constexpr bool operator==(const CrossEntropy&, const CrossEntropy&) = default;

private:
    CrossEntropyOptions options_ = {};
};

/// CrossEntropy<T, Tier>(options)(logits, targets, along): the loss of the rows (actfn::rowwise), columns (colwise)
/// or, for spans, Lines of logits.
template <class Tier = standard, core::RowArgument X, core::RowArgument Targets, core::Along A>
auto cross_entropy(const X& logits, const Targets& targets, A along, const CrossEntropyOptions& options = {}) {
    return CrossEntropy<typename core::element_type<X>::type, Tier>(options)(logits, targets, along);
}

/// CrossEntropy<T, Tier>(options)(logits, targets, gradient, along): the loss, and its gradient in the logits.
template <class Tier = standard, core::RowArgument X, core::RowArgument Targets, core::RowArgument G, core::Along A,
          Executor E = core::Serial>
auto cross_entropy(const X& logits, const Targets& targets, G&& gradient, A along,
                   const CrossEntropyOptions& options = {}, E&& executor = E()) {
    return CrossEntropy<typename core::element_type<X>::type, Tier>(options)(logits, targets, gradient, along,
                                                                             executor);
}
ACTFN_NO_SUCH_CALL_ALONG(cross_entropy);

}  // namespace ACTFN_ISA
}  // namespace actfn
