#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "real.hpp"

namespace tests {

/// The exponent of the unit in the last place of a T of the truth's size, 2^unit_exponent; from the least normal number
/// down that of the smallest subnormal.
template <class T>
long unit_exponent(const Real& truth) {
    using Limits = std::numeric_limits<T>;
    const long least = Limits::min_exponent - Limits::digits;
    return is_zero(truth) ? least : std::max<long>(mpfr_get_exp(truth.get()) - Limits::digits, least);
}

/// An error, absolute, in units of the truth: its last place or, where `digits` is not 0 (actfn::Bounds::digits), 2^(1 - digits)
/// of the truth, but at least T's smallest subnormal.
template <class T>
double in_units(const Real& error, const Real& truth, int digits) {
    using Limits = std::numeric_limits<T>;
    if (digits == 0) return mpfr_get_d(scaled(error, -unit_exponent<T>(truth)).get(), MPFR_RNDN);
    const Real relative = scaled(abs(truth), 1 - digits);
    const Real least = scaled(Real(1), Limits::min_exponent - Limits::digits);
    return mpfr_get_d((error / (relative < least ? least : relative)).get(), MPFR_RNDN);
}

/// How far `got` is from the unrounded truth, in units in the last place. Infinite where no number of ULP says it: a NaN
/// for a number or the reverse, a finite result for a truth beyond the range, a zero whose sign is not the truth's.
template <class T>
double ulp_error(T got, const Real& truth, int digits = 0) {
    using Limits = std::numeric_limits<T>;
    constexpr double wrong = std::numeric_limits<double>::infinity();
    if (std::isnan(got) || is_nan(truth)) return std::isnan(got) && is_nan(truth) ? 0 : wrong;
    // Beyond the number that would follow the greatest only infinity will do; short of it both neighbours count as usual.
    const T nearest = rounded<T>(truth);
    const bool beyond = abs(truth) >= scaled(Real(1), Limits::max_exponent);
    // With a relative unit a result just short of the end of the range is as near as any other.
    const bool may_fall_short = digits != 0 && std::isfinite(rounded<double>(truth));
    if (std::isinf(nearest) && (beyond || got == nearest) && (got == nearest || !may_fall_short))
        return got == nearest ? 0 : wrong;
    if (got == 0 && !is_zero(truth) && std::signbit(got) != is_negative(truth)) return wrong;
    // An infinity stands where the next number after the greatest would stand.
    const Real result = std::isinf(got) ? scaled(Real(got > 0 ? 1 : -1), Limits::max_exponent) : Real(got);
    return in_units<T>(abs(result - truth), truth, digits);
}

}  // namespace tests
