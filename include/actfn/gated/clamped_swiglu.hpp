#pragma once

#include <array>
#include <string_view>

#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/functions/swish.hpp"
#include "actfn/gated/functor.hpp"
#include "actfn/math/piecewise.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// Swish of what is clamped above: the gate's function in ClampedSwiGLU.
///
///     f(x) = c s(alpha c) with c = min(x, limit)        f'(x), f''(x): those of Swish(alpha) for x < limit, 0 otherwise
///
/// Special values: those of Swish(alpha) for x < limit; f(limit) = f(inf), f'(limit) = f'(inf) = 0; NaN gives NaN.
template <class T = float, class Tier = standard>
struct ClampedSwish : Elementwise<ClampedSwish<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "clamped_swish";
    static constexpr bool interleaved = true;
    static constexpr int cost = Swish<T, Tier>::cost;
    static constexpr Bounds bounds = Swish<T, Tier>::bounds;

    static constexpr std::array parameters = {ParameterInfo{"limit", 7, Valid::positive},
                                              ParameterInfo{"alpha", 1.702}};

    constexpr ClampedSwish() = default;
    constexpr explicit ClampedSwish(T limit, T alpha)
        : limit_(core::valid<ClampedSwish, 0>(limit)), swish_(core::valid<ClampedSwish, 1>(alpha)) {}
    constexpr T limit() const { return limit_; }
    constexpr T alpha() const { return swish_.beta(); }
    constexpr std::array<T, 2> parameter_values() const { return {limit(), alpha()}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        return swish_.value(clamped(x));
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return swish_.gradient(clamped(x)) * below(x);
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return swish_.curvature(clamped(x)) * below(x);
    }

    friend constexpr bool operator==(const ClampedSwish& a, const ClampedSwish& b) {
        return core::equal(a.limit_, b.limit_) && a.swish_ == b.swish_;
    }

private:
    template <Value V>
    ACTFN_INLINE V clamped(V x) const {
        return (math::min)(core::spread<V>(limit_), x);
    }
    template <Value V>
    ACTFN_INLINE V below(V x) const {
        return math::select(x < core::spread<V>(limit_), V(1), V(0));
    }

    T limit_ = static_cast<T>(parameters[0].initial);
    Swish<T, Tier> swish_ = Swish<T, Tier>(static_cast<T>(parameters[1].initial));
};

/// One more than what is clamped on both sides: the function of up in ClampedSwiGLU.
///
///     f(x) = max(-limit, min(x, limit)) + 1        f'(x) = 1 for abs(x) < limit, 0 otherwise        f''(x) = 0
///
/// Special values: f(+-inf) = f(+-limit) = 1 +- limit, f'(+-limit) = 0; NaN gives NaN.
template <class T = float, class Tier = standard>
struct ClampedPlusOne : Elementwise<ClampedPlusOne<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "clamped_plus_one";
    static constexpr int cost = 2;
    static constexpr bool exact_in_element_type = true;
    static constexpr Bounds bounds = {0.5, 0, 0, 0};

    static constexpr std::array parameters = {ParameterInfo{"limit", 7, Valid::positive}};

    constexpr ClampedPlusOne() = default;
    constexpr explicit ClampedPlusOne(T limit) : limit_(core::valid<ClampedPlusOne, 0>(limit)) {}
    constexpr T limit() const { return limit_; }
    constexpr std::array<T, 1> parameter_values() const { return {limit()}; }

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        const V limit = core::spread<V>(limit_);
        return (math::min)(limit, (math::max)(core::spread<V>(-limit_), x)) + V(1);
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        return math::constant_of(x, math::select((math::abs)(x) < core::spread<V>(limit_), V(1), V(0)));
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        return math::constant_of(x, V(0));
    }

    friend constexpr bool operator==(const ClampedPlusOne& a, const ClampedPlusOne& b) {
        return core::equal(a.limit_, b.limit_);
    }

private:
    T limit_ = static_cast<T>(parameters[0].initial);
};

/// The clamped SwiGLU of 2025.
///
///     y = (up + 1) gate s(alpha gate), with the gate clamped above at limit, and up at limit and -limit first
///
/// Parameters: limit = 7, alpha = 1.702. The gradient is 0 where an input is clamped, limits included (torch.clamp gives
/// 1 at the limits themselves). gpt-oss holds gate and up in pairs, GateOrder::gate_first_pairs.
/// Source: OpenAI, gpt-oss-120b & gpt-oss-20b model card, 2025, and its published code; ggml's swiglu_oai.
template <class T = float, class Tier = standard>
class ClampedSwiGLU : public Gated<ClampedSwish<T, Tier>, ClampedPlusOne<T, Tier>> {
    using Base = Gated<ClampedSwish<T, Tier>, ClampedPlusOne<T, Tier>>;

public:
    static constexpr std::string_view name = "clamped_swiglu";
    static constexpr auto parameters = ClampedSwish<T, Tier>::parameters;

    constexpr ClampedSwiGLU() = default;
    constexpr explicit ClampedSwiGLU(T limit, T alpha = static_cast<T>(ClampedSwish<T, Tier>::parameters[1].initial))
        : Base(ClampedSwish<T, Tier>(core::valid<ClampedSwiGLU, 0>(limit), core::valid<ClampedSwiGLU, 1>(alpha)),
               ClampedPlusOne<T, Tier>(core::valid<ClampedSwiGLU, 0>(limit))) {}
    constexpr T limit() const { return this->f().limit(); }
    constexpr T alpha() const { return this->f().alpha(); }
    constexpr std::array<T, 2> parameter_values() const { return this->f().parameter_values(); }
};

}  // namespace ACTFN_ISA
}  // namespace actfn
