#pragma once

// Numbers of MPFR as values: the references of the accuracy tests are written in them.

#include <compare>
#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

#include <mpfr.h>

namespace tests {

/// A binary number of 300 bits with an exponent that the functions under test cannot exhaust; every operation rounds to
/// nearest. 300 bits are more than five times those of a double, so that a reference may lose digits and stay a reference.
class Real {
public:
    /// While one lives, numbers are made with this many bits.
    struct Precision {
        explicit Precision(mpfr_prec_t bits) : before(precision) { precision = bits; }
        ~Precision() { precision = before; }
        Precision(const Precision&) = delete;
        Precision& operator=(const Precision&) = delete;

        mpfr_prec_t before;
    };

    Real() { mpfr_init2(value_, precision); }
    /// Exact: floats and ints are doubles, too.
    template <class T>
    requires(std::same_as<T, int> || std::same_as<T, float> || std::same_as<T, double>) Real(T x) : Real() {
        mpfr_set_d(value_, static_cast<double>(x), MPFR_RNDN);
    }
    Real(long double x) : Real() { mpfr_set_ld(value_, x, MPFR_RNDN); }
    /// A decimal numeral, rounded once.
    static Real decimal(const char* numeral) {
        Real x;
        mpfr_set_str(x.value_, numeral, 10, MPFR_RNDN);
        return x;
    }
    Real(const Real& other) : Real() { mpfr_set(value_, other.value_, MPFR_RNDN); }
    Real(Real&& other) noexcept : Real() { swap(other); }
    Real& operator=(const Real& other) {
        mpfr_set(value_, other.value_, MPFR_RNDN);
        return *this;
    }
    Real& operator=(Real&& other) noexcept {
        swap(other);
        return *this;
    }
    ~Real() { mpfr_clear(value_); }

    mpfr_srcptr get() const { return value_; }
    mpfr_ptr get() { return value_; }

private:
    inline static mpfr_prec_t precision = 300;

    void swap(Real& other) noexcept { mpfr_swap(value_, other.value_); }

    mpfr_t value_;
};

// clang-format off
inline Real operator+(const Real& a, const Real& b) { Real r; mpfr_add(r.get(), a.get(), b.get(), MPFR_RNDN); return r; }
inline Real operator-(const Real& a, const Real& b) { Real r; mpfr_sub(r.get(), a.get(), b.get(), MPFR_RNDN); return r; }
inline Real operator*(const Real& a, const Real& b) { Real r; mpfr_mul(r.get(), a.get(), b.get(), MPFR_RNDN); return r; }
inline Real operator/(const Real& a, const Real& b) { Real r; mpfr_div(r.get(), a.get(), b.get(), MPFR_RNDN); return r; }
inline Real operator-(const Real& a) { Real r; mpfr_neg(r.get(), a.get(), MPFR_RNDN); return r; }

inline bool operator==(const Real& a, const Real& b) { return mpfr_equal_p(a.get(), b.get()) != 0; }
inline bool operator<(const Real& a, const Real& b) { return mpfr_less_p(a.get(), b.get()) != 0; }
inline bool operator>(const Real& a, const Real& b) { return mpfr_greater_p(a.get(), b.get()) != 0; }
inline bool operator<=(const Real& a, const Real& b) { return mpfr_lessequal_p(a.get(), b.get()) != 0; }
inline bool operator>=(const Real& a, const Real& b) { return mpfr_greaterequal_p(a.get(), b.get()) != 0; }

inline Real abs(const Real& x) { Real r; mpfr_abs(r.get(), x.get(), MPFR_RNDN); return r; }
inline Real sqrt(const Real& x) { Real r; mpfr_sqrt(r.get(), x.get(), MPFR_RNDN); return r; }
inline Real exp(const Real& x) { Real r; mpfr_exp(r.get(), x.get(), MPFR_RNDN); return r; }
inline Real expm1(const Real& x) { Real r; mpfr_expm1(r.get(), x.get(), MPFR_RNDN); return r; }
inline Real log(const Real& x) { Real r; mpfr_log(r.get(), x.get(), MPFR_RNDN); return r; }
inline Real log1p(const Real& x) { Real r; mpfr_log1p(r.get(), x.get(), MPFR_RNDN); return r; }
inline Real tanh(const Real& x) { Real r; mpfr_tanh(r.get(), x.get(), MPFR_RNDN); return r; }
inline Real asinh(const Real& x) { Real r; mpfr_asinh(r.get(), x.get(), MPFR_RNDN); return r; }
inline Real atan(const Real& x) { Real r; mpfr_atan(r.get(), x.get(), MPFR_RNDN); return r; }
inline Real sech(const Real& x) { Real r; mpfr_sech(r.get(), x.get(), MPFR_RNDN); return r; }
inline Real sin(const Real& x) { Real r; mpfr_sin(r.get(), x.get(), MPFR_RNDN); return r; }
inline Real cos(const Real& x) { Real r; mpfr_cos(r.get(), x.get(), MPFR_RNDN); return r; }
inline Real erf(const Real& x) { Real r; mpfr_erf(r.get(), x.get(), MPFR_RNDN); return r; }
inline Real erfc(const Real& x) { Real r; mpfr_erfc(r.get(), x.get(), MPFR_RNDN); return r; }
/// x * 2^n.
inline Real scaled(const Real& x, long n) { Real r; mpfr_mul_2si(r.get(), x.get(), n, MPFR_RNDN); return r; }
// clang-format on

inline Real pi() {
    Real r;
    mpfr_const_pi(r.get(), MPFR_RNDN);
    return r;
}

inline bool is_nan(const Real& x) {
    return mpfr_nan_p(x.get()) != 0;
}
inline bool is_zero(const Real& x) {
    return mpfr_zero_p(x.get()) != 0;
}
inline bool is_negative(const Real& x) {
    return mpfr_signbit(x.get()) != 0;
}
inline bool is_infinite(const Real& x) {
    return mpfr_inf_p(x.get()) != 0;
}

/// x rounded to the nearest T, ties to even, into subnormals and infinities too.
template <class T>
T rounded(const Real& x) {
    if constexpr (std::same_as<T, float>) {
        return mpfr_get_flt(x.get(), MPFR_RNDN);
    } else {
        return mpfr_get_d(x.get(), MPFR_RNDN);
    }
}

}  // namespace tests
