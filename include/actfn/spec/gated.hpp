#pragma once

// Gated units by name: what spec/parse.hpp, spec/print.hpp and spec/visit.hpp are for functions of single elements.

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include "actfn/base/gated_spec.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/functions/identity.hpp"
#include "actfn/gated/list.hpp"
#include "actfn/spec/gated_catalogue.hpp"
#include "actfn/spec/names.hpp"
#include "actfn/spec/parse.hpp"
#include "actfn/spec/print.hpp"
#include "actfn/spec/visit.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// callable(unit) with the spec's gated unit of T and Tier: callable is compiled for every unit of the list. Throws
/// std::invalid_argument if a parameter is not valid once rounded to T.
template <class T = float, class Tier = standard, class Callable>
auto visit(const GatedSpec& spec, Callable&& callable) {
    using First = Identity<T, Tier>;
    if constexpr (First::valid_element && First::valid_tier && First::valid_precision) {  // else its assertion speaks
        const auto call = [&](const auto& unit) -> decltype(auto) { return callable(unit); };
        using Result = std::invoke_result_t<decltype(call)&, GLU<T, Tier>>;
        using Visitors = core::visitors<AllGatedUnits<T, Tier>, Result, std::remove_const_t<decltype(call)>>;
        if constexpr (Visitors::alike) {
            const std::size_t place = core::gated_place_of(spec.unit);
            return Visitors::table[place](spec.parameters.data(), core::gated_catalogue[place], call);
        }
    }
}

/// The spec that a text means, as parse_activation() reads them: "swiglu", "clamped_swiglu(limit=7, alpha=1.702)". Names are ours
/// (gated/list.hpp) or those of ggml's GLU operators, LLM servers and others (spec/aliases.hpp), whatever their case and
/// underscores: "GGML_GLU_OP_SWIGLU_OAI", "silu_and_mul", "torch.nn.GLU". Throws std::invalid_argument for any other text, with
/// the nearest names, the parameters that there are, or the values that are allowed.
inline GatedSpec parse_gated(std::string_view text) {
    GatedSpec spec;
    spec.unit = core::SpecReader(text, core::gated_units).read(spec.parameters);
    visit<double>(spec, [](const auto&) {});  // whose constructor says which parameters are not valid
    return spec;
}

/// The spec as text that parse_gated() reads back to an equal spec: "clamped_swiglu(limit=7, alpha=1.702)", "glu".
inline std::string to_string(const GatedSpec& spec) {
    return core::printed(core::gated_catalogue[core::gated_place_of(spec.unit)], spec.parameters.data());
}

}  // namespace ACTFN_ISA
}  // namespace actfn
