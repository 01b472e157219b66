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
#include "actfn/spec/number.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// What is known of a function of the list, or of a gated unit, before its element type is.
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
        FunctionInfo{F::name, std::span<const ParameterInfo>(parameters_of<F>), core::id_of<F>}...};
    static_assert((... && (parameters_of<F>.size() <= ActivationSpec::most_parameters)));
};

/// Every function of the list, in its order. A default may depend on the element type (the greatest finite number): here
/// it is that of double.
inline constexpr auto& catalogue = catalogue_of<AllFunctions<double>>::functions;

/// The ids of the catalogue in ascending order, each with its place in the list.
inline constexpr auto places = [] {
    struct Place {
        std::uint32_t id;
        std::uint32_t place;
    };
    std::array<Place, catalogue.size()> sorted = {};
    for (std::uint32_t i = 0; i < sorted.size(); ++i) sorted[i] = {catalogue[i].id, i};
    std::sort(sorted.begin(), sorted.end(), [](const Place& a, const Place& b) { return a.id < b.id; });
    return sorted;
}();
static_assert(std::adjacent_find(places.begin(), places.end(),
                                 [](const auto& a, const auto& b) { return a.id == b.id; }) == places.end(),
              "two functions of the list have the same id: rename one.");

/// The place in the list of the function with this id.
inline std::size_t place_of(std::uint32_t id) {
    const auto p = std::lower_bound(places.begin(), places.end(), id,
                                    [](const auto& place, std::uint32_t least) { return place.id < least; });
    if (p == places.end() || p->id != id) core::fail("this spec's function is not in the list of this version");
    return p->place;
}

/// The place of F in a list; that has no such place where F is not in it.
template <class F, class List>
inline constexpr std::size_t place_in = []<class... G>(std::type_identity<std::tuple<G...>>) {
    std::size_t place = 0;
    static_cast<void>((... || (std::is_same_v<F, G> || (++place, false))));
    return place;
}(std::type_identity<List>());

/// Whether F is in the list; the functor of a derivative, which has its function's name, is not.
template <class F>
inline constexpr bool in_catalogue = place_in<F, AllFunctions<typename F::value_type, typename F::tier>> <
                                     catalogue.size();

/// The shortest decimal number that rounds to a parameter.
template <class T>
double shortest(T value) {
    if constexpr (std::is_same_v<T, double>) return value;
    const auto single = static_cast<float>(value);
    const auto exact = static_cast<double>(single);
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, single).ptr;
    double decimal = exact;
    core::read_number(digits, end, decimal);
    return core::equal(static_cast<float>(decimal), single) ? decimal : exact;
}

/// A spec's parameters of a function, and those of a functor of it: a default of one is the default of the other, whatever
/// the element type.
template <class F>
std::array<double, parameters_of<F>.size()> written(const F& f, const FunctionInfo& info) {
    std::array<double, parameters_of<F>.size()> values = {};
    if constexpr (parameters_of<F>.size() > 0) {
        using T = typename F::value_type;
        const auto held = f.parameter_values();
        for (std::size_t i = 0; i < values.size(); ++i) {
            const bool is_default = core::equal(held[i], static_cast<T>(F::parameters[i].initial));
            values[i] = is_default ? info.parameters[i].initial : core::shortest(held[i]);
            // 1/3 as a default and the decimal number for its rounding to T may be in the wrong order.
            if (F::parameters[i].valid == Valid::not_below_previous) values[i] = (std::max)(values[i], values[i - 1]);
        }
    }
    return values;
}
template <class F>
F functor_of(const double* parameters, const FunctionInfo& info) {
    using T = typename F::value_type;
    std::array<T, parameters_of<F>.size()> values = {};
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool is_default = core::equal(parameters[i], info.parameters[i].initial);
        values[i] = static_cast<T>(is_default ? parameters_of<F>[i].initial : parameters[i]);
    }
    return with_parameters<F>(values);
}
template <class F>
F functor_of(const ActivationSpec& spec, std::size_t place) {
    return core::functor_of<F>(spec.parameters.data(), catalogue[place]);
}

}  // namespace core
}  // namespace ACTFN_ISA

template <class F>
requires requires {
    typename F::packet_functor;
    F::name;
}
ActivationSpec::ActivationSpec(const F& f) : function(core::id_of<F>) {
    constexpr bool known = core::in_catalogue<F>;
    static_assert(known, "actfn: a spec names a function of functions/list.hpp, which this functor is not.");
    if constexpr (known) {
        const auto values = core::written(f, core::catalogue[core::place_of(function)]);
        std::copy(values.begin(), values.end(), parameters.begin());
    }
}

}  // namespace actfn
