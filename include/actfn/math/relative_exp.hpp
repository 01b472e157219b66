#pragma once

#include <bit>
#include <concepts>
#include <limits>
#include <tuple>

#include "actfn/math/constant.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/polynomial.hpp"
#include "actfn/simd/exponent.hpp"
#include "actfn/simd/interleaved.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// What relative_exp() needs of the greatest entry m of a distribution.
template <Value V>
struct RelativeTo {
    V floor;     ///< an x below it is raised to it, so that x - shift does not overflow if x is finite
    V shift;     ///< what is subtracted from every entry: 0, or m where abs(m) is large
    V least;     ///< an x - shift below it is raised to it: its exponential counts for nothing beside that of m
    V rounding;  ///< rounds to an integer, and biases it to be the exponent field of the result
};

/// Constants of relative_exp() by the type of the entries.
template <core::Scalar C>
struct RelativeExpConstants {
    using Limits = std::numeric_limits<C>;
    /// The exponent of e^m in the result: high enough for the least entry that matters, and for its last digit, to be
    /// normal numbers.
    static constexpr int exponent = Limits::digits > 24 ? 128 : 64;
    /// The exponent of the least result that is not 0, and a little less.
    static constexpr int least_power = Limits::min_exponent - Limits::digits - 10;
    static constexpr double least = least_power * 0.6931471805599453;
    /// Where abs(m) is greater, each entry whose exponential counts is within a factor of 2 of m, so that x - m is
    /// exact (Sterbenz). Where it is not, x itself is exact.
    static constexpr double great = -2 * least;
    static constexpr double rounding = 3.0 * (1ull << (Limits::digits - 2));
    static constexpr int bias = Limits::max_exponent - 1;
};

/// The constants of relative_exp() for entries of type C whose greatest is m. NaN throughout if m is infinite.
template <core::Scalar C, Value V>
ACTFN_INLINE inline RelativeTo<V> relative_to(V m) {
    using R = RelativeExpConstants<C>;
    RelativeTo<V> r;
    r.floor = math::least_beside<V, C>(m);
    r.shift = math::select((math::abs)(m) > math::constant<V>(R::great), m, V(0));
    const V left = m - r.shift;
    r.least = left + math::constant<V>(R::least);
    r.rounding = math::constant<V>(R::rounding + R::bias + R::exponent) -
                 math::nearbyint(left * math::constant<V>(1.4426950408889634));
    return r;
}

/// e^x in units of a power of two near e^m / 2^exponent (RelativeExpConstants), for x <= m. The difference to m never
/// rounds: either x or x - m is exact, and the powers of two are subtracted as integers. Where e^(x - m) is less than
/// half of the smallest subnormal number, the result is another number that counts for nothing. Error: 1 ULP, in the
/// tier `fast` 2^-13.6 of the value. NaN gives NaN. low, if given, is added to x: abs(low) < 4.5.
template <Value V, std::same_as<V>... Low>
requires(sizeof...(Low) <= 1) ACTFN_INLINE inline V relative_exp(V x, const RelativeTo<V>& m, Low... low) {
    using C = ExponentialConstants<core::precision_of<V>>;
    V t = (math::max)(m.floor, x) - m.shift;
    V error = V(0);
    t = (math::max)(m.least, t);
    // With low it may be up to 4.5 below `least` again, which counts for nothing, too.
    if constexpr (sizeof...(Low) == 1) std::tie(t, error) = math::two_sum(t, low...);
    const V rounded = core::opaque(math::fma(t, V(C::log2_e), m.rounding));
    const V n = rounded - m.rounding;
    V r = math::plus_ln2(t, n, -1);
    if constexpr (sizeof...(Low) == 1) r = r + error;
    return math::times_exp_near_zero(core::power_from_low_bits(rounded), r);
}

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
