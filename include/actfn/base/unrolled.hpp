#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/base/isa.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The array of f(k) for k = 0 to N - 1, fully unrolled: not every optimisation level unrolls a loop, and an array that
/// is indexed in a loop stays in memory.
template <class F, std::size_t... K>
ACTFN_INLINE inline auto each_of_indices(const F& f, std::index_sequence<K...>) {
    return std::array{f(std::integral_constant<std::size_t, K>())...};
}
template <std::size_t N, class F>
ACTFN_INLINE inline auto each_of_inlined(const F& f) {
    return core::each_of_indices(f, std::make_index_sequence<N>());
}
/// The same as part of a loop.
template <std::size_t N, class F>
ACTFN_LOOP_PART inline auto each_of(const F& f) {
    return core::each_of_indices(f, std::make_index_sequence<N>());
}

/// Calls f(k) for k = 0 to N - 1, fully unrolled.
template <std::size_t N, class F>
ACTFN_INLINE inline void for_each_index(const F& f) {
    [&f]<std::size_t... K>(std::index_sequence<K...>) ACTFN_INLINE_LAMBDA {
        (f(std::integral_constant<std::size_t, K>()), ...);
    }
    (std::make_index_sequence<N>());
}

/// An array of the values or, where their types differ, a tuple.
template <class First, class... Rest>
ACTFN_INLINE inline constexpr auto together(const First& first, const Rest&... rest) {
    if constexpr ((... && std::same_as<First, Rest>)) {
        return std::array<First, 1 + sizeof...(Rest)>{first, rest...};
    } else {
        return std::tuple<First, Rest...>(first, rest...);
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
