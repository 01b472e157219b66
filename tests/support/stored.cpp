#include "stored.hpp"

#include <algorithm>
#include <cmath>

namespace tests {

namespace {

/// The bits of the number nearest to x, ties to even.
std::uint16_t nearest_bits(const StoredFormat& format, const Real& x) {
    const unsigned sign = is_negative(x) ? 0x8000u : 0u;
    const long unit = format.unit_exponent(x);
    Real scaled_down = scaled(abs(x), -unit);
    mpfr_rint(scaled_down.get(), scaled_down.get(), MPFR_RNDN);
    const double significand = mpfr_get_d(scaled_down.get(), MPFR_RNDN);
    const unsigned infinity = ((1u << (16 - format.digits)) - 1u) << (format.digits - 1);
    if (std::isinf(significand) ||
        std::ldexp(significand, static_cast<int>(unit)) >= std::ldexp(1.0, format.max_exponent + 1))
        return static_cast<std::uint16_t>(sign | infinity);
    // The exponent field counts the units above that of the subnormal numbers; the leading one adds to it.
    const auto exponent = static_cast<unsigned>(unit - (format.min_exponent - (format.digits - 1)));
    const auto magnitude = static_cast<unsigned>(significand) + (exponent << (format.digits - 1));
    return static_cast<std::uint16_t>(sign | magnitude);
}

/// The error of a result in ULP, fractional, against the unrounded truth.
double error_of(const StoredFormat& format, std::uint16_t got, const Real& truth) {
    constexpr double wrong = std::numeric_limits<double>::infinity();
    const double value = format.value(got);
    if (std::isnan(value) || is_nan(truth)) return std::isnan(value) && is_nan(truth) ? 0 : wrong;
    const std::uint16_t nearest = nearest_bits(format, truth);
    if (std::isinf(format.value(nearest)) || std::isinf(value)) return got == nearest ? 0 : wrong;
    if (value == 0 && !is_zero(truth) && ((got & 0x8000) != 0) != is_negative(truth)) return wrong;
    return mpfr_get_d(abs(scaled(Real(value) - truth, -format.unit_exponent(truth))).get(), MPFR_RNDN);
}

}  // namespace

double check_stored(const StoredFormat& format, const StoredQuantity& q, int step,
                    const std::function<bool(double)>& judged) {
    double worst = 0;
    int wrong = 0;
    for (int i = 0; i < 1 << 16; i += step) {
        const auto bits = static_cast<std::uint16_t>(i);
        const double x = format.value(bits);
        const std::uint16_t got = q.result(bits);
        if (std::isnan(x)) {
            if (!std::isnan(format.value(got))) ++wrong;
            continue;
        }
        if (std::isinf(x) || !judged(x)) continue;
        // Long double decides, unless the truth is too near to the middle between two results, or to the bound.
        Real truth(q.screen(static_cast<long double>(x)));
        double error = error_of(format, got, truth);
        constexpr double doubt = 0x1p-30;
        if (!(std::fabs(error - 0.5) > doubt && std::fabs(error - q.bound) > doubt) || is_nan(truth) ||
            std::isinf(error)) {
            truth = q.truth(Real(x));
            error = error_of(format, got, truth);
        }
        const bool nearest = is_nan(truth)
                                 ? std::isnan(format.value(got))
                                 : got == nearest_bits(format, truth) || (is_zero(truth) && (got & 0x7FFF) == 0);
        double allowed = 0;
        for (const Root& root : q.roots) {
            if (std::fabs(x - root.x) > root.reach) continue;
            const long unit = format.unit_exponent(truth);
            allowed = std::max(allowed, std::ldexp(q.near_roots * root.maximum, static_cast<int>(-unit)));
        }
        if (q.exact ? !nearest : error > q.bound + allowed) {
            if (++wrong <= 3) UNSCOPED_INFO(q.label << " at " << x << ": " << format.value(got) << ", error " << error);
        }
        worst = std::max(worst, std::max(0.0, error - allowed));
    }
    UNSCOPED_INFO(q.label << ": " << wrong << " wrong");
    CHECK(wrong == 0);
    return worst;
}

}  // namespace tests
