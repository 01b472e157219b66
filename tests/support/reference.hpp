#pragma once

// What a reference is. References are templates over the number type R: in Real (MPFR) they are the truth; in double or
// long double the same formulas are a fast screen, which leaves what it cannot decide to MPFR.

#include <cmath>
#include <concepts>
#include <limits>
#include <vector>

#include "real.hpp"

namespace tests {

/// A root other than x = 0. Within `reach` of it errors are judged absolutely, too, in parts of `maximum`, the greatest
/// magnitude of the quantity over all x.
struct Root {
    double x;
    double reach;
    double maximum;

    bool is_near(double at) const { return std::fabs(at - x) <= reach; }
};

/// A function as its paper defines it. The formulas may neither cancel nor overflow on the way, in any R.
template <class R>
struct BasicReference {
    virtual ~BasicReference() = default;
    virtual R value(const R& x) const = 0;
    virtual R gradient(const R& x) const = 0;
    virtual R curvature(const R& x) const = 0;
    /// f'(x) as a function of y = f(x); a NaN where there is none.
    virtual R gradient_from_output(const R&) const { return R(std::numeric_limits<double>::quiet_NaN()); }
    /// Where f or f' jumps.
    virtual std::vector<double> kinks() const { return {}; }
    /// Of f, f' or f'', by order.
    virtual std::vector<Root> roots(int /*order*/) const { return {}; }
    /// Whether f never falls.
    virtual bool increasing() const { return true; }
    /// Whether f' can be told from y = f(x), if the functor does so for some parameters.
    virtual bool output_determines_input() const { return increasing(); }
};

using Reference = BasicReference<Real>;

// The operations of real.hpp for the built-in types.
using std::abs;
using std::asinh;
using std::atan;
using std::cos;
using std::erf;
using std::erfc;
using std::exp;
using std::expm1;
using std::log;
using std::log1p;
using std::sin;
using std::sqrt;
using std::tanh;

template <std::floating_point R>
R sech(R x) {
    const R t = exp(-abs(x));
    return R(2) * t / (R(1) + t * t);
}
template <std::floating_point R>
bool is_zero(R x) {
    return x == 0;
}
template <std::floating_point R>
bool is_negative(R x) {
    return std::signbit(x);
}
template <std::floating_point R>
bool is_infinite(R x) {
    return std::isinf(x);
}
template <std::floating_point R>
R scaled(R x, int n) {
    return std::scalbn(x, n);
}

/// A real constant in the number type of a reference.
template <class R>
R number(const Real& x) {
    if constexpr (std::same_as<R, Real>) {
        return x;
    } else if constexpr (std::same_as<R, long double>) {
        return mpfr_get_ld(x.get(), MPFR_RNDN);
    } else {
        return rounded<R>(x);
    }
}

}  // namespace tests
