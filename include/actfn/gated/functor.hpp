#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include "actfn/base/precision.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/functions/identity.hpp"
#include "actfn/loop/formula.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/simd/convert.hpp"
#include "actfn/simd/value.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// The plan for a formula that evaluates F and G, in the type C.
template <class F, class G, class C>
using GatedPlan = LoopPlan<typename F::value_type, C, F::interleaved || G::interleaved, F::cost + G::cost>;

/// Whether every value of F is represented in the element type, so that one product with it rounds once.
template <class F>
inline constexpr bool value_in_element_type = requires {
    requires F::bounds.value == 0;
};

/// y of the values v = f(gate) and w = g(up).
struct GatedProduct {
    template <Value V>
    ACTFN_INLINE V operator()(V v, V w) const {
        return v * w;
    }
};
/// dgate and dup of values and derivatives.
struct GatedGradientProducts {
    template <Value V>
    ACTFN_INLINE std::pair<V, V> operator()(V v, V dv, V w, V dw, V dy) const {
        return {dy * w * dv, dy * v * dw};
    }
};

// Each function is evaluated by its own plan: one that is not `interleaved` batch by batch, whatever the other one is.

/// f(gate) * g(up), in the type of the tier, or in the element type if that represents every value of f and g.
template <class F, class G>
struct GatedValue {
    using T = typename F::value_type;
    using Wide = compute_t<T, typename F::tier>;
    static constexpr bool in_element_type = value_in_element_type<F> && value_in_element_type<G> && Scalar<T>;
    using Plan = GatedPlan<F, G, std::conditional_t<in_element_type, T, Wide>>;
    FormulaOf<F> f;
    FormulaOf<G> g;

    template <Value V>
    ACTFN_INLINE V operator()(V gate, V up) const {
        return GatedProduct()(PlanFor<F>::evaluate(ValueOf<FormulaOf<F>>{f}, gate),
                              PlanFor<G>::evaluate(ValueOf<FormulaOf<G>>{g}, up));
    }
};

/// dy * g(up) * f'(gate) and dy * f(gate) * g'(up), in the type of the tier.
template <class F, class G>
struct GatedGradients {
    using Plan = GatedPlan<F, G, compute_t<typename F::value_type, typename F::tier>>;
    FormulaOf<F> f;
    FormulaOf<G> g;

    template <Value V>
    ACTFN_INLINE std::pair<V, V> operator()(V gate, V up, V dy) const {
        const auto [v, dv] = PlanFor<F>::evaluate(ValueAndGradientOf<FormulaOf<F>>{f}, gate);
        const auto [w, dw] = PlanFor<G>::evaluate(ValueAndGradientOf<FormulaOf<G>>{g}, up);
        return GatedGradientProducts()(v, dv, w, dw, dy);
    }
};

/// GatedValue or GatedGradients of a unit's functions.
template <class Formula, class Unit>
ACTFN_INLINE inline Formula gated_formula(const Unit& unit) {
    return {core::formula_of(unit.f()), core::formula_of(unit.g())};
}

}  // namespace core

/// A gated unit: a function of one input, the gate, times a function of another.
///
///     y     = f(gate) * g(up)
///     dgate = dy * g(up) * f'(gate)
///     dup   = dy * f(gate) * g'(up)
///
/// F and G are element-wise functors of one element type and tier, the library's or a user's; G is the identity by
/// default. Written by actfn::forward(unit, gate, up, y) and actfn::backward(unit, gate, up, dy, dgate, dup), which take
/// one array that holds gate and up, too (gated/calls.hpp); unit(gate, up) is y for scalars and batches.
///
/// Special values: those of f, g and their derivatives, multiplied as IEEE says: infinity times 0 is NaN, nothing is
/// masked, and a NaN of either input gives NaN in y and in both gradients.
/// Accuracy: in the standard tier y, dgate and dup have the bits of the products above, multiplied from the left, of the
/// results of f, g, f' and g'. So with F::bounds.value = b and G::bounds.value = c, y is off by at most
/// b ulp(f) abs(g) + c ulp(g) abs(f) + 0.5 ulp(y), and the gradients likewise: an f(gate) below the normal numbers has
/// lost its digits before it is multiplied. In the exact tier all is formed in the wider type and rounded once, within
/// 0.501 ULP.
/// Source: Shazeer, "GLU variants improve transformer", 2020.
template <class F, class G = Identity<typename F::value_type, typename F::tier>>
class Gated {
public:
    using value_type = typename F::value_type;
    using tier = typename F::tier;
    static constexpr bool functors = ElementwiseFunctor<F> && ElementwiseFunctor<G>;
    static constexpr bool alike =
        std::same_as<value_type, typename G::value_type> && std::same_as<tier, typename G::tier>;
    static_assert(functors, "actfn: Gated takes element-wise functors, such as Gated<Sigmoid<float>>.");
    static_assert(alike, "actfn: both functions of a gated unit must have the same element type and tier.");

    constexpr Gated() = default;
    constexpr explicit Gated(const F& f, const G& g = G()) : f_(f), g_(g) {}
    constexpr const F& f() const { return f_; }
    constexpr const G& g() const { return g_; }

    /// f(gate) * g(up) of scalars or batches of the element type.
    template <class V>
    requires(std::same_as<V, value_type> || core::Batch<V>) ACTFN_INLINE V operator()(V gate, V up) const {
        using Formula = core::GatedValue<F, G>;
        using Wide = core::value_in<V, typename Formula::Plan::Compute>;
        return core::convert<V>(Formula::Plan::evaluate(core::gated_formula<Formula>(*this), core::convert<Wide>(gate),
                                                        core::convert<Wide>(up)));
    }

    friend constexpr bool operator==(const Gated&, const Gated&) = default;

private:
    F f_;
    G g_;
};

}  // namespace ACTFN_ISA
}  // namespace actfn
