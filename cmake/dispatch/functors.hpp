#pragma once

// From a function's id to its place in the list, and from a spec to the bytes of a functor.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <tuple>
#include <type_traits>

#include "actfn/base/activation_spec.hpp"
#include "actfn/base/error.hpp"
#include "actfn/loop/formula.hpp"
#include "actfn/spec/calls.hpp"
#include "actfn/spec/catalogue.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

/// The place in the list of each function's id: a table without collisions, since a short call would feel a search.
struct Places {
    static constexpr unsigned bits = 9;
    static constexpr std::uint8_t none = 255;
    static_assert(core::catalogue.size() < none);

    std::uint32_t factor = 0;
    std::array<std::uint8_t, 1u << bits> place = {};

    constexpr std::uint8_t& slot(std::uint32_t id) { return place[(id * factor) >> (32 - bits)]; }
    constexpr Places() {
        for (bool collides = true; collides;) {
            factor += 0x9E3779B2u;
            place.fill(none);
            collides = false;
            for (std::size_t i = 0; i < core::catalogue.size() && !collides; ++i) {
                std::uint8_t& free = slot(core::catalogue[i].id);
                collides = free != none;
                free = static_cast<std::uint8_t>(i);
            }
        }
    }
    std::size_t of(std::uint32_t id) const {
        const std::size_t i = place[(id * factor) >> (32 - bits)];
        if (i == none || core::catalogue[i].id != id) core::fail("this function is not in the compiled component");
        return i;
    }
};
inline constexpr Places places;

/// The bytes of a functor that is made from a spec.
struct FunctorBytes {
    alignas(8) std::byte data[96];
};

/// Makes F's formula from a spec; throws if a parameter is not valid for it or, `from_output`, if y does not determine x.
template <class F>
void make(const ActivationSpec& spec, std::size_t place, bool from_output, FunctorBytes& to) {
    const F f = core::functor_of<F>(spec, place);
    if (from_output) core::FormulaOfBackwardFromOutput::of(f);
    const auto& formula = core::formula_of(f);
    using G = std::remove_cvref_t<decltype(formula)>;
    static_assert(std::is_trivially_copyable_v<G> && sizeof(G) <= sizeof to.data &&
                  alignof(G) <= alignof(FunctorBytes));
    std::memcpy(to.data, &formula, sizeof formula);
}
template <class List>
struct Makers;
template <class... F>
struct Makers<std::tuple<F...>> {
    static constexpr std::array table = {&make<F>...};
};

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch
