#pragma once

#include <array>
#include <concepts>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "actfn/base/error.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/base/reduction.hpp"
#include "actfn/functions/binary_cross_entropy_loops.hpp"
#include "actfn/functions/softplus.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/logistic.hpp"
#include "actfn/math/scaled.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/functor.hpp"
#include "actfn/rows/over_floats.hpp"
#include "actfn/simd/convert.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The binary cross-entropy of the sigmoid s of logits x and targets t, and its gradient in the logits, in one pass.
///
///     loss(x, t) = -(w t log s(x) + (1 - t) log(1 - s(x))) = w t softplus(-x) + (1 - t) softplus(x)
///     gradient   = (1 - t) s(x) - w t s(-x)
///
/// with the weight w = pos_weight of positive examples. The result is the sum of the losses of all elements, or their
/// mean; the gradient is that of the result. Shapes: any array or span, targets and gradient alike; the gradient may
/// take the place of the logits or the targets.
/// Parameters: pos_weight = 1, finite and >= 0; reduction = Reduction::mean. Terms may cancel for targets outside [0, 1].
/// Special values: where a term's factor is 0, its infinite logarithm counts for nothing (PyTorch's: the same but for
/// x = -inf); NaN gives NaN; the mean of nothing is NaN.
/// Of logits of 16 bits the loss and pos_weight are floats; targets and gradient have 16 bits, and each
/// entry of the gradient is rounded once.
/// Error for targets in [0, 1]: `bounds.value` ULP of an element's loss; of its gradient `bounds.gradient` ULP of
/// (1 - t) s(x) + w t s(-x). The sum is added in double, elements in the storage order of the logits.
/// Throws std::invalid_argument for shapes that do not match, partial overlap, and a pos_weight that is not >= 0.
/// Source: PyTorch, torch.nn.functional.binary_cross_entropy_with_logits.
template <class T = float, class Tier = standard>
class BinaryCrossEntropyWithLogits {
public:
    using value_type = T;
    using Loss = core::lane_type<std::conditional_t<core::Element<T>, T, float>>;
    using tier = Tier;
    static constexpr std::string_view name = "binary_cross_entropy_with_logits";
    static constexpr Bounds bounds = core::bounds_of_loss<T, Tier>({4.0, 4.5, 0, 0});
    static constexpr std::array parameters = {ParameterInfo{"pos_weight", 1, Valid::not_negative}};

    BinaryCrossEntropyWithLogits() = default;
    explicit BinaryCrossEntropyWithLogits(double pos_weight, Reduction reduction = Reduction::mean)
        : weight_(core::valid<BinaryCrossEntropyWithLogits, 0>(static_cast<Loss>(pos_weight))), reduction_(reduction) {}
    Loss pos_weight() const { return weight_.value; }
    Reduction reduction() const { return reduction_; }

    /// The loss of one element.
    template <Value V>
    ACTFN_INLINE V value(V x, V t) const {
        const V low = Softplus<scalar_of<V>>().value(math::negative_abs(x));  // log1p(e^-abs(x))
        const V of_positive = (math::max)(V(0), math::negate(x)) + low;
        const V of_negative = (math::max)(V(0), x) + low;
        return far_below(x, t, times(core::spread<V>(weight_.value) * t, of_positive)) + times(V(1) - t, of_negative);
    }
    /// Its derivative in x.
    template <Value V>
    ACTFN_INLINE V gradient(V x, V t) const {
        const V lesser = math::logistic<scalar_of<V>>(math::negative_abs(x));
        const V greater = V(1) - lesser;
        const V of_positive =
            far_below(x, t, core::spread<V>(weight_.value) * t * math::select(x > V(0), lesser, greater));
        return math::fma(V(1) - t, math::select(x > V(0), greater, lesser), math::negate(of_positive));
    }

    /// The loss of logits, of which targets have the shape.
    template <core::RowArgument X, core::RowArgument Targets>
    Loss operator()(const X& logits, const Targets& targets) const {
        if constexpr (core::check_logits<T>() && core::check_element_type<T, X, Targets>()) {
            const auto& x = core::in_memory(logits);
            const auto& t = core::in_memory(targets);
            core::Serial serial;
            return core::binary_cross_entropy<false>(*this, core::view<const T>(x), core::view<const T>(t), {}, serial);
        } else {
            return 0;
        }
    }
    /// The loss, and its gradient in the logits.
    template <core::RowArgument X, core::RowArgument Targets, core::RowArgument G, Executor E = core::Serial>
    Loss operator()(const X& logits, const Targets& targets, G&& gradient, E&& executor = E()) const {
        if constexpr (core::check_logits<T, const X&, const Targets&, G>() && core::check_outputs<G>()) {
            const auto views = core::views_of<T>(std::tie(logits, targets), std::tie(gradient));
            return core::binary_cross_entropy<true>(*this, views.in[0], views.in[1], views.out[0], executor);
        } else {
            return 0;
        }
    }

    friend constexpr bool operator==(const BinaryCrossEntropyWithLogits& a, const BinaryCrossEntropyWithLogits& b) {
        return a.weight_ == b.weight_ && a.reduction_ == b.reduction_;
    }

private:
    /// factor * term, but 0 for a factor of 0 and an infinite term.
    template <Value V>
    ACTFN_INLINE static V times(V factor, V term) {
        const V nothing = math::select(core::equal(term, term), V(0), term);
        return factor * math::select(core::equal(factor, V(0)), nothing, term);
    }
    /// The term of positive examples, but t (w e^-x) where that is all and w > 1: e^-x may be subnormal, its multiple not.
    template <Value V>
    ACTFN_INLINE V far_below(V x, V t, V term) const {
        if (!(weight_.value > 1)) return term;
        return math::select(x > V(40), t * math::exponential(math::negative_abs(x)).times(weight_), term);
    }

    core::Parameter<Loss> weight_ = Loss(1);
    Reduction reduction_ = Reduction::mean;
};

/// BinaryCrossEntropyWithLogits<T, Tier>(pos_weight, reduction)(logits, targets).
template <class Tier = standard, core::RowArgument X, core::RowArgument Targets>
auto binary_cross_entropy_with_logits(const X& logits, const Targets& targets, double pos_weight = 1,
                                      Reduction reduction = Reduction::mean) {
    using T = typename core::element_type<X>::type;
    return BinaryCrossEntropyWithLogits<T, Tier>(pos_weight, reduction)(logits, targets);
}

/// BinaryCrossEntropyWithLogits<T, Tier>(pos_weight, reduction)(logits, targets, gradient, executor).
template <class Tier = standard, core::RowArgument X, core::RowArgument Targets, core::RowArgument G,
          Executor E = core::Serial>
auto binary_cross_entropy_with_logits(const X& logits, const Targets& targets, G&& gradient, double pos_weight = 1,
                                      Reduction reduction = Reduction::mean, E&& executor = E()) {
    using T = typename core::element_type<X>::type;
    return BinaryCrossEntropyWithLogits<T, Tier>(pos_weight, reduction)(logits, targets, gradient, executor);
}
ACTFN_NO_SUCH_CALL(binary_cross_entropy_with_logits,
                   "actfn: no such call: binary_cross_entropy_with_logits(logits, targets[, gradient]) takes "
                   "arrays or spans (std::span(p, n) of a pointer).");

}  // namespace ACTFN_ISA
}  // namespace actfn
