#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/base/activation_spec.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/functions/identity.hpp"
#include "actfn/functions/list.hpp"
#include "actfn/spec/catalogue.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// callable(f, more...) for one function; a function of its own, so that compilers optimise one loop at a time. `more` are
/// small and come in registers: a short call would wait for what is written to memory and read in other widths.
template <class F, class Result, class Callable, class... More>
Result call_with(const double* parameters, const FunctionInfo& info, const Callable& callable, More... more) {
    return callable(core::functor_of<F>(parameters, info), more...);
}

template <class List, class Result, class Callable, class... More>
struct visitors;
template <class... F, class Result, class Callable, class... More>
struct visitors<std::tuple<F...>, Result, Callable, More...> {
    static constexpr bool alike = (... && std::is_same_v<std::invoke_result_t<const Callable&, F, More...>, Result>);
    static_assert(alike, "actfn: visit's callable must return the same type for every function.");
    static constexpr std::array table = {&core::call_with<F, Result, Callable, More...>...};
};

/// callable(f, more...) with the spec's function.
template <class T, class Tier, class Callable, class... More>
ACTFN_INLINE inline auto visit_with(const ActivationSpec& spec, const Callable& callable, More... more) {
    using First = Identity<T, Tier>;
    if constexpr (First::valid_element && First::valid_tier && First::valid_precision) {  // else its assertion speaks
        using Result = std::invoke_result_t<const Callable&, First, More...>;
        using Visitors = core::visitors<AllFunctions<T, Tier>, Result, Callable, More...>;
        if constexpr (Visitors::alike) {
            const std::size_t place = core::place_of(spec.function);
            return Visitors::table[place](spec.parameters.data(), core::catalogue[place], callable, more...);
        }
    }
}

}  // namespace core

/// callable(f) with the spec's function as a functor of T and Tier: callable is compiled for every function of the list.
/// Throws std::invalid_argument if a parameter is not valid once rounded to T.
template <class T = float, class Tier = standard, class Callable>
auto visit(const ActivationSpec& spec, Callable&& callable) {
    return core::visit_with<T, Tier>(spec, [&](const auto& f) -> decltype(auto) { return callable(f); });
}

}  // namespace ACTFN_ISA
}  // namespace actfn
