#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "actfn/base/precision.hpp"
#include "real.hpp"

namespace tests {

/// The exponent of the unit in the last place of a number of the truth's size with so many significant bits,
/// 2^unit_exponent; at least that of T's smallest subnormal.
template <class T>
long unit_exponent(const Real& truth, int digits = std::numeric_limits<T>::digits) {
    using Limits = std::numeric_limits<T>;
    const long least = Limits::min_exponent - Limits::digits;
    return is_zero(truth) ? least : std::max<long>(mpfr_get_exp(truth.get()) - digits, least);
}

/// The significant bits of the numbers in whose ULP the bounds of a functor of T are.
template <class T>
int digits_of(const actfn::Bounds& bounds) {
    return bounds.digits == 0 ? std::numeric_limits<T>::digits : bounds.digits;
}

/// How far `got` is from the unrounded truth, in units in the last place. Infinite where no number of ULP says it: a NaN
/// for a number or the reverse, a finite result for a truth beyond the range, a zero whose sign is not the truth's.
template <class T>
double ulp_error(T got, const Real& truth, int digits = std::numeric_limits<T>::digits) {
    using Limits = std::numeric_limits<T>;
    constexpr double wrong = std::numeric_limits<double>::infinity();
    if (std::isnan(got) || is_nan(truth)) return std::isnan(got) && is_nan(truth) ? 0 : wrong;
    // Beyond the number that would follow the greatest only infinity will do; short of it both neighbours count as usual.
    const T nearest = rounded<T>(truth);
    const bool beyond = abs(truth) >= scaled(Real(1), Limits::max_exponent);
    if (std::isinf(nearest) && (beyond || got == nearest)) return got == nearest ? 0 : wrong;
    if (got == 0 && !is_zero(truth) && std::signbit(got) != is_negative(truth)) return wrong;
    // An infinity stands where the next number after the greatest would stand.
    const Real result = std::isinf(got) ? scaled(Real(got > 0 ? 1 : -1), Limits::max_exponent) : Real(got);
    return mpfr_get_d(abs(scaled(result - truth, -unit_exponent<T>(truth, digits))).get(), MPFR_RNDN);
}

}  // namespace tests
