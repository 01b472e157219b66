#pragma once

#include <algorithm>
#include <concepts>
#include <limits>
#include <type_traits>

#if defined(__STDCPP_FLOAT16_T__) || defined(__STDCPP_BFLOAT16_T__)
#include <stdfloat>
#endif

#include "actfn/base/isa.hpp"

// Not in the instruction set's namespace: these types generate no code, so they may be in the signature of a function
// between translation units compiled with different flags.
namespace actfn {

/// The default tier: evaluates the formula in the element type, within the functor's `bounds`.
struct standard {};

/// The tier that evaluates in the next wider type and rounds once: correct rounding on all but a handful of inputs.
struct exact {};

/// The tier that evaluates the formula in float with shorter kernels: about three and a half decimal digits, relative, in
/// every tail and next to every zero.
struct fast {};

/// Largest errors in ULP, fractional and against the unrounded value. No unit is smaller than the smallest subnormal
/// number. Valid for every finite input and every valid parameter. Next to a root other than
/// x = 0 no relative error can be promised: there `near_roots` times the function's maximum may be added to the error.
struct Bounds {
    double value;        ///< f(x)
    double gradient;     ///< f.derivative(x)
    double curvature;    ///< f.second_derivative(x)
    double from_output;  ///< f.derivative_from_output(y), against g(y) for the y given
    /// Within 2^-4 of a root, where f scales x by a parameter within 2^-4 of it in the scaled x; of the maximum of
    /// abs(f), abs(f') or abs(f'').
    double near_roots = 0;
    /// 0, or 13 in the tier `fast`: its units are 2^-12 of the unrounded value itself, whatever its power of two.
    int digits = 0;
};

}  // namespace actfn

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// A type in which formulas are evaluated: float or double.
template <class T>
concept Scalar = std::same_as<T, float> || std::same_as<T, double>;

/// The formats of elements that are 16 bits in memory: IEEE binary16, and the upper half of a float.
enum class Format { none, half, bfloat16 };

/// The format of T: of C++23's types here, of Eigen's in memory/dense.hpp.
template <class T>
inline constexpr Format format_of = Format::none;
#if defined(__STDCPP_FLOAT16_T__)
template <>
inline constexpr Format format_of<std::float16_t> = Format::half;
#endif
#if defined(__STDCPP_BFLOAT16_T__)
template <>
inline constexpr Format format_of<std::bfloat16_t> = Format::bfloat16;
#endif

/// An element type of 16 bits: converted where it is loaded and stored, since no formula is evaluated in it.
template <class T>
concept Stored = format_of<T>
!= Format::none;

/// The greatest finite number of T.
template <class T>
inline constexpr auto greatest = static_cast<double>((std::numeric_limits<T>::max)());
template <Stored T>
inline constexpr auto greatest<T> = format_of<T> == Format::half ? 65504.0 : 0x1.FEp127;

/// An element type of functors and of arrays.
template <class T>
concept Element = Scalar<T> || Stored<T>;

/// The type of the lanes to which elements of T are loaded.
template <Element T>
using lane_type = std::conditional_t<Stored<T>, float, T>;

template <class Tier>
concept TierTag = std::same_as<Tier, standard> || std::same_as<Tier, exact> || std::same_as<Tier, fast>;

/// Whether the tier exists for elements of T: double has the standard one alone.
template <class T, class Tier>
inline constexpr bool has_tier = std::same_as<Tier, standard> || !std::same_as<T, double>;

/// The type in which a tier evaluates the formula.
template <class T, class Tier>
struct compute {
    using type = T;
};
template <>
struct compute<float, exact> {
    using type = double;
};
template <Stored T, class Tier>
struct compute<T, Tier> {
    using type = typename compute<float, Tier>::type;
};
template <class T, class Tier>
using compute_t = typename compute<T, Tier>::type;

/// a == b lane by lane, compared exactly. A function of its own, so that -Wfloat-equal is silenced in one place.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wfloat-equal"
template <class V>
ACTFN_INLINE constexpr auto equal(V a, V b) {
    return a == b;
}
#pragma GCC diagnostic pop

/// The bound in ULP of a result computed in a wider type and rounded once to T.
inline constexpr double rounded_once = 0.501;

/// The bound in ULP of a 16-bit result computed in the standard tier of float.
inline constexpr double rounded_from_float = 0.51;

/// The bound in ULP of a 16-bit result computed in the tier `fast` of float.
inline constexpr double rounded_from_fast = 0.75;

/// The bounds of a functor in a tier: `stated` are those of its formula in T in the standard tier; for a T of 16 bits, in
/// float. Every result of 16 bits is correctly rounded in the exact tier. A formula without an error has none in any tier.
/// `fast_value` is the bound of f in the tier `fast`, in its units.
template <class T, class Tier>
constexpr Bounds bounds(Bounds stated, double exact_bound = rounded_once, double fast_value = 1) {
    if constexpr (std::same_as<Tier, fast> && !Stored<T>) {
        const auto units = [](double b, double allowed) { return b > 0 ? allowed : 0; };
        return {units(stated.value, fast_value),
                units(stated.gradient, 2),
                units(stated.curvature, 4),
                units(stated.from_output, 2),
                0x1p-12,
                13};
    }
    constexpr bool is_stored = Stored<T>;
    constexpr bool wider = std::same_as<Tier, exact>;
    stated.near_roots = wider ? (is_stored ? 0 : 0x1p-40) : std::same_as<T, double> ? 0x1p-51 : 0x1p-22;
    if (!wider && !is_stored) return stated;
    if (std::same_as<Tier, fast>) stated.near_roots = 0x1p-12;
    if (is_stored) exact_bound = wider ? 0.5 : std::same_as<Tier, fast> ? rounded_from_fast : rounded_from_float;
    const auto least = [exact_bound](double b) {
        return is_stored && b > 0 ? exact_bound : (std::min)(b, exact_bound);
    };
    return {least(stated.value), least(stated.gradient), least(stated.curvature), least(stated.from_output),
            stated.near_roots};
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
