#pragma once

// The parameters of a function that are learnt, as an array: a row for each channel, a column for each parameter.

#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

#include "actfn/base/error.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/base/unrolled.hpp"
#include "actfn/channels/slopes.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/loop/formula.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

template <class F>
struct learnt_functor {
    using type = F;
};
template <class F>
requires(Stored<typename F::value_type> && !std::is_void_v<typename in_float<F>::type>) struct learnt_functor<F> {
    using type = typename in_float<F>::type;
};
/// The functor whose parameters are learnt: F or, where elements have 16 bits, the one of the same function of floats.
template <class F>
using LearntFunctor = typename learnt_functor<F>::type;

template <class F>
using ParametersOf = Eigen::Array<typename F::value_type, Eigen::Dynamic, Eigen::Dynamic>;

/// F with the parameters of a row.
template <class F>
F functor_with(const ParametersOf<F>& parameters, Eigen::Index row) {
    return actfn::with_parameters<F>(
        core::each_of<F::parameters.size()>([&](auto k) { return parameters(row, static_cast<Eigen::Index>(k())); }));
}

/// Returns the parameters if F takes them; names the channel of one that is not valid by itself.
template <class F>
ParametersOf<F> valid_parameters(const ParametersOf<F>& parameters) {
    for (Eigen::Index row = 0; row < parameters.rows(); ++row) {
        const std::ptrdiff_t channel = parameters.rows() == 1 ? no_channel : row;
        core::for_each_index<F::parameters.size()>(
            [&](auto k) { core::valid<F, k()>(parameters(row, static_cast<Eigen::Index>(k())), channel); });
        core::functor_with<F>(parameters, row);  // a constructor may ask for more
    }
    return parameters;
}

/// A copy of parameters, or of their gradient, that a call is given: with `rows` rows, or any number if that is 0. A vector
/// or a span holds the columns one after the other.
template <class F, class A>
ParametersOf<F> parameter_array(const char* call, const A& given, Eigen::Index rows) {
    using T = typename F::value_type;
    constexpr auto columns = static_cast<Eigen::Index>(F::parameters.size());
    constexpr bool same_type = std::same_as<typename slope_element<A>::type, T>;
    static_assert(
        same_type,
        "actfn: the parameters must have the functor's element type, or be floats if that has 16 bits: convert "
        "them, e.g. with parameters.cast<float>().");
    ParametersOf<F> result;
    if constexpr (!same_type) {
        return result;
    } else if constexpr (Dense<A>) {
        result = given.derived();
    } else {
        const std::span<const T> s(given);
        result = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>(s.data(), static_cast<Eigen::Index>(s.size()));
    }
    const bool fits = result.cols() == columns && result.rows() > 0 && (rows == 0 || result.rows() == rows);
    if (fits) return result;
    const bool is_vector = result.rows() == 1 || result.cols() == 1;
    if (!is_vector || result.size() == 0 || result.size() % columns != 0 ||
        (rows != 0 && result.size() != rows * columns)) {
        core::fail(Message(F::name) + ": " + call + ": the array is " + core::shape(result.rows(), result.cols()) +
                   ", but the parameters are " +
                   (rows == 0 ? std::string_view("channels") : std::string_view(core::text(rows))) + " x " +
                   core::text(columns));
    }
    return result.reshaped(result.size() / columns, columns);
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
