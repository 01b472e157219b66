#pragma once

// What is computed from the greatest entry or the sum of a line, for use in the next pass: for one line, or for a
// batch with a number of each of several lines.

#include <array>
#include <concepts>
#include <cstddef>

#include "actfn/math/error_free.hpp"
#include "actfn/math/relative_exp.hpp"
#include "actfn/rows/quad.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The members of math::RelativeTo.
template <Scalar C>
inline constexpr auto relative_to_greatest = [](auto max) ACTFN_INLINE_LAMBDA {
    const auto r = math::relative_to<C>(max);
    return std::array{r.floor, r.shift, r.least, r.rounding};
};

/// The members of math::RelativeTo, and math::relative_exp() of the greatest entry.
template <Scalar C>
inline constexpr auto relative_and_unit = [](auto max) ACTFN_INLINE_LAMBDA {
    const auto r = math::relative_to<C>(max);
    return std::array{r.floor, r.shift, r.least, r.rounding, math::relative_exp(max, r)};
};

inline constexpr auto itself = [](auto x) ACTFN_INLINE_LAMBDA { return std::array{x}; };

/// The members of math::RelativeTo, in an array that may hold more.
template <Value V, std::size_t N>
ACTFN_INLINE inline math::RelativeTo<V> as_relative_to(const std::array<V, N>& members) {
    return {members[0], members[1], members[2], members[3]};
}

/// sum + rest as high + low, where high is a C. low is 0 if the sum is not finite.
template <Scalar C>
inline constexpr auto high_and_low = []<class W>(W sum, W rest) ACTFN_INLINE_LAMBDA {
    const W high = core::rounded_to<C>(sum);
    const W low = (sum - high) + rest;
    return std::array{high, math::select(core::equal(low - low, W(0)), low, W(0))};
};

/// 1 / (sum + rest) as high + low, where high is a C.
template <Scalar C>
inline constexpr auto reciprocal_of_sum = []<class W>(W sum, [[maybe_unused]] W rest) ACTFN_INLINE_LAMBDA {
    if constexpr (std::same_as<C, float>) {
        return core::high_and_low<C>(W(1) / sum, W(0));
    } else {
        const auto inverse = math::reciprocal(sum);
        return core::high_and_low<C>(inverse.value, inverse.low - rest * inverse.value * inverse.value);
    }
};

/// a / ((1 + rest) unit) as high + low.
template <class W>
ACTFN_INLINE inline std::array<W, 2> quotient_by_sum(W a, W rest, W unit) {
    const auto [all, lost] = math::two_sum(W(1), rest);
    const auto divisor = math::product(all, unit);
    const W high = math::divide(a, divisor.product);
    const auto back = math::product(high, divisor.product);
    const W error = ((a - back.product) - back.low) - high * math::fma(lost, unit, divisor.low);
    return {high, math::divide(error, divisor.product)};
}

template <class X, std::size_t N>
ACTFN_INLINE constexpr const std::array<X, N>& concatenated(const std::array<X, N>& alone) {
    return alone;
}
/// The numbers of all arrays, in one.
template <class X, std::size_t... N>
requires(sizeof...(N) > 1)
    ACTFN_INLINE constexpr std::array<X, (N + ...)> concatenated(const std::array<X, N>&... parts) {
    std::array<X, (N + ...)> all;
    std::size_t next = 0;
    const auto append = [&](const auto& part) ACTFN_INLINE_LAMBDA {
        for (const X& x : part) all[next++] = x;
    };
    (append(parts), ...);
    return all;
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
