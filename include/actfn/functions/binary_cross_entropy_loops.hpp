#pragma once

#include <array>
#include <type_traits>
#include <utility>

#include "actfn/base/precision.hpp"
#include "actfn/base/reduction.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/loop/sum.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/simd/value.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// The loops of binary cross-entropy over views of one shape, which return the sum of the losses. The compiled component
/// has others in their place.
template <class F>
struct BinaryCrossEntropyLoops {
    using T = typename F::value_type;
    using C = compute_t<T, typename F::tier>;
    using Plan = LoopPlan<T, C, false, 40>;

    struct Loss {
        F f;

        template <Value V>
        ACTFN_INLINE V operator()(V x, V t) const {
            return f.value(x, t);
        }
    };
    struct LossAndGradient {
        F f;
        C weight;

        template <Value V>
        ACTFN_INLINE std::pair<V, V> operator()(V x, V t) const {
            return {f.value(x, t), V(weight) * f.gradient(x, t)};
        }
    };

    template <class E>
    static double loss(const F& f, const View<const T>& x, const View<const T>& t, E& executor) {
        return core::sum_over<Plan>(Loss{f}, std::array{x, t}, std::array<View<T>, 0>(), executor);
    }
    template <class E>
    static double with_gradient(const F& f, double weight, const View<const T>& x, const View<const T>& t,
                                const View<T>& g, E& executor) {
        const LossAndGradient formula{f, static_cast<C>(weight)};
        return core::sum_over<Plan>(formula, std::array{x, t}, std::array{g}, executor);
    }
};

/// The loss of f, and its gradient in the logits x. Throws if the shapes differ, and for partial overlap.
template <bool WithGradient, class F, class T, class E, class Loops = BinaryCrossEntropyLoops<F>>
lane_type<T> binary_cross_entropy(const F& f, const View<const T>& x, const View<const T>& t,
                                  const std::type_identity_t<View<T>>& g, E& executor, const Loops& loops = Loops()) {
    constexpr const char* name = F::name.data();
    const auto n = static_cast<double>(x.size());
    const bool is_mean = f.reduction() == Reduction::mean;
    double sum = 0;
    if constexpr (WithGradient) {
        core::check(Names<3>{name, {"logits", "targets", "gradient"}}, Views<T, 2, 1>{{x, t}, {g}});
        sum = loops.with_gradient(f, is_mean ? 1 / n : 1, x, t, g, executor);
    } else {
        core::require_same_shape(name, "logits", x, "targets", t);
        sum = loops.loss(f, x, t, executor);
    }
    return static_cast<lane_type<T>>(is_mean ? sum / n : sum);
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
