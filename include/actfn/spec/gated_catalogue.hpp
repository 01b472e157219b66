#pragma once

// What a spec knows of the gated units in gated/list.hpp, without compiling one of their loops.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>

#include "actfn/base/activation_spec.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/gated_spec.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/gated/list.hpp"
#include "actfn/spec/catalogue.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Every gated unit of the list, in its order.
inline constexpr auto gated_catalogue = []<class... U>(const std::tuple<U...>*) {
    static_assert((... && (parameters_of<U>.size() <= GatedSpec::most_parameters)));
    std::array<FunctionInfo, sizeof...(U)> units = {
        FunctionInfo{{}, std::span<const ParameterInfo>(parameters_of<U>), 0}...};
    static_assert(units.size() == gated_unit_names.size());
    for (std::size_t i = 0; i < units.size(); ++i) {
        units[i].name = gated_unit_names[i];
        units[i].id = core::function_id(gated_unit_names[i]);
    }
    return units;
}(static_cast<const AllGatedUnits<double>*>(nullptr));

/// The place in the list of the unit with this id.
inline std::size_t gated_place_of(std::uint32_t id) {
    const auto unit = std::find_if(gated_catalogue.begin(), gated_catalogue.end(),
                                   [id](const FunctionInfo& info) { return info.id == id; });
    if (unit == gated_catalogue.end()) core::fail("this spec's gated unit is not in the list of this version");
    return static_cast<std::size_t>(unit - gated_catalogue.begin());
}

}  // namespace core
}  // namespace ACTFN_ISA

template <class U>
requires requires(const U& u) {
    u.f();
    u.g();
}
GatedSpec::GatedSpec(const U& u) {
    using List = AllGatedUnits<typename U::value_type, typename U::tier>;
    constexpr std::size_t place = core::place_in<U, List>;
    constexpr bool known = place < core::gated_catalogue.size();
    static_assert(known, "actfn: a spec names a gated unit of gated/list.hpp, which this one is not.");
    if constexpr (known) {
        unit = core::gated_catalogue[place].id;
        const auto values = core::written(u, core::gated_catalogue[place]);
        std::copy(values.begin(), values.end(), parameters.begin());
    }
}

}  // namespace actfn
