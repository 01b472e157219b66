#pragma once

// Which functor's formula is evaluated for a functor.

#include <tuple>
#include <type_traits>

#include "actfn/base/precision.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The functor of the same function with float elements: Name<float, Tier> for Name<T, Tier>, void for other types.
template <class F, class T = typename F::value_type, class Tier = typename F::tier>
struct in_float {
    using type = void;
};
template <template <class, class> class Name, class T, class Tier>
struct in_float<Name<T, Tier>, T, Tier> {
    using type = Name<float, Tier>;
};

/// The functor whose formula is evaluated for f: f itself or, where elements have 16 bits, the same function of floats
/// with f's parameters. So no formula has to know a type that it does not compute in. A functor that holds something
/// other than its `parameters` evaluates its own.
template <class F>
ACTFN_INLINE constexpr decltype(auto) formula_of(const F& f) {
    using G = typename in_float<F>::type;
    if constexpr (!Stored<typename F::value_type>) {
        return (f);
    } else if constexpr (requires { f.formula(); }) {
        return f.formula();
    } else if constexpr (!std::is_void_v<G> && requires { f.parameter_values(); }) {
        const auto of_float = [](const auto&... value) ACTFN_INLINE_LAMBDA { return G(static_cast<float>(value)...); };
        return std::apply(of_float, f.parameter_values());
    } else if constexpr (std::is_empty_v<F> && std::is_default_constructible_v<G>) {
        return G();
    } else {
        return (f);
    }
}
template <class F>
using FormulaOf = std::remove_cvref_t<decltype(core::formula_of(std::declval<const F&>()))>;

/// Makes the Formula of the functor G(f) where made() is called: in the loop, once for each part of it. Refers to f,
/// which lives as long as the call.
template <class Formula, class G, class F>
struct Deferred {
    const F& f;

    ACTFN_INLINE Formula made() const {
        if constexpr (std::is_same_v<F, G>) {
            return Formula{core::formula_of(f)};
        } else {
            return Formula{core::formula_of(G(f))};
        }
    }
};

/// The Formula of the functor G(f), to be handed to a loop. One that two registers cannot hold is made there: a copy of
/// a functor that has just been made would be wide loads behind narrow stores, which wait for these.
template <class Formula, class G, class F>
ACTFN_INLINE inline auto formula(const F& f) {
    const Deferred<Formula, G, F> deferred{f};
    if constexpr (sizeof(Formula) > 16) {
        return deferred;
    } else {
        return deferred.made();
    }
}

/// The formula to evaluate of what is handed to a loop.
template <class F>
ACTFN_INLINE inline F made_formula(const F& f) {
    return f;
}
template <class Formula, class G, class F>
ACTFN_INLINE inline Formula made_formula(const Deferred<Formula, G, F>& deferred) {
    return deferred.made();
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
