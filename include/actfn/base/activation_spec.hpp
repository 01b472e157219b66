#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "actfn/base/isa.hpp"
#include "actfn/base/precision.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The number by which a spec knows a function: a hash of its name (FNV-1a).
constexpr std::uint32_t function_id(std::string_view name) {
    std::uint32_t hash = 0x811C9DC5u;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193u;
    return hash;
}
// Constants: a call in the initializer of a member would be evaluated when the program runs.
inline constexpr std::uint32_t id_of_identity = core::function_id("identity");
template <class F>
inline constexpr std::uint32_t id_of = core::function_id(F::name);

}  // namespace core
}  // namespace ACTFN_ISA

/// An element-wise function of functions/list.hpp and its parameters, chosen when the program runs. Plain data without
/// pointers and outside the instruction set's namespace, so it may be in the signature of a function between units of
/// different flags, and be copied to another process. Made from a functor, or from text by parse_activation(); used by
/// visit(), to_string() and the buffer calls, all in actfn/activation_spec.hpp.
///
/// A parameter is the decimal number that one would write for it: LeakyReLU<float>(0.2f) and "leaky_relu(slope=0.2)"
/// are the same spec, whose functor of float holds 0.2f and whose functor of double 0.2.
struct ActivationSpec {
    static constexpr std::size_t most_parameters = 6;

    std::uint32_t function = core::id_of_identity;
    std::array<double, most_parameters> parameters = {};  ///< in the order of F::parameters; beyond them 0

    /// The identity.
    [[gnu::always_inline]] constexpr ActivationSpec() = default;

    /// The spec of one of the library's functors.
    template <class F>
    requires requires {
        typename F::packet_functor;
        F::name;
    }
    ActivationSpec(const F& f);  // NOLINT: a functor is a choice of a function

    [[gnu::always_inline]] friend constexpr bool operator==(const ActivationSpec& a, const ActivationSpec& b) {
        bool same = a.function == b.function;
        for (std::size_t i = 0; i < most_parameters; ++i) same &= core::equal(a.parameters[i], b.parameters[i]);
        return same;
    }
};

}  // namespace actfn
