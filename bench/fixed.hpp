#pragma once

// Rows whose number of elements the compiler knows. Included by translation units with different flags, so everything here
// is local to the including one.

#include <cstddef>
#include <type_traits>
#include <utility>

#include "rows.hpp"

namespace bench {
namespace {

/// Calls f(std::integral_constant<Index, n>()) for an n of short_lengths.
template <class F>
void with_constant_length(Index n, const F& f) {
    const auto call_if_equal = [&]<Index N>(std::integral_constant<Index, N> constant) {
        if (n == N) f(constant);
        return n == N;
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (call_if_equal(std::integral_constant<Index, short_lengths[I]>()) || ...);
    }
    (std::make_index_sequence<short_lengths.size()>());
}

}  // namespace
}  // namespace bench
