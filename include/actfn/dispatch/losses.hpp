#pragma once

// Logsumexp and cross-entropy of the compiled component.

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/base/reduction.hpp"
#include "actfn/dispatch/arguments.hpp"
#include "actfn/dispatch/rows.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {
namespace arguments {

/// Writes the lines of a call as the boundary takes them.
template <class Call, class A>
void set_along(Call& call, const A& along) {
    if constexpr (std::is_same_v<A, Lines>) {
        call.lines = &along;
    } else {
        call.axis = along;
    }
}

template <LineReductionFunctor S, class A, class E>
void call_logsumexp(const S&, bool backward, const boundary::Array* arrays, const A& along, E& executor) {
    constexpr bool of_mean = S::name == std::string_view("logmeanexp");
    static_assert(
        of_mean || S::name == std::string_view("logsumexp"),
        "actfn: of the functions that make a number of each line, actfn::dispatch has logsumexp and logmeanexp.");
    boundary::LogSumExpCall call = {of_mean,
                                    backward,
                                    number_of<typename S::value_type>,
                                    boundary::digits_of<typename core::over_floats_t<S>::tier>,
                                    Axis::rowwise,
                                    nullptr};
    arguments::set_along(call, along);
    arguments::with_executor(executor, [&](const ErasedExecutor* e) { boundary::call_logsumexp(call, arrays, e); });
}

template <class T, class Tier, class Targets, class A, class E>
core::lane_type<T> call_cross_entropy(bool with_gradient, const boundary::Array* arrays, const A& along,
                                      const CrossEntropyOptions& options, E& executor) {
    using I = core::elements_of<const Targets>;
    boundary::CrossEntropyCall call = {number_of<T>,  boundary::digits_of<core::tier_over_floats<T, Tier>>,
                                       with_gradient, Axis::rowwise,
                                       nullptr,       options};
    if constexpr (std::integral<I>) {
        call.bytes_of_index = static_cast<std::uint8_t>(sizeof(I));
        call.index_is_signed = std::is_signed_v<I>;
    }
    arguments::set_along(call, along);
    double loss = 0;
    arguments::with_executor(executor,
                             [&](const ErasedExecutor* e) { loss = boundary::call_cross_entropy(call, arrays, e); });
    return static_cast<core::lane_type<T>>(loss);
}

template <class T, class Tier, class E>
core::lane_type<T> call_binary_cross_entropy(bool with_gradient, const boundary::Array* arrays, double pos_weight,
                                             Reduction reduction, E& executor) {
    const boundary::BinaryCrossEntropyCall call = {number_of<T>, boundary::digits_of<Tier>, with_gradient, pos_weight,
                                                   reduction};
    double loss = 0;
    arguments::with_executor(
        executor, [&](const ErasedExecutor* e) { loss = boundary::call_binary_cross_entropy(call, arrays, e); });
    return static_cast<core::lane_type<T>>(loss);
}

/// Fails to compile where there is no such tier of T. Silent where core::check_logits() reports an error.
template <class T, class Tier>
constexpr bool check_tier() {
    constexpr bool tier = !core::Element<T> || core::has_tier<T, Tier>;
    static_assert(
        tier,
        "actfn: `exact` is computed in double and rounded once, `fast` in float: for double there is only the "
        "standard tier: use actfn::standard, or float.");
    return tier;
}
/// The compile-time checks of logits and of targets that may be class indices.
template <class T, class X, class Targets>
constexpr bool check_logits_and_targets() {
    if constexpr (std::integral<core::elements_of<const Targets>>) {
        return core::check_logits<T, const X&>();
    } else {
        return core::check_logits<T, const X&, const Targets&>();
    }
}

}  // namespace arguments

// The calls of functions/binary_cross_entropy_with_logits.hpp and rows/reduction.hpp, and cross_entropy() of
// functions/cross_entropy.hpp. Of logits of 16 bits a loss is a float.

/// y = the number of each line of x: y is a vector or a span with one element for each row (rowwise) or column
/// (colwise) of x; for spans that are tensors (Lines), the number of line (o, i) is y[o * inner + i].
template <arguments::LineReductionFunctor S, class X, class Y, arguments::AlongOf<X> A, Executor E = core::Serial>
void forward(const S& s, const X& x, Y&& y, const A& along, E&& executor = E()) {
    using T = typename S::value_type;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>() && core::check_along<A, X, Y>()) {
        const boundary::Array arrays[] = {arguments::array_of(x), arguments::array_of(y)};
        arguments::call_logsumexp(s, false, arrays, along, executor);
    }
}

/// dx from x and dy, the gradient in the number of each line, which lies as y of forward(). dx may be x.
template <arguments::LineReductionFunctor S, class X, class DY, class DX, arguments::AlongOf<X> A,
          Executor E = core::Serial>
void backward(const S& s, const X& x, const DY& dy, DX&& dx, const A& along, E&& executor = E()) {
    using T = typename S::value_type;
    if constexpr (core::check_types<T, const X&, const DY&, DX>() && core::check_outputs<DX>() &&
                  core::check_along<A, X, DY, DX>()) {
        const boundary::Array arrays[] = {arguments::array_of(x), arguments::array_of(dy), arguments::array_of(dx)};
        arguments::call_logsumexp(s, true, arrays, along, executor);
    }
}

/// The loss of the rows (actfn::rowwise), columns (colwise) or, for spans, Lines of logits. `targets` are the class indices of
/// the lines, in any vector or span in memory, or probabilities in an array like the logits.
template <class Tier = standard, class X, class Targets, arguments::AlongOf<X> A>
auto cross_entropy(const X& logits, const Targets& targets, const A& along, const CrossEntropyOptions& options = {}) {
    using T = core::elements_of<const X>;
    if constexpr (arguments::check_tier<T, Tier>() && arguments::check_logits_and_targets<T, X, Targets>() &&
                  core::check_along<A, X>()) {
        const boundary::Array arrays[] = {arguments::array_of(logits), arguments::array_of(targets)};
        core::Serial serial;
        return arguments::call_cross_entropy<T, Tier, Targets>(false, arrays, along, options, serial);
    }
}

/// The loss, and its gradient in the logits, which may take their place.
template <class Tier = standard, class X, class Targets, class G, arguments::AlongOf<X> A, Executor E = core::Serial>
auto cross_entropy(const X& logits, const Targets& targets, G&& gradient, const A& along,
                   const CrossEntropyOptions& options = {}, E&& executor = E()) {
    using T = core::elements_of<const X>;
    if constexpr (arguments::check_tier<T, Tier>() && arguments::check_logits_and_targets<T, X, Targets>() &&
                  core::check_types<T, const X&, G>() && core::check_outputs<G>() && core::check_along<A, X, G>()) {
        const boundary::Array arrays[] = {arguments::array_of(logits), arguments::array_of(targets),
                                          arguments::array_of(gradient)};
        return arguments::call_cross_entropy<T, Tier, Targets>(true, arrays, along, options, executor);
    }
}

/// The binary cross-entropy of logits and targets of one shape.
template <class Tier = standard, class X, class Targets>
auto binary_cross_entropy_with_logits(const X& logits, const Targets& targets, double pos_weight = 1,
                                      Reduction reduction = Reduction::mean) {
    using T = core::elements_of<const X>;
    if constexpr (arguments::check_tier<T, Tier>() && core::check_logits<T, const X&, const Targets&>()) {
        const boundary::Array arrays[] = {arguments::array_of(logits), arguments::array_of(targets)};
        core::Serial serial;
        return arguments::call_binary_cross_entropy<T, Tier>(false, arrays, pos_weight, reduction, serial);
    }
}

/// The loss, and its gradient in the logits, which may take their place or that of the targets.
template <class Tier = standard, class X, class Targets, class G, Executor E = core::Serial>
requires(!std::is_arithmetic_v<std::remove_cvref_t<G>>) auto binary_cross_entropy_with_logits(
    const X& logits, const Targets& targets, G&& gradient, double pos_weight = 1, Reduction reduction = Reduction::mean,
    E&& executor = E()) {
    using T = core::elements_of<const X>;
    if constexpr (arguments::check_tier<T, Tier>() && core::check_logits<T, const X&, const Targets&, G>() &&
                  core::check_outputs<G>()) {
        const boundary::Array arrays[] = {arguments::array_of(logits), arguments::array_of(targets),
                                          arguments::array_of(gradient)};
        return arguments::call_binary_cross_entropy<T, Tier>(true, arrays, pos_weight, reduction, executor);
    }
}

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch
