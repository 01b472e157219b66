#pragma once

// What a spec knows of the functions in functions/list.hpp, without compiling one of their loops.

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "actfn/base/activation_spec.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/functions/list.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// What is known of a function of the list before its element type is.
struct FunctionInfo {
    std::string_view name;
    std::span<const ParameterInfo> parameters;
    std::uint32_t id;
};

template <class List>
struct catalogue_of;
template <class... F>
struct catalogue_of<std::tuple<F...>> {
    static constexpr std::array functions = {
        FunctionInfo{F::name, std::span<const ParameterInfo>(parameters_of<F>), core::function_id(F::name)}...};
    static_assert((... && (parameters_of<F>.size() <= ActivationSpec::most_parameters)));
};

/// Every function of the list, in its order.
inline constexpr auto& catalogue = catalogue_of<AllFunctions<float>>::functions;

/// The ids of the catalogue in ascending order, each with its place in the list.
inline constexpr auto places = [] {
    struct Place {
        std::uint32_t id;
        std::uint32_t place;
    };
    std::array<Place, catalogue.size()> sorted = {};
    for (std::uint32_t i = 0; i < sorted.size(); ++i) sorted[i] = {catalogue[i].id, i};
    std::ranges::sort(sorted, {}, &Place::id);
    return sorted;
}();
static_assert(std::ranges::adjacent_find(places, {}, [](const auto& p) { return p.id; }) == places.end(),
              "two functions of the list have the same id: rename one.");

/// The place in the list of the function with this id.
inline std::size_t place_of(std::uint32_t id) {
    const auto p = std::ranges::lower_bound(places, id, {}, [](const auto& place) { return place.id; });
    if (p == places.end() || p->id != id) core::fail("this spec's function is not in the list of this version");
    return p->place;
}

/// Whether the list has a functor of F's name and number of parameters.
template <class F>
inline constexpr bool in_catalogue = std::ranges::any_of(catalogue, [](const FunctionInfo& f) {
    return f.name == F::name && f.parameters.size() == parameters_of<F>.size();
});

/// The double that one would write for a parameter: the default where it is the default, else the shortest decimal
/// number that rounds to it.
template <class T>
double written(T value, double initial) {
    if (core::equal(static_cast<T>(initial), value)) return initial;
    if constexpr (std::is_same_v<T, double>) return value;
    const auto single = static_cast<float>(value);
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, single).ptr;
    auto decimal = static_cast<double>(single);
    std::from_chars(digits, end, decimal);
    return core::equal(static_cast<float>(decimal), single) ? decimal : static_cast<double>(single);
}

}  // namespace core
}  // namespace ACTFN_ISA

template <class F>
requires requires {
    typename F::packet_functor;
    F::name;
}
ActivationSpec::ActivationSpec(const F& f) : function(core::function_id(F::name)) {
    constexpr bool known = core::in_catalogue<F>;
    static_assert(known, "actfn: a spec names a function of functions/list.hpp, which this functor is not.");
    if constexpr (known && parameters_of<F>.size() > 0) {
        const auto values = f.parameter_values();
        for (std::size_t i = 0; i < values.size(); ++i)
            parameters[i] = core::written(values[i], F::parameters[i].initial);
    }
}

}  // namespace actfn
