#pragma once

// Functors on Eigen::AutoDiffScalar and on long double. Not part of actfn.hpp: Eigen's automatic differentiation is one
// of its unsupported modules.
//
//     Eigen::AutoDiffScalar<Eigen::Vector2d> x(0.5, 2, 0);
//     auto y = actfn::GELU<double>()(x);      // y.value() = f(0.5), y.derivatives() = f'(0.5) * x.derivatives()
//
// f and f' are those of the library, with their bounds: nothing is differentiated, so that no digit is lost in a tail.
// AutoDiffScalars may be nested twice, for second derivatives.

#include <type_traits>

#include <Eigen/Core>
#include <unsupported/Eigen/AutoDiff>

#include "actfn/base/precision.hpp"
#include "actfn/elementwise/number.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// f(x) with the derivatives f'(x) dx, also where they are an expression.
template <class D>
struct NumberTraits<Eigen::AutoDiffScalar<D>> {
    using Derivatives = typename std::remove_cvref_t<D>::PlainObject;
    using Result = Eigen::AutoDiffScalar<Derivatives>;

    static const auto& value(const Eigen::AutoDiffScalar<D>& x) { return x.value(); }
    template <class Y>
    static Result chain(const Eigen::AutoDiffScalar<D>& x, const Y& y, const Y& dy) {
        return Result(y, Derivatives(x.derivatives() * dy));
    }
};

/// f of x rounded to double, and what the rounding lost times f': the error is that of the functor of double.
template <>
struct NumberTraits<long double> {
    static double value(long double x) { return static_cast<double>(x); }
    static long double chain(long double x, double y, double dy) {
        const long double lost = x - static_cast<long double>(value(x));
        const long double more = static_cast<long double>(dy) * lost;
        // Not of an infinite x, nor of one that is so in double; and where there is nothing to add, -0 stays.
        const bool finite = core::equal(more - more, 0.0L);
        return finite && !core::equal(more, 0.0L) ? static_cast<long double>(y) + more : static_cast<long double>(y);
    }
};

}  // namespace ACTFN_ISA
}  // namespace actfn
