#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "actfn/base/activation_spec.hpp"
#include "actfn/base/precision.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

inline constexpr std::uint32_t id_of_glu = core::function_id("glu");

}  // namespace core
}  // namespace ACTFN_ISA

/// A gated unit of gated/list.hpp and its parameters, chosen when the program runs: what ActivationSpec is for functions of
/// one array. Plain data without pointers and outside the instruction set's namespace. Made from a unit, or from text by
/// parse_gated(); used by visit(), to_string() and the buffer calls, all in actfn/gated_spec.hpp.
struct GatedSpec {
    static constexpr std::size_t most_parameters = 2;

    std::uint32_t unit = core::id_of_glu;
    std::array<double, most_parameters> parameters = {};  ///< in the order of the unit's parameters; beyond them 0

    /// The gated linear unit.
    [[gnu::always_inline]] constexpr GatedSpec() = default;

    /// The spec of one of the library's gated units.
    template <class U>
    requires requires(const U& u) {
        u.f();
        u.g();
    }
    GatedSpec(const U& u);  // NOLINT: a gated unit is a choice of one

    [[gnu::always_inline]] friend constexpr bool operator==(const GatedSpec& a, const GatedSpec& b) {
        bool same = a.unit == b.unit;
        for (std::size_t i = 0; i < most_parameters; ++i) same &= core::equal(a.parameters[i], b.parameters[i]);
        return same;
    }
};

}  // namespace actfn
